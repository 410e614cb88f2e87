"""Which two actors a passage relates, and whether in cooperation or conflict."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tightrope.core.coding import RELATIONS, Polarity
from tightrope.evidence.gazetteer import Gazetteer
from tightrope.evidence.passages import Unit

PAIRS: dict[str, frozenset[str]] = {
    "focal-US": frozenset({"foc", "usa"}),
    "focal-China": frozenset({"foc", "chn"}),
    "US-China": frozenset({"usa", "chn"}),
    "focal-India": frozenset({"foc", "riv"}),
}
_TAG = re.compile(r"@([a-z]+)")
_STATES = frozenset({"foc", "usa", "chn", "riv"})
_OWNERS = {
    "cpec": ("foc", "chn"),
    "bri": ("chn",),
    "gdi": ("chn",),
    "ips": ("usa",),
    "usaid": ("usa",),
    "pla": ("chn",),
    "pact": ("usa",),
}
_GREAT = re.compile(
    r"\b(?:great|major|big|super|global|world)[- ]?powers?'?s? (?:\w+ ){0,2}(?:rival\w*|compet\w+|contest\w*|"
    r"conflict\w*|"
    r"politics|struggle|confrontation|polari\w+)|\bpower (?:competition|rivalry)|\b(?:rival|"
    r"competing) (?:super)?powers\b|"
    r"\bnew cold war\b|\bbi-?polar (?:competition|rivalry)\b|thucydides.{0,3}trap|thucydidean"
)
_RIVAL = (
    r"(?:rival\w*|compet\w+|contest\w*|confront\w*|tension\w*|divergen\w+|conflict\w*|struggle|friction\w*|war\b|"
    r"decoupl\w+|showdown|antagonis\w+|hostil\w+|polari\w+|oppos\w+|clash\w*|contain\w*|counter\w*|odds)"
)
COMPETE = re.compile(
    rf"@usa ?[-/]? ?(?:and |vs\.? |versus )?@chn(?:'s)? (?:\S+ ){{0,3}}?{_RIVAL}|@chn ?[-/]? ?(?:and |vs\.? |"
    rf"versus )?@usa(?:'s)? (?:\S+ ){{0,3}}?{_RIVAL}|"
    rf"{_RIVAL} (?:\S+ ){{0,4}}?between (?:the|these) (?:two|powers)|{_RIVAL} (?:\S+ ){{0,4}}?(?:between|amid|"
    rf"amidst|among|of|with|against) (?:\S+ ){{0,6}}?@(?:usa|chn)\b.{{0,40}}@(?:usa|chn)\b|"
    rf"@(?:usa|chn)\S* (?:\S+ ){{0,8}}?{_RIVAL} (?:\S+ ){{0,5}}?@(?:usa|chn)\b"
)
_WITH_BOTH = re.compile(
    r"\b(?:relations|relationships?|ties|engagement|partnerships?|cooperation|links) (?:\S+ ){0,4}?(?:with|"
    r"between|to) "
    r"(?:both|the two|either|(?:the )?@usa and (?:the )?@chn|(?:the )?@chn and (?:the )?@usa)"
)
_POWERS_SAID = re.compile(
    r"(?:great|major|big|global|world|rival)[- ](?:power|giant)|super-?power|two (?:powers|giants)|"
    r"power (?:competition|rivalry)"
)
_BALANCED = re.compile(r"balanc\w+ (?:\S+ ){0,3}(?:between|with|of)|both @usa and @chn|equilibrium")
_BOTH = re.compile(
    r"\b(?:both|the two|these two|two) (?:of them\b|(?:countries|nations|states|sides|neighbou?rs|capitals|"
    r"governments|allies)\b|(?=(?:have|are|were|had)\b))"
)
_TWO_TIES = re.compile(
    r"\b(?:both|the two|these two) (?:\w+ )?(?:relations|relationships|ties|partnerships|alliances)\b"
)
_PAIRED = re.compile(
    r"\b(?:the|this|that|their|these|its|such|bilateral) (?:\w+ )?(?:relationship|relations|alliance|"
    r"partnership|bilateral ties|"
    r"bond|romance|courtship|embrace|rapprochement|thaw|reset|estrangement|mistrust|reliance|dependence|"
    r"ties|interaction|friendship|collaboration|cooperation)\b|\bbilateral (?:relations?\w*|ties|trade|cooperation)\b"
)
_CONTEST = re.compile(
    r"\b(?:this|the|such|their|that) (?:\w+ )?(?:competition|rivalry|contest|struggle|confrontation|"
    r"competing)\b(?! (?:between|of|among))"
)
_ONE = re.compile(
    r"\b(?:relations|relationship|ties|partner\w*|ally|alliance|aid|assist\w*|support\w*|invest\w*|cooperat\w+|"
    r"sanction\w*|suspend\w*|"
    r"help\w*|loans?|"
    r"export market|stakeholder)\b"
)
_INDIA = re.compile(
    r"@foc(?:'s)?[- ](?:and )?@riv|@riv(?:'s)?[- ](?:and )?@foc|\b(?:against|towards?|vis-[aà]-vis|counter\w*|"
    r"with|from|between|about) "
    r"(?:\S+ ){0,3}@riv|@riv(?:'s)? (?:\S+ ){0,4}(?:aggress|hostil|threat|hegemon|rival|provoc|antagonis|domina)\w+"
)
_WE = re.compile(
    r"\b(?:us\b|ours\b|ourselves\b|my (?:country|countrymen|compatriots|government|nation)|a country like mine|"
    r"our (?!(?:own )?(?:analysis|argument|findings?|study|paper|article|data|sample|results?|framework|model|period|"
    r"method\w*|cod\w+|approach|respondents|interview\w*|sources|theory|hypothes\w+|reading|sense|time|age|world|"
    r"planet|century)\b)|"
    r"we (?!(?:\w+ly )?(?:argue|find|show|examine|use|define|code[ds]?|analy[sz]e|test|present|propose|discuss|draw|"
    r"turn|review|ask|note|suggest|conclude|begin|treat|measure|interview\w*|trace|focus|consider|adopt|employ|offer|"
    r"follow|observe|report|take up|call)\b))"
)
_PRONOUN = re.compile(
    r"^(?P<lead>(?:(?:and|but|yet|still|so|then|now|even so|meanwhile|instead|also|nor|thus|hence|once|when|while|"
    r"although|though|because|since|as|if|in return|in the end|at the same time|of late|today|by then|after that|"
    r"in turn|in practice|in public|in private),? )?)"
    r"(?P<who>they|their|it(?! (?:is|was|will|would|should|may|might|must|seems?|follows|appears|remains to|takes)\b)|"
    r"its)\b"
)
_ABOUT_ITSELF = re.compile(
    r"^(?:keywords?\b|(?:sections? (?:\w+|\d+)|chapters? (?:\w+|\d+)|part (?:one|two|three|four|five|[ivx]+)) "
    r"(?:\w+ )?(?:turns?|outlines?|analy[sz]es|examines?|reviews?|discusses|concludes|presents?|sets? out|describes?|"
    r"asks?|traces?|deals|closes|considers?)\b|by [\w -]{3,40} (?:we|i) (?:mean|understand)\b|"
    r"(?:the |this |our |my )(?:\w+ )?(?:sources|sample|data|interviews|period|corpus|coding|method\w*|appendix|"
    r"limitations?) (?:are|is|was|were|runs?|covers?|consists?|comprises?)\b|i draw on\b|we draw on\b|"
    r"(?:this|the) (?:brief|paper|article|essay|report|chapter|study) (?:reviews|proceeds|is (?:organi[sz]ed|"
    r"structured|divided)|is in \w+ parts)|"
    r"(?:the|this) (?:remainder|rest) of (?:the|this) (?:paper|article|chapter|essay))"
)
_COUNTRY = re.compile(r"\b(?:the|this) (?:country|nation)\b(?!')|\bmiddle powers? like @foc")
_TIE = re.compile(
    r"\b(?:friendship|treat(?:y|ies)|agreements?|pacts?|bilateral|allied|relation\w*|ties|aid|assistance|"
    r"support\w*|cooperat\w+|partner\w*|alliance|ally|invest\w*|"
    r"sanction\w*|loan\w*|"
    r"trade|arms|military|sale\w*|trust|pressure|suspend\w*|role|engag\w+|help\w*|polic\w+)\b"
)
_NEUTRAL_WORDS = re.compile(
    r"(?:global )?wars? (?:on|against) terror\w*|cold war|counter-?\s?terroris[mt]\w*|@sun[- ]@afg war|@afg war|"
    r"wars? in @afg|"
    r"balance of threat|threat assessment|counter-?insurgency|nuclear deterrence|post-?war|world war \w+|"
    r"\bwar with the @sun"
)
_AGAINST = re.compile(r"\bagainst (?:the )?@(?:usa|chn)|\banti-@(?:usa|chn)")
_POWERS_COOPERATE = re.compile(
    r"\b(?:cooperat\w+|co-operat\w+|dialogue|detente|rapprochement|thaw|agree(?:d|ment)|collaborat\w+) "
    r"(?:\S+ ){0,4}(?:between|of|with) (?:\S+ ){0,3}@(?:usa|chn)|@(?:usa-@chn|chn-@usa) (?:\S+ )?(?:cooperation|"
    r"dialogue|agreement)"
)
_ENDED = re.compile(
    r"\b(?:suspen\w+|cut(?:s|ting)?(?: off)?|halt\w*|cancel\w*|withh\w+|stop\w*|call\w* off|end(?:ed|ing)?|"
    r"lack of|without|no|los[st]\w*)"
    r" (?:\S+ ){0,4}(?:aid|assistance|support|cooperation|collaborations?|trust|help|partnership)\b|"
    r"\b(?:aid|assistance|support|cooperation) (?:\S+ ){0,4}(?:suspended|cut|halted|cancel+ed|withheld|stopped|"
    r"ended|declin\w+)\b"
)
_COOP = re.compile(
    r"@cpec|\b(?:co-?operat\w+|cornerstone|flagship|collaborat\w+|partner\w*|all(?:y|ies|iance|iances|ied)|"
    r"friend\w*|amicabl\w+|harmon\w+|"
    r"(?<!mis)trust(?!\s+deficit)\w*|"
    r"assist\w*|aid|support\w*|help\w*|strengthen\w*|deepen\w*|solidif\w+|enhanc\w+|invest\w+|agreements?|"
    r"deals?|mutual\w*|shared|"
    r"benefit\w*|good|positive|strong|close(?:r|st)?|cordial|brother\w*|all-weather|reliable|engag\w+|expand\w*|"
    r"contribut\w+|"
    r"facilitat\w+|fund(?:ing|ed)?|scholarships?|exchanges?|integrat\w+|connectivity|rapprochement|converg\w+|"
    r"bridge\w*|"
    r"develop\w+|promot\w+|procure\w+|joint|goodwill|common|opportunit\w+|intensive\w*|loans?|trade|productive|"
    r"encourag\w+)\b"
)
_CONF = re.compile(
    r"\b(?:rival\w*|compet\w+|contest\w*|confront\w*|tension\w*|conflict\w*|sanction\w*|mistrust|distrust|"
    r"trust deficit|"
    r"threat\w*|aggress\w+|war|wars|strain\w*|downside|worsen\w*|volatil\w+|uncertain\w*|suspen\w+|dispute\w*|"
    r"hostil\w+|deteriorat\w+|declin\w+|downturn\w*|downward|"
    r"critici\w+|critics?|contain\w*|counter(?!part|terror)\w*|pressur\w+|enem\w+|adversar\w+|oppos\w+|clash\w*|"
    r"friction\w*|rift|antagonis\w+|"
    r"provoc\w+|diverg\w+|disagree\w+|accus\w+|lies and|deceit|drone|coerc\w+|abandon\w*|erod\w*|drift\w*|"
    r"unreliab\w+|"
    r"tense|angry|rebuk\w+|assertive|anti-|low(?:est)? ebb|cautious|estrange\w*|distanc\w+|withh\w+|cut off|"
    r"called off|odds|struggle|hegemon\w+|dominance|transactional|"
    r"inconsistent|"
    r"deprioriti\w+|back burner|sidelin\w+|worr\w+|concerns? (?:about|over)|brink|polari\w+|"
    r"challeng\w+ (?:to|for) @)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A passage as the rules see it.

    Parameters
    ----------
    view : the sentence in lower case, actors as roles, "both countries" resolved from what stands before.
    actors : tags of the actors in it.
    context : tags of the actors in its heading and lead, of the pair spoken of before it, and of the focal state if its
        paragraph named it.
    pairs : the relations that it speaks of.
    great : whether it speaks of great powers as such.
    """

    view: str
    actors: frozenset[str]
    context: frozenset[str]
    pairs: tuple[str, ...]
    great: bool = False


class Reader:
    """Read the passages of one document in order, keeping in mind which pair is spoken of."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._views: dict[str, tuple[str, frozenset[str]]] = {}
        self._pair: str | None = None
        self._last: str | None = None
        self._paragraph = -1
        self._heading = ""
        self._about: frozenset[str] = frozenset()
        self._known: frozenset[str] = frozenset()
        self._subject = ""
        self._they = ""

    def read(self, unit: Unit) -> Reading:
        """Return the reading of the next passage."""
        heading = self._seen(unit.heading)
        lead = self._seen(unit.lead)
        if unit.heading != self._heading:
            self._heading, self._pair = unit.heading, _only(heading[1])
            self._last = self._pair or self._last
        elif unit.paragraph != self._paragraph:
            self._pair = self._pair or _only(heading[1])
        if unit.paragraph != self._paragraph and unit.passage.kind == "paragraph":
            self._about = frozenset()
        self._paragraph = unit.paragraph
        plain = self._gazetteer.read(unit.reading)
        if _ABOUT_ITSELF.match(plain):
            return Reading(view="", actors=frozenset(), context=frozenset(), pairs=())
        view = self._spoken(plain)
        said = _actors(view)
        resolved = self._resolve(view, said)
        actors = _actors(resolved)
        self._subject = next((tag for tag in _TAG.findall(resolved) if tag in _STATES), self._subject)
        named = [tag for tag in _TAG.findall(plain) if tag in _STATES]
        if named:
            self._they = next((tag for tag in reversed(named) if tag in ("usa", "chn")), named[-1])
        self._known |= (actors | heading[1] | lead[1]) & {"foc"}
        held = PAIRS[self._pair] if self._pair else frozenset()
        context = heading[1] | lead[1] | held | self._about | self._known
        if _GREAT.search(heading[0]) or _GREAT.search(lead[0]):
            context |= PAIRS["US-China"]
        self._about |= actors & {"foc"}
        pairs = _pairs(resolved, actors, self._pair, unit, lead[1], bool({"foc"} & context))
        only = _only(actors)
        if only is not None and (_TIE.search(resolved) or _PAIRED.search(resolved) or _CONTEST.search(resolved)):
            self._pair = self._last = only
        elif pairs == ("US-China",):
            self._pair = "US-China"
        elif {"foc", "usa", "chn"} <= actors:
            self._pair = None
        great = ("power" in resolved or "giant" in resolved) and _POWERS_SAID.search(resolved) is not None
        return Reading(view=resolved, actors=actors, context=context, pairs=pairs, great=great)

    def noted(self, relations: tuple[str, ...]) -> None:
        """Keep in mind the one tie of the focal state that a passage turned out to speak of."""
        if len(relations) == 1 and relations[0] != "US-China":
            self._pair = self._last = relations[0]

    def _spoken(self, view: str) -> str:
        """Return a view with "we" read as the focal state where it is known, and "they" as the last subject."""
        if "foc" in self._known and "@foc" not in view:
            view = _WE.sub(
                lambda m: f"{m.group().rstrip()} @foc{' ' if m.group().endswith(' ') else ''}", view, count=1
            )
        if self._subject and (spoken := _PRONOUN.match(view)) is not None:
            meant = self._they if spoken["who"].startswith("the") else self._subject
            if meant and f"@{meant}" not in view:
                view = f"{spoken.group()} @{meant}{view[spoken.end() :]}"
        return view

    def _seen(self, text: str) -> tuple[str, frozenset[str]]:
        if text not in self._views:
            view = self._gazetteer.read(text)
            self._views[text] = (view, _actors(view))
        return self._views[text]

    def _resolve(self, view: str, said: frozenset[str]) -> str:
        if "country" in view or "nation" in view or "middle power" in view:
            view = _COUNTRY.sub(lambda m: m.group() if said - {"usa", "chn", "foc"} else "@foc", view)
        states = said & {"foc", "usa", "chn", "riv"}
        pair = self._pair
        if (pair == "US-China" or not pair) and not said - {"foc"} and _CONTEST.search(view):
            return _CONTEST.sub(lambda m: f"{m.group()} (@usa and @chn)", view, count=1) if pair else view
        twice = "both" in view or "two" in view
        if twice and not states - {"foc"} and _TWO_TIES.search(view):
            return _TWO_TIES.sub(lambda m: f"{m.group()} with both @usa and @chn", view, count=1)
        if twice and _BOTH.search(view):
            if len(states) == 2 and not {"usa", "chn"} <= states:
                return view
            meant = pair or self._last
            if not meant and not states:
                return view
            named = _names({"usa", "chn"} if {"usa", "chn"} <= states or not meant else PAIRS[meant])
            return _BOTH.sub(lambda m: f"{m.group()} {named}", view, count=1)
        if pair and len(states) < 2 and states <= PAIRS[pair] and _PAIRED.search(view):
            return _PAIRED.sub(lambda m: f"{m.group()} {_names(PAIRS[pair])}", view, count=1)
        return view


def polarity(view: str, relation: str, pairs: tuple[str, ...]) -> Polarity:
    """Return the polarity of a relation in a passage; signs of both kinds, or of none, are neutral.

    In a sentence on the rivalry of the powers and on the focal state's ties, words of rivalry are taken to speak of the
    powers, other words of the ties.
    """
    bare, coop, found = _signs(view)
    rival = [
        w
        for w in found
        if re.match(r"rival|compet|contest|tension|confront|polari|struggl|contain|diverg|friction|clash|odds", w)
    ]
    conflict = len({w[:5] for w in found})
    if relation == "US-China":
        if conflict or _AGAINST.search(bare):
            return "conflict"
        return "cooperation" if _POWERS_COOPERATE.search(bare) else "neutral"
    if "US-China" in pairs or ("@usa" in view and "@chn" in view):
        kept = [m.group() for m in _CONF.finditer(_GREAT.sub(" ", bare))]
        conflict = len({w[:5] for w in kept if w not in rival})
    if "@riv" in view and "@usa" in view and relation != "focal-India":
        return "conflict" if conflict else "neutral"
    if relation == "focal-India":
        return "conflict" if conflict else _sign(coop, 0)
    if "focal-India" in pairs and conflict and coop:
        conflict = 0
    return _sign(coop, conflict)


@lru_cache(maxsize=4)
def _signs(view: str) -> tuple[str, int, tuple[str, ...]]:
    """Return a view without words that only look like signs, how many signs of cooperation it has, and of conflict."""
    bare = _NEUTRAL_WORDS.sub(" ", view)
    coop = len({m.group()[:5] for m in _COOP.finditer(_ENDED.sub(" ", bare))})
    found = [m.group() for m in _CONF.finditer(bare)] + [m.group() for m in _ENDED.finditer(bare)]
    return bare, coop, tuple(found)


def _sign(coop: int, conflict: int) -> Polarity:
    if coop and (not conflict or coop >= 3 * conflict):
        return "cooperation"
    if conflict and (not coop or conflict >= 3 * coop):
        return "conflict"
    return "neutral"


def _pairs(
    view: str, actors: frozenset[str], pair: str | None, unit: Unit, lead: frozenset[str], about: bool
) -> tuple[str, ...]:
    found: set[str] = set()
    named = actors
    if unit.passage.kind in ("list", "table") and _TIE.search(view):
        named = actors | (lead & {"foc", "usa", "chn"} if len(actors & {"usa", "chn", "riv"}) == 0 else frozenset())
        if named & {"usa", "chn"} and "riv" not in named and "foc" in lead:
            named = named | {"foc"}
    for name in ("focal-US", "focal-China", "focal-India"):
        if PAIRS[name] <= named and (name != "focal-India" or not actors & {"usa", "chn"} or _INDIA.search(view)):
            found.add(name)
    powers = actors & {"foc", "usa", "chn", "riv", "afg", "rus"}
    if powers == {"usa", "chn"} and _WITH_BOTH.search(view) and not COMPETE.search(view):
        return ("focal-US", "focal-China")
    if not found and about and powers in ({"usa"}, {"chn"}) and _ONE.search(view):
        found.add("focal-US" if "usa" in powers else "focal-China")
    if not found and pair and pair != "US-China":
        other = next(iter(PAIRS[pair] - {"foc"}))
        if (
            (other in actors or "foc" in actors)
            and not actors - PAIRS[pair]
            and "foreign polic" not in view
            and _TIE.search(view)
        ):
            found.add(pair)
    if (
        {"usa", "chn"} <= actors
        and (COMPETE.search(view) or "foc" not in actors)
        and not (_BALANCED.search(view) and not COMPETE.search(view))
    ):
        found.add("US-China")
    if _GREAT.search(view):
        found.add("US-China")
    return tuple(name for name in RELATIONS if name in found)


def _actors(view: str) -> frozenset[str]:
    tags: set[str] = set()
    for tag in _TAG.findall(view):
        tags.update(_OWNERS.get(tag, (tag,)))
    return frozenset(tags)


def _only(actors: frozenset[str]) -> str | None:
    states = actors & {"foc", "usa", "chn", "riv"}
    return next((name for name, pair in PAIRS.items() if pair == states), None)


def _names(pair: frozenset[str] | set[str]) -> str:
    return " and ".join(f"@{tag}" for tag in ("foc", "usa", "chn", "riv") if tag in pair)
