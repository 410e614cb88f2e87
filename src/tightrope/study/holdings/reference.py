"""Opens a panel for a run: the shipped one, the local one, or a folder."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from tightrope.catalog.shelf import indicators, sources
from tightrope.core.actor import Triad
from tightrope.core.calendar import Period
from tightrope.core.errors import StoreError
from tightrope.core.panel import Inputs, Variable
from tightrope.data import join
from tightrope.data.read import Columns, read_parquets, sha256
from tightrope.data.states import states

POWERS = ("USA", "CHN", "RUS", "IND")
ORDER = {"dyad": ("state", "power", "year"), "pair": ("state", "other", "year")}
SHIPPED = Path(str(files("tightrope.catalog") / "reference"))


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
    known = dict(sources())
    measured = {source for row in listed.values() for source in row["sources"]}
    missing = {
        s.gives: f"{s.label} ({s.url})"
        for name, s in known.items()
        if s.gives and s.to_pull and not (s.tables and name in measured)
    }
    for name, entry in indicators().items():
        if name in listed:
            continue
        if first := entry.to_pull(known):
            missing[entry.variable.label] = f"to pull: {', '.join(known[n].label for n in first)} (`{first[0]}`)"
        else:
            missing[entry.variable.label] = "not shipped: build locally with `tightrope data build --local`"
    return missing


def _as_world(table: Columns, pair: str) -> Columns:
    mine = (table["state"] == "WORLD") | (table["state"] == pair)
    chosen = {name: array[mine] for name, array in table.items()}
    return {**chosen, "state": np.full(int(mine.sum()), "WORLD", dtype=object)}


def local_folder() -> Path:
    """Return where the local panel lies: everything, never committed, in the user's data folder."""
    return Path(os.environ.get("TIGHTROPE_DATA") or platformdirs.user_data_path("tightrope")) / "panel"
