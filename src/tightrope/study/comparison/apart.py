"""Arms, votes and energy apart: ties to powers outside the pair, which the lean between the two cannot show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tightrope.catalog.shelf import indicators
from tightrope.data.read import Columns, read_parquets
from tightrope.data.states import states
from tightrope.study.comparison.wanted import Wanted
from tightrope.study.holdings import reference

DYADS = {"arms": "arms_share_5y", "votes": "un_kappa"}
ENERGY = "energy_imports"


def apart(asked: Wanted, panel: Path, *, as_of: int) -> list[dict[str, Any]]:
    """Return, for each state, its last observed arms shares and votes by power, the pair's and others, and its energy.

    Parameters
    ----------
    panel : folder of the panel.
    as_of : last year taken.

    Returns
    -------
    state, rows of kind (arms, votes, energy), name, label, unit, power (empty for energy), power_name, in_pair, year
        and value; None where never observed.
    """
    listed = reference.manifest(panel)["indicators"]
    names = [name for name in (*DYADS.values(), ENERGY) if name in listed]
    tables = read_parquets({name: panel / f"{name}.parquet" for name in names})
    known, shelf = states(), indicators()
    pair = tuple(power.code for power in asked.powers)
    found = []
    for one in asked.states:
        others = tuple(code for code in reference.POWERS if code not in (*pair, one.code))
        rows: list[dict[str, Any]] = []
        for kind, name in DYADS.items():
            for code in (*pair, *others):
                year, value = (None, None)
                if name in tables:
                    year, value = _last(tables[name], one.code, code, as_of)
                rows.append({
                    "kind": kind, "name": name, "label": shelf[name].variable.label, "unit": shelf[name].variable.unit,
                    "power": code, "power_name": known[code].name, "in_pair": code in pair, "year": year,
                    "value": value,
                })  # fmt: skip
        year, value = _last(tables[ENERGY], one.code, "", as_of) if ENERGY in tables else (None, None)
        rows.append({
            "kind": "energy", "name": ENERGY, "label": shelf[ENERGY].variable.label,
            "unit": shelf[ENERGY].variable.unit, "power": "", "power_name": "", "in_pair": False, "year": year,
            "value": value,
        })  # fmt: skip
        found.append({"state": one.code, "rows": rows})
    return found


def sources(panel: Path) -> list[str]:
    """Return the indicators that this part reads."""
    listed = reference.manifest(panel)["indicators"]
    return [name for name in (*DYADS.values(), ENERGY) if name in listed]


def _last(table: Columns, state: str, power: str, as_of: int) -> tuple[int | None, float | None]:
    mine = (table["state"] == state) & (table["year"] <= as_of) & np.isfinite(table["value"])
    if power:
        mine &= table["power"] == power
    at = np.flatnonzero(mine)
    if not at.size:
        return None, None
    best = at[int(np.argmax(table["year"][at]))]
    return int(table["year"][best]), round(float(table["value"][best]), 4) + 0.0
