"""How a sentence says it: hedged or plain, wished or told, denied or asserted, and on whose word."""

from __future__ import annotations

import re

from tightrope.evidence.claims.frames import Hit

HEDGES = re.compile(
    r"\b(?:may|might|could|perhaps|possibly|probably|likely|unlikely|seems?|seemed|appears?|appeared|apparently|"
    r"reportedly|allegedly|supposedly|presumably|arguably|tends? to|to some extent|it is (?:possible|believed|"
    r"thought|"
    r"assumed)|is (?:believed|thought|said|considered|expected|assumed) to|are (?:believed|thought|said|considered|"
    r"expected|assumed) to|in a way|potentially|suggests?|indicates? that|not necessarily)\b"
)
MODAL = re.compile(
    r"\b(?:should|must|ought to|needs? to|has to|have to|would|will|shall|plans? to|aims? to|seeks? to|wants? to|"
    r"intends? to|hopes? to|in order to|it is (?:imperative|necessary|essential|important|vital) (?:for|that|to)|"
    r"if|whether|unless|can|cannot|prospects? of|in (?:the )?future|going forward|desire|willing(?:ness)? to|"
    r"can pursue|call(?:s|ed)? (?:on|for)|urg(?:es|ed|e)|encourag(?:es|ed|e|ing))\b"
)
NEGATIONS = re.compile(
    r"\b(?:not|never|no longer|neither|nor|without|hardly|scarcely|barely|n’t|fail(?:s|ed|ing|ure)? to|refus\w+ to|"
    r"rather than|instead of|lack(?:s|ed|ing)? (?:of )?|absence of|declin(?:ed|es) to|stopp?(?:ed|s) short of|"
    r"far from)\b|n’t\b"
)
_IF = re.compile(r"\W*(?:if|unless|whether|should|were)\b")
_DOUBLE = re.compile(r"\bnot only\b|\bnot just\b|\bnot merely\b|\bno doubt\b|\bnot least\b|\bnotwithstanding\b")
_SAYS = (
    r"(?:said|says|say|stated|states|told|argu(?:es|ed|e)|claim(?:s|ed)?|maintain(?:s|ed)?|contend(?:s|ed)?|"
    r"assert(?:s|ed)?|"
    r"report(?:s|ed)?|not(?:es|ed|e)|observ(?:es|ed|e)|believ(?:es|ed|e)|suggest(?:s|ed)?|insist(?:s|ed)?|"
    r"announc(?:es|ed|e)|"
    r"conclud(?:es|ed|e)|posit(?:s|ed)?|estimat(?:es|ed|e)|declar(?:es|ed|e)|acknowledg(?:es|ed|e)|alleg(?:es|ed|e)|"
    r"reveal(?:s|ed)?|confirm(?:s|ed)?|warn(?:s|ed)?|emphasi[sz](?:es|ed|e)|point(?:s|ed)? out|highlight(?:s|"
    r"ed)?|show(?:s|ed|n)?)"
)
_ACCORDING = re.compile(
    r"\b(?:[Aa]ccording to|[Ii]n the (?:words|view|opinion) of|"
    r"[Aa]s per) (?P<who>[^,.;()]{2,80})"
)
_SAID = re.compile(
    rf"(?:^|[,;:\"]\s*)(?P<who>(?:[A-Z]|the |its |his |some |many |several |critics|scholars|analysts|experts|"
    rf"officials|observers)[^,;:()]{{1,70}}?)\s+"
    rf"(?:has |have |also |further |recently |publicly )*{_SAYS}\s+(?:in \d{{4}} )?(?:that|,)"
)
_TAIL = re.compile(
    rf"(?:,|\")\s*(?P<who>(?:[A-Z]|the |an? )[^,;:()]{{1,60}}?)\s+{_SAYS}(?:\.|$|\s+on\s)|"
    rf",\s*{_SAYS}\s+(?P<late>[^,;:()]{{2,60}})\.?$"
)
_CITED = re.compile(
    r"\((?P<who>(?:see |cf\. )?[A-Z][^()]{1,90}?(?:19|20)\d\d[a-z]?[^()]{0,50})\)|"
    r"\b(?P<name>[A-Z][\w’'-]+(?: (?:and|&) [A-Z][\w’'-]+| et al\.?)?) \((?:19|20)\d\d[a-z]?\)"
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|got|gets)\b(?:\s+\w+){0,3}\s*$")
_CLAUSE = re.compile(
    r"[;:]|,\s+(?:but|and|while|whereas|although|though|which|who|yet|so|because|since|as)\b|\b(?:but|while|"
    r"whereas|although|because)\b"
)


def hedged(low: str, hit: tuple[int, int]) -> bool:
    """Whether the clause about a hit is hedged."""
    start, stop = clause(low, hit)
    return HEDGES.search(low, start, stop) is not None


def modal(low: str, hit: tuple[int, int]) -> bool:
    """Whether the clause up to a hit wishes, advises or plans the deed instead of telling it."""
    start, _ = clause(low, hit)
    return _IF.match(low) is not None or MODAL.search(low, start, min(len(low), hit[0] + 24)) is not None


def negated(low: str, hit: tuple[int, int], *, root: str = "") -> bool:
    """Whether the deed is denied: a negation in its clause within 40 characters before it ("not only" is none).

    A root that itself refuses (REJECT) is not denied by the word that refuses.
    """
    start, _ = clause(low, hit)
    before = _DOUBLE.sub(lambda m: "#" * len(m.group()), low[max(start, hit[0] - 40) : hit[0] + 1])
    return root != "REJECT" and NEGATIONS.search(before) is not None


def passive(low: str, hit: Hit) -> bool:
    """Whether the deed is told in the passive: a form of "be" before it and "by" within 40 characters after it."""
    return (
        _PASSIVE.search(low, max(0, hit.start - 30), hit.start) is not None
        and re.search(r"\bby\b", low[hit.stop : hit.stop + 40]) is not None
    )


def clause(low: str, hit: tuple[int, int]) -> tuple[int, int]:
    """Return the clause about a hit: from the last mark or joining word before it to the next after it."""
    start, stop = 0, len(low)
    for match in _CLAUSE.finditer(low):
        if match.end() <= hit[0]:
            start = match.end()
        elif match.start() >= hit[1]:
            stop = match.start()
            break
    return start, stop


def attributed(text: str, *, cited: bool = True) -> tuple[str, tuple[int, int]] | None:
    """Return on whose word a sentence stands, as written, with its span; None for the author's own.

    Parameters
    ----------
    text : the line as written, capitals kept.
    cited : whether a citation in parentheses counts as someone's word.
    """
    for rule in (_ACCORDING, _SAID, _TAIL):
        match = rule.search(text)
        if match:
            group = "late" if "late" in match.groupdict() and match["late"] else "who"
            return match[group].strip(), match.span(group)
    if cited and (match := _CITED.search(text)):
        group = "who" if match["who"] else "name"
        return match[group].strip(), match.span(group)
    return None
