"""Sources overlap: how far apart they stand is asserted, so that nobody splices them unawares.

The figures are printed in docs/explanation/data.md.
"""

from dataclasses import replace

import numpy as np
import pytest

from tightrope.catalog.economy import MACRO
from tightrope.catalog.flows import COMTRADE, COW, TOTALS, comtrade_yearly, cow_share, itpd_share
from tightrope.catalog.naming import names_table
from tightrope.catalog.shelf import indicators, sources
from tightrope.core.errors import CatalogError, CoverageError
from tightrope.data.account import overlap, splice
from tightrope.data.read import open_library
from tightrope.study.holdings.joined import JOINED, check_joined

pytestmark = pytest.mark.shared
POWERS = {"powers": ["USA", "CHN"]}
SOURCES = (
    "cow_trade", "itpd_e", "comtrade", "us_census_trade", "world_bank", "world_bank_selected", "pwt",
    "voeten_ideal_points", "voeten_ideal_points_2020",
)  # fmt: skip
CHINA = {
    "china_imports": "china_trade_by_partner/imf_dots_china_imports.parquet",
    "china_exports": "china_trade_by_partner/wits_china_exports_by_partner_2022.csv",
}


@pytest.fixture(scope="module")
def library(request):
    folder = request.getfixturevalue("shared_data")
    return open_library(folder, CHINA | {v: p for s in SOURCES for v, p in sources()[s].paths.items()})


def keyed(found, value="value"):
    rows = zip(found["state"], found["power"], found["year"].tolist(), found[value].tolist(), strict=True)
    return {(s, p, y): v for s, p, y, v in rows}


def columns(keys, values):
    return {
        "state": np.array([k[0] for k in keys], dtype=object),
        "year": np.array([k[2] for k in keys], dtype=int),
        "value": np.array([values[k] for k in keys], dtype=float),
    }


def compare(ours, theirs, *, power, years, floor=0.002):
    """Return number of cells, correlation, median |log ratio| and median log ratio where both are above a floor."""
    first, second = ([k for k in cells if k[1] == power and k[2] in years] for cells in (ours, theirs))
    found = overlap(columns(second, theirs), columns(first, ours), floor=floor)
    assert not found.joins, "these series are never joined"
    return found.cells, found.correlation, found.apart, found.shift


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
        FROM census_annual c JOIN names n ON n.name = lower(c.partner) AND c.year BETWEEN n.first AND n.last
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


@pytest.mark.parametrize(
    ("census", "side", "other", "cells", "apart", "shift"),
    [
        ("us_imports_musd", "exporter", "importer", 160, 0.30, 0.30),
        ("us_exports_musd", "importer", "exporter", 170, 0.38, 0.31),
    ],
)
def test_itpd_and_the_census_differ_in_2000_and_are_not_to_be_joined(library, census, side, other, cells, apart, shift):
    names = f"WITH names AS {names_table()}"
    theirs = library.sql(
        f"""{names} SELECT n.iso3 AS state, c.year, sum(c.{census}) AS value FROM census_annual c
        JOIN names n ON n.name = lower(c.partner) AND c.year BETWEEN n.first AND n.last
        WHERE c.cty_code >= 1000 AND c.year = 2000 GROUP BY ALL"""
    )
    ours = library.sql(
        f"""{names} SELECT n.iso3 AS state, t.year, sum(t.trade_musd) AS value FROM itpd_trade t
        JOIN names n ON n.name = lower(t.{side}) AND t.year BETWEEN n.first AND n.last
        WHERE t.{other} = 'United States' AND t.year = 2000 GROUP BY ALL"""
    )
    found = overlap(theirs, ours, floor=1)
    assert found.cells > cells
    assert (found.apart, found.shift) == pytest.approx((apart, shift), abs=0.01)
    with pytest.raises(CoverageError, match="not to be joined"):
        splice(theirs, ours, floor=1)
    if side == "exporter":
        pair = [float(t["value"][t["state"] == "PAK"][0]) for t in (theirs, ours)]
        assert pair == pytest.approx([2167, 2950], abs=1)


def partner_records(library, flow):
    return library.sql(
        f"""SELECT reporter_iso3 AS state, year, value_usd AS value FROM comtrade_partner
        WHERE partner_iso3 = 'CHN' AND flow = '{flow}' AND NOT partial_year"""
    )


def test_partner_and_chinese_records_of_the_same_trade_differ_by_a_third_and_more(library):
    names = f"WITH names AS {names_table()}"
    bought = library.sql(
        f"""{names} SELECT n.iso3 AS state, d.year, sum(d.china_imports_cif_usd) AS value FROM china_imports d
        JOIN names n ON n.name = lower(d.partner) AND d.year BETWEEN n.first AND n.last GROUP BY ALL"""
    )
    sold = library.sql(
        f"""{names} SELECT n.iso3 AS state, w."Year" AS year, sum(w."Export (US$ Thousand)") * 1000 AS value
        FROM china_exports w JOIN names n ON n.name = lower(w."Partner Name")
        AND w."Year" BETWEEN n.first AND n.last GROUP BY ALL"""
    )
    there = overlap(partner_records(library, "exports"), bought, floor=1e7)
    here = overlap(partner_records(library, "imports"), sold, floor=1e7)
    assert there.cells > 800
    assert here.cells > 140
    assert (there.apart, there.shift) == pytest.approx((0.36, 0.31), abs=0.01), "China counts a third more as bought"
    assert (here.apart, here.shift) == pytest.approx((0.35, 0.0), abs=0.01), "far apart, either way"
    assert not there.joins
    assert not here.joins

    def mine(table):
        return float(table["value"][(table["state"] == "PAK") & (table["year"] == 2022)][0])

    assert mine(sold) / mine(partner_records(library, "imports")) == pytest.approx(1.43, abs=0.01)
    assert mine(bought) / mine(partner_records(library, "exports")) == pytest.approx(1.36, abs=0.01)


def test_growth_of_both_gdp_series_agrees_so_that_one_may_carry_the_other_back(library):
    found = library.sql(
        f"""
        WITH {MACRO}, bank AS (SELECT state, year, value AS gdp FROM series
            WHERE indicator = 'total_gdp_us_inflation_adjusted'),
        penn AS (SELECT isocode AS state, year, rgdpna AS gdp FROM pwt WHERE rgdpna > 0),
        opening AS (SELECT b.state, min(b.year) AS year, arg_min(b.gdp, b.year) AS bank, arg_min(p.gdp, b.year) AS penn
            FROM bank b JOIN penn p USING (state, year) GROUP BY ALL)
        SELECT b.state, b.year, b.gdp / o.bank AS value, p.gdp / o.penn AS penn FROM opening o
        JOIN bank b ON b.state = o.state AND b.year > o.year AND b.year <= o.year + 10
        JOIN penn p ON p.state = b.state AND p.year = b.year
        """
    )
    growth = overlap(found, {**found, "value": found["penn"]})
    assert growth.cells > 1600
    assert growth.apart < 0.01
    assert growth.joins


def test_both_vintages_of_ideal_points_load_and_stay_apart(library):
    latest = library.sql("SELECT ccode AS state, year, idealpointfp AS value FROM ideal_points")
    older = library.sql(
        'SELECT ccode AS state, session + 1945 AS year, "IdealPoint" AS value FROM ideal_points_2020 '
        "WHERE vote_set = 'All'"
    )
    found = overlap(older, latest, ratio=False)
    assert found.cells > 10_000
    assert found.correlation == pytest.approx(0.984, abs=0.002)
    assert found.apart > 0.05, "another scale, though the order of states is nearly the same"
    both = {"voeten_ideal_points", "voeten_ideal_points_2020"}
    assert not [n for n, e in indicators().items() if both <= set(e.variable.sources)]


def test_no_indicator_joins_twins_but_those_that_were_tested():
    check_joined(indicators(), sources())
    assert set(JOINED) <= set(indicators())
    entry = indicators()["ideal_point"]
    variable = replace(entry.variable, sources=("voeten_ideal_points", "voeten_ideal_points_2020"))
    with pytest.raises(CatalogError, match="never joined without an overlap test"):
        check_joined({"ideal_point": replace(entry, variable=variable)}, sources())
