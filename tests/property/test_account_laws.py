"""Laws of accounts: every cell has one reason, the order of rows does not matter, and the join says the same."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tightrope.core.calendar import Period
from tightrope.core.panel import Coverage, Variable
from tightrope.data import join
from tightrope.data.account import account, alive
from tightrope.data.states import states

PERIOD = Period(start=1946, stop=2024)
CODES = tuple(sorted(states()))
POWERS = ("USA", "CHN")
seeds = st.integers(0, 2**31 - 1)


def ties(rng, size):
    keys = sorted(
        {
            (str(s), str(p), int(y))
            for s, p, y in zip(
                rng.choice([*CODES[:40], "ZZZ"], size),
                rng.choice(POWERS, size, p=[0.8, 0.2]),
                rng.integers(1946, 2025, size),
                strict=True,
            )
            if s != p
        }
    )
    return {
        "state": np.array([k[0] for k in keys], dtype=object),
        "power": np.array([k[1] for k in keys], dtype=object),
        "year": np.array([k[2] for k in keys], dtype=int),
        "value": rng.choice([0.0, 1.0, -2.5], len(keys)),
    }


@settings(max_examples=40, deadline=None)
@given(seed=seeds, size=st.integers(1, 400), edges=st.tuples(st.integers(1946, 2024), st.integers(1946, 2024)))
def test_every_cell_has_one_reason(seed, size, edges):
    rng = np.random.default_rng(seed)
    table, (first, last) = ties(rng, size), sorted(edges)
    found = account(table, first=first, last=last, period=PERIOD, powers=POWERS)
    assert found.possible == found.observed + found.missing + found.no_state + found.no_power
    assert found.universe == found.possible + found.beyond
    inside = (table["year"] >= first) & (table["year"] <= last) & (table["state"] != "ZZZ")
    assert found.observed + found.outside == int(inside.sum())
    years = np.asarray(PERIOD.years)
    assert (np.isfinite(found.share) == ((years >= first) & (years <= last))).all()
    order = rng.permutation(len(table["year"]))
    again = account({n: a[order] for n, a in table.items()}, first=first, last=last, period=PERIOD, powers=POWERS)
    assert (again.observed, again.missing, again.no_state, again.no_power, again.unmapped) == (
        found.observed, found.missing, found.no_state, found.no_power, found.unmapped
    )  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(seed=seeds, size=st.integers(1, 400))
@example(seed=1600, size=83)
def test_the_join_of_ties_says_the_same(seed, size):
    table = ties(np.random.default_rng(seed), size)
    variable = Variable(
        name="x", label="x", unit="", role="tie", higher="", family="x", domain="economic", first=1946, last=2024
    )
    others = tuple(code for code in CODES if code not in POWERS)
    mine = {n: a[~np.isin(table["state"].astype(str), POWERS)] for n, a in table.items()}  # rows that both can see
    held = join.ties({"x": mine}, (variable,), period=PERIOD, states=others, powers=POWERS).coverage[..., 0]
    rows = np.array([code not in POWERS for code in CODES])
    exists = alive(PERIOD)[rows][:, :, None] & np.ones(2, dtype=bool)
    found = account(mine, first=1946, last=2024, period=PERIOD, powers=POWERS)
    assert found.observed == int(((held == Coverage.OBSERVED) & exists).sum())
    assert found.missing == int(((held == Coverage.MISSING) & exists).sum())
