"""Parts of a report as sheets: the same rows as the report's own tables, typed, labeled and cited."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from tightrope.core.errors import InvalidValue
from tightrope.data.exports.sheet import MISSING, OBSERVED, STATUSES, ColumnNote, Kind, Sheet
from tightrope.data.read import Columns
from tightrope.report import table
from tightrope.report.honesty import series
from tightrope.report.reading import absent
from tightrope.report.view import MEASURES
from tightrope.study import every
from tightrope.study.holdings.citing import cited

Report = Mapping[str, Any]
Rows = Sequence[Mapping[str, Any]]
TITLES = {
    "position": "Where the state stands: every yearly series with its interval",
    "classes": "Probability of each label by year",
    "turning_points": "Years in which a tie turned",
    "findings": "Printed sentences and their numbers",
    "T1": "Evolution of both relations", "T2": "Economic drivers", "T3": "Security factors",
    "T4": "Signs of autonomy", "T5": "Challenges",
    "ledger": "Every statement, its test and its verdict",
    "events": "Chronology of dated events",
    "roles": "One row, one role: what each series is in each equation",
    "coverage": "First and last observed year of each tie",
    "rivalry": "Rivalry of the two powers",
    "survival": "Chance to stand in two-sided engagement after so many years",
    "recipes": "What other ways of measuring say, a row a recipe",
    "others": "Where other states stand in the as-of year",
    "states": "Every measured state by year: tilt, engagement, dependence and labels",
    "sources": "What the numbers rest on: indicators and files, with license and digest",
    "manifest": "Version, parameters and keys of the run",
}  # fmt: skip
NOTES = {
    "series": ColumnNote(label="Name of the series", kind="text", says="a domain or another reading before a dot"),
    "year": ColumnNote(label="Year", kind="integer"),
    "years": ColumnNote(label="Years", kind="integer"),
    "mean": ColumnNote(label="Mean", unit="see the series", status="status"),
    "value": ColumnNote(label="Value", unit="see the unit column"),
    "low": ColumnNote(label="Lower end of the interval"),
    "high": ColumnNote(label="Upper end of the interval"),
    "prob": ColumnNote(label="Probability of the interval"),
    "probability": ColumnNote(label="Probability"),
    "after_as_of": ColumnNote(label="After the as-of year: preliminary", kind="flag"),
    "status": ColumnNote(label="Why a cell is empty", kind="category", levels=STATUSES),
    "label": ColumnNote(label="Label", kind="text"),
    "inside": ColumnNote(label="Probability of two-sided engagement"),
    "date": ColumnNote(label="Date, ISO 8601", kind="date", says="as precise as it is known"),
    "sign_first": ColumnNote(label="Toward (1) or away from (-1) the first power", kind="integer"),
    "sign_second": ColumnNote(label="Toward (1) or away from (-1) the second power", kind="integer"),
    "direction": ColumnNote(label="Turn of the tie: 1 closer, -1 looser", kind="integer"),
    "lag": ColumnNote(label="Years by which the series leads", kind="integer"),
    "first": ColumnNote(label="First year", kind="integer"),
    "last": ColumnNote(label="Last year", kind="integer"),
    "verdict": ColumnNote(label="Verdict on the statement", kind="text"),
    "the text says": ColumnNote(label="What the text says (paraphrased)", kind="text"),
}
STATE_COLUMNS = {
    "domains": "Domains observed for both powers within five years",
    "tilt": "Tilt, -1 to 1; below 0 toward {first}, above 0 toward {second}",
    "engagement": "Engagement: mean of both ties, 0 to 1",
    "dependence": "Dependence: the larger of that on {first} and that on {second}",
    "tie_first": "Tie to {first}, 0 to 1", "tie_second": "Tie to {second}, 0 to 1",
    "label": "Most probable label", "label_probability": "Probability of the most probable label",
}  # fmt: skip
SOFTWARE = "@software{tightrope,\n  author = {{The tightrope developers}},\n  title = {tightrope},\n  version = {%s}\n}"
WORDS = frozenset({"id", "text", "title", "ref", "for", "against", "name", "source", "locator", "evidence", "unit"})


def names(report: Report) -> tuple[str, ...]:
    """Return the parts of a report that can be exported, in the order of TITLES."""
    return tuple(name for name in TITLES if _has(report, name))


def part_sheet(report: Report, name: str, *, layout: str = "", out: Path | None = None) -> Sheet:
    """Return a part of a report as a sheet.

    Parameters
    ----------
    layout : "long", "wide", or "" for the layout of the report's own table; only series have two.
    out : folder of the report, where the table of states lies.

    Raises
    ------
    InvalidValue : there is no such part, or it has one layout only.
    """
    if name not in names(report):
        raise InvalidValue(
            f"no part named {name!r}", where="export", next=f"this report has: {', '.join(names(report))}"
        )
    if layout and name not in ("position", "classes"):
        raise InvalidValue(f"{name} has one layout only", where="--layout", next="leave --layout out")
    columns, notes, described = _build(report, name, layout, out)
    keys = _keys(report, name)
    lines, bibtex = cited(keys)
    study, code = report["study"], report["manifest"]["code"]
    lines = (f"The tightrope developers. tightrope, version {code['version']}. [tightrope]", *lines)
    bibtex = "\n\n".join(part for part in (SOFTWARE % code["version"], bibtex) if part)
    digest = hashlib.sha256(json.dumps(report, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return Sheet(
        name=name,
        title=f"{study['title']}: {TITLES[name]}",
        columns=columns, notes=notes, series=described,
        license=_licenses(report), citations=lines, bibtex=bibtex,
        made=(
            ("study", study["name"]), (code["name"], code["version"]), ("SHA-256 of the code", code.get("sha256", "")),
            ("SHA-256 of the report's values", digest), ("seed", str(study["seed"])), ("as of", str(report["as_of"])),
        ),
        remarks=_remarks(report, name),
    )  # fmt: skip


def _has(report: Report, name: str) -> bool:
    position = report["position"]
    if name in ("position", "classes", "turning_points", "coverage", "recipes", "others"):
        held = {"turning_points": "turning_points", "recipes": "recipes", "others": "others"}.get(name)
        return not absent(position) and (held is None or bool(position.get(held)))
    if name in ("sources", "manifest"):
        return True
    if name == "states":
        return not absent(report.get("states"))
    if name == "ledger":
        return not absent(report["ledger"])
    return f"{name}.csv" in table.tables(report)


def _build(
    report: Report, name: str, layout: str, out: Path | None
) -> tuple[Columns, dict[str, ColumnNote], dict[str, ColumnNote]]:
    if name == "position":
        return _position(report, wide=layout == "wide")
    if name == "states":
        columns, notes = _typed(every.held(report, out))
        return columns, {head: _state_note(report, head, note) for head, note in notes.items()}, {}
    if name == "classes":
        return _classes(report, long=layout == "long")
    if name in RECORDS:
        rows = RECORDS[name](report)
    else:
        rows = list(csv.DictReader(io.StringIO(table.tables(report)[f"{name}.csv"], newline="")))
    return (*_typed(rows), {})


def _position(report: Report, *, wide: bool) -> tuple[Columns, dict[str, ColumnNote], dict[str, ColumnNote]]:
    part, after = report["position"], report["as_of"]
    years = np.array(part["years"])
    held = {name: {end: np.array(s[end], dtype=float) for end in ("mean", "low", "high")} | {"prob": s["prob"]}
            for name, s in series(part)}  # fmt: skip
    said = {name: _series_note(report, name) for name in held}
    if wide:
        columns: Columns = {"year": years, "after_as_of": years > after}
        notes = {"year": NOTES["year"], "after_as_of": NOTES["after_as_of"]}
        for name, s in held.items():
            stem = name.replace(".", "_").replace(" ", "_")
            columns |= {stem: s["mean"], f"{stem}_low": s["low"], f"{stem}_high": s["high"], f"{stem}_status": _seen(s)}
            interval = f"{s['prob']:.0%} interval"
            notes |= {
                stem: replace(said[name], status=f"{stem}_status"),
                f"{stem}_low": ColumnNote(label=f"Lower end, {interval}: {said[name].label}", unit=said[name].unit),
                f"{stem}_high": ColumnNote(label=f"Upper end, {interval}: {said[name].label}", unit=said[name].unit),
                f"{stem}_status": replace(NOTES["status"], label=f"Status: {said[name].label}"),
            }
        return columns, notes, {}
    count = len(years)
    columns = {
        "series": np.repeat(np.array(list(held), dtype=object), count),
        "year": np.tile(years, len(held)),
        **{end: np.concatenate([s[end] for s in held.values()]) for end in ("mean", "low", "high")},
        "prob": np.concatenate([np.where(np.isfinite(s["mean"]), s["prob"], np.nan) for s in held.values()]),
        "after_as_of": np.tile(years > after, len(held)),
        "status": np.concatenate([_seen(s) for s in held.values()]),
    }
    return columns, {name: NOTES[name] for name in columns}, said


def _classes(report: Report, *, long: bool) -> tuple[Columns, dict[str, ColumnNote], dict[str, ColumnNote]]:
    part = report["position"]
    labels, years = part["classes"]["labels"], np.array(part["years"])
    chances = np.array(
        [[np.nan if p is None else p for p in row] for row in part["classes"]["probability"]], dtype=float
    )
    inside = np.array([np.nan if p is None else p for p in part["inside"]], dtype=float)
    if long:
        shown = [*labels, "two-sided engagement, any"]
        values = np.column_stack([chances, inside])
        columns: Columns = {
            "year": np.repeat(years, len(shown)), "label": np.tile(np.array(shown, dtype=object), len(years)),
            "probability": values.ravel(), "status": _seen({"mean": values.ravel()}),
        }  # fmt: skip
        notes = {n: NOTES[n] for n in columns}
        notes["label"] = ColumnNote(label="Label", kind="category", levels=tuple(shown))
        notes["probability"] = ColumnNote(label="Probability of the label", status="status")
        return columns, notes, {}
    columns = {"year": years, **{label: chances[:, i] for i, label in enumerate(labels)}, "inside": inside}
    chance = {label: ColumnNote(label=f"Probability: {label}", unit="0 to 1") for label in labels}
    return columns, {"year": NOTES["year"], **chance, "inside": NOTES["inside"]}, {}


def _seen(held: Mapping[str, Any]) -> np.ndarray[Any, Any]:
    return np.where(np.isfinite(held["mean"]), OBSERVED, MISSING).astype(object)


def _series_note(report: Report, name: str) -> ColumnNote:
    first, second = report["study"]["names"]["powers"]
    stem = name.rpartition(".")[2]
    label, says = MEASURES.get(stem, (stem.replace("_", " ").replace("first", first).replace("second", second), ""))
    where = f" ({name.rpartition('.')[0].replace('.', ': ')})" if "." in name else ""
    if stem.startswith("tilt"):
        label, says = "Tilt", f"-1 to 1; below 0 toward {first}, above 0 toward {second}"
    return ColumnNote(
        label=label.format(first=first, second=second) + where, unit="index",
        says=says.format(first=first, second=second), source="tightrope",
    )  # fmt: skip


def _state_note(report: Report, head: str, note: ColumnNote) -> ColumnNote:
    """Return what a column of the table of states means."""
    first, second = report["study"]["names"]["powers"]
    stem, _, end = head.partition("_") if head.endswith(("_low", "_high")) else (head, "", "")
    label = STATE_COLUMNS.get(stem, "")
    if head in every.CHANCES:
        name = report["states"]["labels"][every.CHANCES.index(head)]
        return replace(note, label=f"Probability: {name}", unit="0 to 1")
    if not label:
        return note
    prefix = {"low": "Lower end, 90% interval: ", "high": "Upper end, 90% interval: "}.get(end, "")
    return replace(note, label=prefix + label.format(first=first, second=second))


def _turning(report: Report) -> Rows:
    keys = ("year", "probability", "tie", "direction", "initiator", "mode")
    found = report["position"]["turning_points"]
    return [{**{k: row[k] for k in keys}, "events": ";".join(row["events"])} for row in found]


def _recipes(report: Report) -> Rows:
    from tightrope.report.parts.otherwise import recipes_table

    head, rows = recipes_table(report)
    return [dict(zip(head, (_number(cell) for cell in row), strict=True)) for row in rows]


def _number(cell: str) -> str | float | None:
    try:
        return float(cell)
    except ValueError:
        return cell or None


def _sources(report: Report) -> Rows:
    keys = ("name", "kind", "label", "unit", "form", "rows", "states", "version", "license", "sha256")
    rows = []
    for row in report["manifest"]["inputs"]:
        first, last = row.get("coverage") or (None, None)
        rows.append(
            {**{k: row.get(k, "") for k in keys}, "license_unverified": ";".join(row.get("license_unverified", [])),
             "first": first, "last": last, "sources": ";".join(row.get("sources", [])),
             "citation": ";".join(row.get("citation", [])), "shipped": row.get("shipped", "")}
        )  # fmt: skip
    return rows


def _manifest(report: Report) -> Rows:
    held = report["manifest"]
    parts = (("code", held["code"]), ("parameter", held.get("parameters", {})), ("step", held.get("steps", {})))
    return [{"kind": kind, "name": k, "value": _plain(v)} for kind, part in parts for k, v in part.items()]


def _others(report: Report) -> Rows:
    return [dict(row) for row in report["position"]["others"]]


RECORDS: dict[str, Callable[[Report], Rows]] = {
    "turning_points": _turning, "recipes": _recipes, "sources": _sources, "manifest": _manifest, "others": _others,
}  # fmt: skip


def _plain(value: Any) -> str:
    return ";".join(map(str, value)) if isinstance(value, list) else str(value)


def _typed(rows: Rows) -> tuple[Columns, dict[str, ColumnNote]]:
    """Return columns by kind: the declared one, or what every cell that is there can be read as."""
    heads = list(dict.fromkeys(key for row in rows for key in row))
    columns, notes = {}, {}
    for head in heads:
        cells = ["" if (cell := row.get(head)) is None else str(cell) for row in rows]
        note = NOTES.get(head) or ColumnNote(label=head.replace("_", " ").capitalize(), kind=_kind(head, cells))
        if note.kind not in ("text", "date", "category") and not _reads(cells, note.kind):
            note = replace(note, kind="text", status="")
        notes[head] = replace(note, status=note.status if note.status in heads else "")
        columns[head] = _array(cells, note.kind)
    return columns, notes


def _kind(head: str, cells: list[str]) -> Kind:
    shown = [cell for cell in cells if cell]
    if head in WORDS or not shown:
        return "text"
    for kind in ("flag", "integer", "number"):
        if _reads(shown, kind):
            return kind
    return "text"


def _reads(cells: list[str], kind: str) -> bool:
    shown = [cell for cell in cells if cell]
    if kind == "flag":
        return set(shown) <= {"True", "False"} or set(shown) <= {"0", "1"}
    try:
        return all(np.isfinite(float(cell)) and (kind == "number" or float(cell).is_integer()) for cell in shown)
    except ValueError:
        return False


def _array(cells: list[str], kind: str) -> np.ndarray[Any, Any]:
    if kind in ("text", "date", "category"):
        return np.array(cells, dtype=object)
    truth = {"True": 1.0, "False": 0.0, "": np.nan}
    return np.array([truth[cell] if cell in truth else float(cell) for cell in cells], dtype=float)


def _keys(report: Report, name: str) -> list[str]:
    if name in ("position", "classes", "turning_points", "coverage", "recipes", "others", "states"):
        return [key for row in report["position"]["indicators"] for key in row["cites"]]
    return [row["key"] for row in report["references"] if row["key"] != "tightrope"]


def _licenses(report: Report) -> tuple[str, ...]:
    by: dict[str, list[str]] = {}
    for row in report["manifest"]["inputs"]:
        if row["kind"] == "indicator":
            mark = " (license unverified)" if row.get("license_unverified") else ""
            by.setdefault(f"{row.get('license') or 'a license not stated'}{mark}", []).append(row["name"])
    return tuple(f"made from series under {license}: {', '.join(series)}" for license, series in sorted(by.items()))


def _remarks(report: Report, name: str) -> tuple[str, ...]:
    first, second = report["study"]["names"]["powers"]
    told = [f"the first power is {first}, the second {second}"]
    if name in ("T1", "T2", "T3", "T4", "T5", "ledger"):
        told.append("statements are paraphrases of the texts; references name a text and characters in it")
    if any(not row.get("shipped", True) for row in report["manifest"]["inputs"]):
        told.append("the run used series that only its user holds; none of their rows is in this table")
    return tuple(told)
