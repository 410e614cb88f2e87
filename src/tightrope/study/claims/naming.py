"""Names the test of a claim from the claim alone: no value of any series is seen here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from tightrope.core.panel import Inputs
from tightrope.evidence.claims.claim import Claim
from tightrope.evidence.claims.quantities import When
from tightrope.study.claims.test import CONCENTRATION, Place, Rule, Test

DEEDS = frozenset({"AID", "ASSAULT", "COERCE", "CONSULT", "SANCTION", "SUPPORT", "THREATEN", "YIELD"})
"""Roots sought in the chronology; words such as a demand or a refusal are too many to be told from its silence."""
WINDOW, MOST, SHORT = 10, 4, 3
"""Years before its text on which a claim without a time is tested; pairs of states tested for one claim; the longest
span of years in which a deed is sought in the chronology."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the panel declares that it holds: names and years, no values.

    Parameters
    ----------
    years : series -> first and last year that its sources cover.
    powers : the two powers of the ties.
    absent : label of what no source here holds -> source to pull.
    """

    years: Mapping[str, tuple[int, int]]
    powers: tuple[str, str]
    absent: Mapping[str, str]


def held(inputs: Inputs) -> Held:
    """Return what a panel declares, without its values."""
    years: dict[str, tuple[int, int]] = {}
    for variable in (*inputs.ties.variables, *inputs.series.variables, *inputs.system.variables):
        years[variable.name] = (variable.first, variable.last)
    for name in inputs.pairs:
        years[name] = (inputs.ties.period.start, inputs.ties.period.stop)
    return Held(years=years, powers=inputs.ties.powers, absent=inputs.absent)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ask:
    """How a topic is measured: series in order of preference, scale of a percentage, slack, and what it is not."""

    place: Place
    series: tuple[str, ...]
    unit: str = "%"
    scale: float = 1.0
    slack: float = 0.0
    proxy: str = ""
    depends: float = 0.0


_SHARES = "the panel holds shares, not values"
_ASKS: dict[str, _Ask] = {
    "arms": _Ask(place="tie", series=("arms_share_5y",), scale=0.01, slack=0.05, depends=0.5),
    "exports": _Ask(place="tie", series=("export_share_cow", "export_share_itpd", "export_share_comtrade"), scale=0.01,
                    slack=0.05, depends=1 / 3),
    "imports": _Ask(place="tie", series=("import_share_cow", "import_share_itpd", "import_share_comtrade"), scale=0.01,
                    slack=0.05, depends=1 / 3),
    "trade": _Ask(place="tie", series=("import_share_cow", "trade_share_comtrade"), scale=0.01, slack=0.05,
                  proxy="shares of goods trade (before 2004 of imports), not its value", depends=1 / 3),
    "aid": _Ask(place="tie", series=("official_finance",), slack=0.5,
                proxy="official finance of every purpose in percent of GDP"),
    "military aid": _Ask(place="tie", series=("us_military_aid", "official_finance"), slack=0.5,
                         proxy="aid of every purpose, where military aid apart is not held"),
    "investment": _Ask(place="tie", series=("fdi_stock",), slack=0.5,
                       proxy="stock of direct investment in percent of GDP, not what was pledged"),
    "votes": _Ask(place="tie", series=("un_identical",), scale=0.01, slack=0.05),
    "students": _Ask(place="tie", series=("students_china",), unit="student", slack=2500.0),
    "opinion": _Ask(place="tie", series=("favorability",), scale=0.01, slack=0.05),
    "growth": _Ask(place="series", series=("growth",), slack=0.5),
    "debt": _Ask(place="series", series=("external_debt_gni",), slack=5.0, proxy="external debt in percent of GNI"),
    "reserves": _Ask(place="series", series=("reserves_months",), unit="month", slack=0.5),
    "military spending": _Ask(place="series", series=("milex_gdp",), slack=0.3),
    "democracy": _Ask(place="series", series=("polyarchy",), slack=0.05),
}  # fmt: skip
_FLAGS: dict[str, tuple[Place, str]] = {
    "sanctions": ("tie", "sanctions"),
    "treaty": ("tie", "defense_obligation"),
    "imf": ("series", "imf_program"),
    "disputes": ("pair", "disputes"),
}
_FALLS = {"aid": "finance_fall", "military aid": "finance_fall", "arms": "arms_fall"}
_DISPUTES = "militarized disputes between two governments, not every use of force"
_SUCCESSORS = {"SUN": "RUS", "YUG": "SRB", "CSK": "CZE", "DDR": "DEU"}
"""States that the panel carries under their successor's code."""
_DEATHS = "battle_deaths+terror_deaths"


def name(claim: Claim, held: Held, *, written: int, same: tuple[str, ...] = ()) -> tuple[Test, ...] | str:
    """Return the tests of a claim, or the reason why none can be named.

    Parameters
    ----------
    held : what the panel declares.
    written : year of the claim's text, to which a claim without a time is referred.
    same : other keys by which the claims of the same texts name its event.

    References
    ----------
    Own: `RULES` of `study.claims.test`.
    """
    if claim.modal:
        return "a wish, a plan or advice, not told as done"
    if claim.event:
        when = claim.times[0]
        first, last = when.first or 0, when.last or 9999
        text = f"the chronology dates '{claim.event}' to {when.label()}"
        return (
            Test(rule="event", place="events", series="", state="", other="", first=first, last=last,
                 up=not claim.negated, event="|".join(dict.fromkeys((claim.event, *same))), text=text),
        )  # fmt: skip
    if claim.vague:
        return f"vaguer than any test: {claim.vague}"
    found = list(_tests(claim, held, written))
    tests = tuple(t for t in found if isinstance(t, Test))[:MOST]
    if tests:
        return tests
    reasons = [t for t in found if isinstance(t, str)]
    return reasons[0] if reasons else _why_not(claim)


def _tests(claim: Claim, held: Held, written: int) -> Iterator[Test | str]:
    if claim.topic == "deaths":
        yield from _deaths(claim, written)
    elif claim.topic in _FLAGS:
        yield from _flag(claim, held, written, *_FLAGS[claim.topic])
    elif claim.topic in _ASKS and claim.predicate:
        yield from _measured(claim, held, written, _ASKS[claim.topic])
    elif claim.rule == "rivals and counters" and len(claim.pair) == 2:
        yield _rivalry(claim, held, written)
    elif claim.root == "SANCTION" and "sanction" in claim.rule:
        yield from _flag(claim, held, written, "tie", "sanctions")
    elif claim.root == "ASSAULT" and claim.times:
        yield from _flag(claim, held, written, "pair", "disputes")
    if claim.root in DEEDS and claim.times and len(claim.pair) == 2 and not claim.negated:
        first, last, _ = _years(claim.times[0], written)
        if last - first < SHORT:
            yield _deed(claim, held, first, last)


def _measured(claim: Claim, held: Held, written: int, ask: _Ask) -> Iterator[Test | str]:
    first, last, said = _window(claim, written)
    for state, other in _dyads(claim, held, ask.place):
        series = _series(ask, held, first, last, ranked=claim.predicate == "largest")
        if series is None:
            yield f"no series of {claim.topic} reaches {first}-{last}" + _pull(claim.topic, held)
            continue
        proxy = ask.proxy if series != ask.series[0] or claim.topic != "military aid" else ""
        base = Test(rule="level", place=ask.place, series=series, state=state, other=other, first=first, last=last,
                    up=not claim.negated, proxy=proxy)  # fmt: skip
        made = _said_of(claim, ask, base, bool(claim.times))
        if isinstance(made, Test) and made.first < first:
            said = ""  # the test itself reaches back
        yield replace(made, text=f"{made.text}{said}") if isinstance(made, Test) else made
    if not tuple(_dyads(claim, held, ask.place)):
        yield "no series for these two: ties are held to the two powers only"


def _said_of(claim: Claim, ask: _Ask, base: Test, timed: bool) -> Test | str:
    label = _label(base)
    if claim.predicate == "figure" and claim.figure is not None:
        if claim.figure.unit != ask.unit:
            return f"the number claimed is in {claim.figure.unit}; {_SHARES if ask.unit == '%' else ask.series[0]}"
        value = (claim.figure.value + claim.figure.high) / 2 * ask.scale
        if claim.figure.bound in ("over", "under"):
            up = (claim.figure.bound == "over") == base.up
            side = "at least" if claim.figure.bound == "over" else "at most"
            return replace(base, rule="share", line=value, up=up, text=f"mean of {label} is {side} {value:g}")
        return replace(base, line=value, slack=ask.slack, text=f"mean of {label} is {value:g} +/- {ask.slack:g}")
    if claim.predicate in ("rise", "fall"):
        up = (claim.predicate == "rise") == base.up
        way = "up" if up else "down"
        if timed and base.first == base.last:
            return replace(base, rule="change", up=up, text=f"{label}: {way} from the two years before")
        return replace(base, rule="slope", up=up, text=f"trend of {label} is {way}")
    if claim.predicate == "largest" and base.series.rpartition("_share")[1]:
        return replace(base, rule="rank", text=f"{label} is larger than any other partner's can be")
    if claim.predicate == "depends" and ask.depends:
        return replace(base, rule="share", line=ask.depends, text=f"mean of {label} is at least {ask.depends:.2g}")
    if claim.predicate in ("stop", "start"):
        if not timed:
            return _ever(claim, base, label)
        rule: Rule = "stop" if claim.predicate == "stop" else "start"
        side = "at most a tenth of" if rule == "stop" else "at least ten times"
        return replace(base, rule=rule, last=base.first, text=f"{label}: three years after are {side} the three before")
    if claim.topic == "votes":
        return replace(base, rule="share", line=0.5, text=f"mean of {label} is at least 0.5")
    return f"what is said of {claim.topic} ({claim.predicate}) has no test"


def _ever(claim: Claim, base: Test, label: str) -> Test | str:
    """Return the test of a stop without a year: some sudden fall before the text."""
    fall = _FALLS.get(claim.topic)
    if fall is None or claim.predicate != "stop":
        return f"no year is named for the {claim.predicate}"
    ever = replace(base, rule="flag", series=fall, first=1947)
    return replace(ever, text=f"{_label(ever)}: {'a' if base.up else 'no'} year is a sudden fall")


def _deaths(claim: Claim, written: int) -> Iterator[Test | str]:
    if claim.figure is None:
        yield "no number of deaths is named"
        return
    if not claim.times:
        yield "a number of deaths without a time: no years to sum over"
        return
    first, last, said = _window(claim, written)
    bound = claim.figure.bound if claim.figure.bound in ("over", "under") else ""
    side = {"over": "at least", "under": "at most"}.get(bound, "about")
    for state in claim.actors[:MOST]:
        what = f"sum of battle deaths and deaths from terrorism, {state}, {first}-{last}"
        text = f"{what}, is {side} {claim.figure.value:g}"
        yield Test(rule="sum", place="series", series=_DEATHS, state=state, other="", first=first, last=last,
                   line=claim.figure.value, up=not claim.negated, text=text + said, bound=bound,
                   proxy="battle deaths from 1989 and terrorism to 2009; other deaths are not held")  # fmt: skip


def _flag(claim: Claim, held: Held, written: int, place: Place, series: str) -> Iterator[Test | str]:
    if not claim.times:
        first, last, said = 1947, written, " (no time is named: ever until the text)"
    else:
        first, last, said = _window(claim, written)
    up = claim.negated == (claim.predicate == "stop" and claim.topic in _FLAGS)
    for state, other in _dyads(claim, held, place):
        proxy = _DISPUTES if series == "disputes" else ""
        base = Test(rule="flag", place=place, series=series, state=state, other=other, first=first, last=last, up=up,
                    proxy=proxy)  # fmt: skip
        yield replace(base, text=f"{_label(base)}: {'a year' if up else 'no year'} is above 0{said}")


def _rivalry(claim: Claim, held: Held, written: int) -> Test:
    first, last, said = _window(claim, written)
    a, b = sorted(_SUCCESSORS.get(s, s) for s in claim.pair)
    system = {a, b} == set(held.powers)
    base = Test(rule="flag", place="system" if system else "pair", series="powers_rivalry" if system else "rivalry",
                state=a, other=b, first=first, last=last, up=not claim.negated)  # fmt: skip
    return replace(base, text=f"{_label(base)}: {'a' if base.up else 'no'} year is a strategic rivalry{said}")


def _deed(claim: Claim, held: Held, first: int, last: int) -> Test:
    a, b = sorted(claim.pair)
    up = claim.side.endswith("cooperation")
    way = "toward" if up else "away from"
    years = str(first) if first == last else f"{first}-{last}"
    text = f"the chronology holds a sourced event of {a} and {b} in {years}, {claim.root.lower()}, {way} each other"
    return Test(rule="deed", place="events", series="", state=a, other=b, first=first, last=last, up=up,
                text=text, event=claim.root)  # fmt: skip


def _dyads(claim: Claim, held: Held, place: Place) -> Iterator[tuple[str, str]]:
    doers, done = (tuple(dict.fromkeys(_SUCCESSORS.get(s, s) for s in side)) for side in (claim.actors, claim.targets))
    states = (*doers, *(s for s in done if s not in doers))
    if place == "series":
        for state in [s for s in states if s not in held.powers] or states[:1]:
            yield state, ""
        return
    if place == "pair":
        for a in doers:
            for b in done:
                first, last = sorted((a, b))
                yield first, last
        return
    for state in states:
        for power in states:
            if state not in held.powers and power in held.powers:
                yield state, power


def _series(ask: _Ask, held: Held, first: int, last: int, *, ranked: bool) -> str | None:
    """Return the series that covers most of the years; the earlier in the list where two cover as many.

    A rank is better told by a series whose concentration over all partners is held too.
    """
    best: tuple[bool, int, str] | None = None
    for series in ask.series:
        if series in held.years:
            start, stop = held.years[series]
            shared = min(last, stop) - max(first, start) + 1
            fit = (ranked and series in CONCENTRATION, shared)
            if shared > 0 and (best is None or fit > best[:2]):
                best = (*fit, series)
    return best[2] if best else None


def _window(claim: Claim, written: int) -> tuple[int, int, str]:
    if claim.times:
        return _years(claim.times[0], written)
    return written - WINDOW + 1, written, " (no time is named: the ten years before the text)"


def _years(when: When, written: int) -> tuple[int, int, str]:
    if when.first is None:
        last = when.last or written
        return last - WINDOW + 1, last, ""
    return when.first, written if when.last is None else when.last, ""


def _label(test: Test) -> str:
    who = f"{test.state}-{test.other}" if test.other else test.state
    years = str(test.first) if test.first == test.last else f"{test.first}-{test.last}"
    return f"{test.series}, {who}, {years}"


def _pull(topic: str, held: Held) -> str:
    word = topic.split()[0]
    near = sorted(label for label in held.absent if word in label.lower())
    return f"; pull: {near[0]}" if near else ""


def _why_not(claim: Claim) -> str:
    if claim.topic:
        return f"names {claim.topic} without a quantity, a trend, a rank or a year that a series could decide"
    if not claim.times and claim.root:
        return "a deed without a year or a quantity: no series holds it"
    return "names no quantity and no dated event"
