"""The record whole: counts, curves, model, states side by side, readings, backtest; what a report prints."""

from __future__ import annotations

from typing import Any

import numpy as np

from tightrope.core.alignment import Standing
from tightrope.core.calendar import Event
from tightrope.core.errors import CoverageError
from tightrope.core.panel import BoolArray, FloatArray
from tightrope.outlook.horizon import last_known
from tightrope.outlook.record import backtest, count, hazard
from tightrope.outlook.record.moves import SIDES, Moves, moves, window

DRAWS, TEST_DRAWS = 60, 30
LEAST_DRAWS = 10  # draws inside that a state's own age of spell needs
HELD = 10  # years that a covariate's last value is held


def record(
    standing: Standing,
    focal: str,
    *,
    powers: tuple[str, str],
    covariates: dict[str, FloatArray],
    rng: np.random.Generator,
    comparison: tuple[str, ...] = (),
    years: tuple[int, ...] = (1, 3, 5, 10),
    as_of: int,
    neutral: BoolArray | None = None,
    events: tuple[Event, ...] = (),
    alternatives: dict[str, Standing] | None = None,
    draws: int = DRAWS,
) -> dict[str, Any]:
    """Return what the record of all states says of how long two-sided engagement lasts.

    Parameters
    ----------
    standing : label and membership of every state, year and draw.
    covariates : name -> (U, T) on the standing's calendar, NaN where unknown.
    comparison : codes of further states to print beside the focal one.
    as_of : year that counts as now.
    neutral : (U, T) whether a state has no obligation and a level security tie, for the way "neutrality".
    events : chronology of the focal state.
    alternatives : other readings of what counts as inside, by name.
    draws : how many draws of the standing are used.

    Returns
    -------
    "record" and "backtest": plain values, chances in [0, 1], intervals of probability 0.9.

    Raises
    ------
    CoverageError : the focal state is not measured, or no exit was ever seen.

    References
    ----------
    :cite:`allison1982`, :cite:`aalen1978`, :cite:`rubin1987`; docs/explanation/horizon.md.
    """
    if focal not in standing.states:
        raise CoverageError(f"{focal} is not among the measured states", where="record", next="see `data list`")
    start, stop = window(powers, standing.period.start, standing.period.stop)
    found = moves(standing, start=start, stop=stop, neutral=neutral, draws=draws)
    if not (found.way >= 0).any():
        raise CoverageError("no state was ever seen to leave, so nothing can be said of how long", where="record")
    cut = slice(start - standing.period.start, stop - standing.period.start + 1)
    tables = {name: held(table)[:, cut] for name, table in covariates.items()}
    by = hazard.design(found, tables)
    fitted = hazard.fit(found, by, rng=rng)
    now = min(as_of, stop) - start
    kept = [code for code in (focal, *comparison) if code in standing.states]
    plain = moves(standing, start=start, stop=stop, neutral=neutral, draws=draws, bridged=False)
    body: dict[str, Any] = {
        "from": start,
        "to": stop,
        "as_of": start + now,
        "draws": len(found.inside),
        "years": list(years),
        "least_exits": count.LEAST_EXITS,
        "counts": count.totals(found),
        "curves": count.curves(found, years=years, rng=rng),
        "model": _model(fitted),
        "states": [_state(fitted, found, code, now, years) for code in kept],
        "moves": count.own_moves(found, found.states.index(focal), events=events, told=bool(events)),
        "readings": {
            name: _reading(other, found, tables, focal, now, years, neutral, rng)
            for name, other in sorted((alternatives or {}).items())
        }
        | {"every year counted": _reading(plain, found, tables, focal, now, years, None, rng)},
        "notes": _notes(by),
    }
    tested = moves(standing, start=start, stop=stop, neutral=neutral, draws=min(draws, TEST_DRAWS))
    raw = {name: table[:, cut] for name, table in covariates.items()}
    tests = []
    for date in backtest.DATES:
        if not start < date < stop:
            continue
        known = moves(standing, start=start, stop=date, neutral=neutral, draws=len(tested.inside))
        scored = backtest.score(
            tested, as_known(raw, date - start), date, last=start + now, rng=rng, known=known
        )  # fmt: skip
        if scored is not None:
            tests.append(scored)
    test = backtest.summary(tests, years=years, rng=rng) if tests else None
    return {"record": body, "backtest": test}


def held(table: FloatArray) -> FloatArray:
    """Return a covariate with its last value held for up to ten years where it is unknown.

    References
    ----------
    Own; docs/explanation/horizon.md.
    """
    out = np.array(table, dtype=float)
    since = np.zeros(out.shape[0])
    for t in range(1, out.shape[1]):
        gone = ~np.isfinite(out[:, t])
        since = np.where(gone, since + 1, 0)
        fill = gone & (since <= HELD)
        out[fill, t] = out[fill, t - 1]
    return out


def as_known(tables: dict[str, FloatArray], now: int) -> dict[str, FloatArray]:
    """Return covariates held by what was known in column `now`, nothing after it.

    References
    ----------
    Own.
    """
    found = {}
    for name, table in tables.items():
        past = np.array(table, dtype=float)
        past[:, now + 1 :] = np.nan
        found[name] = held(past)
    return found


def _model(fitted: hazard.Fitted) -> dict[str, Any]:
    return {
        "slopes": hazard.slopes_of(fitted),
        "exits": {side: float(n) for side, n in zip(SIDES, fitted.exits, strict=True)},
        "few": [side for side, n in zip(SIDES, fitted.exits, strict=True) if n < count.LEAST_EXITS],
        "state_years": fitted.state_years,
        "scale": {name: {"mean": m, "sd": s} for name, (m, s) in fitted.design.scale.items()},
        "known": dict(fitted.design.known),
        "left_out": dict(fitted.design.left_out),
    }


def _state(fitted: hazard.Fitted, found: Moves, code: str, now: int, years: tuple[int, ...]) -> dict[str, Any]:
    """Return survival and ways out of one state from its own age of spell and its covariates as they are."""
    u = found.states.index(code)
    known = last_known(found.inside[:, u, : now + 1]) if (found.inside[:, u, : now + 1] >= 0).any() else now
    t = min(now, known)
    here = found.inside[:, u, t]
    inside = int((here == 1).sum())
    assume = inside < LEAST_DRAWS
    gone = hazard.ahead(fitted, found, np.array([u]), t, years=max(years), assume=assume)[:, 0]
    gone = gone[np.isfinite(gone).all(axis=(1, 2))]
    share = float((here[here >= 0] == 1).mean()) if (here >= 0).any() else None
    return {
        "state": code,
        "year": found.start + t,
        "inside_now": share,
        "draws_inside": inside,
        "assumed": assume,
        "survival": [count.shares(1.0 - gone[:, y - 1].sum(axis=-1)) for y in years],
        "ways": {side: [count.shares(gone[:, y - 1, w]) for y in years] for w, side in enumerate(SIDES)},
    }


def _reading(
    other: Standing | Moves, like: Moves, tables: dict[str, FloatArray], focal: str, now: int,
    years: tuple[int, ...], neutral: BoolArray | None, rng: np.random.Generator,
) -> dict[str, Any]:  # fmt: skip
    """Return the focal state's survival where something else counts as inside."""
    if isinstance(other, Moves):
        found = other
    else:
        stop = like.start + like.inside.shape[2] - 1
        found = moves(other, start=like.start, stop=stop, neutral=neutral, draws=len(like.inside))
    if not (found.way >= 0).any():
        return {}
    fitted = hazard.fit(found, hazard.design(found, tables), rng=rng)
    row = _state(fitted, found, focal, now, years)
    total = count.totals(found)
    return {key: row[key] for key in ("inside_now", "assumed", "survival")} | {
        key: total[key] for key in ("spells", "exits", "state_years")
    }


def _notes(by: hazard.Design) -> list[str]:
    notes = [
        "Where a state stood is uncertain, so each draw of the measurement has its own spells; the model is fitted in "
        "each, and the spread over draws is part of every interval.",
        "The curve ahead holds each state's covariates at their present values; it is no forecast of them.",
        "A spell under way when a state was first measured has an unknown age: it stays out of the Aalen-Johansen "
        "curve and has a term of its own in the model.",
        "Slopes describe the states that stood inside; none is the effect of changing a covariate.",
        f"A covariate's last value is held for up to {HELD} years, and stands at the mean of the record after that.",
    ]
    notes += [f"{name} is left out: {why}." for name, why in by.left_out.items()]
    return notes
