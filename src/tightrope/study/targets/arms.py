"""China's share of Pakistan's arms imports as SIPRI printed it, from the delivery register."""

from __future__ import annotations

from pathlib import Path

from tightrope.catalog.shelf import indicators, sources
from tightrope.data.read import open_library
from tightrope.study.targets.target import Target

# Last year of the window, SIPRI's percentage, and what the older table of 1950-2021 gives.
PRINTED = {2012: (45, 44.3), 2017: (70, 71.2), 2019: (74, 71.8), 2024: (81, None)}
NEEDS = tuple(sources()["sipri_arms"].paths.values())


def percent(folder: Path, stop: int) -> tuple[float, ...]:
    """Return China's percentage of Pakistan's arms imports in the five years to `stop`."""
    library = open_library(folder, sources()["sipri_arms"].paths)
    table = indicators()["arms_share_5y"].compute(library, ("CHN",))
    mine = (table["state"] == "PAK") & (table["year"] == stop)
    return tuple(100 * float(x) for x in table["value"][mine])


def _target(stop: int) -> Target:
    printed, older = PRINTED[stop]
    beside = f"; the table of 1950-2021 gives {older} %" if older else "; the table of 1950-2021 ends too early"
    return Target(
        id=f"M22.{stop}",
        source="SIPRI fact sheets on arms transfers",
        what=f"China's share of Pakistan's arms imports {stop - 4}-{stop}, percent, delivery register{beside}",
        expected=(float(printed),),
        tolerance=2,
        compute=lambda folder: percent(folder, stop),
        needs=NEEDS,
        reason="vintages differ: deliveries are revised for years after",
    )


TARGETS = tuple(_target(stop) for stop in sorted(PRINTED))
