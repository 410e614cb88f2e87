"""Position values become the position part of report.json: series, domains, labels, indicators, cloud and others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np
from scipy.special import ndtr

from tightrope.core.alignment import Alignment, Position, Series, Standing, TurningPoint
from tightrope.core.calendar import Event
from tightrope.core.panel import DOMAINS, Coverage, FloatArray, Inputs, Variable
from tightrope.report.wording import power_words

DIGITS = 4
NAMED = (
    "BGD",
    "LKA",
    "NPL",
    "VNM",
    "IDN",
    "SGP",
    "MYS",
    "THA",
    "PHL",
    "TUR",
    "SAU",
    "EGY",
    "KAZ",
    "KOR",
    "JPN",
    "IND",
    "MMR",
    "KHM",
    "IRN",
    "ARE",
    "AUS",
    "ETH",
    "RUS",
    "BRA",
    "ZAF",
)
CLOUD = 120
VOTES, DECADES = "un_identical", 1955
NEAR = 1
STANDARD = ("tilt", "engagement", "balance", "offset", "ambiguity", "fallback", "hedging", "autonomy", "autonomy_use")


def absent(why: str) -> dict[str, str]:
    """Return the mark of a part that holds nothing, with the reason."""
    return {"status": "absent", "why": why}


def plain(value: Any) -> Any:
    """Return a value as JSON holds it: rounded numbers, None for NaN, lists for arrays and tuples."""
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, bool) or value is None or isinstance(value, (int, str)):
        return value
    if isinstance(value, float):
        return None if not math.isfinite(value) else round(value, DIGITS) + 0.0
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return [plain(item) for item in sorted(value)]
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    return str(value)


def series_of(series: Series) -> dict[str, Any]:
    """Return a series as lists, null where not observed."""
    return {"mean": plain(series.mean), "low": plain(series.low), "high": plain(series.high), "prob": series.prob}


def position_of(
    position: Position,
    *,
    inputs: Inputs | None,
    alignment: Alignment | None,
    standing: Standing | None,
    focal: str,
    powers: tuple[str, str],
    names: Mapping[str, str],
    events: Sequence[Event] = (),
) -> dict[str, Any]:
    """Return the position part.

    Parameters
    ----------
    focal, powers : printed names.
    names : ISO3 code -> printed name.

    Returns
    -------
    The part, every series aligned with ``years``; tilt is negative toward the first power, in [-1, 1].
    """
    found: dict[str, Any] = {"years": list(position.years), "as_of": position.as_of, "powers": list(position.powers)}
    for name in (*STANDARD, *(n for n in sorted(position.series) if n not in STANDARD)):
        series = position.series.get(name)
        found[name] = series_of(series) if series is not None else absent("no series of this study measures it")
    found["domains"] = {
        domain: {name: series_of(s) for name, s in position.domains[domain].items()}
        for domain in DOMAINS
        if domain in position.domains
    }
    found["classes"] = {
        "names": list(position.classes),
        "labels": [power_words(label, focal, powers) for label in position.classes],
        "probability": plain(position.probability),
    }
    found["overlays"] = {power_words(n, focal, powers): plain(p) for n, p in position.overlays.items()}
    found["inside"] = plain(position.inside)
    found["readings"] = {
        reading: {name: series_of(s) for name, s in sorted(parts.items())}
        for reading, parts in position.readings.items()
    }
    found["linkage"] = plain(position.linkage)
    found["turning_points"] = [
        plain(asdict(attached(turn, events, position.powers))) for turn in position.turning_points
    ]
    found["recipes"] = plain(position.recipes) or absent("no other recipe was run")
    found["causes"] = plain(position.causes) or absent("what the answer rests on was not told apart")
    found["uncertainty"] = plain(position.uncertainty) or absent("the parts of the uncertainty were not told apart")
    found["thresholds"] = plain(position.thresholds)
    found["notes"] = list(position.notes)
    found["indicators"] = indicators_of(inputs, position) if inputs is not None else []
    found["votes"] = votes_of(inputs, position) if inputs is not None else None
    found["cloud"] = cloud_of(alignment, position)
    found["others"] = others_of(standing, position, names)
    return found


def attached(turn: TurningPoint, events: Sequence[Event], powers: tuple[str, str]) -> TurningPoint:
    """Return a turning point with the sourced events near it that moved the same tie the same way.

    The year is found from the indicators alone; who moved is read off the chronology afterward: the
    initiator and mode of most of these events, those of the same domain and of the tie's two ends first. Where
    several moved equally often the nearest in time is meant, and where that is no single one either, "several".
    """
    if turn.events:
        return turn
    second = turn.tie.endswith(powers[1]) or "second" in turn.tie
    near = [
        e
        for e in events
        if e.sourced
        and abs(e.year - turn.year) <= NEAR
        and (e.sign_second if second else e.sign_first) == turn.direction
    ]
    same = [e for e in near if turn.tie.startswith(e.domain)] or near
    if not same:
        return turn
    movers = ("focal", "second" if second else "first")
    tally = Counter((e.initiator, e.mode) for e in same if e.initiator in movers) or Counter(
        (e.initiator, e.mode) for e in same
    )
    most = {mover for mover, count in tally.items() if count == max(tally.values())}
    distance = {mover: min(abs(e.year - turn.year) for e in same if (e.initiator, e.mode) == mover) for mover in most}
    nearest = sorted(mover for mover in most if distance[mover] == min(distance.values()))
    initiator, mode = nearest[0] if len(nearest) == 1 else ("several", "")
    chosen = sorted(same, key=lambda e: (abs(e.year - turn.year), e.date, e.id))[:3]
    return replace(turn, events=tuple(e.id for e in chosen), initiator=initiator, mode=mode)


def spans(years: Sequence[int], seen: Iterable[bool]) -> list[list[int]]:
    """Return runs of observed years as pairs of first and last year."""
    found: list[list[int]] = []
    for year, ok in zip(years, seen, strict=True):
        if not ok:
            continue
        if found and found[-1][1] == year - 1:
            found[-1][1] = year
        else:
            found.append([year, year])
    return found


def indicators_of(inputs: Inputs, position: Position) -> list[dict[str, Any]]:
    """Return every tie series of the focal state with what is observed of it for each power."""
    ties = inputs.ties
    if position.state not in ties.states:
        return []
    row, years, rows = ties.row(position.state), ties.period.years, []
    for j, variable in enumerate(ties.variables):
        seen = ties.coverage[row, :, :, j] == Coverage.OBSERVED
        values = ties.values[row, :, :, j]
        rows.append(
            card(variable)
            | {
                "coverage": {"first": spans(years, seen[:, 0]), "second": spans(years, seen[:, 1])},
                "latest": {
                    "first": last_of(years, values[:, 0], position.as_of),
                    "second": last_of(years, values[:, 1], position.as_of),
                },
            }
        )
    rank = {domain: k for k, domain in enumerate(DOMAINS)}
    return sorted(rows, key=lambda r: (r["role"] != "tie", rank.get(r["domain"] or "", 9), r["name"]))


def votes_of(inputs: Inputs, position: Position) -> dict[str, Any] | None:
    """Return the mean share of identical votes with each power by ten years; None where no vote is in the panel."""
    ties = inputs.ties
    if position.state not in ties.states or not ties.has(VOTES):
        return None
    variable = next(v for v in ties.variables if v.name == VOTES)
    values = ties.values[ties.row(position.state), :, :, ties.variables.index(variable)]
    years, rows = np.asarray(ties.period.years), []
    for start in range(DECADES, position.as_of + 1, 10):
        stop = min(start + 9, position.as_of)
        row: dict[str, Any] = {"start": start, "stop": stop}
        for p, side in enumerate(("first", "second")):
            held = values[(years >= start) & (years <= stop), p]
            held = held[np.isfinite(held)]
            row |= {side: plain(float(held.mean())) if held.size else None, f"{side}_years": int(held.size)}
        if row["first_years"] or row["second_years"]:
            rows.append(row)
    return {"name": VOTES, "label": variable.label, "rows": rows} if rows else None


def card(variable: Variable) -> dict[str, Any]:
    """Return what is printed of a variable."""
    return {
        "name": variable.name,
        "label": variable.label,
        "domain": variable.domain,
        "unit": variable.unit,
        "role": variable.role,
        "paired": variable.paired,
        "family": variable.family,
        "source": ", ".join(variable.sources),
        "cites": list(variable.cites),
        "first": variable.first,
        "last": variable.last,
        "shipped": variable.shipped,
        "note": variable.note,
    }


def last_of(years: Sequence[int], values: FloatArray, as_of: int) -> dict[str, Any] | None:
    """Return the last observed value with its year, marked where it lies after the as-of year."""
    for year, value in zip(reversed(years), values[::-1], strict=True):
        if np.isfinite(value):
            return {"year": year, "value": plain(float(value)), "after_as_of": year > as_of}
    return None


def cloud_of(alignment: Alignment | None, position: Position) -> dict[str, Any]:
    """Return a thinned cloud of joint draws of both ties in the as-of year, in the units of the printed ties.

    The ties of a draw are the weighted means, over the observed domains, of the normal distribution
    function of the latent ties; where that does not reproduce the printed mean, no cloud is drawn
    rather than a wrong one.
    """
    blank: dict[str, Any] = {"year": position.as_of, "points": []}
    pair = (position.series.get("tie_first"), position.series.get("tie_second"))
    if alignment is None or position.state not in alignment.drawn or position.as_of not in alignment.period.years:
        return blank
    if pair[0] is None or pair[1] is None or position.as_of not in position.years:
        return blank
    t = alignment.period.years.index(position.as_of)
    draws = alignment.draws[:, :, alignment.drawn.index(position.state), t]
    seen = alignment.observed[alignment.states.index(position.state), t].all(axis=-1)
    weights = np.where(seen, alignment.weights, 0.0)
    if weights.sum() == 0:
        return blank
    levels = ndtr(draws.reshape(-1, len(DOMAINS), 2).astype(float))
    both = np.einsum("sdp,d->sp", levels, weights / weights.sum())
    at = position.years.index(position.as_of)
    printed = np.array([s.mean[at] for s in pair if s is not None])
    if not np.allclose(both.mean(axis=0), printed, atol=0.03):
        return blank
    step = max(1, len(both) // CLOUD)
    return {"year": position.as_of, "points": plain(np.round(both[::step][:CLOUD], 3))}


def others_of(standing: Standing | None, position: Position, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return every state that is measured in the as-of year, with tilt, engagement and chance to stand inside."""
    if standing is None or position.as_of not in standing.period.years:
        return []
    t = standing.period.years.index(position.as_of)
    found = []
    for u, state in enumerate(standing.states):
        tilt, engagement = float(standing.tilt[u, t]), float(standing.engagement[u, t])
        if state in position.powers or not (math.isfinite(tilt) and math.isfinite(engagement)):
            continue
        flags = standing.inside[:, u, t]
        known = flags[flags >= 0]
        found.append(
            {
                "state": state,
                "name": names.get(state, state),
                "tilt": plain(tilt),
                "engagement": plain(engagement),
                "inside": plain(float(known.mean())) if known.size else None,
                "focal": state == position.state,
                "named": state in NAMED,
            }
        )
    return sorted(found, key=lambda row: row["state"])
