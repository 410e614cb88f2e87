"""China's share of Pakistan's arms imports as SIPRI printed it, from the delivery register."""

from __future__ import annotations

from pathlib import Path

from tightrope.catalog.shelf import indicators, sources
from tightrope.data.read import open_library
from tightrope.study.targets.target import Target

PRINTED = {2012: 45, 2017: 70, 2019: 74, 2024: 81}  # last year of the window -> SIPRI's percentage
OUTLET = {2024: 63}  # last year of the window -> SIPRI's percentage of China's arms exports that went to Pakistan
LAST_OF_OLDER = 2021
NEEDS = tuple(sources()["sipri_arms"].paths.values())
OLDER = sources()["sipri_arms"].paths["sipri_tiv"]


def percent(folder: Path, stop: int) -> tuple[float, ...]:
    """Return China's percentage of Pakistan's arms imports in the five years to `stop`."""
    library = open_library(folder, sources()["sipri_arms"].paths)
    table = indicators()["arms_share_5y"].compute(library, ("CHN",))
    mine = (table["state"] == "PAK") & (table["year"] == stop)
    return tuple(100 * float(x) for x in table["value"][mine])


def outlet(folder: Path, stop: int) -> tuple[float, ...]:
    """Return Pakistan's percentage of China's arms deliveries in the five years to `stop`."""
    library = open_library(folder, sources()["sipri_arms"].paths)
    table = indicators()["arms_outlet_5y"].compute(library, ("CHN",))
    mine = (table["state"] == "PAK") & (table["year"] == stop)
    return tuple(100 * float(x) for x in table["value"][mine])


def percent_older(folder: Path, stop: int) -> tuple[float, ...]:
    """Return the same percentage from the table of 1950-2021, which was closed before later revisions."""
    library = open_library(folder, {"sipri_tiv": OLDER})
    found = library.sql(
        """
        SELECT 100 * sum(tiv_musd1990) FILTER (supplier = 'China') / sum(tiv_musd1990) AS share FROM sipri_tiv
        WHERE recipient = 'Pakistan' AND year BETWEEN $stop - 4 AND $stop
        """,
        {"stop": stop},
    )
    return (float(found["share"][0]),)


def _target(stop: int) -> Target:
    return Target(
        id=f"M22.{stop}",
        source="SIPRI fact sheets on arms transfers",
        what=f"China's share of Pakistan's arms imports {stop - 4}-{stop}, percent, delivery register",
        expected=(float(PRINTED[stop]),),
        tolerance=2,
        compute=lambda folder: percent(folder, stop),
        needs=NEEDS,
        reason="vintages differ: deliveries are revised for years after",
    )


def _older(stop: int) -> Target:
    return Target(
        id=f"M22.{stop}.older",
        source="SIPRI fact sheets on arms transfers",
        what=f"the same, {stop - 4}-{stop}, by the table of 1950-2021; for comparison, not used",
        expected=(float(PRINTED[stop]),),
        tolerance=2,
        compute=lambda folder: percent_older(folder, stop),
        needs=(OLDER,),
        reason="an older vintage of the same deliveries",
        comparison=True,
    )


def _outlet(stop: int) -> Target:
    return Target(
        id=f"M22.{stop}.outlet",
        source="SIPRI fact sheets on arms transfers",
        what=f"Pakistan's share of China's arms deliveries {stop - 4}-{stop}, percent, delivery register",
        expected=(float(OUTLET[stop]),),
        tolerance=2,
        compute=lambda folder: outlet(folder, stop),
        needs=NEEDS,
        reason="vintages differ: deliveries are revised for years after",
    )


TARGETS = (
    *(_outlet(stop) for stop in sorted(OUTLET)),
    *(_target(stop) for stop in sorted(PRINTED)),
    *(_older(stop) for stop in sorted(PRINTED) if stop <= LAST_OF_OLDER),
)
