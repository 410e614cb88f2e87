"""Laws of ideal points: names, order and the direction of categories do not matter; missing votes break nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tightrope.stats.irt.fit import fit

CLOSE = 2e-3


def votes_of(seed, units=14, times=4, each=10, categories=3):
    rng = np.random.default_rng(seed)
    position = rng.normal(size=(units, 1)) + np.cumsum(rng.normal(size=(units, times)) * 0.3, axis=1)
    rows = []
    for t in range(times):
        for v in range(each):
            slope, edges = rng.normal() * 1.5, np.sort(rng.normal(size=categories - 1))
            latent = slope * position[:, t] + rng.normal(size=units)
            chosen = (latent[:, None] > edges).sum(axis=1)
            rows += [(u, t, 100 * t + v, int(k)) for u, k in enumerate(chosen) if rng.random() < 0.85]
    columns = np.array(rows).T
    return dict(zip(("unit", "time", "item", "category"), columns, strict=True))


def fitted(votes, anchor=0):
    return fit(votes, anchors={anchor: 1.0}, tolerance=1e-4, most=400)


seeds = st.integers(0, 10_000)


@settings(max_examples=8, deadline=None)
@given(seed=seeds)
def test_order_of_votes_is_irrelevant(seed):
    votes = votes_of(seed)
    order = np.random.default_rng(seed + 1).permutation(len(votes["unit"]))
    one, two = fitted(votes), fitted({k: v[order] for k, v in votes.items()})
    assert one.mean.tobytes() == two.mean.tobytes()
    assert one.items.slope.tobytes() == two.items.slope.tobytes()


@settings(max_examples=8, deadline=None)
@given(seed=seeds, categories=st.integers(2, 4))
def test_names_of_units_and_items_are_irrelevant(seed, categories):
    votes = votes_of(seed, categories=categories)
    rng = np.random.default_rng(seed + 2)
    new = rng.permutation(14)
    names = np.array([f"v{n}" for n in rng.permutation(1000)])
    other = {**votes, "unit": new[votes["unit"]], "item": names[votes["item"]]}
    one, two = fitted(votes), fitted(other, anchor=int(new[0]))
    place = {key: n for n, key in enumerate(zip(two.unit.tolist(), two.time.tolist(), strict=True))}
    row = [place[int(new[u]), int(t)] for u, t in zip(one.unit, one.time, strict=True)]
    assert np.allclose(one.mean, two.mean[row], atol=CLOSE)
    assert np.allclose(one.error, two.error[row], atol=CLOSE)


@settings(max_examples=8, deadline=None)
@given(seed=seeds, categories=st.integers(2, 4))
def test_turning_all_votes_round_turns_the_items_only(seed, categories):
    votes = votes_of(seed, categories=categories)
    turned = {**votes, "category": categories - 1 - votes["category"]}
    one, two = fitted(votes), fitted(turned)
    assert np.allclose(one.mean, two.mean, atol=CLOSE)
    assert np.allclose(one.items.slope, -two.items.slope, atol=5 * CLOSE)
    assert np.allclose(one.items.cuts, -two.items.cuts[:, ::-1], atol=20 * CLOSE)


@settings(max_examples=8, deadline=None)
@given(seed=seeds, anchor=st.integers(0, 13))
def test_anchors_turn_the_scale_and_nothing_else(seed, anchor):
    votes = votes_of(seed)
    one, two = fitted(votes), fitted(votes, anchor=anchor)
    assert np.allclose(np.abs(one.mean), np.abs(two.mean), atol=1e-12)
    assert two.mean[two.unit == anchor].mean() >= 0.0


@settings(max_examples=8, deadline=None)
@given(seed=seeds, lost=st.integers(0, 13), share=st.floats(0.5, 0.98))
def test_missing_votes_of_a_unit_widen_its_error_and_break_nothing(seed, lost, share):
    votes = votes_of(seed)
    rng = np.random.default_rng(seed + 3)
    keep = (votes["unit"] != lost) | (rng.random(len(votes["unit"])) > share)
    whole, part = fitted(votes), fitted({k: v[keep] for k, v in votes.items()}, anchor=(lost + 1) % 14)
    assert np.isfinite(part.mean).all()
    assert np.isfinite(part.error).all()
    here = part.unit == lost
    if here.any():
        assert part.error[here].mean() > 0.9 * whole.error[whole.unit == lost].mean()


@settings(max_examples=5, deadline=None)
@given(seed=seeds)
def test_category_values_count_by_order_only(seed):
    votes = votes_of(seed)
    spaced = {**votes, "category": np.array([-5.0, 0.5, 40.0])[votes["category"]]}
    one, two = fitted(votes), fitted(spaced)
    assert one.mean.tobytes() == two.mean.tobytes()
    assert two.categories.tolist() == pytest.approx([-5.0, 0.5, 40.0])
