"""Parts of a report as tables: what `tightrope show` prints."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from tightrope.core.errors import InvalidValue, StoreError


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a report: rows of text to print, and the data behind them."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    data: Any
    notes: tuple[str, ...] = ()


def read_report(out: Path, name: str = "") -> dict[str, Any]:
    """Return the last report in a folder.

    Raises
    ------
    StoreError : there is none, it is damaged, or it is another study's.
    """
    file = out / "report.json"
    try:
        report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except OSError:
        raise StoreError(
            "there is no report here", where=str(out), next="run `tightrope run STUDY --out` first"
        ) from None
    except ValueError:
        raise StoreError("the report is damaged", where=str(file), next="run the study again") from None
    held = report.get("study", {}).get("name", "")
    if name and Path(name).name not in (held, "study.toml") and Path(name).parent.name != held:
        raise StoreError(
            f"the report here is of {held!r}, not {name!r}", where=str(out), next="name its folder with --out"
        )
    return report


def part_of(report: dict[str, Any], name: str) -> Part:
    """Return one part of a report.

    Raises
    ------
    InvalidValue : no part has this name; the names are listed.
    """
    if name not in PARTS:
        raise InvalidValue(
            f"no part named {name!r}",
            where="show",
            next=f"allowed: {', '.join((*PARTS, 'states', 'changes', 'passages', 'theory'))}",
        )
    return PARTS[name](report)


def _findings(report: dict[str, Any]) -> Part:
    found = _list(report.get("findings"))
    rows = tuple((f["id"], f["sentence"], _span(f)) for f in found)
    return Part(title="Findings", header=("id", "finding", "90 % interval"), rows=rows, data=found)


def _position(report: dict[str, Any]) -> Part:
    position = report["position"]
    if "years" not in position:
        return _absent("Position", position)
    at = _latest(position, report.get("as_of"))
    year = str(position["years"][at])
    rows = []
    for name, series in position.items():
        if isinstance(series, dict) and isinstance(series.get("mean"), list):
            rows.append((name, _number(series["mean"][at]), _range(series["low"][at], series["high"][at])))
    for domain, parts in position.get("domains", {}).items():
        for name, series in parts.items():
            rows.append(
                (f"{domain}: {name}", _number(series["mean"][at]), _range(series["low"][at], series["high"][at]))
            )
    first, second = report["study"]["powers"]
    title = f"Position in {year} (tilt: below 0 toward {first}, above 0 toward {second})"
    return Part(title=title, header=("quantity", "mean", "90 % interval"), rows=tuple(rows), data=position)


def _classes(report: dict[str, Any]) -> Part:
    position = report["position"]
    if "classes" not in position:
        return _absent("Classes", position)
    names = position["classes"]["names"]
    rows = []
    for year, probability in zip(position["years"], position["classes"]["probability"], strict=True):
        if probability and any(p is not None for p in probability):
            rows.append((str(year), *(_number(p) for p in probability)))
    return Part(title="Probability of each label", header=("year", *names), rows=tuple(rows), data=position["classes"])


def _horizon(report: dict[str, Any]) -> Part:
    from tightrope.study.record.show import lines

    horizon = report["horizon"]
    header = ("what", "of", "mean", "90 % interval")
    rows, notes = lines(horizon)
    return Part(title=f"Horizon ({horizon.get('status', '')})", header=header, rows=rows, data=horizon, notes=notes)


def _tables(report: dict[str, Any]) -> Part:
    tables = report["evidence"].get("tables", {})
    rows = []
    for name, table in sorted(tables.items()):
        for cell in _list(table.get("cells") if isinstance(table, dict) else table):
            rows.append(
                (
                    name,
                    str(cell.get("row", "")),
                    str(cell.get("column", "")),
                    str(cell.get("verdict", "")),
                    str(cell.get("why", "")),
                )
            )
    header = ("table", "row", "column", "verdict", "why")
    return Part(title="The five tables", header=header, rows=tuple(rows), data=tables)


def _ledger(report: dict[str, Any]) -> Part:
    found = _list(report.get("ledger"))
    rows = tuple((s["id"], s["kind"], s["text"], s["verdict"], s["why"]) for s in found)
    return Part(title="Ledger", header=("id", "kind", "statement", "verdict", "why"), rows=rows, data=found)


def _events(report: dict[str, Any]) -> Part:
    found = _list(report.get("events"))
    rows = tuple((e["date"], e["title"], e["initiator"], e["mode"], e["source"]) for e in found)
    return Part(title="Chronology", header=("date", "event", "initiator", "mode", "source"), rows=rows, data=found)


def _sources(report: dict[str, Any]) -> Part:
    found = [row for row in report["manifest"]["inputs"] if row.get("kind") == "indicator"]
    rows = tuple(
        (r["name"], r["label"], f"{r['coverage'][0]}-{r['coverage'][1]}", r["license"], r["sha256"][:12]) for r in found
    )
    header = ("indicator", "what", "covers", "license", "digest")
    return Part(title="What the numbers rest on", header=header, rows=rows, data=found)


def _roles(report: dict[str, Any]) -> Part:
    found = _list(report.get("roles"))
    rows = tuple((r["equation"], r["role"], r["construct"], r["variable"], r["source"]) for r in found)
    return Part(
        title="One row, one role", header=("equation", "role", "construct", "variable", "source"), rows=rows, data=found
    )


def _manifest(report: dict[str, Any]) -> Part:
    found = report["manifest"]
    rows = tuple((str(k), str(v)) for k, v in {**found["code"], **found["parameters"]}.items())
    return Part(title="Manifest", header=("what", "value"), rows=rows, data=found)


def _expectations(report: dict[str, Any]) -> Part:
    from tightrope.study.expectations import of_report

    found = of_report(report)
    rows = tuple(
        (f"{s.expected.start}-{s.expected.stop}", ", ".join(s.expected.labels), f"{s.probability:.2f}", f"{s.base:.2f}",
         s.likeliest, "; ".join(f"{m.power} {m.direction:+d} by {m.initiator}: {'found' if ok else 'not found'}"
                                for m, ok in zip(s.expected.moves, s.found, strict=True)))
        for s in found
    )  # fmt: skip
    header = ("years", "expected labels", "probability", "all years", "likeliest", "expected moves")
    data = [asdict(s) | {k: None for k in ("probability", "base") if not isfinite(getattr(s, k))} for s in found]
    notes = () if found else ("this study states no expectations",)
    return Part(title="Expected before scoring, and found", header=header, rows=rows, data=data, notes=notes)


def _themes(report: dict[str, Any]) -> Part:
    found = report["evidence"]["themes"]
    if "rule" not in found:
        return _absent("Themes", found)
    from tightrope.study.themes.build import table_of

    header, rows = table_of(found)
    return Part(title="Themes", header=header, rows=rows, data=found, notes=(found["caution"], found["rule"]))


def _synthetic(report: dict[str, Any]) -> Part:
    found = report["explanation"].get("synthetic") or {}
    if not isinstance(found, list):
        return _absent("Synthetic cases", found)
    rows = tuple(
        (c["id"], str(c["after"]), c["verdict"], _number(c["effect"].get("mean")) if c["effect"] else "",
         _range(c["effect"].get("low"), c["effect"].get("high")), "" if c["p"] is None else f"{c['p']:.2f}",
         str(len(c["pool"])), c["reason"])
        for c in found
    )  # fmt: skip
    header = ("id", "from", "verdict", "mean gap", "90 % interval", "p", "donors", "why")
    notes = ("gaps are in standard deviations of state-years before the shock; `tightrope why ID` gives the donors",)
    return Part(title="Dated shocks beside states untouched by them", header=header, rows=rows, data=found, notes=notes)


def _rivals(report: dict[str, Any]) -> Part:
    found = report["explanation"].get("rivals") or {}
    if "rows" not in found:
        return _absent("Theories", found)
    tests = (("regions", 1), ("ahead", 1), ("ahead", 3), ("ahead", 5))
    rows = []
    for row in found["rows"]:
        held = {(t["test"], t["ahead"]): t for t in row["tests"]}
        cells = [
            "not run"
            if t is None
            else "0"
            if row["name"] == "ar1"
            else f"{t['difference']:+.0f} ({t['interval'][0]:+.0f} to {t['interval'][1]:+.0f}) {t['verdict']}"
            for t in map(held.get, tests)
        ]
        rows.append((row["label"], *cells, "" if row["weight"] is None else f"{row['weight'][0]:.2f}"))
    header = ("theory or baseline", "regions left out", "a year ahead", "three years", "five years", "weight")
    notes = (
        found["verdict"],
        *(f"{c['claim']}: {c['verdict']}. {c['sentence']}" for c in found["claims"]),
        *found["notes"],
    )
    title = "Log score less that of AR(1), lean and engagement together (90 % interval)"
    return Part(title=title, header=header, rows=tuple(rows), data=found, notes=notes)


def _as_case(name: str, title: str) -> Callable[[dict[str, Any]], Part]:
    def told(report: dict[str, Any]) -> Part:
        from tightrope.study.case import show

        header, rows, data, notes = getattr(show, name)(report)
        return Part(title=title, header=header, rows=rows, data=data, notes=notes)

    return told


PARTS: dict[str, Callable[[dict[str, Any]], Part]] = {
    "findings": _findings, "position": _position, "classes": _classes, "horizon": _horizon, "tables": _tables,
    "ledger": _ledger, "events": _events, "sources": _sources, "roles": _roles, "manifest": _manifest,
    "expectations": _expectations, "themes": _themes, "theories": _rivals,
    "case": _as_case("case", "One state as a case"), "clues": _as_case("clues", "Clues"),
    "matrix": _as_case("matrix", "Accounts against evidence, decibels"), "debates": _as_case("debates", "Debates"),
    "questions": _as_case("questions", "Questions and objectives"),
    "synthetic": _synthetic,
}  # fmt: skip


def _absent(title: str, part: dict[str, Any]) -> Part:
    return Part(title=title, header=("",), rows=((str(part.get("why", "not in this report")),),), data=part)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _latest(position: dict[str, Any], as_of: Any) -> int:
    years = position["years"]
    return years.index(as_of) if as_of in years else len(years) - 1


def _number(value: Any) -> str:
    return "not observed" if value is None else f"{value:.2f}"


def _range(low: Any, high: Any) -> str:
    return "" if low is None or high is None else f"{low:.2f} to {high:.2f}"


def _span(finding: dict[str, Any]) -> str:
    interval = finding.get("interval")
    low, high = (
        interval if isinstance(interval, list) and len(interval) == 2 else (finding.get("low"), finding.get("high"))
    )
    return _range(low, high)
