"""Jumps between two versions of a table: unit, base, sign, code, scale and coverage, which no revision changes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tightrope.data.read import Columns

Kind = Literal["unit", "share", "base", "sign", "code", "zeros", "blanks", "coverage", "column"]
FEW = 8  # fewer pairs than this tell nothing
LEVEL = math.log(1.02)  # a median closer to 1 is a revision
EXACT, TIGHT, LOOSE = 3e-3, 0.02, 0.25  # spreads of log ratios: one factor, nearly one, one with revisions on top
SHARE_LOST = 0.05
TIMES = ("year", "month", "quarter", "date")
FACTORS = {
    1.10231: "tonnes and short tons", 2.20462: "kilograms and pounds",
    1.60934: "miles and kilometers", 1.852: "nautical miles and kilometers", 2.58999: "square miles and kilometers",
    2.47105: "hectares and acres", 4.1868: "calories and joules", 41.868: "tonnes of oil and gigajoules",
    6.28981: "cubic meters and barrels", 7.33: "tonnes of oil and barrels", 12.0: "months and years",
    4.0: "quarters and years", 365.25: "days and years", 60.0: "minutes and hours",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """One finding: what changed in which column, in one line, with rows that show it.

    Parameters
    ----------
    factor : new over old where one number says it, else NaN.
    evidence : rows as (key, old, new), old or new None where missing.
    """

    kind: Kind
    column: str
    message: str
    factor: float = math.nan
    evidence: tuple[tuple[tuple[Any, ...], Any, Any], ...] = ()

    def data(self) -> dict[str, Any]:
        """Return the finding as plain values."""
        return {
            "kind": self.kind, "column": self.column, "message": self.message,
            "factor": None if math.isnan(self.factor) else self.factor,
            "evidence": [{"key": list(key), "old": old, "new": new} for key, old, new in self.evidence],
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Two tables with their rows matched: positions in both, of rows that are gone, of rows that are added."""

    old: Columns
    new: Columns
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    both: tuple[NDArray[Any], NDArray[Any]]
    gone: NDArray[Any]
    added: NDArray[Any]


def find(
    pairs: Pairs,
    *,
    columns_gone: tuple[str, ...] = (),
    retyped: Mapping[str, tuple[str, str]] | None = None,
    lost: tuple[int, int] | None = None,
) -> tuple[Jump, ...]:
    """Return every jump between two matched tables.

    Parameters
    ----------
    columns_gone, retyped : what changed in the columns themselves.
    lost : numbers of rows in both tables, where rows could not be matched by key.
    """
    found = [Jump(kind="column", column=n, message=f"{n}: the column is gone") for n in columns_gone]
    for name, (was, now) in (retyped or {}).items():
        found.append(Jump(kind="column", column=name, message=f"{name}: held {was}, holds {now}"))
    codes = list(_codes(pairs))
    found += codes
    for name in pairs.columns:
        if _numeric(pairs.old[name]) and _numeric(pairs.new[name]):
            found += _column(pairs, name)
        elif not _numeric(pairs.old[name]) and not _numeric(pairs.new[name]):
            found += _labels(pairs, name)
    found += _rows(pairs, renamed=bool(codes), lost=lost)
    return tuple(found)


def _column(pairs: Pairs, name: str) -> Iterator[Jump]:
    i, j = pairs.both
    old, new = pairs.old[name].astype(float), pairs.new[name].astype(float)
    a, b = old[i], new[j]
    yield from _scale(pairs, name, a, b)
    yield from _blanks(pairs, name, a, b)
    yield from _added_zeros(pairs, name, old, new[pairs.added])


def _scale(pairs: Pairs, name: str, a: NDArray[Any], b: NDArray[Any]) -> Iterator[Jump]:
    """Hold the ratio of new to old against one factor, one factor a group, a turned sign and a straight line."""
    seen = np.flatnonzero(np.isfinite(a) & np.isfinite(b) & (a != 0) & (b != 0))
    if len(seen) < FEW:
        return
    x, y = a[seen], b[seen]
    opposite = x * y < 0
    ratios = np.log(np.abs(y / x))
    middle, spread = float(np.median(ratios)), _spread(ratios)
    if opposite.mean() > 0.9 and spread < LOOSE:
        text = f"{name}: the sign is turned in {_of(int(opposite.sum()), len(seen))}"
        yield Jump(kind="sign", column=name, message=text, factor=-math.exp(middle), evidence=_shown(pairs, name, seen))
        return
    alike = not opposite.any() and _rank_correlation(x, y) > 0.95
    if alike and abs(middle) > LEVEL:
        jump = _factor(pairs, name, seen, middle, spread, (a, b))
        if jump is not None:
            yield jump
            return
    grouped = list(_groups(pairs, name, seen, ratios, opposite))
    yield from grouped
    if not grouped:
        yield from _line(pairs, name, seen, x, y)


def _factor(
    pairs: Pairs, name: str, seen: NDArray[Any], middle: float, spread: float, whole: tuple[NDArray[Any], NDArray[Any]]
) -> Jump | None:
    power = round(middle / math.log(10))
    shown = _shown(pairs, name, seen)
    factor = math.exp(middle)
    rows = _of(len(seen), len(seen))
    if power and spread < LOOSE and abs(middle - power * math.log(10)) < 0.1:
        small, large = (whole[0], whole[1]) if power > 0 else (whole[1], whole[0])
        if abs(power) == 2 and _inside(small, 1.0) and _inside(large, 100.0):
            text = f"{name}: a share {'became a percentage' if power > 0 else 'in percent became a share of one'}"
            return Jump(kind="share", column=name, message=f"{text}, {rows}", factor=factor, evidence=shown)
        text = f"{name}: another unit, {_times(middle, power)} in {rows}"
        return Jump(kind="unit", column=name, message=text, factor=factor, evidence=shown)
    for known, words in FACTORS.items():
        if abs(abs(middle) - math.log(known)) < 2e-3 and spread < TIGHT:
            text = f"{name}: another unit, {factor:.4g} times the old in {rows} ({words})"
            return Jump(kind="unit", column=name, message=text, factor=factor, evidence=shown)
    if spread < EXACT:
        text = f"{name}: another base, {factor:.4g} times the old in {rows}"
        return Jump(kind="base", column=name, message=text, factor=factor, evidence=shown)
    return None


def _groups(
    pairs: Pairs, name: str, seen: NDArray[Any], ratios: NDArray[Any], opposite: NDArray[np.bool_]
) -> Iterator[Jump]:
    """Find factors within groups of rows: a base for each state, another unit in some states or in some years."""
    for timed in (False, True):
        by = [key for key in pairs.keys if (key.lower() in TIMES) == timed and key != "rank"]
        if not by or len(by) == len(pairs.keys):
            continue
        parts = [part for part in _parts(pairs, seen, by) if len(part) >= FEW and not opposite[part].any()]
        if not parts:
            continue
        middles = np.array([float(np.median(ratios[part])) for part in parts])
        spreads = np.array([_spread(ratios[part]) for part in parts])
        constant = (np.abs(middles) > LEVEL) & (spreads < EXACT)
        if not timed and len(parts) >= 3 and constant.mean() > 0.8:
            low, high = math.exp(middles[constant].min()), math.exp(middles[constant].max())
            text = f"{name}: another base, a factor of its own in {_of(int(constant.sum()), len(parts), 'series')}"
            some = np.concatenate([part[:1] for part, yes in zip(parts, constant, strict=True) if yes])
            shown = _shown(pairs, name, seen[some])
            said = f"{text}, {low:.4g} to {high:.4g} times the old"
            yield Jump(kind="base", column=name, message=said, evidence=shown)
            return
        powers = np.round(middles / math.log(10)).astype(int)
        near = (powers != 0) & (np.abs(middles - powers * math.log(10)) < 0.1) & (spreads < LOOSE)
        chosen = sorted(np.flatnonzero(near).tolist(), key=lambda k: -len(parts[k]))
        for k in chosen[:3]:
            row = pairs.both[0][seen[parts[k][0]]]
            who = " ".join(str(v) for v in _key(pairs.old, tuple(by), int(row)))
            rows = _of(len(parts[k]), len(parts[k]))
            text = f"{name}: another unit in {who} alone, {_times(float(middles[k]), int(powers[k]))} in {rows}"
            shown = _shown(pairs, name, seen[parts[k]])
            yield Jump(kind="unit", column=name, message=text, factor=math.exp(middles[k]), evidence=shown)
        if chosen:
            return


def _parts(pairs: Pairs, seen: NDArray[Any], by: list[str]) -> list[NDArray[Any]]:
    """Return the places in `seen` of rows that share the values of some keys."""
    codes = np.zeros(len(seen), dtype=np.int64)
    for key in by:
        levels, mine = np.unique(pairs.old[key][pairs.both[0][seen]].astype(str), return_inverse=True)
        _, codes = np.unique(codes * len(levels) + mine, return_inverse=True)
    order = np.argsort(codes, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(codes[order])) + 1)


def _line(pairs: Pairs, name: str, seen: NDArray[Any], x: NDArray[Any], y: NDArray[Any]) -> Iterator[Jump]:
    """Find a straight line other than y = x on which every value lies: a score that was standardized anew."""
    width = float(np.std(x))
    if width == 0 or len(np.unique(x)) < FEW:
        return
    slope = float(np.mean((x - x.mean()) * (y - y.mean()))) / width**2
    start = float(y.mean() - slope * x.mean())
    rest = float(np.std(y - start - slope * x))
    if rest > EXACT * width * abs(slope) or (abs(slope - 1) < 0.02 and abs(start) < 0.02 * width):
        return
    text = (
        f"{name}: another base, every value is {start:.4g} {'+' if slope > 0 else '-'} {abs(slope):.4g} times the old"
    )
    yield Jump(kind="base", column=name, message=text, factor=slope, evidence=_shown(pairs, name, seen))


def _blanks(pairs: Pairs, name: str, a: NDArray[Any], b: NDArray[Any]) -> Iterator[Jump]:
    """Find zeros where nothing stood, nothing where zeros stood, and values that were lost."""
    filled = np.flatnonzero(np.isnan(a) & (b == 0))
    blank = int(np.isnan(a).sum())
    if len(filled) >= FEW and len(filled) >= 0.5 * int((np.isnan(a) & np.isfinite(b)).sum()):
        text = f"{name}: zero where nothing was observed, in {_of(len(filled), blank, 'missing cells')}"
        yield Jump(kind="zeros", column=name, message=text, evidence=_shown(pairs, name, filled))
    emptied = np.flatnonzero((a == 0) & np.isnan(b))
    zeros = int((a == 0).sum())
    if len(emptied) >= FEW and len(emptied) > SHARE_LOST * zeros:
        text = f"{name}: nothing where zero stood, in {_of(len(emptied), zeros, 'zeros')}"
        yield Jump(kind="blanks", column=name, message=text, evidence=_shown(pairs, name, emptied))
    gone = np.flatnonzero(np.isfinite(a) & (a != 0) & np.isnan(b))
    held = int((np.isfinite(a) & (a != 0)).sum())
    if len(gone) >= FEW and len(gone) > SHARE_LOST * held:
        text = f"{name}: no value any more in {_of(len(gone), held, 'cells')}"
        yield Jump(kind="coverage", column=name, message=text, evidence=_shown(pairs, name, gone))


def _added_zeros(pairs: Pairs, name: str, old: NDArray[Any], added: NDArray[Any]) -> Iterator[Jump]:
    """Find added rows that all hold zero in a column where zeros were rare: coverage that ended, written as zero."""
    if name in pairs.keys or len(added) < FEW:
        return
    seen, before = added[np.isfinite(added)], old[np.isfinite(old)]
    if len(seen) < FEW or len(before) < FEW or (seen == 0).mean() <= 0.9 or (before == 0).mean() > 0.5:
        return
    zeros = pairs.added[np.isfinite(added) & (added == 0)]
    text = (
        f"{name}: zero in {_of(len(zeros), len(seen), 'added rows')}, where {(before == 0).mean():.0%} were zero before"
    )
    shown = tuple((_key(pairs.new, pairs.keys, int(row)), None, 0) for row in zeros[:5])
    yield Jump(kind="zeros", column=name, message=text, evidence=shown)


def _rows(pairs: Pairs, *, renamed: bool, lost: tuple[int, int] | None) -> Iterator[Jump]:
    """Find rows that were lost, and years that a table no longer reaches."""
    if lost is not None:
        if lost[0] - lost[1] >= FEW and lost[1] < (1 - SHARE_LOST) * lost[0]:
            yield Jump(kind="coverage", column="", message=f"{lost[0] - lost[1]} fewer rows of {lost[0]}")
        return
    size, gone = len(pairs.gone) + len(pairs.both[0]), len(pairs.gone)
    if renamed or not gone:
        return
    shown = tuple((_key(pairs.old, pairs.keys, int(row)), "row", None) for row in pairs.gone[:5])
    where = ""
    for key in ("year", "date"):
        if key in pairs.keys and _numeric(pairs.old[key]) and _numeric(pairs.new[key]) and len(pairs.new[key]):
            was, now = int(pairs.old[key].max()), int(pairs.new[key].max())
            where = f"; the last {key} was {was}, is {now}" if now < was else ""
    if (gone >= FEW and gone > SHARE_LOST * size) or where:
        text = f"{_of(gone, size, 'rows')} are gone{where}"
        yield Jump(kind="coverage", column="", message=text, evidence=shown)


def _codes(pairs: Pairs) -> Iterator[Jump]:
    """Find values of a key that vanish while others appear on rows with the same numbers."""
    numbers = [n for n in pairs.columns if _numeric(pairs.old[n]) and _numeric(pairs.new[n])]
    if not numbers or not len(pairs.gone) or not len(pairs.added):
        return
    for key in pairs.keys:
        if key.lower() in (*TIMES, "rank"):
            continue
        others = [k for k in pairs.keys if k != key]
        left, came = _apart(pairs.old[key], pairs.new[key]), _apart(pairs.new[key], pairs.old[key])
        if not left or not came or max(len(left), len(came)) > 500:
            continue
        was = _cells(pairs.old, pairs.gone, key, others, numbers, left)
        now = _cells(pairs.new, pairs.added, key, others, numbers, came)
        found = []
        for code in sorted(was, key=str):
            best = max(sorted(now, key=str), key=lambda c: _equal(was[code], now[c]), default=None)
            if best is not None and _equal(was[code], now[best]) >= max(3, 0.8 * len(was[code])):
                found.append((code, best, _equal(was[code], now[best])))
        if found:
            pairs_said = ", ".join(f"{a} is now {b}" for a, b, _ in found[:4]) + (" ..." if len(found) > 4 else "")
            rows = sum(n for _, _, n in found)
            text = f"{key}: another code on the same values, {pairs_said} ({rows} rows)"
            shown = tuple(((key,), a, b) for a, b, _ in found[:5])
            yield Jump(kind="code", column=key, message=text, evidence=shown)


def _labels(pairs: Pairs, name: str) -> Iterator[Jump]:
    """Find a label that another replaced in every row."""
    i, j = pairs.both
    a, b = pairs.old[name][i].astype(str), pairs.new[name][j].astype(str)
    left, came = _apart(a, b), _apart(b, a)
    for label in sorted(left)[:20] if len(left) <= 200 else []:
        rows = np.flatnonzero(a == label)
        values, counts = np.unique(b[rows], return_counts=True)
        best = str(values[np.argmax(counts)])
        if label and best in came and len(rows) >= FEW and counts.max() >= 0.95 * len(rows):
            text = f"{name}: {label!r} is now {best!r} in {_of(int(counts.max()), len(rows))}"
            shown = tuple((_key(pairs.old, pairs.keys, int(i[row])), label, best) for row in rows[:5])
            yield Jump(kind="code", column=name, message=text, evidence=shown)


def _apart(mine: NDArray[Any], theirs: NDArray[Any]) -> set[Any]:
    return set(mine.tolist()) - set(theirs.tolist())


def _cells(
    table: Columns, rows: NDArray[Any], key: str, others: list[str], numbers: list[str], wanted: set[Any]
) -> dict[Any, dict[tuple[Any, ...], tuple[Any, ...]]]:
    found: dict[Any, dict[tuple[Any, ...], tuple[Any, ...]]] = {}
    for row in rows:
        code = table[key][row].item() if isinstance(table[key][row], np.generic) else table[key][row]
        if code in wanted:
            values = tuple(float(f"{float(table[n][row]):.9g}") for n in numbers)
            found.setdefault(code, {})[tuple(str(table[k][row]) for k in others)] = values
    return found


def _equal(was: dict[Any, tuple[Any, ...]], now: dict[Any, tuple[Any, ...]]) -> int:
    return sum(str(now.get(place)) == str(values) for place, values in was.items())


def _shown(pairs: Pairs, name: str, rows: NDArray[Any]) -> tuple[tuple[tuple[Any, ...], Any, Any], ...]:
    """Return the rows of a finding that weigh most, by the larger of both values."""
    i, j = pairs.both
    old, new = pairs.old[name].astype(float)[i], pairs.new[name].astype(float)[j]
    weight = np.fmax(np.abs(old[rows]), np.abs(new[rows]))
    chosen = rows[np.argsort(-np.nan_to_num(weight), kind="stable")[:5]]
    return tuple((_key(pairs.old, pairs.keys, int(i[r])), _number(old[r]), _number(new[r])) for r in chosen)


def _key(table: Columns, keys: tuple[str, ...], row: int) -> tuple[Any, ...]:
    values = (table[k][row] for k in keys)
    return tuple(v.item() if isinstance(v, np.generic) and v.dtype.kind in "biu" else _plain(v) for v in values)


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else str(value)


def _number(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)


def _numeric(array: NDArray[Any]) -> bool:
    return array.dtype.kind in "fiub"


def _spread(ratios: NDArray[Any]) -> float:
    """Return the distance from the tenth to the ninetieth percentile."""
    low, high = np.quantile(ratios, [0.1, 0.9])
    return float(high - low)


def _rank_correlation(x: NDArray[Any], y: NDArray[Any]) -> float:
    """Return the correlation of ranks; 1 where either column is constant and so has none."""
    first, second = (np.unique(v, return_inverse=True)[1].astype(float) for v in (x, y))
    if first.std() == 0 or second.std() == 0:
        return 1.0
    return float(np.corrcoef(first, second)[0, 1])


def _inside(values: NDArray[Any], top: float) -> bool:
    seen = values[np.isfinite(values)]
    return bool(len(seen) and seen.min() >= 0 and seen.max() <= top * 1.001)


def _times(middle: float, power: int) -> str:
    exact = abs(middle - power * math.log(10)) < 1e-3
    word = f"{10 ** abs(power):,}"
    return f"{'' if exact else 'about '}{word if power > 0 else f'1/{word}'} times the old"


def _of(part: int, whole: int, noun: str = "rows") -> str:
    return f"all {whole} {noun}" if part == whole else f"{part} of {whole} {noun}"
