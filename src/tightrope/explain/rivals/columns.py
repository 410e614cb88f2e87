"""Columns of the one design matrix: named constructs, and any series of the panel under its own name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from tightrope.core.effect import Pressure
from tightrope.core.panel import FloatArray, Inputs
from tightrope.explain.roles import filter_lag
from tightrope.explain.rows import FILTER_ROWS, LATER_TRADE, lagged, values

PARTS = ("first", "second", "gap", "both")
MEMORY = 10  # years of a state's record with a power
EXPOSED = 5  # years over which dealings with both powers are averaged
FAR = 4.0
TRADE = ("import_share_cow", "export_share_cow")
LATER = ("trade_share_comtrade",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A named column.

    Parameters
    ----------
    label : in plain words.
    rows : the panel's series behind it.
    build : inputs, pressure, power (0, 1, None) -> (U, T) values of the year, NaN where not known.
    dyad : whether it is of the state and one power, so that a part must be named.
    """

    label: str
    rows: tuple[str, ...]
    build: Callable[[Inputs, Pressure, int | None], FloatArray | None] = field(repr=False)
    dyad: bool = False


def column(name: str, inputs: Inputs, pressure: Pressure) -> FloatArray | None:
    """Read a column of the design matrix for every state of the ties.

    Parameters
    ----------
    name : a named column or a series of the panel, with ".first", ".second", ".gap" (second less first) or ".both"
        (their mean) for what is of the state and a power; two of them joined by " x " give the product of the two
        standardized columns.

    Returns
    -------
    (U, T) float, NaN where not known; None where the panel has no such series.

    References
    ----------
    Own: the table of columns in this module.
    """
    factors = [_part(part, inputs, pressure) for part in name.split(" x ")]
    if any(factor is None for factor in factors):
        return None
    known = [factor for factor in factors if factor is not None]
    return known[0] if len(known) == 1 else standardized(known[0]) * standardized(known[1])


def standardized(table: FloatArray) -> FloatArray:
    """Return a table less its mean over its sd, cut at 4; NaN stays.

    References
    ----------
    Own: one far year may not carry a result.
    """
    known = table[np.isfinite(table)]
    if not len(known):
        return table
    scale = float(known.std())
    return np.asarray(np.clip((table - known.mean()) / (scale if scale > 0.0 else 1.0), -FAR, FAR))


def rows_of(name: str) -> tuple[str, ...]:
    """Return the panel's series behind a column.

    References
    ----------
    Own: the table of columns in this module.
    """
    stems = [part.split(".")[0] for part in name.split(" x ")]
    return tuple(dict.fromkeys(row for stem in stems for row in (NAMED[stem].rows if stem in NAMED else (stem,))))


def label_of(name: str) -> str:
    """Return a column in plain words.

    References
    ----------
    Own: the table of columns in this module.
    """
    parts = []
    for part in name.split(" x "):
        stem, _, which = part.partition(".")
        said = NAMED[stem].label if stem in NAMED else stem.replace("_", " ")
        ends = {"": "", "first": ", first power", "second": ", second power", "gap": ", second power less first",
                "both": ", both powers"}  # fmt: skip
        parts.append(said + ends[which])
    return " times ".join(parts)


def _part(name: str, inputs: Inputs, pressure: Pressure) -> FloatArray | None:
    stem, _, which = name.partition(".")
    if which:
        first, second = (_dyad(stem, inputs, pressure, power) for power in (0, 1))
        if first is None or second is None:
            return None
        return {"first": first, "second": second, "gap": second - first, "both": (first + second) / 2.0}[which]
    if stem in NAMED:
        return NAMED[stem].build(inputs, pressure, None)
    if inputs.series.has(stem):
        return _aligned(inputs, inputs.series.column(stem))
    return _wide(inputs, inputs.system.column(stem)[0]) if inputs.system.has(stem) else None


def _dyad(stem: str, inputs: Inputs, pressure: Pressure, power: int) -> FloatArray | None:
    if stem in NAMED:
        return NAMED[stem].build(inputs, pressure, power)
    return np.asarray(inputs.ties.column(stem)[:, :, power], dtype=float) if inputs.ties.has(stem) else None


def _aligned(inputs: Inputs, table: FloatArray) -> FloatArray:
    place = {code: u for u, code in enumerate(inputs.series.states)}
    blank = np.full(table.shape[1], np.nan)
    return np.array([table[place[c]] if c in place else blank for c in inputs.ties.states], dtype=float)


def _wide(inputs: Inputs, line: FloatArray) -> FloatArray:
    return np.tile(np.asarray(line, dtype=float), (len(inputs.ties.states), 1))


def _mean(tables: list[FloatArray], *, fewest: int = 1) -> FloatArray:
    stack = np.stack(tables)
    seen = np.isfinite(stack)
    count = seen.sum(axis=0)
    return np.where(count >= fewest, np.where(seen, stack, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan)


def _trailing(table: FloatArray, years: int, *, fewest: int) -> FloatArray:
    """Return the mean over a year and those before it, where enough of them are known."""
    seen = np.isfinite(table)
    total = np.cumsum(np.where(seen, table, 0.0), axis=1)
    count = np.cumsum(seen, axis=1).astype(float)
    total[:, years:] -= total[:, :-years].copy()
    count[:, years:] -= count[:, :-years].copy()
    return np.where(count >= fewest, total / np.maximum(count, 1.0), np.nan)


def _pressure(inputs: Inputs, pressure: Pressure, power: int | None) -> FloatArray:
    level = dict(zip(pressure.years, pressure.mean, strict=True))
    return _wide(inputs, np.array([level.get(y, np.nan) for y in inputs.ties.period.years], dtype=float))


def _trade(inputs: Inputs, pressure: Pressure, power: int | None) -> FloatArray | None:
    """Return the share of a power in a state's goods trade; a later source only where the older has no value."""
    older = [np.asarray(inputs.ties.column(n)[:, :, power], dtype=float) for n in TRADE if inputs.ties.has(n)]
    later = [np.asarray(inputs.ties.column(n)[:, :, power], dtype=float) for n in LATER if inputs.ties.has(n)]
    if not older and not later:
        return None
    found: FloatArray = _mean(older) if older else np.full(later[0].shape, np.nan)
    return np.where(np.isfinite(found), found, _mean(later)) if later else found


def _exposure(inputs: Inputs, pressure: Pressure, power: int | None) -> FloatArray | None:
    first, second = (_trade(inputs, pressure, p) for p in (0, 1))
    return None if first is None or second is None else _trailing(first + second, EXPOSED, fewest=3)


def _finance(inputs: Inputs, pressure: Pressure, power: int | None) -> FloatArray | None:
    if not inputs.ties.has("official_finance"):
        return None
    given = np.asarray(inputs.ties.column("official_finance")[:, :, power], dtype=float)
    return np.asarray(np.log1p(np.maximum(given, 0.0)))


def _filter(group: str) -> Callable[[Inputs, Pressure, int | None], FloatArray | None]:
    def build(inputs: Inputs, pressure: Pressure, power: int | None) -> FloatArray | None:
        tables = []
        for row in (r for r in FILTER_ROWS if r.construct == group):
            table = values(inputs, row)
            if table is not None and np.isfinite(table).any():
                # A total that also divides a tie enters a year earlier, as in every other equation.
                tables.append(standardized(lagged(table, filter_lag(inputs, row) - 1)) * row.sign)
        return _mean(tables) if tables else None

    return build


def _capability(inputs: Inputs, code: str) -> FloatArray | None:
    if not inputs.series.has("capability_share") or code not in inputs.series.states:
        return None
    share = np.asarray(inputs.series.column("capability_share")[inputs.series.states.index(code)], dtype=float)
    return np.asarray(np.log(np.where(share > 0.0, share, np.nan)))


def _power_gap(inputs: Inputs, pressure: Pressure, power: int | None) -> FloatArray | None:
    first, second = (_capability(inputs, code) for code in inputs.ties.powers)
    return None if first is None or second is None else _wide(inputs, second - first)


def _own_capability(inputs: Inputs, pressure: Pressure, power: int | None) -> FloatArray | None:
    if not inputs.series.has("capability_share"):
        return None
    share = _aligned(inputs, inputs.series.column("capability_share"))
    return np.log(np.where(share > 0.0, share, np.nan))


def _near(inputs: Inputs, pressure: Pressure, power: int | None) -> FloatArray | None:
    """Return minus the log of the distance between capitals, in km: larger is nearer."""
    if "distance" not in inputs.pairs:
        return None
    table = inputs.pairs["distance"]
    code = inputs.ties.powers[power or 0]
    place = {state: u for u, state in enumerate(inputs.ties.states)}
    line = np.full(len(place), np.nan)
    for state, other, km in zip(table["state"], table["other"], table["value"], strict=True):
        if other == code and state in place and float(km) > 0.0:
            line[place[state]] = -np.log(float(km))
    return np.tile(line[:, None], (1, len(inputs.ties.period)))


def _quarrels(inputs: Inputs, power: int) -> FloatArray | None:
    """Return log(1 + disputes with a power in ten years); unknown where less than half of the years is covered."""
    if "disputes" not in inputs.pairs:
        return None
    table, period = inputs.pairs["disputes"], inputs.ties.period
    code = inputs.ties.powers[power]
    place = {state: u for u, state in enumerate(inputs.ties.states)}
    years = np.asarray(table["year"], dtype=int)
    if not len(years):
        return None
    count = np.zeros((len(place), len(period)))
    count[:, [y < years.min() or y > years.max() for y in period.years]] = np.nan
    for state, other, year, value in zip(table["state"], table["other"], years, table["value"], strict=True):
        if other == code and state in place and period.start <= year <= period.stop:
            count[place[state], year - period.start] += float(value)
    return np.log1p(_trailing(count, MEMORY, fewest=MEMORY // 2) * MEMORY)


def _threat(inputs: Inputs, pressure: Pressure, power: int | None) -> FloatArray | None:
    """Return log threat: capability share x nearness x (1 + disputes in ten years)."""
    strength = _capability(inputs, inputs.ties.powers[power or 0])
    near, quarrels = _near(inputs, pressure, power), _quarrels(inputs, power or 0)
    if strength is None or near is None or quarrels is None:
        return None
    return _wide(inputs, strength) + near + quarrels


def _regime_distance(inputs: Inputs, pressure: Pressure, power: int | None) -> FloatArray | None:
    code = inputs.ties.powers[power or 0]
    if not inputs.series.has("polyarchy") or code not in inputs.series.states:
        return None
    level = np.asarray(inputs.series.column("polyarchy"), dtype=float)
    return np.asarray(np.abs(_aligned(inputs, level) - level[inputs.series.states.index(code)][None, :]))


def _powers_trade(inputs: Inputs, pressure: Pressure, power: int | None) -> FloatArray | None:
    names = [f"powers_trade_share_{code.lower()}{later}" for code in inputs.ties.powers for later in ("", *LATER_TRADE)]
    lines = [standardized(_wide(inputs, inputs.system.column(n)[0])) for n in names if inputs.system.has(n)]
    return _mean(lines) if lines else None


def _withdrawals(inputs: Inputs, pressure: Pressure, power: int | None) -> FloatArray | None:
    """Return the share of a state's last ten years in which either power cut aid or arms or imposed sanctions."""
    names = [n for n in ("finance_fall", "arms_fall", "sanctions") if inputs.ties.has(n)]
    if not names:
        return None
    each = [np.asarray(inputs.ties.column(n)[:, :, p], dtype=float) for n in names for p in (0, 1)]
    return _trailing(_mean(each, fewest=2), MEMORY, fewest=MEMORY // 2)


def _filter_rows(group: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.series for row in FILTER_ROWS if row.construct == group))


FILTERED = {
    "needs": "economic needs", "requirements": "security requirements", "perceptions": "attention to the powers",
    "capacity": "institutional capacity",
}  # fmt: skip
NAMED: dict[str, Named] = {
    "pressure": Named(label="pressure", rows=("powers' own dyad",), build=_pressure),
    "exposure": Named(label="dealings with both", rows=(*TRADE, *LATER), build=_exposure),
    "trade": Named(label="share in trade", rows=(*TRADE, *LATER), build=_trade, dyad=True),
    "finance": Named(label="official finance", rows=("official_finance",), build=_finance, dyad=True),
    "power_gap": Named(label="second power's capability over the first's", rows=("capability_share",),
                       build=_power_gap),
    "own_capability": Named(label="own capability", rows=("capability_share",), build=_own_capability),
    "near": Named(label="nearness", rows=("distance",), build=_near, dyad=True),
    "threat": Named(label="threat", rows=("capability_share", "distance", "disputes"), build=_threat, dyad=True),
    "regime_distance": Named(label="difference of regimes", rows=("polyarchy",), build=_regime_distance, dyad=True),
    "powers_trade": Named(label="trade between the powers", rows=("powers_trade_share",), build=_powers_trade),
    "withdrawals": Named(label="withdrawals by either power", rows=("finance_fall", "arms_fall", "sanctions"),
                         build=_withdrawals),
    **{name: Named(label=label, rows=_filter_rows(name), build=_filter(name)) for name, label in FILTERED.items()},
}  # fmt: skip
