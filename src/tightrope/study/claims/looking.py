"""Looks up the number that a test named, and decides the test."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tightrope.catalog.shelf import declared
from tightrope.core.calendar import Event
from tightrope.core.panel import FloatArray, Inputs, IntArray
from tightrope.core.statement import Evidence
from tightrope.evidence.claims.events import EventName, event_names, same_event
from tightrope.evidence.claims.frames import Lexicon, load_lexicon, lowered
from tightrope.explain import intervals
from tightrope.explain.chronology import last_year
from tightrope.study.claims.test import CONCENTRATION, Test

Verdict = Literal["supported", "contradicted", "mixed", "untestable"]
LEAST, TENTH, HALF, NEAR, FAR = 5, 0.1, 0.5, 1.5, 3.0
"""Years that a trend needs; parts of the level before that make a stop and half of one; factors of a sum."""
TURNED: dict[Verdict, Verdict] = {"supported": "contradicted", "contradicted": "supported"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How a test came out.

    Parameters
    ----------
    verdict : of this test.
    why : one line, with the number.
    evidence : the rows or events that were looked at; empty if nothing could be.
    """

    verdict: Verdict
    why: str
    evidence: tuple[Evidence, ...] = ()


def look(test: Test, inputs: Inputs, events: Collection[Event]) -> Found:
    """Decide a test.

    Parameters
    ----------
    inputs : the panel.
    events : the chronology; what is unverified, or known from a text under test, decides nothing.

    References
    ----------
    Own: `RULES` of `study.claims.test`; trends are those of `explain.intervals`.
    """
    if test.rule == "event":
        return _event(test, events)
    if test.rule == "deed":
        return _deed(test, inputs, events)
    read = _read(test, inputs)
    if isinstance(read, str):
        return Found(verdict="untestable", why=read)
    years, values = read
    found = _DECIDE[test.rule](test, years, values, inputs)
    if test.proxy and found.verdict == "contradicted":
        why = f"{found.why}; but only near to the claim: {test.proxy}"
        verdict: Verdict = "untestable" if test.rule == "flag" else "mixed"
        return Found(verdict=verdict, why=why, evidence=found.evidence)
    return found


def combined(found: Collection[Found]) -> Verdict:
    """Return the verdict of a claim with several tests: mixed where they differ; what could not be told is left out."""
    told = {f.verdict for f in found} - {"untestable"}
    if not told:
        return "untestable"
    return told.pop() if len(told) == 1 else "mixed"


def _read(test: Test, inputs: Inputs) -> tuple[IntArray, FloatArray] | str:
    """Return (N,) years and values observed, or why there are none; a stop or start also reads the years about it."""
    wide = {"stop": 3, "start": 3, "change": 2}.get(test.rule, 0)
    first, last = test.first - wide, test.last + (1 if test.rule == "change" else wide)
    table = _table(test, inputs)
    if table is None:
        return f"the panel has no {test.series} of {test.state}{f' and {test.other}' if test.other else ''}"
    years, values = table
    keep = (years >= first) & (years <= last) & np.isfinite(values)
    if not keep.any():
        seen = years[np.isfinite(values)]
        span = f"observed {int(seen[0])}-{int(seen[-1])}" if len(seen) else "never observed"
        return f"not observed in {test.first}-{test.last}: {test.series} of {test.state} is {span}"
    asked, reach = test.last - test.first + 1, int(np.ptp(years[keep])) + 1
    if test.rule in ("share", "slope", "sum") and reach < HALF * asked:
        return f"{test.series} of {test.state} reaches over {reach} of the {asked} years {test.first}-{test.last}"
    return years[keep], values[keep]


def _table(test: Test, inputs: Inputs) -> tuple[IntArray, FloatArray] | None:
    if test.place == "pair":
        return _pair(test, inputs)
    period = {"tie": inputs.ties.period, "system": inputs.system.period}.get(test.place, inputs.series.period)
    years = np.asarray(period.years)
    if test.place == "tie":
        if (
            test.state not in inputs.ties.states
            or test.other not in inputs.ties.powers
            or not inputs.ties.has(test.series)
        ):
            return None
        column = inputs.ties.column(test.series)[inputs.ties.row(test.state), :, inputs.ties.powers.index(test.other)]
        return years, np.asarray(column, dtype=float)
    if test.place == "system":
        return (
            (years, np.asarray(inputs.system.column(test.series)[0], float)) if inputs.system.has(test.series) else None
        )
    names = [n for n in test.series.split("+") if inputs.series.has(n)]
    if not names or test.state not in inputs.series.states:
        return None
    columns = np.stack([inputs.series.column(n)[inputs.series.row(test.state)] for n in names])
    seen = np.isfinite(columns).any(axis=0)
    return years, np.where(seen, np.nansum(columns, axis=0), np.nan)


def _pair(test: Test, inputs: Inputs) -> tuple[IntArray, FloatArray] | None:
    """Return the yearly values of a pair; 0 in a covered year in which the table names neither of the two together."""
    table = inputs.pairs.get(test.series)
    if table is None or not len(table["year"]):
        return None
    if not {test.state, test.other} <= {*table["state"].tolist(), *table["other"].tolist()}:
        return None
    listed = np.asarray(table["year"], dtype=int)
    years = np.arange(listed.min(), listed.max() + 1)
    values = np.zeros(len(years))
    mine: NDArray[np.bool_] = (table["state"] == test.state) & (table["other"] == test.other)
    for year, value in zip(listed[mine], np.asarray(table["value"], dtype=float)[mine], strict=True):
        values[year - years[0]] = value
    return years, values


def _level(test: Test, years: IntArray, values: FloatArray, inputs: Inputs) -> Found:
    mean = float(values[-1]) if test.series.endswith("_5y") else float(values.mean())
    gap = abs(mean - test.line)
    verdict: Verdict = "supported" if gap <= test.slack else "mixed" if gap <= 2 * test.slack else "contradicted"
    return _told(test, verdict, years, mean, f"{mean:.3g}, claimed {test.line:.3g}")


def _share(test: Test, years: IntArray, values: FloatArray, inputs: Inputs) -> Found:
    mean = float(values.mean())
    floor = test.line - test.slack if test.slack else test.line / 2
    verdict: Verdict = "supported" if mean >= test.line else "mixed" if mean >= floor else "contradicted"
    return _told(test, verdict, years, mean, f"mean {mean:.3g} against {test.line:.3g}")


def _slope(test: Test, years: IntArray, values: FloatArray, inputs: Inputs) -> Found:
    if len(years) < LEAST:
        return Found(
            verdict="untestable", why=f"{test.series} is observed in {len(years)} year(s), a trend needs {LEAST}"
        )
    middle, low, high = intervals.slope(years, values, np.zeros(len(values)))
    verdict: Verdict = "supported" if low > 0 else "contradicted" if high < 0 else "mixed"
    text = f"trend {middle:.3g} a decade, 90 % interval {low:.3g} to {high:.3g}"
    return _told(test, verdict, years, middle, text, low, high)


def _change(test: Test, years: IntArray, values: FloatArray, inputs: Inputs) -> Found:
    before, after = values[years < test.first], values[years >= test.first]
    if not (len(before) and len(after)):
        return Found(verdict="untestable", why=f"{test.series} is not observed on both sides of {test.first}")
    step = float(after.mean() - before.mean())
    verdict: Verdict = "supported" if step > 0 else "contradicted" if step < 0 else "mixed"
    return _told(test, verdict, years, step, f"from {before.mean():.3g} to {after.mean():.3g}")


def _stop(test: Test, years: IntArray, values: FloatArray, inputs: Inputs) -> Found:
    before, after = values[years < test.first], values[years > test.first]
    if not (len(before) and len(after)):
        return Found(verdict="untestable", why=f"{test.series} is not observed on both sides of {test.first}")
    if test.rule == "start":
        before, after = after, before
    a, b = float(before.mean()), float(after.mean())
    if a <= 0:
        return _told(test, "contradicted", years, b, f"nothing was there to {test.rule}: {a:.3g}")
    verdict: Verdict = "supported" if b <= TENTH * a else "mixed" if b <= HALF * a else "contradicted"
    early, late = (b, a) if test.rule == "start" else (a, b)
    return _told(test, verdict, years, b, f"{early:.3g} before, {late:.3g} after {test.first}")


def _sum(test: Test, years: IntArray, values: FloatArray, inputs: Inputs) -> Found:
    total = float(values.sum())
    if total <= 0:
        return _told(test, "contradicted", years, total, "the sum is 0")
    if test.bound:
        over = total / test.line if test.bound == "over" else test.line / total
        sided: Verdict = "supported" if over >= 1 else "mixed" if over >= 1 / FAR else "contradicted"
        return _told(test, sided, years, total, f"sum {total:.0f}, claimed {test.bound} {test.line:.0f}")
    factor = max(test.line / total, total / test.line) if test.line > 0 else float("inf")
    verdict: Verdict = "supported" if factor <= NEAR else "mixed" if factor <= FAR else "contradicted"
    return _told(test, verdict, years, total, f"sum {total:.0f}, claimed {test.line:.0f}")


def _flag(test: Test, years: IntArray, values: FloatArray, inputs: Inputs) -> Found:
    have = years[values > 0]
    if len(have):
        shown = ", ".join(str(int(y)) for y in have[:6]) + (" ..." if len(have) > 6 else "")
        return _told(test, "supported", years, float(values.max()), f"{len(have)} of {len(years)} years: {shown}")
    whole = len(years) >= test.last - test.first + 1
    if not whole:
        return Found(verdict="untestable", why=f"none in the {len(years)} observed years of {test.first}-{test.last}")
    return _told(test, "contradicted", years, 0.0, f"none in {len(years)} years")


def _rank(test: Test, years: IntArray, values: FloatArray, inputs: Inputs) -> Found:
    """Decide a largest partner: a share s with concentration h leaves no other more than sqrt(h - s^2)."""
    at, share = int(years[-1]), float(values[-1])
    powers = inputs.ties.powers
    rival = float(
        inputs.ties.column(test.series)[inputs.ties.row(test.state), at - inputs.ties.period.start,
                                        1 - powers.index(test.other)]
    )  # fmt: skip
    if rival > share:
        return _told(
            test, "contradicted", years[-1:], share, f"in {at} the other power has {rival:.3g}, it {share:.3g}"
        )
    rest = _rest(test, inputs, at, share)
    if share > HALF or (rest is not None and share > rest):
        bound = "more than half" if share > HALF else f"no other can have more than {rest:.3g}"
        return _told(test, "supported", years[-1:], share, f"in {at} {share:.3g}: {bound}")
    return Found(
        verdict="untestable", why=f"in {at} {share:.3g}, more than the other power, but a third may have more",
        evidence=_told(test, "mixed", years[-1:], share, "").evidence,
    )  # fmt: skip


def _rest(test: Test, inputs: Inputs, year: int, share: float) -> float | None:
    name = CONCENTRATION.get(test.series, "")
    if not inputs.series.has(name) or test.state not in inputs.series.states:
        return None
    h = float(inputs.series.column(name)[inputs.series.row(test.state), year - inputs.series.period.start])
    return float(np.sqrt(max(h - share**2, 0.0))) if np.isfinite(h) else None


_DECIDE = {
    "level": _level, "share": _share, "slope": _slope, "change": _change, "stop": _stop, "start": _stop,
    "sum": _sum, "flag": _flag, "rank": _rank,
}  # fmt: skip


def _told(
    test: Test, verdict: Verdict, years: IntArray, value: float, text: str, low: float | None = None,
    high: float | None = None,
) -> Found:  # fmt: skip
    """Return an outcome with its row; a denial turns it."""
    if not test.up:
        verdict = TURNED.get(verdict, verdict)
    first, last = int(years[0]), int(years[-1])
    span = str(first) if first == last else f"{first}-{last}"
    names = test.series.split("+")
    who = {"tie": f"{test.state}:{test.other}", "pair": f"{test.state}-{test.other}", "system": "WORLD"}
    rows = tuple(
        Evidence(
            kind="row", ref=f"indicator:{name}:{who.get(test.place, test.state)}:{span}",
            text=f"{name}, {test.state}{f'-{test.other}' if test.other else ''}, {span}: {text}",
            value=value, low=low, high=high,
        )
        for name in names
    )  # fmt: skip
    return Found(verdict=verdict, why=f"{test.series} {span}: {text}", evidence=rows)


def _usable(events: Collection[Event]) -> list[Event]:
    return [e for e in events if e.sourced and not e.source.endswith(".txt")]


def _event(test: Test, events: Collection[Event]) -> Found:
    sought = [EventName(start=0, stop=1, name=key, key=key) for key in test.event.split("|")]
    near = [e for e in _usable(events) if any(same_event(s, n) for s in sought for n in _names(e))]
    if not near:
        return Found(verdict="untestable", why="the chronology names no such event from a source outside the texts")
    hit = [e for e in near if e.year <= test.last and test.first <= last_year(e)]
    verdict: Verdict = "supported" if hit else "contradicted"
    if not test.up:
        verdict = TURNED[verdict]
    items = tuple(_cited(e) for e in (hit or near)[:3])
    return Found(verdict=verdict, why="; ".join(i.text for i in items), evidence=items)


def _names(event: Event) -> tuple[EventName, ...]:
    return (*event_names(event.title), *event_names(event.text))


def _deed(test: Test, inputs: Inputs, events: Collection[Event]) -> Found:
    pair = {test.state, test.other}
    powers = inputs.ties.powers
    hits = []
    for e in _usable(events):
        if not pair <= set(e.actors) or e.year > test.last or last_year(e) < test.first:
            continue
        signs = [s for p, s in zip(powers, (e.sign_first, e.sign_second), strict=True) if p in pair]
        told = {hit.frame.root for hit in _verbs().find(lowered(f"{e.title}. {e.text}"))}
        if len(signs) == 1 and signs[0] * (1 if test.up else -1) > 0 and test.event in told:
            hits.append(e)
    if not hits:
        return Found(
            verdict="untestable", why="no such event in the chronology, which is a selection: absence decides nothing"
        )
    items = tuple(_cited(e) for e in hits[:3])
    return Found(verdict="supported", why="; ".join(i.text for i in items), evidence=items)


@cache
def _verbs() -> Lexicon:
    return load_lexicon(declared("verbs")["plover"])


def _cited(event: Event) -> Evidence:
    return Evidence(kind="event", ref=f"event:{event.id}", text=f"{event.date} {event.title} ({event.source})")
