"""What codes say of relations: a code that is a tie or a contest names its pair, and often its sign."""

from __future__ import annotations

import re
from collections.abc import Collection

from tightrope.core.coding import RELATIONS, Polarity
from tightrope.evidence.relations import COMPETE, Reading, polarity

_CONTEST = frozenset(
    {"economic_rivalry", "technological_competition", "military_modernization", "diplomatic_competition"}
)
_FIELDS = frozenset({"economic_rivalry", "technological_competition"})
_REACH = frozenset({"regional_influence", "competing_initiatives"})
_STANCE = frozenset({"balancing", "neutrality", "hedging", "strategic_autonomy", "diplomatic_flexibility"})
_GIVING = frozenset({"economic_cooperation", "security_partnership"})
_PULLED = frozenset({"neutrality", "hedging", "strategic_autonomy", "diplomatic_competition"})
_AGAINST = re.compile(
    r"\b(?:rival\w*|contest\w*|compet\w+|contain\w*|counter\w*|answer\w*|encircl\w+|retreat\w*|reced\w+|vacuum|"
    r"no longer|uncontested|challeng\w+|confront\w*|asian @nato|debt trap|alarm\w*|worr\w+|unease|critic\w*|"
    r"primacy|hegemon\w*|retort|reply)\b"
)
_LEANS = frozenset({"balancing", "neutrality", "hedging", "diplomatic_flexibility"})
_EITHER = re.compile(
    r"\b(?:both|either|neither|each|two|camps?|sides?|blocs?|nobody.s|one power|one patron|the other)\b"
)
_PEERS = "npl lka mdv bgd btn mmr vnm idn sgp mys phl tha khm lao brn mng kaz uzb tjk tkm kgz srb hun asean"
_SMALL = frozenset(_PEERS.split())
_WARM = re.compile(
    r"\b(?:good|strong\w*|close\w*|friend\w*|cordial|harmon\w+|robust|fruitful|productive|cultivat\w+|benefi\w+|"
    r"court\w*|cooperat\w+|strengthen\w*|partner\w*|amicable|improv\w+|positive|constructive|foot in each|welcom\w+|"
    r"civil|working|sell\w*|buy\w*|matched|do(?:es|ing)? business)\b"
)


def relations_of(reading: Reading, codes: Collection[str], *, item: bool) -> tuple[tuple[str, Polarity], ...]:
    """Return the relations of a passage with their polarity, from its words and from the codes it was given.

    A tie that is coded (alignment, estrangement, rivalry with the rival) names its pair even where only one of the
    two is named; a contest that is coded is one of the powers; a stance toward both powers is a tie to each.

    Parameters
    ----------
    item : whether the passage is a list item or a table row, whose few words name no relation by themselves.
    """
    given, actors = set(codes), reading.actors
    found = set(reading.pairs)
    if not item:
        alone = len(actors & {"usa", "chn"}) == 1
        if given & (_CONTEST | _REACH) and (
            actors >= {"usa", "chn"}
            or _AGAINST.search(reading.view)
            or (given & _CONTEST and not alone)
            or given & _FIELDS
        ):
            found.add("US-China")
        about = "foc" in actors | reading.context
        single = alone and not actors & ({"riv", "afg"} | _SMALL) and not given & (_CONTEST | _REACH)
        if single and (about or given & _GIVING):
            found.add("focal-US" if "usa" in actors else "focal-China")
        if given & {"alignment_us", "estrangement_us"}:
            found.add("focal-US")
        if "alignment_china" in given:
            found.add("focal-China")
        if "india_rivalry" in given:
            found.add("focal-India")
        if given & _STANCE and not actors & _SMALL and _stance(reading):
            found |= {"focal-US", "focal-China"}
            if not given & (_CONTEST | _REACH) and not COMPETE.search(reading.view) and not reading.great:
                found.discard("US-China")
        if (
            given & _LEANS
            and "foc" in actors | reading.context
            and not actors - {"foc"}
            and _EITHER.search(reading.view)
        ):
            found |= {"focal-US", "focal-China"}
    if given & _STANCE and actors & _SMALL and "foc" not in actors and not given & (_CONTEST | _REACH):
        found.discard("US-China")
    return tuple((name, _sign(reading, name, given, found)) for name in RELATIONS if name in found)


def _stance(reading: Reading) -> bool:
    return reading.actors >= {"usa", "chn"} and (
        "foc" in reading.actors | reading.context or "both @usa and @chn" in reading.view
    )


def _sign(reading: Reading, name: str, given: set[str], found: set[str]) -> Polarity:
    if name == "focal-India" and "india_rivalry" in given:
        return "conflict"
    if name == "focal-US" and given & {"alignment_us", "estrangement_us"}:
        both = given >= {"alignment_us", "estrangement_us"}
        return "neutral" if both else "cooperation" if "alignment_us" in given else "conflict"
    if name == "focal-China" and "alignment_china" in given:
        return "cooperation"
    pulled = name in ("focal-US", "focal-China") and reading.actors >= {"usa", "chn"}
    if pulled and given & _PULLED:
        return "neutral"
    if given & _LEANS and not reading.actors - {"foc"} and name != "US-China":
        return "cooperation" if "balancing" in given else "neutral"
    said = polarity(reading.view, name, tuple(found))
    if name == "US-China":
        return "conflict" if given & (_CONTEST | _REACH) and said != "cooperation" else said
    if pulled and "balancing" in given:
        return (
            "cooperation" if said == "cooperation" or (said == "neutral" and _WARM.search(reading.view)) else "neutral"
        )
    if name != "focal-India" and given & _GIVING and said == "neutral":
        return "neutral" if given & {"estrangement_us", "india_us_tilt"} else "cooperation"
    return said
