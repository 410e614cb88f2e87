"""What `tightrope export` writes: words become tables of a panel, of the catalog or of a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np

from tightrope.catalog.shelf import indicators, sources
from tightrope.core.errors import InvalidValue, UnknownName
from tightrope.data.exports.sheet import ColumnNote, Sheet, Withheld
from tightrope.data.exports.write import Written, check_target
from tightrope.data.exports.write import write as write_files
from tightrope.study.holdings.citing import cited, license_lines
from tightrope.study.holdings.parts import TITLES, names, part_sheet
from tightrope.study.holdings.reference import SHIPPED, manifest
from tightrope.study.holdings.series import Choice, Layout, series_sheet
from tightrope.study.show import read_report

LAYOUTS = ("", "long", "wide")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a user asked for: series of a panel, tables of the catalog, parts of a study's report."""

    series: tuple[tuple[str, tuple[str, ...]], ...] = ()
    catalog: tuple[str, ...] = ()
    study: str = ""
    parts: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.series) + len(self.catalog) + len(self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How it is written: see `tightrope export --help`."""

    panel: Path = SHIPPED
    out: Path = field(default_factory=lambda: Path("out"))
    layout: str = ""
    choice: Choice = field(default_factory=Choice)
    kind: str = ".csv"
    bom: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Files, rows by table, what the formats made necessary to change, and what was withheld."""

    written: Written
    rows: dict[str, int]
    withheld: tuple[Withheld, ...]


def export(what: Sequence[str], target: Path, options: Options) -> Exported:
    """Write tables to a file or a folder.

    Parameters
    ----------
    what : words: "panel"; names of indicators (with or without the word "indicator" before them); "sources",
        "indicators"; or a study and parts of its report ("all" or none: every part).
    target : FILE.csv, .parquet, .xlsx, .dta or .rds, or a folder.

    Raises
    ------
    InvalidValue, UnknownName : a word names nothing.
    StoreError : the file exists, cannot be written, or there is no panel or report.
    """
    if options.layout not in LAYOUTS:
        raise InvalidValue(f"no layout {options.layout!r}", where="--layout", next="allowed: long, wide")
    wanted = understand(what)
    report: dict[str, Any] = {}
    if wanted.study:
        report = read_report(options.out, wanted.study)
        if not wanted.parts:
            wanted = Wanted(series=wanted.series, catalog=wanted.catalog, study=wanted.study, parts=names(report))
    check_target(target, len(wanted), force=options.force, kind=options.kind)
    layout: Layout = "wide" if options.layout == "wide" else "long"
    sheets = []
    for name, chosen in wanted.series:
        held = _held(chosen, options.panel) if name == "panel" else chosen
        sheets.append(series_sheet(held, folder=options.panel, choice=options.choice, layout=layout, name=name))
    sheets += [CATALOG[name](options.panel) for name in wanted.catalog]
    many = len(wanted) > 1
    for part in wanted.parts:
        asked = options.layout if not many or part in ("position", "classes") else ""
        sheets.append(part_sheet(report, part, layout=asked, out=options.out))
    written = write_files(tuple(sheets), target, force=options.force, bom=options.bom, kind=options.kind)
    return Exported(
        written=written,
        rows={sheet.name: len(sheet) for sheet in sheets},
        withheld=tuple({w.name: w for sheet in sheets for w in sheet.withheld}.values()),
    )


def understand(what: Sequence[str]) -> Wanted:
    """Return what words ask for.

    Raises
    ------
    UnknownName : a word is neither a table, an indicator, a study nor a part of one; near names are offered.
    """
    series: list[tuple[str, tuple[str, ...]]] = []
    catalog: list[str] = []
    parts: list[str] = []
    study, known = "", indicators()
    for word in what:
        if study and (word in TITLES or word == "all"):
            parts.append(word)
        elif word == "panel":
            series.append(("panel", tuple(known)))
        elif word in CATALOG:
            catalog.append(word)
        elif word in known:
            series.append((word, (word,)))
        elif word == "indicator":
            continue
        elif not study and not _near(word):
            study = word
        else:
            near = _near(word)
            hint = f"did you mean {', '.join(near)}?" if near else "see `tightrope export --list`"
            raise UnknownName(f"there is nothing named {word!r} to export", where="export", next=hint)
    if not (series or catalog or study):
        raise InvalidValue("nothing is named", where="export", next="see `tightrope export --list`")
    chosen = () if "all" in parts else tuple(dict.fromkeys(parts))
    return Wanted(series=tuple(dict.fromkeys(series)), catalog=tuple(dict.fromkeys(catalog)), study=study, parts=chosen)


def available(out: Path, panel: Path = SHIPPED) -> list[dict[str, str]]:
    """Return what there is to export: word, what it is, and whether its rows are withheld."""
    shelf, known, listed = indicators(), dict(sources()), manifest(panel)["indicators"]
    rows = [
        {"word": "panel", "what": f"every series of the panel ({len(listed)})", "state": ""},
        {"word": "indicators", "what": "what each series is: label, unit, coverage, license, digest", "state": ""},
        {"word": "sources", "what": "every source: version, license, coverage, address", "state": ""},
    ]
    for name, entry in shelf.items():
        state = "withheld: recipe instead of rows" if not entry.may_ship(known) else ""
        if not state and name not in listed:
            state = "not in this panel"
        rows.append({"word": name, "what": entry.variable.label, "state": state})
    if (out / "report.json").is_file():
        report = read_report(out)
        study = report["study"]["name"]
        rows += [{"word": f"{study} {name}", "what": TITLES[name], "state": ""} for name in names(report)]
    return rows


def _held(chosen: tuple[str, ...], panel: Path) -> tuple[str, ...]:
    """Return the series that a panel holds, and those that a license keeps back, which are named with their recipe."""
    listed, known, shelf = manifest(panel)["indicators"], dict(sources()), indicators()
    return tuple(name for name in chosen if name in listed or not shelf[name].may_ship(known))


def _near(word: str) -> list[str]:
    return get_close_matches(word, ["panel", *CATALOG, *indicators(), *TITLES], n=3, cutoff=0.75)


def _sources(panel: Path) -> Sheet:
    del panel
    known = sources()
    rows = [
        {
            "name": n, "label": s.label, "publisher": s.publisher, "url": s.url, "version": s.version, "first": s.first,
            "last": s.last, "license": s.license.name, "ships": s.license.ships, "verified": s.license.verified,
            "domain": s.domain, "role": s.role, "cadence": s.cadence, "access": s.access, "twin": s.twin,
            "vantage": s.vantage, "funder": s.funder, "faults": "; ".join(s.faults), "gives": s.gives,
            "cites": ";".join(s.cites),
        }
        for n, s in sorted(known.items())
    ]  # fmt: skip
    keys = [key for s in known.values() for key in s.cites]
    return _catalog("sources", "Every source that the catalog declares", rows, keys)


def _indicators(panel: Path) -> Sheet:
    listed, known = manifest(panel)["indicators"], dict(sources())
    rows = []
    for n, e in sorted(indicators().items()):
        v, row = e.variable, listed.get(n, {})
        rows.append({
            "name": n, "label": v.label, "unit": v.unit, "shape": e.shape, "role": v.role, "higher": v.higher,
            "domain": v.domain or "", "construct": v.construct, "family": v.family, "form": e.form,
            "paired": v.paired, "first": row.get("first"), "last": row.get("last"), "rows": row.get("rows"),
            "states": row.get("states"), "ships": e.may_ship(known),
            "license": "; ".join(license_lines(v.sources, known)),
            "sources": ";".join(v.sources), "cites": ";".join(v.cites), "sha256": row.get("sha256", ""), "note": v.note,
        })  # fmt: skip
    keys = [key for e in indicators().values() for key in e.variable.cites]
    return _catalog("indicators", "Every series that the catalog declares", rows, keys)


def _catalog(name: str, title: str, rows: list[dict[str, Any]], keys: list[str]) -> Sheet:
    columns, notes = {}, {}
    for head in rows[0]:
        cells = [row[head] for row in rows]
        kind = "flag" if isinstance(cells[0], bool) else "integer" if head in WHOLE else "text"
        blank = [np.nan if cell is None or (head in YEARS and cell == 0) else cell for cell in cells]
        columns[head] = np.array(blank, dtype=float) if kind != "text" else np.array(cells, dtype=object)
        notes[head] = ColumnNote(label=SAYS.get(head, head.capitalize()), kind=kind)  # type: ignore[arg-type]
    lines, bibtex = cited(keys)
    return Sheet(
        name=name, title=title, columns=columns, notes=notes, citations=lines, bibtex=bibtex,
        license=("MIT (the catalog's own words; the data sets keep their licenses)",),
    )  # fmt: skip


CATALOG = {"sources": _sources, "indicators": _indicators}
YEARS = ("first", "last")
WHOLE = (*YEARS, "rows", "states")
SAYS = {
    "first": "First year covered", "last": "Last year covered", "ships": "What the license lets this project pass on",
    "verified": "Whether the license terms were read at the publisher", "cites": "Citation keys",
    "higher": "What a larger value means", "twin": "Another source of the same thing", "sha256": "SHA-256 of its file",
    "gives": "What a declared source would measure", "vantage": "Country of the publisher, and what slant to expect",
}  # fmt: skip
