"""Ties and parameters come back from every kind of indicator; a file given twice counts once."""

from dataclasses import replace

import numpy as np
import pytest

from tightrope.core.panel import Ties
from tightrope.measure.derive import family_weights
from tightrope.measure.fit import fit
from tightrope.measure.simulate import make, simulate
from tightrope.stats.interval import central, coverage

ALL = ("continuous", "ordinal", "amount", "count", "share")


@pytest.mark.parametrize("kinds", [("ordinal",), ("amount",), ("count",), ("share",), ALL], ids=str)
def test_ties_and_parameters_come_back(kinds):
    made = make(np.random.default_rng(4), states=24, start=1990, stop=2015, kinds=kinds)
    result = fit(made.ties, drawn=made.ties.states[:1], draws=80, seed=1)
    assert result.scaled.kind == tuple(v.kind for v in sorted(made.ties.variables, key=lambda v: v.name))
    low, high = central(result.everyone)
    seen = result.observed
    # 5 and 95 % quantiles of 80 draws hold 88 % of what draws hold
    assert 0.8 <= coverage(low[seen], high[seen], made.truth[seen]) <= 0.97
    assert np.corrcoef(result.everyone.mean(axis=0)[seen], made.truth[seen])[0, 1] > 0.85
    # how strongly an indicator shows its tie, in units of its own noise, whatever its scale
    found = np.array(
        [result.loadings[v.name]["loading"] / result.loadings[v.name]["noise"] for v in made.ties.variables]
    )
    told = np.log(found / (made.loading / made.noise))
    paired = np.array([v.paired for v in made.ties.variables])
    assert abs(np.median(told[paired])) < 0.25, told
    assert np.abs(told[paired]).max() < 0.8, told


def test_taken_as_points_zeros_pull_low_ties_up():
    """The fault that bounds repair: where most values are 0, a point at 0 cannot tell low ties apart."""
    made = make(np.random.default_rng(6), states=40, start=1990, stop=2015, kinds=("amount",), per_domain=2)
    plain = replace(made.ties, variables=tuple(replace(v, kind="continuous") for v in made.ties.variables))
    low = made.truth < -1.0
    miss = []
    for ties in (made.ties, plain):
        result = fit(ties, drawn=ties.states[:1], draws=80, seed=1)
        there = low & result.observed
        there[..., 1] = False
        miss.append(float((result.everyone.mean(axis=0) - made.truth)[there].mean()))
    assert abs(miss[0]) < abs(miss[1]), miss


def doubled(ties: Ties, name: str, **how: object) -> Ties:
    """Return ties with one series given by a second file as well."""
    j = [v.name for v in ties.variables].index(name)
    first = replace(ties.variables[j], **how)
    again = replace(first, name=name + "_again", family="another file")
    return replace(
        ties,
        values=np.concatenate([ties.values, ties.values[..., [j]]], axis=-1),
        coverage=np.concatenate([ties.coverage, ties.coverage[..., [j]]], axis=-1),
        error=np.concatenate([ties.error, ties.error[..., [j]]], axis=-1),
        variables=(*ties.variables[:j], first, *ties.variables[j + 1 :], again),
    )


def test_a_file_given_twice_counts_once():
    ties, _ = simulate(np.random.default_rng(7), states=24, start=1995, stop=2015)
    name = "economic_0"
    one = fit(ties, drawn=ties.states[:1], draws=120, seed=1)
    told = fit(doubled(ties, name, flows=("trade",)), drawn=ties.states[:1], draws=120, seed=1)
    naive = fit(doubled(ties, name), drawn=ties.states[:1], draws=120, seed=1)
    width = [float(np.subtract(*reversed(central(r.everyone[:, :, :, 1]))).mean()) for r in (one, told)]
    assert width[1] == pytest.approx(width[0], rel=0.12), width
    mean = [r.everyone[:, :, :, 1].mean(axis=0) for r in (one, told)]
    assert np.abs(mean[0] - mean[1]).mean() < 0.1
    assert np.corrcoef(mean[0].ravel(), mean[1].ravel())[0, 1] > 0.99
    # how strongly the series shows the tie: not told that it is one flow, the fit takes what both files share for it
    shows = [r.loadings[name]["loading"] / r.loadings[name]["noise"] for r in (one, told, naive)]
    assert shows[1] == pytest.approx(shows[0], rel=0.1), shows
    assert shows[2] > 1.2 * shows[0], shows
    assert told.loadings[name]["level"] == pytest.approx(one.loadings[name]["level"], rel=0.25)


def test_one_flow_has_one_vote_among_leans():
    domain, paired = (1, 1, 1, 1, 1), (True,) * 5
    family = ("cow", "cow", "itpd", "itpd", "finance")
    flows = (("imports",), ("exports",), ("imports",), ("exports",), ())
    assert family_weights(domain, family, paired, flows) == pytest.approx([0.125] * 4 + [0.5])
    assert family_weights(domain, family, paired) == pytest.approx([1 / 6] * 4 + [1 / 3])
