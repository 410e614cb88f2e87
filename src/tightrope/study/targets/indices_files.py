"""Published figures that rest on one table each: arms of India and Pakistan, influence capacity, tension."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tightrope.catalog.shelf import indicators, sources
from tightrope.core.errors import ColumnsMoved
from tightrope.core.panel import FloatArray
from tightrope.data.read import Columns, open_library
from tightrope.study.targets.target import Target

BRIEF = "design brief of the measurement, section 9, row"
ARMS = tuple(sources()["sipri_arms"].paths.values())
INDIA = {2014: 72.0, 2019: 55.0, 2024: 36.0}  # last year of five -> percent, as SIPRI printed it
PRINTED = (0.80, 0.07, 0.046)  # Pakistan's three largest suppliers, 2021-25
NEXT = "sipri_arms/deliveries_1996_2025.csv"
FBIC, GFI, UCT = "fbic/fbic.csv", "gfi/gfi.csv", "uct/us_china_tension.csv"
PARTS = {
    "bandwidth": ("politicalbandwidth", "economicbandwidth", "securitybandwidth"),
    "dependence": ("economicdependence", "securitydependence"),
}
PEAKS = ((1999, 5), (2001, 4), (2018, 12), (2020, 7))  # the last one is a year only: any month of it counts
REACH = 6  # a peak is the largest month within as many months before and after


def india(folder: Path) -> tuple[float, ...]:
    """Return Russia's percentage of India's arms imports in five years to each of three years."""
    library = open_library(folder, sources()["sipri_arms"].paths)
    table = indicators()["arms_share_5y"].compute(library, ("RUS",))
    mine = table["state"] == "IND"
    return tuple(100 * float(table["value"][mine & (table["year"] == year)][0]) for year in INDIA)


def bounds(shares: tuple[float, ...]) -> tuple[float, float]:
    """Return least and largest concentration of suppliers if only the largest shares are printed.

    Parameters
    ----------
    shares : printed shares, falling; each of the rest is at most the last of them.
    """
    known, rest, last = sum(s**2 for s in shares), 1 - sum(shares), shares[-1]
    whole, part = divmod(rest, last)
    return known, known + whole * last**2 + part**2


def suppliers(folder: Path) -> FloatArray:
    """Return the shares of suppliers in Pakistan's arms imports 2021-25, the largest first."""
    found = open_library(folder, {"deliveries": NEXT}).sql(
        """
        SELECT supplier, sum(tiv_delivered)::DOUBLE AS size FROM deliveries
        WHERE recipient = 'Pakistan' AND delivery_year BETWEEN 2021 AND 2025 GROUP BY supplier ORDER BY size DESC
        """
    )
    return np.asarray(found["size"] / found["size"].sum())


def led(folder: Path) -> tuple[float, ...]:
    """Return in how many countries China's influence capacity is above the American, 1992 and 2020."""
    found = open_library(folder, {"fbic": FBIC}).sql(
        """
        SELECT c.year::INTEGER AS year, count(*) AS n FROM fbic c
        JOIN fbic u ON u.iso3b = c.iso3b AND u.year = c.year AND u.iso3a = 'USA'
        WHERE c.iso3a = 'CHN' AND c.iso3b NOT IN ('USA', 'CHN') AND c.fbic > u.fbic AND c.year IN (1992, 2020)
        GROUP BY c.year ORDER BY c.year
        """
    )
    return tuple(float(n) for n in found["n"])


def ranked(folder: Path) -> tuple[float, ...]:
    """Return China's rank by influence capacity in Bangladesh and Pakistan, last year on file."""
    found = open_library(folder, {"fbic": FBIC}).sql(
        """
        SELECT iso3b, place FROM (
            SELECT iso3a, iso3b, rank() OVER (PARTITION BY iso3b ORDER BY fbic DESC) AS place FROM fbic
            WHERE year = (SELECT max(year) FROM fbic WHERE fbic IS NOT NULL) AND iso3b IN ('PAK', 'BGD')
        ) WHERE iso3a = 'CHN' ORDER BY iso3b
        """
    )
    return tuple(float(x) for x in found["place"])


def identity(folder: Path) -> tuple[float, ...]:
    """Return the largest miss of capacity = bandwidth x dependence, then 1 - R2 of each from its parts."""
    library = open_library(folder, {"fbic": FBIC})
    table = library.sql("SELECT max(abs(fbic - bandwidth * dependence)) AS miss FROM fbic")
    return (float(table["miss"][0]), *(1 - recovered(library.sql(_complete(whole)), whole)[1] for whole in PARTS))


def recovered(table: Columns, whole: str) -> tuple[FloatArray, float]:
    """Return the weights of the parts of an index, by least squares without intercept, and R2."""
    x = np.column_stack([np.asarray(table[name], dtype=float) for name in PARTS[whole]])
    y = np.asarray(table[whole], dtype=float)
    weights = np.linalg.lstsq(x, y, rcond=None)[0]
    return weights, float(1 - ((y - x @ weights) ** 2).sum() / (y**2).sum())


def common(folder: Path) -> tuple[float, ...]:
    """Return the correlation of the published factor with the first component of its own input series."""
    table = open_library(folder, {"gfi": GFI}).sql("SELECT * EXCLUDE (date) FROM gfi ORDER BY date")
    published = np.asarray(table.pop("gfi"), dtype=float)
    ours = component(np.column_stack([np.asarray(v, dtype=float) for v in table.values()]))
    return (abs(float(np.corrcoef(published, ours)[0, 1])),)


def component(series: FloatArray, *, rounds: int = 200) -> FloatArray:
    """Return the first principal component of standardized series; gaps are filled by the component in turn.

    Parameters
    ----------
    series : (T, K), NaN where missing.
    """
    seen = np.isfinite(series)
    z = (series - np.nanmean(series, axis=0)) / np.nanstd(series, axis=0)
    filled = np.where(seen, z, 0.0)
    for _ in range(rounds):
        u, size, v = np.linalg.svd(filled, full_matrices=False)
        filled = np.where(seen, z, u[:, :1] * size[0] * v[:1])
    return np.asarray(u[:, 0] * size[0])


def peaks(folder: Path) -> tuple[float, ...]:
    """Return for each printed peak how many months the nearest local peak of the series is away.

    The first three columns of the file are year, month and the index.
    """
    table = list(open_library(folder, {"uct": UCT}).sql("SELECT * FROM uct").values())
    if len(table) < 3:
        raise ColumnsMoved("the file has fewer than three columns", where=UCT, next="give year, month, index")
    year, month, value = (np.asarray(column, dtype=float) for column in table[:3])
    order = np.argsort(12 * year + month)
    when, value = (12 * year + month - 1)[order], value[order]
    ends = [(max(t - REACH, 0), t + REACH + 1) for t in range(len(value))]
    top = np.array([when[t] for t, (a, b) in enumerate(ends) if value[t] == value[a:b].max()])
    return tuple(float(np.abs(top - (12 * y + m - 1)).min()) for y, m in PEAKS)


def _complete(whole: str) -> str:
    names = (whole, *PARTS[whole])
    return f"SELECT {', '.join(names)} FROM fbic WHERE {' AND '.join(f'{n} IS NOT NULL' for n in names)}"


_SIPRI = (
    "a delivery register through 2025 with recipient, supplier, delivery_year, tiv_delivered: armstransfers.sipri.org"
)
_FBIC = "Formal Bilateral Influence Capacity, columns as released, from korbel.du.edu/fbic"
TARGETS = (
    Target(
        id="M22.2025",
        source="SIPRI fact sheets on arms transfers",
        what="China's share of Pakistan's arms imports 2021-2025, percent, delivery register",
        expected=(80.0,),
        tolerance=2,
        compute=lambda folder: (100 * float(suppliers(folder)[0]),),
        needs=(NEXT,),
        reason="vintages differ",
        obtain=_SIPRI,
    ),
    Target(
        id="M23",
        source="SIPRI fact sheets on arms transfers: 80, 7 and 4.6 percent",
        what="least and largest concentration of Pakistan's arms suppliers 2021-25 that the printed shares allow",
        expected=(0.647, 0.651),
        tolerance=0.0005,
        compute=lambda folder: bounds(PRINTED),
        reason="three printed decimals",
    ),
    Target(
        id="M23.register",
        source="SIPRI fact sheets on arms transfers",
        what="concentration of Pakistan's arms suppliers 2021-25, delivery register",
        expected=(0.649,),
        tolerance=0.002,
        compute=lambda folder: (float((suppliers(folder) ** 2).sum()),),
        needs=(NEXT,),
        reason="vintages differ",
        obtain=_SIPRI,
    ),
    Target(
        id="M24",
        source="SIPRI fact sheets on arms transfers",
        what="Russia's share of India's arms imports 2010-14, 2015-19, 2020-24, percent, delivery register",
        expected=tuple(INDIA.values()),
        tolerance=2,
        compute=india,
        needs=ARMS,
        reason="vintages differ: deliveries are revised for years after",
        comparison=True,
    ),
    Target(
        id="M25",
        source="Formal Bilateral Influence Capacity, as reported by the Atlantic Council",
        what="countries in which China's capacity is above the American: 1992, 2020",
        expected=(33.0, 61.0),
        tolerance=3,
        compute=led,
        needs=(FBIC,),
        reason="vintages differ",
        obtain=_FBIC,
        comparison=True,
    ),
    Target(
        id="M25.first",
        source="Formal Bilateral Influence Capacity, as reported by The Economist, April 2024",
        what="China's rank in Bangladesh and Pakistan",
        expected=(1.0, 1.0),
        tolerance=0,
        compute=ranked,
        needs=(FBIC,),
        reason="vintages differ",
        obtain=_FBIC,
        comparison=True,
    ),
    Target(
        id="M26",
        source="Formal Bilateral Influence Capacity, released file",
        what="largest miss of capacity = bandwidth x dependence; 1 - R2 of bandwidth and of dependence on their parts",
        expected=(0.0, 0.0, 0.0),
        tolerance=1e-6,
        compute=identity,
        needs=(FBIC,),
        reason="if the index is what it says, exact but for printing",
        obtain=_FBIC,
    ),
    Target(
        id="M32",
        source="Fernandez-Villaverde, Mineyama and Song, Geopolitical Fragmentation Index",
        what="correlation of the index with the first component of its 16 series (0.9 or more)",
        expected=(1.0,),
        tolerance=0.1,
        compute=common,
        needs=(GFI,),
        reason="a component that does not move in time, beside a dynamic factor with changing loadings",
        obtain="one CSV with columns date, gfi and the 16 series, from geopol-fragmentation-index.com",
        comparison=True,
    ),
    Target(
        id="M33",
        source="Gopinath et al. 2024: gravity with blocs",
        what="trade and investment between blocs since 2022, percent beside within blocs",
        expected=(-12.0, -20.0),
        tolerance=4,
        compute=None,
        obtain="needs quarterly trade and announced investment of all pairs of states to 2024, which is on no open "
        "file here, and an equation of that kind, which the project does not have",
        comparison=True,
    ),
    Target(
        id="M34",
        source="Geeraerts and Salman 2016, strategic hedging capability",
        what="China's rank among seven states in 2013",
        expected=(1.0,),
        tolerance=0,
        compute=None,
        obtain="two of the six indicators (public debt, growth of arsenals) are on no file here and the list of the "
        "seven states was not found",
        comparison=True,
    ),
    Target(
        id="M35",
        source="Rogers, Sun and Sun, US-China Tension Index",
        what="months between local peaks and May 1999, April 2001, December 2018 (2020: mid-year, see M35.2020)",
        expected=(0.0, 0.0, 0.0),
        tolerance=1,
        compute=lambda folder: peaks(folder)[:3],
        needs=(UCT,),
        reason="a month either way",
        obtain="monthly series as CSV (year, month, index), from policyuncertainty.com/US_China_Tension.html",
    ),
    Target(
        id="M35.2020",
        source="Rogers, Sun and Sun, US-China Tension Index",
        what="months between a local peak and the middle of 2020",
        expected=(0.0,),
        tolerance=6,
        compute=lambda folder: peaks(folder)[3:],
        needs=(UCT,),
        reason="only the year is printed",
        obtain="monthly series as CSV (year, month, index), from policyuncertainty.com/US_China_Tension.html",
    ),
)
