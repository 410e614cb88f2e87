"""The sampler of the tie model agrees with NUTS on the same model written a second time."""

import sys
from pathlib import Path

import numpy as np
import pytest

from tightrope.measure import fit as fitting
from tightrope.measure.observe.layout import layout
from tightrope.measure.observe.scale import observed

pytestmark = pytest.mark.bayes
for folder in ("recovery", "bayes"):
    sys.path.insert(0, str(Path(__file__).parents[1] / folder))

STATES, STEPS = 8, 10
WARMUP, DRAWS = 400, 1000
SWEEPS = 6000


@pytest.fixture(scope="module")
def both():
    """Return draws (chains, draws, ...) of levels and shared parameters by either sampler, for one panel."""
    numpyro = pytest.importorskip("numpyro")
    numpyro.enable_x64()
    from nuts import sample
    from priors import drawn

    scaled, _, _ = drawn(np.random.default_rng(3), states=STATES, steps=STEPS)
    lay = layout(scaled)
    exact = sample(lay, warmup=WARMUP, draws=DRAWS, chains=1, seed=1)
    kept, hypers = fitting._run(
        lay, scaled, seen=observed(scaled), where=list(range(STATES)), per_chain=SWEEPS, chains=2, seed=5, warmup=200
    )
    raw = kept.own * kept.norm[:, None, :, None, None, 1] + kept.norm[:, None, :, None, None, 0]
    ours = {
        "a": raw.reshape(2, SWEEPS, STEPS, 4, 2 * STATES),
        "loading": np.stack([h.loading for h in hypers]).reshape(2, SWEEPS, -1),
        "noise": np.stack([h.noise for h in hypers]).reshape(2, SWEEPS, -1),
        "spread": np.stack([h.level[[0, 3]] for h in hypers]).reshape(2, SWEEPS, -1),
        "step": np.stack([h.step for h in hypers]).reshape(2, SWEEPS, 4, 2),
    }
    exact["spread"] = exact["spread"][..., :2]
    return ours, exact


@pytest.mark.parametrize("name", ["a", "loading", "noise", "spread", "step"])
def test_means_and_spreads_agree_within_the_error_of_sampling(both, name):
    from numpyro.diagnostics import effective_sample_size

    ours, exact = (found[name] for found in both)
    if name in ("noise", "spread", "step"):
        ours, exact = np.log(ours), np.log(exact)
    if name in ("a", "step"):  # the fourth domain has no series
        axis = 3 if name == "a" else 2
        ours, exact = (np.take(x, range(3), axis=axis) for x in (ours, exact))
    spread = exact.std(axis=(0, 1))
    sizes = [np.clip(effective_sample_size(x), 4.0, None) for x in (ours, exact)]
    error = spread * np.sqrt(1.0 / sizes[0] + 1.0 / sizes[1])
    away = (ours.mean(axis=(0, 1)) - exact.mean(axis=(0, 1))) / error
    assert np.sqrt((away**2).mean()) < 1.5, away
    assert np.abs(away).max() < 4.5, away
    ratio = ours.std(axis=(0, 1)) / spread
    apart, farthest = np.sqrt((away**2).mean()), np.abs(away * error / spread).max()
    print(f"{name}: {apart:.2f} errors apart, at most {farthest:.2f} deviations, {np.median(ratio):.2f} as wide")
    assert 0.9 < np.median(ratio) < 1.1, ratio
