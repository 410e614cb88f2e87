"""The closed set of declared tests, each computed from what a run measured, with its rule for the verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.special import betaincinv

from tightrope.core.calendar import Event
from tightrope.core.panel import IntArray
from tightrope.core.statement import Evidence, Verdict
from tightrope.explain import intervals
from tightrope.explain.quantity import NORMAL90, Absent, Reading, Sources, read
from tightrope.explain.register import Trial

LIKELY, UNLIKELY = 0.8, 0.2
HALF = 0.5
TURN = 0.5
SHOWN = 6
RULES = (
    "A test is decided if its 90 % interval lies wholly on one side of its line; an interval that spans the line "
    "means 'cannot tell'. Means are those of the window's own years, with the error of a year told from successive "
    "differences; trends and correlations allow for years that hang together. A probability decides at .8 or more "
    "and .2 or less. A count from the chronology can show that something happened, never that it did not, and no "
    "event known from the tested texts alone is counted. Fewer than three observed years, or years that reach over "
    "less than half of the window, decide nothing. A series that the run does not hold leaves its test untested. A "
    "statement is supported (contradicted) if more than half of its tests say so and none says the reverse; if some "
    "say one and some the other, it is mixed. A test marked as one that must hold can by itself withhold support."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one test came out.

    Parameters
    ----------
    verdict : of the test itself ("mixed" never occurs here).
    why : one line, with the number.
    evidence : what was looked at; empty if nothing could be.
    """

    verdict: Verdict
    why: str
    evidence: tuple[Evidence, ...] = ()


def decide(test: Trial, sources: Sources, *, rng: np.random.Generator) -> Outcome:
    """Compute a declared test.

    Parameters
    ----------
    rng : generator of the bootstrap; each test is given its own.

    Returns
    -------
    Outcome with a 90 % interval. What is missing gives "untested" with the source to pull.

    References
    ----------
    Own: `RULES`; the intervals are those of `explain.intervals`.
    """
    if test.kind == "absent":
        return Outcome(verdict="untested", why=f"not measured: {test.label}; pull {_source(test, sources)}")
    if test.kind == "pending":
        return Outcome(verdict="untested", why=f"untested: {test.label}")
    return _TESTS[test.kind](test, sources, rng)


def show(quantity: str, sources: Sources) -> Evidence | None:
    """Return the last observed value of a quantity, to stand beside a question; None if there is none.

    References
    ----------
    Own: a question has no line to be decided by, so its last value stands beside it.
    """
    found = read(quantity, sources)
    if isinstance(found, Absent):
        return None
    value, sd, year = float(found.values[-1]), float(found.sd[-1]), int(found.years[-1])
    interval = found.bounded((value, value - NORMAL90 * sd, value + NORMAL90 * sd))
    return _evidence(found, interval, "latest", span=(year, year))


def _level(test: Trial, sources: Sources, rng: np.random.Generator) -> Outcome:
    found = _windowed(test.of, test.window, test, sources)
    if isinstance(found, Outcome):
        return found
    interval = found.bounded(intervals.mean(found.values, found.added, span=found.span))
    return _against_line(test, interval, test.value, _evidence(found, interval, "mean"), up=test.expect == "above")


def _slope(test: Trial, sources: Sources, rng: np.random.Generator) -> Outcome:
    found = _windowed(test.of, test.window, test, sources, least=max(test.least, 5))
    if isinstance(found, Outcome):
        return found
    interval = intervals.slope(found.years, found.values, found.added)
    item = _evidence(found, interval, "trend", unit=f"{found.unit} per decade".strip())
    return _against_line(test, interval, 0.0, item, up=test.expect == "rising")


def _larger(test: Trial, sources: Sources, rng: np.random.Generator) -> Outcome:
    pair = _paired(test, sources)
    if isinstance(pair, Outcome):
        return pair
    a, b = pair
    interval = intervals.mean(a.values - b.values, np.hypot(a.added, b.added), span=max(a.span, b.span))
    item = _evidence(a, interval, f"lead over {b.beside(a)}")
    return _against_line(test, interval, test.value, item, up=True, other=b)


def _change(test: Trial, sources: Sources, rng: np.random.Generator) -> Outcome:
    early = _windowed(test.of, test.before, test, sources)
    late = _windowed(test.of, test.after, test, sources)
    if isinstance(early, Outcome):
        return early
    if isinstance(late, Outcome):
        return late
    interval = intervals.change((early.values, early.added), (late.values, late.added), span=late.span)
    item = _evidence(
        late, interval, f"change from {_span(test.before)} to {_span(test.after)}", span=(test.before[0], test.after[1])
    )
    return _against_line(test, interval, 0.0, item, up=test.expect == "up")


def _volatile(test: Trial, sources: Sources, rng: np.random.Generator) -> Outcome:
    pair = _paired(test, sources, least=max(test.least, 8))
    if isinstance(pair, Outcome):
        return pair
    a, b = pair
    near = np.diff(a.years) == 1
    first, second = np.diff(a.values)[near], np.diff(b.values)[near]
    if near.sum() < 6 or not (first.std() > 0 and second.std() > 0):
        return Outcome(verdict="cannot tell", why=f"too few yearly changes of {a.label} and {b.label}")
    interval = intervals.volatility(first, second, rng=rng)
    item = _evidence(a, interval, f"volatility against {b.beside(a)}", unit="log ratio")
    return _against_line(test, interval, 0.0, item, up=True, other=b)


def _correlation(test: Trial, sources: Sources, rng: np.random.Generator) -> Outcome:
    pair = _paired(test, sources, least=max(test.least, 8))
    if isinstance(pair, Outcome):
        return pair
    a, b = pair
    x, y = a.values, b.values
    if test.changes:
        near = np.diff(a.years) == 1
        x, y = np.diff(x)[near], np.diff(y)[near]
    if len(x) < 7 or not (x.std() > 0 and y.std() > 0):
        return Outcome(verdict="cannot tell", why=f"too few yearly values of {a.label} and {b.label} that vary")
    interval = intervals.correlation(x, y)
    what = f"{'changes, ' if test.changes else ''}correlation with {b.beside(a)}"
    item = _evidence(a, interval, what + (f" {test.lag} years before" if test.lag else ""), unit="correlation")
    return _against_line(
        test, interval, 0.0, item, up=test.expect == "positive", other=replace(b, years=b.years - test.lag)
    )


def _probability(test: Trial, sources: Sources, rng: np.random.Generator) -> Outcome:
    found = _windowed(test.of, test.window, test, sources, least=1)
    if isinstance(found, Outcome):
        return found
    p = float(found.values.mean())
    item = _evidence(found, (p, float(found.values.min()), float(found.values.max())), "mean (lowest, highest year)")
    expected = p if test.expect == "likely" else 1.0 - p
    verdict: Verdict = "cannot tell"
    if expected >= LIKELY:
        verdict = "supported"
    elif expected <= UNLIKELY:
        verdict = "contradicted"
    return Outcome(verdict=verdict, why=item.text, evidence=(item,))


def _point(test: Trial, sources: Sources, rng: np.random.Generator) -> Outcome:
    found = read(test.of, sources)
    if isinstance(found, Absent):
        return Outcome(verdict="untested", why=found.why)
    value, sd = float(found.values[-1]), float(found.sd[-1])
    lowest = 0.0 if found.unit == "probability" else -1.0
    interval = (value, max(lowest, value - NORMAL90 * sd), min(1.0, value + NORMAL90 * sd))
    return _against_line(test, interval, test.value, _evidence(found, interval, "estimate"), up=test.expect == "above")


def _turning(test: Trial, sources: Sources, rng: np.random.Generator) -> Outcome:
    position, name = sources.position, test.of.partition(":")[2]
    domain, _, tie = name.rpartition(".")
    power = position.powers[0] if tie == "tie_first" else position.powers[1]
    firm = [
        point
        for point in position.turning_points
        if test.window[0] <= point.year <= test.window[1]
        and point.tie.endswith(power)
        and point.tie.startswith(domain)
        and point.probability >= TURN
    ]
    if not firm:
        why = (
            f"not found: no turn of a {domain} tie to {power}".replace("  ", " ")
            + f" with probability {TURN:g} or more, {_span(test.window)}"
        )
        return Outcome(verdict="cannot tell", why=why)
    items = tuple(
        Evidence(
            kind="model",
            ref="result:position.turning_points",
            text=f"turn of {p.tie} in {p.year}, {'up' if p.direction > 0 else 'down'}, probability {p.probability:.2f}",
            value=p.probability,
            low=p.probability,
            high=p.probability,
            unit="probability",
        )
        for p in sorted(firm, key=lambda p: (-p.probability, p.year, p.tie))[:SHOWN]
    )
    why = "; ".join(item.text for item in items)
    ways = {point.direction > 0 for point in firm}
    if len(ways) == 2:
        return Outcome(verdict="cannot tell", why=f"turns both ways: {why}", evidence=items)
    agree = ways == {test.expect == "up"}
    return Outcome(verdict="supported" if agree else "contradicted", why=why, evidence=items)


def _count(test: Trial, sources: Sources, rng: np.random.Generator) -> Outcome:
    found = read(test.of, sources)
    if isinstance(found, Absent):
        return Outcome(verdict="untested", why=found.why)
    seen = found.within(*test.window)
    n = len(seen.events)
    why = f"{n} {seen.label}, {_span(test.window)}"
    enough = n >= test.value if test.expect == "at least" else n <= test.value
    if test.expect == "at least" and enough:
        return Outcome(verdict="supported", why=why, evidence=_events(seen.events))
    if test.expect == "at most" and not enough:
        return Outcome(verdict="contradicted", why=why, evidence=_events(seen.events))
    why += "; the chronology is a selection, so absence decides nothing"
    return Outcome(verdict="cannot tell", why=why, evidence=_events(seen.events))


def _more(test: Trial, sources: Sources, rng: np.random.Generator) -> Outcome:
    """Compare two counts by the Jeffreys interval of a share, closed at 0 and 1 :cite:`brown2001`."""
    first, second = read(test.of, sources), read(test.than, sources)
    if isinstance(first, Absent):
        return Outcome(verdict="untested", why=first.why)
    if isinstance(second, Absent):
        return Outcome(verdict="untested", why=second.why)
    first, second = first.within(*test.window), second.within(*test.window)
    a, b = len(first.events), len(second.events)
    if a + b < 3:
        return Outcome(
            verdict="cannot tell", why=f"only {a + b} sourced events to compare", evidence=_events(first.events)
        )
    low, high = (float(q) for q in betaincinv(a + 0.5, b + 0.5, [0.05, 0.95]))
    low, high = (low if a else 0.0), (high if b else 1.0)
    item = Evidence(
        kind="event",
        ref="result:chronology",
        text=f"{a} {first.label} and {b} {second.label}, {_span(test.window)}: share {a / (a + b):.2f} "
        f"[{low:.2f}, {high:.2f}] (events are a selection, coded by us)",
        value=a / (a + b),
        low=low,
        high=high,
        unit="share",
    )
    return _against_line(test, (a / (a + b), low, high), 0.5, item, up=True)


def _partner(test: Trial, sources: Sources, rng: np.random.Generator) -> Outcome:
    """Prove a largest partner: a share s with concentration h leaves no other more than sqrt(h - s^2)."""
    pair = _paired(test, sources)
    if isinstance(pair, Outcome):
        return pair
    share, concentration = pair
    rest = np.sqrt(np.clip(concentration.values - share.values**2, 0.0, None))
    interval = intervals.mean(share.values - rest, share.added, span=share.span)
    item = _evidence(share, interval, "lead over the largest share that the concentration leaves to another")
    if interval[1] > 0.0:
        return Outcome(verdict="supported", why=item.text, evidence=(item,))
    return Outcome(verdict="cannot tell", why=f"{item.text}: another partner may be larger", evidence=(item,))


def _windowed(
    quantity: str, window: tuple[int, int], test: Trial, sources: Sources, *, least: int = 0
) -> Reading | Outcome:
    found = read(quantity, sources)
    if isinstance(found, Absent):
        return Outcome(verdict="untested", why=found.why + (f", or pull {test.pull}" if test.pull else ""))
    seen = found.within(*window)
    observed = f"observed {_span((int(found.years[0]), int(found.years[-1])))}"
    if not len(seen.years):
        remedy = f"; pull {test.pull}" if test.pull else ""
        return Outcome(verdict="untested", why=f"not measured in {_span(window)}: {found.label}, {observed}{remedy}")
    need, n = least or test.least, len(seen.years)
    if n < need:
        why = f"{found.label} is observed in {n} year(s) of {_span(window)}, fewer than {need}; {observed}"
        return Outcome(verdict="cannot tell", why=why)
    reach, asked = int(seen.years[-1] - seen.years[0]) + 1, window[1] - window[0] + 1
    if reach < HALF * asked:
        why = f"{found.label} reaches over {reach} of the {asked} years {_span(window)}, less than half; {observed}"
        return Outcome(verdict="cannot tell", why=why)
    return seen


def _paired(test: Trial, sources: Sources, *, least: int = 0) -> tuple[Reading, Reading] | Outcome:
    a = _windowed(test.of, test.window, test, sources, least=least)
    if isinstance(a, Outcome):
        return a
    other = read(test.than, sources)
    if isinstance(other, Absent):
        return Outcome(verdict="untested", why=other.why)
    b = replace(other, years=other.years + test.lag)
    _, i, j = np.intersect1d(a.years, b.years, return_indices=True)
    if len(i) < (least or test.least):
        why = f"{a.label} and {b.label} are observed together in {len(i)} year(s) of {_span(test.window)}"
        return Outcome(verdict="cannot tell" if len(i) else "untested", why=why)
    return _take(a, i), _take(b, j)


def _take(reading: Reading, at: IntArray) -> Reading:
    return replace(reading, years=reading.years[at], values=reading.values[at], sd=reading.sd[at])


def _against_line(
    test: Trial,
    interval: tuple[float, float, float],
    line: float,
    item: Evidence,
    *,
    up: bool,
    other: Reading | None = None,
) -> Outcome:
    _, low, high = interval
    above, below = low > line, high < line
    items = (item,) if other is None else (item, _held(other))
    if not (above or below):
        span = f"{item.text}: the interval spans {line:g}"
        return Outcome(verdict="cannot tell", why=span, evidence=items)
    return Outcome(verdict="supported" if above == up else "contradicted", why=item.text, evidence=items)


def _evidence(
    found: Reading,
    interval: tuple[float, float, float],
    what: str,
    *,
    unit: str | None = None,
    span: tuple[int, int] | None = None,
) -> Evidence:
    first, last = span or (int(found.years[0]), int(found.years[-1]))
    value, low, high = interval
    said = found.unit if unit is None else unit
    kinds: dict[str, Literal["row", "event", "model"]] = {"row": "row", "event": "event", "model": "model"}
    ref = f"{found.ref}:{first}-{last}" if found.kind == "row" and first != last else found.ref
    return Evidence(
        kind=kinds[found.kind],
        ref=f"{ref}:{first}" if found.kind == "row" and first == last else ref,
        text=f"{found.label}, {what} {value:.3g} [{low:.3g}, {high:.3g}] {said}".rstrip() + f", {_span((first, last))}",
        value=value,
        low=low,
        high=high,
        unit=said,
    )


def _held(other: Reading) -> Evidence:
    """Return the series that another is held against, so that it can be opened too."""
    first, last = int(other.years[0]), int(other.years[-1])
    span = f":{first}-{last}" if other.kind == "row" else ""
    kind: Literal["row", "model"] = "row" if other.kind == "row" else "model"
    return Evidence(kind=kind, ref=other.ref + span, text=f"held against {other.label}, {_span((first, last))}")


def _events(events: tuple[Event, ...]) -> tuple[Evidence, ...]:
    chosen = sorted(events, key=lambda e: (e.date, e.id))[-SHOWN:]
    return tuple(Evidence(kind="event", ref=f"event:{e.id}", text=f"{e.date}: {e.title}") for e in chosen)


def _source(test: Trial, sources: Sources) -> str:
    known = sources.inputs.absent.get(test.label)
    return known if known else test.pull


def _span(window: tuple[int, int]) -> str:
    return str(window[0]) if window[0] == window[1] else f"{window[0]}-{window[1]}"


_TESTS: dict[str, Callable[[Trial, Sources, np.random.Generator], Outcome]] = {
    "level": _level, "slope": _slope, "larger": _larger, "change": _change, "volatile": _volatile,
    "correlation": _correlation, "probability": _probability, "point": _point, "turning": _turning,
    "count": _count, "more": _more, "partner": _partner,
}  # fmt: skip
