"""All pairs at once: equal to the functions of one pair, with weights, missing ratings and edges."""

import numpy as np
import pytest

from tightrope.core.errors import InvalidValue
from tightrope.stats.pairs import DEFAULT, MEASURES, all_pairs, joint, laid_out
from tightrope.stats.similarity import a_score, cross_table, kappa, s_score, scott_pi
from tightrope.study.targets.similarity import CAPABILITY, GERMANY, RUSSIA

ONE = {"kappa": kappa, "a": a_score, "pi": scott_pi, "s": s_score}
LEVELS = (1, 2, 3)


def one_by_one(period, name, *, levels=LEVELS, weights=None, pseudo=0.0):
    """Return (U, U) of a measure from one joint table after the other."""
    kind, power = MEASURES[name]
    units = period.shape[1]
    out = np.full((units, units), np.nan)
    for u in range(units):
        for v in range(units):
            both = np.isin(period[:, u], levels) & np.isin(period[:, v], levels)
            w = None if weights is None else np.asarray(weights)[both]
            table = cross_table(period[both, u], period[both, v], levels, w)
            if table.sum() > 0:
                out[u, v] = ONE[kind](table + pseudo / len(levels) ** 2, power, levels)
    return out


@pytest.fixture
def periods(rng):
    return rng.choice([0, 1, 2, 3], size=(3, 25, 9), p=[0.3, 0.4, 0.2, 0.1])


@pytest.mark.parametrize("pseudo", [0.0, 4.0])
@pytest.mark.parametrize("name", sorted(MEASURES))
def test_all_pairs_equal_one_pair(periods, name, pseudo):
    got = all_pairs(periods, LEVELS, measures=(name,), pseudo=pseudo).values[name]
    for t, period in enumerate(periods):
        np.testing.assert_allclose(got[t], one_by_one(period, name, pseudo=pseudo), atol=1e-10, rtol=0)


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_weights_of_cases_and_uneven_levels(periods, rng, name):
    weights = rng.random((3, 25))
    levels = (1, 2, 5)
    periods = np.where(periods == 3, 5, periods)
    got = all_pairs(periods, levels, measures=(name,), weights=weights).values[name]
    for t, period in enumerate(periods):
        expected = one_by_one(period, name, levels=levels, weights=weights[t])
        np.testing.assert_allclose(got[t], expected, atol=1e-10, rtol=0)


def test_the_worked_example_of_1914_where_0_is_a_rating():
    period = np.array([GERMANY, RUSSIA]).T
    plain = all_pairs([period], (0, 1, 2, 3), measures=tuple(MEASURES)).values
    assert plain["s"][0, 0, 1] == pytest.approx(0.4, abs=1e-9)
    assert plain["kappa"][0, 0, 1] == pytest.approx(-0.07758621, abs=1e-8)
    assert plain["pi"][0, 1, 0] == pytest.approx(-0.04477612, abs=1e-8)
    assert [plain[name][0, 0, 1] for name in ("a", "a_squared")] == pytest.approx([-0.04, -0.04], abs=1e-9)
    heavy = all_pairs([period], (0, 1, 2, 3), measures=("s",), weights=[CAPABILITY]).values["s"]
    assert heavy[0, 0, 1] == pytest.approx(-0.46, abs=1e-9)


def test_kappa_and_a_are_the_defaults(periods):
    assert tuple(all_pairs(periods, LEVELS).values) == DEFAULT == ("kappa", "a")


def test_every_measure_is_symmetric_and_no_kappa_passes_one(periods):
    found = all_pairs(periods, LEVELS, measures=tuple(MEASURES))
    for values in found.values.values():
        np.testing.assert_allclose(values, values.transpose(0, 2, 1), atol=1e-12)
        assert np.nanmax(values) <= 1 + 1e-12
    assert (found.common == found.common.transpose(0, 2, 1)).all()


def test_few_common_cases_are_missing_and_counted(periods):
    found = all_pairs(periods, LEVELS, least=13)
    assert (np.isnan(found.values["a"]) == (found.common < 13)).all()
    assert 0 < (found.common < 13).mean() < 1


def test_no_common_case_is_missing_whatever_is_asked_for():
    apart = np.array([[1, 0], [0, 1]])
    found = all_pairs([apart], LEVELS, measures=("s", "kappa"), least=0, pseudo=9)
    assert np.isnan([found.values["s"][0, 0, 1], found.values["kappa"][0, 1, 0]]).all()


def test_pseudo_cases_draw_a_short_table_to_no_tie(rng):
    period = np.tile(rng.choice([1, 2, 3], size=(4, 1)), (1, 2))
    period[:3, 0] = period[:3, 1] = [1, 2, 3]
    found = [all_pairs([period], LEVELS, pseudo=p).values["kappa"][0, 0, 1] for p in (0, 1, 10, 1000)]
    assert found[0] == pytest.approx(1)
    assert found == sorted(found, reverse=True)
    assert found[-1] == pytest.approx(0, abs=0.01)


def test_a_long_table_is_laid_out_by_period():
    year, roll, state, vote = [1947, 1946, 1946, 1946], [9, 4, 2, 4], [0, 1, 2, 0], [3, 1, 2, 3]
    found = list(laid_out(year, roll, state, vote, units=3))
    assert [when for when, _ in found] == [1946, 1947]
    assert found[0][1].tolist() == [[0, 0, 2], [3, 1, 0]]
    assert found[1][1].tolist() == [[3, 0, 0]]


def test_missing_is_nan_or_0_and_all_else_is_refused(periods):
    blank = np.where(periods == 0, np.nan, periods)
    np.testing.assert_array_equal(joint(periods[0], LEVELS), joint(blank[0], LEVELS))
    with pytest.raises(InvalidValue, match="not one of the levels"):
        all_pairs(np.where(periods == 0, 9, periods), LEVELS)
    with pytest.raises(InvalidValue, match="cases by units"):
        joint(periods, LEVELS)


def test_a_wrong_name_no_period_and_changing_units_are_refused(periods):
    with pytest.raises(InvalidValue, match="no measure tau"):
        all_pairs(periods, LEVELS, measures=("tau",))
    with pytest.raises(InvalidValue, match="no period"):
        all_pairs([], LEVELS)
    with pytest.raises(InvalidValue, match="different numbers"):
        all_pairs([periods[0], periods[1][:, :4]], LEVELS)
