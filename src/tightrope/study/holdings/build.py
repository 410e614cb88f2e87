"""Builds the shipped and the local panel from sources: all of a folder, or what a user holds over what ships."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tightrope.catalog.entry import Indicator, Source
from tightrope.catalog.shelf import indicators, sources
from tightrope.core.errors import CoverageError, DataError, SourceUnavailable
from tightrope.data.account import both_ways
from tightrope.data.read import Columns, Library, open_library, sha256, write_parquet
from tightrope.study.holdings.joined import check_joined
from tightrope.study.holdings.reference import SHIPPED, manifest

POWERS = ("USA", "CHN", "RUS", "IND")
ORDER = {"dyad": ("state", "power", "year"), "pair": ("state", "other", "year")}
NOWHERE = Path("no-folder-given")


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """One indicator as built: rows, years, states, digest, and whether it may ship."""

    name: str
    rows: int
    first: int
    last: int
    states: int
    sha256: str
    shipped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Tables that a user pulled or added: they stand in for a folder's.

    Parameters
    ----------
    files : view name -> file.
    versions : source -> version.
    """

    files: Mapping[str, Path] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)


def build(
    folder: Path | None,
    target: Path,
    *,
    local: bool,
    held: Held | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Built, ...]:
    """Build a panel, the same bytes every time for the same sources.

    Parameters
    ----------
    folder : where the sources' files lie; None if only what was pulled and what ships is at hand.
    target : folder of the panel; replaced whole at the end, untouched on failure.
    local : everything that can be built, what cannot being taken from the shipped panel (True); or only
        indicators that may ship, each from the folder (False).
    held : tables that were pulled or added; used in a local build only.

    Raises
    ------
    SourceUnavailable : the shipped panel is asked for and a file is not there.
    """
    shelf, known = dict(indicators()), dict(sources())
    check_joined(shelf, known)
    held = (held or Held()) if local else Held()
    chosen = {n: e for n, e in shelf.items() if local or _ships(e, known)}
    made, copied = _sorted_out(chosen, known, folder, held) if local else (set(chosen), {})
    needed = sorted({s for name in made for s in chosen[name].variable.sources})
    tables = {view: path for name in needed for view, path in known[name].paths.items()}
    if not local and folder is None:
        raise SourceUnavailable("no folder of sources is named", next="name it with --from, or build with --local")
    library = open_library(folder or NOWHERE, tables, instead=held.files)
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".panel-", dir=target.parent))
    try:
        built = []
        for name in sorted(made):
            progress(name)
            try:
                built.append(_made(work, chosen[name], library, known))
            except DataError as error:
                if not local or not _from_held(chosen[name], known, held):
                    raise
                _left(name, str(error), copied, progress)  # what a user brought may not do; the rest is built
        sealed = _manifest(built, shelf, {n: known[n] for n in needed}, library.digests, held)
        for name, why in sorted(copied.items()):
            progress(f"{name}: as shipped ({why})")
            built.append(_copied(work, name, sealed))
        (work / "manifest.json").write_text(json.dumps(sealed, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        _replace_tables(work, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return tuple(sorted(built, key=lambda b: b.name))


def _from_held(entry: Indicator, known: Mapping[str, Source], held: Held) -> bool:
    return any(view in held.files for s in entry.variable.sources for view in known[s].tables)


def _left(name: str, why: str, copied: dict[str, str], progress: Callable[[str], None]) -> None:
    """Note a series that what is held does not give: as shipped if it ships, else left out."""
    if name in manifest()["indicators"]:
        copied[name] = why
    else:
        progress(f"{name}: left out ({why})")


def _ships(entry: Indicator, known: dict[str, Source]) -> bool:
    """Whether it travels with the package: its license lets it, and no part of it waits to be pulled."""
    return entry.may_ship(known) and not entry.to_pull(known)


def _sorted_out(
    chosen: Mapping[str, Indicator], known: Mapping[str, Source], folder: Path | None, held: Held
) -> tuple[set[str], dict[str, str]]:
    """Return what can be built here, and what is copied from the shipped panel with the file that lacks."""
    ships = set(manifest()["indicators"])
    made, copied = set(), {}
    for name, entry in chosen.items():
        lacking = _lacking((known[s] for s in entry.variable.sources), folder, held)
        if not lacking:
            made.add(name)
        elif name in ships:
            copied[name] = f"{lacking} is not at hand"
    return made, copied


def _lacking(used: Iterable[Source], folder: Path | None, held: Held) -> str:
    for source in used:
        for view, table in source.tables.items():
            inside = folder is not None and table.path and (folder / table.path).is_file()
            if view not in held.files and not inside:
                return table.path or f"{source.name}: {view}"
    return ""


def _made(work: Path, entry: Indicator, library: Library, known: dict[str, Source]) -> Built:
    name = entry.variable.name
    table: Columns = dict(entry.compute(library, POWERS))
    if not len(table["year"]):
        raise CoverageError("the sources gave no row", where=f"indicators/{name}.py", next="check the source tables")
    table["year"] = np.asarray(table["year"], dtype=np.int32)
    table["value"] = np.asarray(table["value"], dtype=float)
    if not np.isfinite(table["value"]).all():
        raise CoverageError("a value is not a number; leave missing cells out", where=f"indicators/{name}.py")
    order = ORDER.get(entry.shape, ("state", "year"))
    keys = list(zip(*(table[k].tolist() for k in order), strict=True))
    if len(set(keys)) != len(keys):
        twice = next(k for k in sorted(keys) if keys.count(k) > 1)
        raise CoverageError(f"two rows for {twice}", where=f"indicators/{name}.py", next="aggregate them")
    if entry.shape == "pair":
        both_ways(table, where=f"indicators/{name}.py")
    columns = {k: table[k] for k in (*order, "value", "error") if k in table}
    file = work / f"{name}.parquet"
    write_parquet(file, columns, order=order)
    first, last, newest = entry.variable.first, entry.variable.last, int(table["year"].max())
    return Built(
        name=name,
        rows=len(keys),
        first=first or int(table["year"].min()),
        # A newer version that was pulled may reach further; where there is no other version, it alone says how far.
        last=newest if entry.to_pull(known) else max(last, newest),
        states=len(set(table["state"].tolist())),
        sha256=sha256(file),
        shipped=_ships(entry, known),
    )


def _copied(work: Path, name: str, sealed: dict[str, Any]) -> Built:
    """Copy a series of the shipped panel with its rows of the manifest."""
    theirs = manifest()
    row = theirs["indicators"][name]
    shutil.copyfile(SHIPPED / f"{name}.parquet", work / f"{name}.parquet")
    sealed["indicators"][name] = {**row, "as_shipped": True}
    for source in row["sources"]:
        sealed["sources"].setdefault(source, theirs["sources"][source])
    kept = ("rows", "first", "last", "states", "sha256", "shipped")
    return Built(name=name, **{key: row[key] for key in kept})


def _manifest(
    built: list[Built],
    shelf: Mapping[str, Indicator],
    used: Mapping[str, Source],
    digests: Mapping[str, tuple[str, int]],
    held: Held,
) -> dict[str, Any]:
    entries = {}
    for b in built:
        v = shelf[b.name].variable
        entries[b.name] = {
            "label": v.label, "unit": v.unit, "role": v.role, "domain": v.domain, "form": shelf[b.name].form,
            "rows": b.rows, "first": b.first, "last": b.last, "states": b.states, "sha256": b.sha256,
            "shipped": b.shipped, "sources": list(v.sources), "cites": list(v.cites),
            "licenses": [used[s].license.name for s in v.sources],
            "unverified": [s for s in v.sources if not used[s].license.verified],
        }  # fmt: skip
    origin = {
        name: {
            "label": s.label, "publisher": s.publisher, "url": s.url, "version": held.versions.get(name, s.version),
            "license": s.license.name, "license_verified": s.license.verified, "cites": list(s.cites),
            "first": s.first, "last": s.last,
            "files": _files(name, s, digests),
        }
        for name, s in used.items()
    }  # fmt: skip
    return {"schema": 1, "powers": list(POWERS), "indicators": entries, "sources": origin}


def _files(name: str, source: Source, digests: Mapping[str, tuple[str, int]]) -> dict[str, dict[str, Any]]:
    """Return the digests of a source's files; a table of our own is a TOML file beside the panel."""
    found = {path: {"sha256": digests[path][0], "bytes": digests[path][1]} for path in source.paths.values()}
    own = SHIPPED / f"{name}.toml"
    if own.is_file():
        found[own.name] = {"sha256": sha256(own), "bytes": own.stat().st_size}
    return found


def _replace_tables(work: Path, target: Path) -> None:
    """Put the new tables in place; what is not a table (treaties, recipes) stays."""
    target.mkdir(exist_ok=True)
    fresh = {file.name for file in work.iterdir()}
    for file in sorted(work.iterdir()):
        file.replace(target / file.name)
    for file in target.glob("*.parquet"):
        if file.name not in fresh:
            file.unlink()
