"""Accounts of coverage: every cell is somewhere, once; pairs stand both ways; overlaps decide what may be joined."""

from __future__ import annotations

import numpy as np
import pytest

from tightrope.core.calendar import Period
from tightrope.core.errors import CatalogError, CoverageError
from tightrope.core.panel import Coverage, Variable
from tightrope.data import join
from tightrope.data.account import account, alive, both_ways, overlap, refuse_twins, splice
from tightrope.data.states import states

PERIOD = Period(start=1946, stop=2020)


def table(rows, *names):
    found = {}
    for place, name in enumerate(names):
        kind = object if name in ("state", "power", "other") else float if name == "value" else int
        found[name] = np.array([row[place] for row in rows], dtype=kind)
    return found


def series(states_, years):
    return table([(s, y, 0.0) for s in states_ for y in years], "state", "year", "value")


def whole(found):
    assert found.possible == found.observed + found.missing + found.no_state + found.no_power
    assert found.universe == found.possible + found.beyond


def test_every_cell_is_counted_once_with_its_reason():
    found = account(series(("PAK", "IND"), range(2000, 2006)), first=2000, last=2010, period=PERIOD)
    whole(found)
    assert found.observed == 12, "an observed zero is observed"
    assert found.missing == 10
    years = np.asarray(PERIOD.years)
    exists = alive(PERIOD)
    assert found.possible == int(exists[:, (years >= 2000) & (years <= 2010)].sum())
    assert found.beyond == int(exists.sum()) - found.possible
    assert found.no_power == 0
    assert np.isnan(found.share[years == 2011]).all(), "beyond coverage is not zero"
    assert found.share[years == 2008] == 0, "nothing observed inside coverage is zero"


def test_one_state_alone():
    found = account(series(("PAK",), range(2000, 2006)), first=2000, last=2010, period=PERIOD, only="PAK")
    assert (found.possible, found.observed, found.missing, found.no_state) == (11, 6, 5, 0)
    absent = account(series(("IND",), range(2000, 2006)), first=2000, last=2010, period=PERIOD, only="PAK")
    assert (absent.observed, absent.no_state) == (0, 11)


def test_a_power_that_is_not_named_is_a_reason_of_its_own():
    rows = [("PAK", "USA", y, 1.0) for y in range(2000, 2011)] + [("PAK", "CHN", y, 1.0) for y in range(2005, 2011)]
    ties = table(rows, "state", "power", "year", "value")
    found = account(ties, first=2000, last=2010, period=PERIOD, powers=("USA", "CHN"), only="PAK")
    whole(found)
    assert (found.possible, found.observed, found.no_power, found.missing) == (22, 17, 5, 0)
    own = account(ties, first=2000, last=2010, period=PERIOD, powers=("USA", "CHN"), only="CHN")
    assert own.possible == 11, "a power has no tie with itself"


def test_codes_of_no_state_and_years_without_the_state_are_told():
    rows = [("PAK", 1950, 1.0), ("BGD", 1960, 1.0), ("ZZZ", 1960, 1.0), ("ZZZ", 1961, 1.0)]
    found = account(table(rows, "state", "year", "value"), first=1946, last=2020, period=PERIOD)
    assert found.unmapped == {"ZZZ": 2}
    assert found.outside == 1, "Bangladesh did not exist in 1960"
    assert found.observed == 1


def test_zeros_written_where_coverage_ended_are_not_observed():
    treaty = series(("PAK", "IND"), range(2010, 2021))  # the known fault: a file filled with zeros past its end
    found = account(treaty, first=2010, last=2018, period=PERIOD)
    assert found.observed == 18
    assert np.isnan(found.share[-2:]).all()


def test_the_account_says_what_the_join_holds(rng):
    codes = tuple(sorted(states()))
    cells = [(s, y, float(rng.random())) for s in codes[:60] for y in range(1980, 2010) if rng.random() < 0.6]
    records = table(cells, "state", "year", "value")
    variable = Variable(name="x", label="x", unit="", role="context", higher="", family="x", first=1975, last=2010)
    panel = join.panel({"x": records}, (variable,), period=PERIOD, states=codes)
    found = account(records, first=1975, last=2010, period=PERIOD)
    held = panel.coverage[:, :, 0]
    exists = alive(PERIOD)
    assert found.observed == int(((held == Coverage.OBSERVED) & exists).sum())
    assert found.missing == int(((held == Coverage.MISSING) & exists).sum())
    assert found.beyond + found.no_state == int(((held == Coverage.BEYOND) & exists).sum())
    assert found.outside == int(((held == Coverage.OBSERVED) & ~exists).sum())


def test_the_world_is_one_unit():
    found = account(series(("WORLD",), range(1985, 2021)), first=1985, last=2020, period=PERIOD)
    assert (found.universe, found.possible, found.observed) == (75, 36, 36)


def test_a_pair_that_stands_one_way_is_refused():
    both = table([("IND", "PAK", 2000, 1), ("PAK", "IND", 2000, 1)], "state", "other", "year", "value")
    lone = table([("IND", "PAK", 2000, 1), ("PAK", "IND", 2001, 1)], "state", "other", "year", "value")
    both_ways(both, where="x")
    with pytest.raises(CoverageError, match="2 of 2 rows stand one way only, such as IND-PAK 2000"):
        both_ways(lone, where="x")


def two(rng, factor, noise, *, size=60):
    a = table([("PAK", y, v) for y, v in enumerate(rng.lognormal(2, 1, size), 1900)], "state", "year", "value")
    b = {
        **a,
        "year": a["year"] + 5,
        "value": np.roll(a["value"], -5) * factor * (1 + noise * rng.standard_normal(size)),
    }
    return a, b


def test_series_are_joined_only_where_they_agree(rng):
    a, b = two(rng, 1.0, 0.01)
    found = overlap(a, b)
    assert found.cells == 55
    assert found.joins
    joined = splice(a, b)
    assert joined["year"].tolist() == list(range(1900, 1965))
    assert joined["value"][:60].tolist() == a["value"].tolist()
    for factor, noise in ((1.35, 0.01), (1.0, 0.4)):
        with pytest.raises(CoverageError, match="not to be joined"):
            splice(*two(rng, factor, noise))


def test_without_enough_shared_cells_nothing_is_joined(rng):
    a, b = two(rng, 1.0, 0.0, size=20)
    with pytest.raises(CoverageError, match="15 shared cells"):
        splice(a, b)
    assert overlap(a, {**b, "year": b["year"] + 100}).cells == 0


def test_scores_are_held_together_by_differences(rng):
    a = table([("PAK", y, v) for y, v in enumerate(rng.standard_normal(80), 1900)], "state", "year", "value")
    found = overlap(a, {**a, "value": a["value"] + 0.5 * a["value"].std()}, ratio=False)
    assert (found.shift, found.apart) == (pytest.approx(0.5), pytest.approx(0.5))
    assert not found.joins


def test_an_indicator_never_reads_a_source_and_its_twin():
    twins = {"cow_trade": "itpd_e", "itpd_e": "cow_trade", "gpr": ""}
    refuse_twins("x", ("cow_trade", "gpr"), twins)
    refuse_twins("x", ("cow_trade", "itpd_e"), twins, passed=("x",))
    with pytest.raises(CatalogError, match="cow_trade and itpd_e measure the same"):
        refuse_twins("x", ("cow_trade", "itpd_e"), twins)
