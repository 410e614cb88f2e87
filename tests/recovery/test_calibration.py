"""Simulation-based calibration: parameters drawn from the priors rank uniformly among their posterior draws."""

import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import chi2

from tightrope.measure import fit as fitting
from tightrope.measure.observe.layout import layout
from tightrope.measure.observe.scale import observed

sys.path.insert(0, str(Path(__file__).parent))
from priors import ITEMS, drawn

THIN, KEPT, BINS = 20, 19, 5
FREE = [j for j, row in enumerate(ITEMS) if row[2]]


def ranks(seed: int) -> np.ndarray:
    """Return the rank of every watched quantity among 19 thinned draws, for one panel drawn from the priors."""
    rng = np.random.default_rng([84, seed])
    scaled, truth, a = drawn(rng)
    seen = observed(scaled)
    kept, hypers = fitting._run(
        layout(scaled), scaled, seen=seen, where=list(range(len(scaled.states))), per_chain=THIN * KEPT, chains=1,
        seed=seed, warmup=100,
    )  # fmt: skip
    raw = kept.own.astype(float) * kept.norm[:, None, :, None, None, 1] + kept.norm[:, None, :, None, None, 0]
    rows = [
        *((np.array([h.loading[j] for h in hypers]), truth.loading[j]) for j in range(len(ITEMS))),
        *((np.array([h.noise[j] for h in hypers]), truth.noise[j]) for j in range(len(ITEMS))),
        *((np.array([h.intercept[j] for h in hypers]), truth.intercept[j]) for j in FREE),
        *((np.array([h.level[j] for h in hypers]), truth.level[j]) for j in (0, 3)),
        *((np.array([h.step[d, p] for h in hypers]), truth.step[d, p]) for d in range(3) for p in range(2)),
        *((raw[:, t, d, u, p], a[t, d, u, p]) for t in (0, 4, 7) for d in range(3) for u in (0, 3) for p in range(2)),
    ]
    return np.array([(draws[THIN - 1 :: THIN] < real).sum() for draws, real in rows])


def uneven(found: np.ndarray) -> np.ndarray:
    """Return the probability of ranks (panels, quantities) at least as uneven, were they uniform, by quantity."""
    cells = found * BINS // (KEPT + 1)
    counts = np.stack([(cells == k).sum(axis=0) for k in range(BINS)])
    expected = len(found) / BINS
    return chi2.sf(((counts - expected) ** 2 / expected).sum(axis=0), BINS - 1)


@pytest.mark.parametrize("panels", [6, pytest.param(60, marks=pytest.mark.slow)])
def test_ranks_are_uniform(panels):
    found = np.stack([ranks(seed) for seed in range(panels)])
    # each quantity on its own, at one in a thousand over all of them
    assert uneven(found).min() > 1e-3 / found.shape[1], uneven(found)
    # all together: means and spreads of ranks; what one panel's quantities share is in the spread over panels
    part = found / KEPT
    center = part.mean(axis=1)
    assert abs(center.mean() - 0.5) < 3.5 * center.std(ddof=1) / np.sqrt(panels)
    width = ((part - 0.5) ** 2).mean(axis=1)
    uniform = (KEPT + 2) / (12 * KEPT)
    assert abs(width.mean() - uniform) < 3.5 * width.std(ddof=1) / np.sqrt(panels)
