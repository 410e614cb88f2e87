"""Tables of a report as CSV: series, labels, statements, findings, events, sources."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tightrope.report.honesty import series
from tightrope.report.parts.otherwise import left_out_table, recipes_of, recipes_table, years_table
from tightrope.report.parts.shocks import table as shocks_table
from tightrope.report.reading import Report, absent


def tables(report: Report) -> dict[str, str]:
    """Return file name -> CSV text; a part that is absent gives no table."""
    found = {"findings.csv": findings(report), "events.csv": events(report)}
    if not absent(report["position"]):
        found |= {"position.csv": position(report), "labels.csv": labels(report), "coverage.csv": coverage(report)}
        if recipes_of(report).get("rows"):
            found["recipes.csv"] = text(*recipes_table(report))
            found["recipes_by_year.csv"] = text(*years_table(report))
        if not absent(report["position"].get("causes")):
            found["left_out.csv"] = text(*left_out_table(report))
    if not absent(report["ledger"]):
        found["ledger.csv"] = ledger(report)
        for name, part in report["evidence"]["tables"].items():
            if not absent(part):
                found[f"{name}.csv"] = cells(report, name)
    if not absent(report["horizon"]["pressure"]):
        found["rivalry.csv"] = rivalry(report)
    if not absent(report["horizon"]["survival"]):
        found["survival.csv"] = survival(report)
    if not absent(report["horizon"].get("record")):
        found["spells.csv"] = spells(report)
    if not absent(report["explanation"].get("rivals")):
        found["theories.csv"] = records(report["explanation"]["rivals"]["duels"])
    if not absent(report["explanation"].get("synthetic")):
        found["shocks.csv"] = text(*shocks_table(report))
    if not absent(report["roles"]):
        found["roles.csv"] = records(report["roles"])
    return dict(sorted(found.items()))


def text(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return CSV with a header; None is an empty cell, never zero."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    return out.getvalue()


def records(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows of one shape as CSV."""
    head = list(rows[0]) if rows else []
    return text(head, ([row[key] for key in head] for row in rows))


def position(report: Report) -> str:
    """Return every series of the position in long form."""
    part = report["position"]
    rows = [
        (name, year, s["mean"][i], s["low"][i], s["high"][i], s["prob"], int(year > report["as_of"]))
        for name, s in series(part)
        for i, year in enumerate(part["years"])
        if s["mean"][i] is not None
    ]
    return text(("series", "year", "mean", "low", "high", "prob", "after_as_of"), rows)


def labels(report: Report) -> str:
    """Return the probability of each base label by year."""
    part = report["position"]
    held = part["classes"]
    return text(
        ("year", *held["labels"], "inside"),
        ((year, *held["probability"][i], part["inside"][i]) for i, year in enumerate(part["years"])),
    )


def coverage(report: Report) -> str:
    """Return first and last observed year of each tie series by power."""
    rows = []
    for row in report["position"]["indicators"]:
        for side, power in zip(("first", "second"), report["study"]["powers"], strict=True):
            spans = row["coverage"][side]
            years = sum(stop - start + 1 for start, stop in spans)
            first, last = (spans[0][0], spans[-1][1]) if spans else (None, None)
            rows.append(
                (row["name"], row["label"], row["domain"], row["role"], power, first, last, years, row["source"])
            )
    return text(("name", "label", "domain", "role", "power", "first", "last", "years", "source"), rows)


def ledger(report: Report) -> str:
    """Return every statement with its verdict."""
    head = ("id", "kind", "text", "who", "test", "verdict", "why", "probability", "low", "high", "for", "against")
    return text(
        head,
        (
            (
                s["id"],
                s["kind"],
                s["text"],
                ";".join(s["who"]),
                s["test"],
                s["verdict"],
                s["why"],
                s["probability"],
                s["low"],
                s["high"],
                _refs(s["for"]),
                _refs(s["against"]),
            )
            for s in report["ledger"]
        ),
    )


def cells(report: Report, name: str) -> str:
    """Return one of the five tables, cell by cell."""
    known = {s["id"]: s for s in report["ledger"]}
    rows = []
    for cell in report["evidence"]["tables"][name]["cells"]:
        s = known[cell["statement"]]
        measured = [e["text"] for e in (*s["for"], *s["against"]) if e["kind"] in ("row", "model")]
        rows.append(
            (
                cell["row"],
                cell["column"],
                s["text"],
                "; ".join(measured) or "not measured",
                _refs(s["for"]),
                _refs(s["against"]),
                s["verdict"],
                s["why"],
            )
        )
    return text(("row", "column", "the text says", "measured", "for", "against", "verdict", "why"), rows)


def rivalry(report: Report) -> str:
    """Return the rivalry of the powers by year."""
    p = report["horizon"]["pressure"]
    return text(
        ("year", "mean", "low", "high", "series"),
        ((y, p["mean"][i], p["low"][i], p["high"][i], p["counts"][i]) for i, y in enumerate(p["years"])),
    )


def survival(report: Report) -> str:
    """Return the chance to be still inside by years ahead."""
    s = report["horizon"]["survival"]
    p = s["probability"]
    return text(
        ("years", "mean", "low", "high"),
        ((y, p["mean"][i], p["low"][i], p["high"][i]) for i, y in enumerate(s["years"])),
    )


def spells(report: Report) -> str:
    """Return states side by side: the chance to be still inside by years ahead, by the duration model."""
    part = report["horizon"]["record"]
    rows = (
        (row["state"], row["year"], row["inside_now"], row["assumed"], years, p["mean"], p["low"], p["high"])
        for row in part["states"]
        for years, p in zip(part["years"], row["survival"], strict=True)
    )
    return text(("state", "year", "inside_now", "assumed_inside", "years", "mean", "low", "high"), rows)


def findings(report: Report) -> str:
    """Return the printed sentences with their numbers."""
    rows = []
    for f in report["findings"]:
        low, high = f["interval"] or (None, None)
        rows.append(
            (
                f["id"],
                f["sentence"],
                f["value"],
                low,
                high,
                f["unit"],
                f["likelihood"],
                f["confidence"],
                ";".join(f["evidence"]),
            )
        )
    return text(("id", "sentence", "value", "low", "high", "unit", "likelihood", "confidence", "evidence"), rows)


def events(report: Report) -> str:
    """Return the chronology."""
    head = (
        "id",
        "date",
        "title",
        "domain",
        "sign_first",
        "sign_second",
        "initiator",
        "mode",
        "source",
        "locator",
        "sourced",
        "after_as_of",
    )
    return text(head, ([event[key] for key in head] for event in report["events"]))


def _refs(items: Sequence[Mapping[str, Any]]) -> str:
    return ";".join(item["ref"] for item in items)
