"""Targets of national capabilities: the composite index recomputed from its components."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tightrope.catalog.capability import INDEX
from tightrope.data.read import Columns, open_library
from tightrope.study.targets.target import Target

NMC = "cow/nmc.parquet"
USA, CHN, IND, PAK = 2, 710, 750, 770


def recomputed(folder: Path) -> Columns:
    """Return ccode, year, cinc (recomputed) and published for every state-year of the source."""
    library = open_library(folder, {"nmc": NMC})
    return library.sql(f"WITH {INDEX} SELECT ccode, year, cinc, published FROM index ORDER BY ccode, year")


def _of(table: Columns, ccode: int, year: int) -> float:
    return float(table["cinc"][(table["ccode"] == ccode) & (table["year"] == year)][0])


def _largest_difference(folder: Path) -> tuple[float, ...]:
    table = recomputed(folder)
    gap = np.abs(table["cinc"] - table["published"])
    both_blank = np.isnan(table["cinc"]) & np.isnan(table["published"])
    return (float(np.max(np.where(both_blank, 0.0, gap))), float(len(gap)))


def _values(folder: Path) -> tuple[float, ...]:
    table = recomputed(folder)
    return tuple(_of(table, *at) for at in ((USA, 2022), (CHN, 2022), (IND, 2022), (PAK, 2022), (USA, 1945)))


def _ratios(folder: Path) -> dict[int, float]:
    table = recomputed(folder)
    # in the 19th century China stood above the young republic: the target speaks of the years since 1946
    years = sorted({y for y in table["year"][table["ccode"] == CHN].tolist() if y >= 1946})
    return {year: _of(table, CHN, year) / _of(table, USA, year) for year in years}


def _passings(folder: Path) -> tuple[float, ...]:
    ratios = _ratios(folder)
    return tuple(float(min(y for y, r in ratios.items() if r >= bar)) for bar in (1.0, 1.2))


def _last_ratio(folder: Path) -> tuple[float, ...]:
    return (_ratios(folder)[2022],)


TARGETS = (
    Target(
        id="M10",
        source="COW National Material Capabilities, published index",
        what="largest difference of our index from the published one, and the number of state-years",
        expected=(0.0, 17121.0),
        tolerance=1e-6,
        compute=_largest_difference,
        needs=(NMC,),
        reason="the published index is printed to nine decimals",
    ),
    Target(
        id="M11",
        source="COW National Material Capabilities, published index",
        what="share of world capabilities: US, China, India, Pakistan 2022; US 1945",
        expected=(0.123566, 0.234097, 0.099397, 0.017684, 0.383864),
        tolerance=1e-6,
        compute=_values,
        needs=(NMC,),
        reason="six printed decimals",
    ),
    Target(
        id="M12.years",
        source="COW National Material Capabilities, published index",
        what="first years since 1946 in which China's index is above that of the US, and 1.2 times it or more",
        expected=(1995.0, 2007.0),
        tolerance=0.0,
        compute=_passings,
        needs=(NMC,),
        reason="a year is exact",
    ),
    Target(
        id="M12.ratio",
        source="COW National Material Capabilities, published index",
        what="China's index over that of the US in 2022",
        expected=(1.895,),
        tolerance=0.001,
        compute=_last_ratio,
        needs=(NMC,),
        reason="three printed decimals",
    ),
)
