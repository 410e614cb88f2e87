"""Every measured state by year: tilt, engagement, dependence and labels, with intervals; one table of a run."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from tightrope.core.alignment import Alignment, Standing
from tightrope.core.errors import InvalidValue, StoreError
from tightrope.core.panel import FloatArray
from tightrope.data.states import lived, states
from tightrope.measure.strategy import probabilities
from tightrope.study.show import Part

FILE = "tables/states.csv"
LEAST = 3
SPANS = ("tilt", "engagement", "dependence")
DIGITS = 3
CHANCES = (
    "p_estrangement", "p_aligned_first", "p_aligned_second", "p_limited_first", "p_limited_second", "p_level",
    "p_leaning_first", "p_leaning_second",
)  # fmt: skip
Table = dict[str, Any]


def every(alignment: Alignment, standing: Standing, *, as_of: int) -> Table:
    """Return the states table: a row for each state and year with at least three domains observed.

    A domain is observed in a year if each power has a series there within the last five years. A state
    has rows only for years in which it lived.

    Parameters
    ----------
    as_of : as-of year of the study; later years are marked.

    Returns
    -------
    columns : state, name, year, domains (how many), after_as_of; tilt, engagement, dependence (the larger of the
        two) each with `_low` and `_high` of probability 0.9; tie_first, tie_second (means); inside and those of CHANCES
        (probability of two-sided engagement and of each label, NaN where unknown).
    labels : the labels in the order of CHANCES.
    """
    seen = alignment.observed.all(axis=-1).sum(axis=-1)
    years = standing.period.years
    cells = [
        (u, t)
        for u, code in sorted(enumerate(standing.states), key=lambda item: item[1])
        for t, year in enumerate(years)
        if seen[u, t] >= LEAST and np.isfinite(standing.tilt[u, t]) and lived(code, year)
    ]
    rows, steps = np.array(cells, dtype=int).reshape(-1, 2).T
    known = states()
    held: dict[str, FloatArray] = {"tilt": standing.tilt, "engagement": standing.engagement, **standing.extra}
    chances = np.stack([probabilities(standing.label[:, u], len(standing.labels)) for u in range(len(standing.states))])
    columns: Table = {
        "state": np.array([standing.states[u] for u in rows], dtype=object),
        "name": np.array([known[standing.states[u]].name for u in rows], dtype=object),
        "year": np.array([years[t] for t in steps], dtype=int),
        "domains": seen[rows, steps],
        "after_as_of": np.array([years[t] > as_of for t in steps], dtype=bool),
    }
    for name in SPANS:
        for end in ("", "_low", "_high"):
            columns[name + end] = np.asarray(held[name + end][rows, steps], dtype=float)
    columns |= {name: np.asarray(held[name][rows, steps], dtype=float) for name in ("tie_first", "tie_second")}
    found = chances[rows, steps]
    columns["inside"] = found[:, 5:].sum(axis=-1)
    columns |= {name: found[:, k] for k, name in enumerate(CHANCES)}
    return {"labels": list(standing.labels), "columns": columns}


def text(table: Table) -> str:
    """Return the states table as CSV; what is not known is an empty cell, never zero."""
    labels, columns = table["labels"], table["columns"]
    found = np.column_stack([columns[name] for name in CHANCES])
    best = np.argmax(np.nan_to_num(found, nan=-1.0), axis=1)
    known = np.isfinite(found).all(axis=1)
    names = list(columns)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*names[:5], "label", "label_probability", *names[5:]])
    for i in range(len(columns["state"])):
        cells = [_cell(columns[name][i]) for name in names]
        label = (labels[best[i]], _cell(found[i, best[i]])) if known[i] else ("", "")
        writer.writerow([*cells[:5], *label, *cells[5:]])
    return out.getvalue()


def latest(table: Table, year: int) -> dict[str, Any]:
    """Return the rows of one year as the report holds them."""
    columns = table["columns"]
    rows = []
    for i in np.flatnonzero(columns["year"] == year):
        row: dict[str, Any] = {"state": str(columns["state"][i]), "name": str(columns["name"][i])}
        row["domains"] = int(columns["domains"][i])
        names = [name + end for name in SPANS for end in ("", "_low", "_high")]
        row |= {name: _number(columns[name][i]) for name in (*names, "inside")}
        row["probability"] = [_number(columns[name][i]) for name in CHANCES]
        rows.append(row)
    return {"year": year, "labels": list(table["labels"]), "rows": rows}


def read(folder: Path) -> list[dict[str, str]]:
    """Return the rows of the states table in an output folder.

    Raises
    ------
    StoreError : the run wrote none.
    """
    try:
        with (folder / FILE).open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    except OSError:
        raise StoreError("there is no table of states here", where=str(folder), next="run the study again") from None


def held(report: Mapping[str, Any], folder: Path | None) -> list[dict[str, Any]]:
    """Return the rows of every year from a report's folder, or those of the as-of year from the report alone."""
    if folder is not None and (folder / FILE).is_file():
        return [dict(row) for row in read(folder)]
    part = report["states"]
    rows = []
    for row in part["rows"]:
        found = {name: value for name, value in row.items() if name != "probability"}
        rows.append({**found, "year": part["year"], **dict(zip(CHANCES, row["probability"], strict=True))})
    return rows


def show(folder: Path, report: Mapping[str, Any], year: int | None) -> Part:
    """Return the states of one year, from the one that leans most to the first power to the other end.

    Parameters
    ----------
    year : the as-of year of the report where not given.

    Raises
    ------
    StoreError, InvalidValue : no table is there, or it has no row in that year.
    """
    rows = read(folder)
    years = sorted({int(row["year"]) for row in rows})
    chosen = report.get("as_of") if year is None else year
    found = [row for row in rows if row["year"] == str(chosen)]
    if not found:
        span = f"{years[0]}-{years[-1]}" if years else "no year"
        raise InvalidValue(f"no state is measured in {chosen}", where="--year", next=f"the table covers {span}")
    first, second = report["study"]["powers"]
    found.sort(key=lambda row: (float(row["tilt"]), row["state"]))
    shown = tuple(
        (
            row["state"], row["name"], _two(row["tilt"]), _ends(row, "tilt"), _two(row["engagement"]),
            row["label"] or "not known", _two(row["label_probability"]),
        )
        for row in found
    )  # fmt: skip
    return Part(
        title=f"{len(found)} states in {chosen} (tilt: below 0 toward {first}, above 0 toward {second})",
        header=("state", "name", "tilt", "90 % interval", "engagement", "label", "its chance"),
        rows=shown, data=[_typed(row) for row in found],
    )  # fmt: skip


def _typed(row: Mapping[str, str]) -> dict[str, Any]:
    words = ("state", "name", "label")
    found: dict[str, Any] = {}
    for name, cell in row.items():
        if name in words:
            found[name] = cell
        elif cell in ("True", "False"):
            found[name] = cell == "True"
        else:
            found[name] = None if cell == "" else int(cell) if name in ("year", "domains") else float(cell)
    return found


def _two(cell: str) -> str:
    return f"{float(cell):.2f}" if cell else "not known"


def _ends(row: Mapping[str, str], name: str) -> str:
    return f"{float(row[name + '_low']):.2f} to {float(row[name + '_high']):.2f}"


def _number(value: Any) -> float | None:
    return round(float(value), DIGITS) + 0.0 if np.isfinite(value) else None


def _cell(value: Any) -> Any:
    if isinstance(value, float | np.floating):
        return "" if not np.isfinite(value) else round(float(value), DIGITS) + 0.0
    return value.item() if isinstance(value, np.generic) else value
