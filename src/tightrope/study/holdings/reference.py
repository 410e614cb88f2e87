"""Builds the shipped and the local panel from sources, and opens them for a run."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from tightrope.catalog.entry import Indicator, Source
from tightrope.catalog.shelf import indicators, sources
from tightrope.core.actor import Triad
from tightrope.core.calendar import Period
from tightrope.core.errors import CoverageError, StoreError
from tightrope.core.panel import Inputs, Variable
from tightrope.data import join
from tightrope.data.read import Columns, open_library, read_parquets, sha256, write_parquet
from tightrope.data.states import states

POWERS = ("USA", "CHN", "RUS", "IND")
ORDER = {"dyad": ("state", "power", "year"), "pair": ("state", "other", "year")}
SHIPPED = Path(str(files("tightrope.catalog") / "reference"))


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


def build(
    folder: Path, target: Path, *, local: bool, progress: Callable[[str], None] = lambda _: None
) -> tuple[Built, ...]:
    """Build a panel from a folder of sources, the same bytes every time.

    Parameters
    ----------
    folder : where the sources' files lie.
    target : folder of the panel; replaced whole at the end, untouched on failure.
    local : all indicators (True), or only those that may ship (False).
    """
    shelf, known = dict(indicators()), dict(sources())
    chosen = {n: e for n, e in shelf.items() if local or e.may_ship(known)}
    needed = sorted({s for entry in chosen.values() for s in entry.variable.sources})
    tables = {view: path for name in needed for view, path in known[name].paths.items()}
    library = open_library(folder, tables)
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".panel-", dir=target.parent))
    try:
        built = []
        for name, entry in sorted(chosen.items()):
            progress(name)
            built.append(_write(work, entry, entry.compute(library, POWERS), shipped=entry.may_ship(known)))
        manifest = _manifest(built, shelf, {n: known[n] for n in needed}, library.digests)
        (work / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        _replace_tables(work, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return tuple(built)


def manifest(folder: Path = SHIPPED) -> dict[str, Any]:
    """Return the manifest of a panel.

    Raises
    ------
    StoreError : no panel is there.
    """
    file = folder / "manifest.json"
    if not file.is_file():
        raise StoreError("no panel is there", where=str(folder), next="run `tightrope data build --from FOLDER`")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def load(triad: Triad, period: Period, *, folder: Path = SHIPPED, verify: bool = True) -> Inputs:
    """Open a panel for a triad.

    Returns
    -------
    Inputs : ties of every state but the powers, state series of every state, series of the powers' own
        dyad and the world, and other dyads.

    Raises
    ------
    StoreError : a file of the panel is not what its manifest says.
    """
    listed = manifest(folder)["indicators"]
    wanted: dict[str, Path] = {}
    variables: dict[str, list[Variable]] = {"dyad": [], "state": [], "system": [], "pair": []}
    for name, entry in indicators().items():
        if name not in listed:
            continue
        file = folder / f"{name}.parquet"
        if not file.is_file() or (verify and sha256(file) != listed[name]["sha256"]):
            raise StoreError("the file is missing or damaged", where=str(file), next="build the panel again")
        wanted[name] = file
        row = listed[name]
        variables[entry.shape].append(
            replace(entry.variable, first=row["first"], last=row["last"], shipped=row["shipped"])
        )
    records = read_parquets(wanted)
    powers = (triad.powers[0].code, triad.powers[1].code)
    everyone = tuple(sorted(states()))
    others = tuple(code for code in everyone if code not in powers)
    pair = "-".join(sorted(powers))
    system = {v.name: _as_world(records[v.name], pair) for v in variables["system"]}
    kept = tuple(v for v in variables["system"] if len(system[v.name]["year"]))
    return Inputs(
        ties=join.ties(records, tuple(variables["dyad"]), period=period, states=others, powers=powers),
        series=join.panel(records, tuple(variables["state"]), period=period, states=everyone),
        system=join.panel(system, kept, period=period, states=("WORLD",)),
        pairs={v.name: records[v.name] for v in variables["pair"]},
        absent=absent(listed),
    )


def absent(listed: Mapping[str, Any]) -> dict[str, str]:
    """Return what is not in a panel: label -> the source to pull, or to build locally."""
    missing = {s.gives: f"{s.label} ({s.url})" for s in sources().values() if s.gives and not s.tables}
    for name, entry in indicators().items():
        if name not in listed:
            missing[entry.variable.label] = "not shipped: build locally with `tightrope data build --local`"
    return missing


def _write(work: Path, entry: Indicator, table: Columns, *, shipped: bool) -> Built:
    name = entry.variable.name
    table = dict(table)
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
    columns = {k: table[k] for k in (*order, "value", "error") if k in table}
    file = work / f"{name}.parquet"
    write_parquet(file, columns, order=order)
    first, last = entry.variable.first, entry.variable.last
    return Built(
        name=name,
        rows=len(keys),
        first=first or int(table["year"].min()),
        last=last or int(table["year"].max()),
        states=len(set(table["state"].tolist())),
        sha256=sha256(file),
        shipped=shipped,
    )


def _manifest(
    built: list[Built],
    shelf: Mapping[str, Indicator],
    used: Mapping[str, Source],
    digests: Mapping[str, tuple[str, int]],
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
            "label": s.label, "publisher": s.publisher, "url": s.url, "version": s.version,
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


def _as_world(table: Columns, pair: str) -> Columns:
    mine = (table["state"] == "WORLD") | (table["state"] == pair)
    chosen = {name: array[mine] for name, array in table.items()}
    return {**chosen, "state": np.full(int(mine.sum()), "WORLD", dtype=object)}


def local_folder() -> Path:
    """Return where the local panel lies: everything, never committed, in the user's data folder."""
    return Path(os.environ.get("TIGHTROPE_DATA") or platformdirs.user_data_path("tightrope")) / "panel"
