"""Laws of comparing versions: nothing changed is nothing, sides swap, the order of rows does not matter."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tightrope.data.versions import compare

seeds = st.integers(0, 2**31 - 1)


def table(rng, size):
    states = rng.choice(np.array(["AFG", "CHN", "IND", "PAK", "USA"], dtype=object), size)
    keys = sorted({(s, int(y)) for s, y in zip(states, rng.integers(1990, 2000, size), strict=True)})
    value = rng.choice([np.nan, 0.0, 1.0, 2.5, -3.0], len(keys))
    return {
        "state": np.array([s for s, _ in keys], dtype=object),
        "year": np.array([y for _, y in keys], dtype=int),
        "value": value,
        "word": rng.choice(np.array(["", "a", "=b"], dtype=object), len(keys)),
    }


@settings(max_examples=60, deadline=None)
@given(seed=seeds, size=st.integers(0, 60))
def test_a_table_does_not_differ_from_itself(seed, size):
    one = table(np.random.default_rng(seed), size)
    found = compare(one, one)
    assert found.same
    assert found.jumps == ()
    assert found.moves == ()


@settings(max_examples=60, deadline=None)
@given(seed=seeds, sizes=st.tuples(st.integers(1, 60), st.integers(1, 60)))
def test_swapping_the_versions_swaps_the_counts(seed, sizes):
    rng = np.random.default_rng(seed)
    one, two = (table(rng, size) for size in sizes)
    there, back = compare(one, two), compare(two, one)
    assert (there.added, there.gone, there.changed) == (back.gone, back.added, back.changed)
    assert there.cells == back.cells
    assert there.added - there.gone == len(two["year"]) - len(one["year"])


@settings(max_examples=60, deadline=None)
@given(seed=seeds, sizes=st.tuples(st.integers(1, 60), st.integers(1, 60)))
def test_the_order_of_rows_does_not_matter(seed, sizes):
    rng = np.random.default_rng(seed)
    one, two = (table(rng, size) for size in sizes)
    shuffled = []
    for given_ in (one, two):
        order = rng.permutation(len(given_["year"]))
        shuffled.append({name: array[order] for name, array in given_.items()})
    assert compare(*shuffled).data() == compare(one, two).data()


@settings(max_examples=40, deadline=None)
@given(seed=seeds, power=st.integers(-6, 6).filter(bool), noise=st.floats(0, 0.04))
def test_a_power_of_ten_never_passes_and_its_absence_always_does(seed, power, noise):
    rng = np.random.default_rng(seed)
    states = np.repeat(np.array(["A", "B", "C", "D"], dtype=object), 10)
    years = np.tile(np.arange(2000, 2010), 4)
    value = rng.lognormal(3, 1.5, 40)
    jitter = 1 + noise * rng.uniform(-1, 1, 40)
    old = {"state": states, "year": years, "value": value}
    moved = compare(old, {**old, "value": value * 10.0**power * jitter})
    assert [j.kind for j in moved.jumps][:1] in (["unit"], ["share"])
    if noise > 0.02:
        assert compare(old, {**old, "value": value * jitter}).jumps == ()
