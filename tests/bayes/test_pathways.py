"""The sampler of the pathways agrees with NUTS on the same system written a second time."""

import sys
from pathlib import Path

import numpy as np
import pytest

from tightrope.explain.pathways.fit import fit

pytestmark = pytest.mark.bayes
for folder in ("recovery", "bayes"):
    sys.path.insert(0, str(Path(__file__).parents[1] / folder))

STATES, YEARS = 8, 9


@pytest.fixture(scope="module")
def both():
    """Return slopes by either sampler, node -> (draws, p), for one small panel."""
    numpyro = pytest.importorskip("numpyro")
    numpyro.enable_x64()
    from panels import made
    from system_nuts import sample

    table, _ = made(np.random.default_rng(17), states=STATES, years=YEARS, filters=("needs",), outcomes=())
    ours = fit(table, rng=np.random.default_rng(1), draws=3000, warmup=500, chains=2)
    gibbs = {e.node: ours.slopes[e.node][..., : len(e.terms)].reshape(-1, len(e.terms)) for e in table.equations}
    return gibbs, sample(table, warmup=300, draws=1200, seed=2), table


def test_slopes_have_the_same_means_and_spreads(both):
    gibbs, nuts, table = both
    for equation in table.equations:
        ours, exact = gibbs[equation.node], nuts[equation.node]
        spread = exact.std(axis=0)
        # .3 of a standard deviation is four standard errors of a mean over 180 independent draws
        assert np.abs((ours.mean(axis=0) - exact.mean(axis=0)) / spread).max() < 0.3, equation.node
        assert np.abs(np.log(ours.std(axis=0) / spread)).max() < 0.3, equation.node
