"""Trade series overlap: how far apart they stand is asserted, so that nobody splices them unawares.

The figures are printed in docs/explanation/data.md.
"""

import numpy as np
import pytest

from tightrope.catalog.flows import COMTRADE, COW, TOTALS, comtrade_yearly, cow_share, itpd_share
from tightrope.catalog.naming import names_table
from tightrope.catalog.shelf import sources
from tightrope.data.read import open_library

pytestmark = pytest.mark.shared
POWERS = {"powers": ["USA", "CHN"]}
SOURCES = ("cow_trade", "itpd_e", "comtrade", "us_census_trade", "world_bank", "world_bank_selected")


@pytest.fixture(scope="module")
def library(request):
    folder = request.getfixturevalue("shared_data")
    return open_library(folder, {v: p for s in SOURCES for v, p in sources()[s].paths.items()})


def keyed(found, value="value"):
    rows = zip(found["state"], found["power"], found["year"].tolist(), found[value].tolist(), strict=True)
    return {(s, p, y): v for s, p, y, v in rows}


def compare(ours, theirs, *, power, years, floor=0.002):
    """Return number of cells, correlation, median |log ratio| and median log ratio where both are above a floor."""
    keys = [k for k in ours if k in theirs and k[1] == power and k[2] in years and min(ours[k], theirs[k]) > floor]
    a, b = np.array([ours[k] for k in keys]), np.array([theirs[k] for k in keys])
    logs = np.log(a / b)
    return len(keys), np.corrcoef(a, b)[0, 1], float(np.median(abs(logs))), float(np.median(logs))


@pytest.mark.parametrize(
    ("flow", "power", "correlation", "apart", "shift"),
    [
        ("imports", "USA", 0.91, 0.17, 0.04),
        ("imports", "CHN", 0.75, 0.19, -0.10),
        ("exports", "USA", 0.98, 0.13, 0.01),
        ("exports", "CHN", 0.90, 0.27, -0.22),
    ],
)
def test_itpd_against_cow(library, flow, power, correlation, apart, shift):
    itpd, cow = keyed(library.sql(itpd_share(flow), POWERS)), keyed(library.sql(cow_share(flow), POWERS))
    n, r, distance, median = compare(itpd, cow, power=power, years=range(2000, 2015))
    assert n > 2000
    assert (r, distance, median) == pytest.approx((correlation, apart, shift), abs=0.01)


def cow_both_ways(library):
    query = f"""
        WITH {COW}
        SELECT f.state, f.partner AS power, f.year, (f.imports + f.exports) / (t.imports + t.exports) AS value
        FROM flows f JOIN totals t ON t.state = f.state AND t.year = f.year
        WHERE list_contains($powers, f.partner) AND f.imports + f.exports IS NOT NULL AND t.imports + t.exports > 0
    """
    return keyed(library.sql(query, POWERS))


@pytest.mark.parametrize(
    ("power", "years", "correlation", "apart", "shift"),
    [
        ("USA", range(2014, 2015), 0.92, 0.16, -0.01),
        ("CHN", range(2014, 2015), 0.75, 0.26, -0.13),
        ("USA", range(2002, 2015), 0.85, 0.15, -0.05),
    ],
)
def test_comtrade_against_cow(library, power, years, correlation, apart, shift):
    ours = keyed(library.sql(comtrade_yearly("r.imports + r.exports", "both_ways"), POWERS), "share")
    n, r, distance, median = compare(ours, cow_both_ways(library), power=power, years=years)
    assert n > 120
    assert (r, distance, median) == pytest.approx((correlation, apart, shift), abs=0.01)


@pytest.mark.parametrize(
    ("flow", "census", "apart", "shift"),
    [("imports", "us_exports_musd", 0.25, 0.12), ("exports", "us_imports_musd", 0.19, -0.14)],
)
def test_census_against_comtrade(library, flow, census, apart, shift):
    query = f"""
        WITH names AS {names_table()}, {COMTRADE}
        SELECT n.iso3 AS state, 'USA' AS power, c.year, c.{census} * 1e6 AS census, r.{flow} AS comtrade
        FROM census_annual c JOIN names n ON n.name = lower(c.partner)
        JOIN reported r ON r.state = n.iso3 AND r.year = c.year AND r.power = 'USA'
        WHERE c.cty_code >= 1000 AND r.{flow} IS NOT NULL
    """
    found = library.sql(query)
    n, r, distance, median = compare(
        keyed(found, "comtrade"), keyed(found, "census"), power="USA", years=range(2001, 2023), floor=1e7
    )
    assert n > 2500
    assert r > 0.98
    assert (distance, median) == pytest.approx((apart, shift), abs=0.01)


def test_derived_totals_against_the_exact_ones_of_four_states(library):
    split = TOTALS.replace("coalesce(e.imports + e.exports, g.goods)", "g.goods")
    found = library.sql(
        f"""
        WITH {split}
        SELECT g.state, median(abs(ln(g.both_ways / (e.imports + e.exports)))) AS apart
        FROM goods g JOIN exact e ON e.state = g.state AND e.year = g.year GROUP BY ALL ORDER BY ALL
        """
    )
    apart = dict(zip(found["state"], found["apart"].tolist(), strict=True))
    assert set(apart) == {"NGA", "NPL", "PAK", "THA"}
    assert max(apart.values()) < 0.06
    assert apart["PAK"] < 0.001


def test_import_share_of_china_in_pakistan_by_its_own_record(library):
    shares = keyed(library.sql(comtrade_yearly("r.imports", "imports"), POWERS), "share")
    found = [round(shares["PAK", "CHN", year], 2) for year in (2014, 2018, 2021, 2024)]
    assert found == [0.20, 0.24, 0.28, 0.28]


def test_the_united_states_are_the_largest_export_market_of_pakistan(library):
    query = f"""
        WITH {COW}
        SELECT partner AS state, 'PAK' AS power, year, exports AS value FROM flows
        WHERE state = 'PAK' AND year BETWEEN 2005 AND 2014 AND exports IS NOT NULL
    """
    sold = keyed(library.sql(query))
    assert sold["USA", "PAK", 2014] == pytest.approx(3672, abs=1)
    assert sold["CHN", "PAK", 2014] == pytest.approx(3085, abs=1)
    for year in range(2005, 2015):
        assert max((v, s) for (s, _, y), v in sold.items() if y == year)[1] == "USA"
