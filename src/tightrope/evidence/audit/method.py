"""Method completeness: what a reader needs to do the study again, found with its place or not found."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tightrope.evidence.audit.alarm import Alarm, Span, alarm
from tightrope.evidence.audit.citing.view import View

_TEXTS = (
    r"(?:documents?|articles?|papers?|reports?|speeches|interviews?|texts?|statements?|transcripts?|editorials?|"
    r"op-eds?|"
    r"sources|press releases|communiqu[eé]s|books|studies|resolutions|newspapers?|tweets|respondents|participants)"
)
_COUNT = (
    r"(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|"
    r"hundred)"
)
_OURS = (
    r"(?:we|(?:this|our) (?:study|paper|article|research|analysis|review)|the (?:study|paper|article|sample|"
    r"corpus|data(?:set)?)|"
    r"the period (?:covered|of (?:study|analysis)|under (?:study|review)|studied))"
)
_YEARS = r"(?:1[6-9]|20)\d\d"
_ITEMS: tuple[tuple[str, str, str], ...] = (
    (
        "corpus",
        "which texts were read, by name or number",
        rf"\bcorpus (?:of|is|was|consists?|comprises?|contains?|includes?)\b|"
        rf"\b(?:a total of|sample of|set of|collection of|consists? of|comprises?|analy[sz]ed|examined|coded|"
        rf"reviewed|read|collected|"
        rf"interviewed|conducted) (?:\w+ ){{0,2}}{_COUNT} (?:[\w-]+ ){{0,4}}{_TEXTS}\b|"
        rf"\b{_COUNT} (?:[\w-]+ ){{0,4}}{_TEXTS} (?:were|was|are|have been) (?:\w+ )?(?:analy[sz]ed|examined|coded|"
        rf"reviewed|read|collected|"
        rf"included|selected|sampled)|\b{_TEXTS} (?:analy[sz]ed|examined|coded|read) (?:are|is) listed\b|"
        rf"\blist of (?:the )?{_TEXTS} (?:analy[sz]ed|examined|coded)",
    ),
    (
        "selection",
        "how the texts were chosen",
        rf"\b(?:inclusion|exclusion|selection|sampling|eligibility) (?:criteri\w+|rules?|strategy|frame)|"
        rf"\bpurposive(?:ly)?\b|"
        rf"\brandom(?:ly)? (?:sampl\w+|selected|drawn|chosen)|\bsnowball\b|\bsearch (?:terms?|strings?|quer\w+|"
        rf"keywords)\b|"
        rf"\bsystematic(?:ally)? (?:search\w*|sampl\w+|review)|\b{_TEXTS} (?:were|was|are) (?:\w+ )?(?:selected|"
        rf"included|chosen|sampled|"
        rf"retrieved|excluded)\b.{{0,40}}\b(?:if|because|based on|on the basis|according to|that|which|from|for|"
        rf"through|when|by|using)\b|"
        rf"\b(?:selected|chose|included) (?:\w+ ){{0,3}}{_TEXTS} (?:that|which|if|because|on the basis|based on|"
        rf"according to)\b|\b(?:chosen|selected|found|retrieved|identified|collected) (?:by|through|with|using|via) "
        rf"(?:\w+ ){{0,2}}(?:keywords?|search\w*|databases?|sampl\w+)\b",
    ),
    (
        "coding rule",
        "how passages were given codes or themes",
        r"\bcode ?books?\b|\bcoding (?:scheme|frame(?:work)?|manual|rules?|protocol|procedure|categories|guide|"
        r"instructions)|"
        r"\b(?:was|were|is|are) (?:\w+ )?coded (?:as|for|into|using|by|with|according|inductively|deductively|"
        r"line)|\bwe coded\b|"
        r"\bcodes (?:were|was|are) (?:\w+ )?(?:developed|derived|assigned|generated|defined|grouped|applied)|"
        r"\b(?:open|axial|selective|line-by-line|inductive|deductive|descriptive) coding\b|\bphases? of thematic "
        r"analysis\b|"
        r"\bfollow(?:ed|ing|s) (?:the )?(?:six[- ](?:phase|step)|Braun (?:and|&) Clarke)",
    ),
    (
        "coders",
        "who coded, how many, and how far they agreed",
        rf"\b(?:{_COUNT}|one|single|independent|both|second|trained|multiple|several) (?:[\w-]+ ){{0,2}}(?:coders?|"
        rf"raters?|annotators?)\b|"
        r"\binter-?(?:coder|rater|annotator)\b|\b(?:Cohen|Krippendorff|Fleiss)\b|\b(?:first|lead|same|sole) "
        r"author (?:\w+ )?coded\b|"
        r"\bcoded (?:\w+ )?(?:twice|independently)\b|\bcoded by (?:the|one|two|three|both|a)\b|\bcoder agreement\b",
    ),
    (
        "period",
        "which years the texts or the question cover",
        rf"\b{_OURS}\b.{{0,80}}?\b(?:covers?|covering|spans?|spanning|period|published|dated|from|between|ranges?|"
        rf"limited to|focus\w* on)\b"
        rf".{{0,40}}?\b{_YEARS}\s*(?:[-–—]|to|and|through|until)\s*(?:\w+ )?{_YEARS}|"
        rf"\b{_TEXTS} (?:\w+ ){{0,3}}(?:published|issued|dated|produced|appearing|written|delivered) (?:\w+ "
        rf"){{0,3}}?(?:between|from|in|since|during)"
        rf" (?:\w+ )?{_YEARS}|\btime ?frame\b.{{0,40}}{_YEARS}",
    ),
    (
        "software",
        "what programs were used",
        r"\b(?:NVivo|ATLAS\.ti|MAXQDA|Dedoose|Taguette|QualCoder|RQDA|Quirkos|SPSS|Stata|EViews|SmartPLS|AMOS|"
        r"RStudio|quanteda|"
        r"spaCy|NLTK|VOSviewer|Gephi|Excel|tightrope)\b|\bPython (?:\d|script|package|library|code)|\b(?:using|"
        r"in) (?:R|Python)\b(?: |\.|,|\))|"
        r"\bR (?:version|package|Core Team)\b|\bby hand\b.{0,30}\bcoded|\bcoded (?:\w+ )?(?:by hand|manually)\b",
    ),
)
_RULES = tuple(
    (name, asks, re.compile(pattern, 0 if name == "software" else re.IGNORECASE)) for name, asks, pattern in _ITEMS
)
_CLAIM = re.compile(
    r"\b(?:thematic|content|documentary|document|discourse|textual|qualitative|narrative|framing|frame) analysis\b|"
    r"\bqualitative (?:research|methods?|design|study|approach|data)\b|\bsystematic (?:literature )?review\b|"
    r"\bgrounded theory\b|\bprocess tracing\b",
    re.IGNORECASE,
)
_CLOSE = re.compile(
    r"\b(?:this|the|our) (?:present |current )?(?:study|paper|article|research|analysis|section)\b|\bwe\b|\bare "
    r"(?:analy[sz]ed|introduced)\b|"
    r"\b(?:is|was|were|are) (?:used|employed|applied|adopted|conducted)\b",
    re.IGNORECASE,
)
_KINDS = re.compile(
    r"\b(?:academic literature|scholarly articles|policy reports|government (?:documents|reports)|secondary "
    r"sources|secondary data|"
    r"think[- ]tank reports|newspaper articles|official (?:documents|statements)|books and journals)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:previous|existing|earlier|other|prior) (?:studies|literature|research|scholar\w*)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A part of a method: what it asks, and where the text tells it; no place where it does not.

    Parameters
    ----------
    near : a place that comes near it without telling it (kinds of text named, where texts are asked for).
    """

    name: str
    asks: str
    span: Span | None
    near: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """What a text tells of its method.

    Parameters
    ----------
    claimed : where it says that it analyzes texts by a method; None where it does not.
    items : corpus, selection, coding rule, coders, period, software.
    """

    claimed: Span | None
    items: tuple[Item, ...]

    @property
    def told(self) -> int:
        """How many parts are told."""
        return sum(item.span is not None for item in self.items)


def method(view: View) -> Method:
    """Return what a text tells of its method, each part with its place."""
    claimed: Span | None = None
    found: dict[str, Span] = {}
    near: Span | None = None
    for sentence in view.sentences:
        text = view.text[sentence.start : sentence.stop]
        if _OTHERS.search(text):
            continue
        claim = _CLAIM.search(text)
        if claim and claimed is None and _CLOSE.search(text):
            claimed = view.place(sentence.start + claim.start(), sentence.start + claim.end())
        if (kinds := _KINDS.search(text)) and near is None:
            near = view.place(sentence.start + kinds.start(), sentence.start + kinds.end())
        for name, _, rule in _RULES:
            if name not in found and (match := rule.search(text)):
                found[name] = view.place(sentence.start + match.start(), sentence.start + match.end())
    return Method(
        claimed=claimed,
        items=tuple(
            Item(
                name=name,
                asks=asks,
                span=found.get(name),
                near=near if name == "corpus" and name not in found else None,
            )
            for name, asks, _ in _RULES
        ),
    )


def check_method(view: View, told: Method) -> tuple[Alarm, ...]:
    """Return one alarm where a text claims a method and leaves out what is needed to do it again."""
    missing = [item for item in told.items if item.span is None]
    if told.claimed is None or not missing:
        return ()
    near = next((item.near for item in missing if item.near), None)
    return (
        alarm(
            view.document,
            told.claimed,
            "method",
            "check",
            f"claims a method and does not tell: {', '.join(item.name for item in missing)}",
            why="without them nobody can do the study again"
            + ("; kinds of text are named, but no text that was read" if near else ""),
            settle="ask the author for the list of texts, the codebook and the agreement of coders",
            others=((view.document.id, *near),) if near else (),
        ),
    )
