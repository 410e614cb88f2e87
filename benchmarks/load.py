"""Opening the shipped panel: every table read, its digest checked, laid out for a triad."""

from __future__ import annotations

from benchmarks.row import Row, timed
from tightrope.core.actor import Triad
from tightrope.core.calendar import Period
from tightrope.core.panel import Inputs
from tightrope.data.states import state
from tightrope.study.holdings.reference import load, manifest

TRIAD = Triad(focal=state("PAK"), powers=(state("USA"), state("CHN")))
PERIOD = Period(start=1950, stop=2024)


def opened() -> Inputs:
    """Return the shipped panel as the flagship study opens it."""
    return load(TRIAD, PERIOD)


def run() -> Row:
    rows = sum(entry["rows"] for entry in manifest()["indicators"].values())
    return Row(
        name="open the shipped panel",
        ours=timed(opened, 5),
        peer=None,
        runs=(5, 0),
        size=f"{rows:,} rows, {len(manifest()['indicators'])} tables",
        note="no peer: the layout is this project's own",
    )
