"""Needs in both directions: shares by hand, and what has no series is said."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tightrope.measure.mutual import mutual, needs

sys.path.insert(0, str(Path(__file__).parent))
from toy import CODES, toy, turned


def changed(inputs, **columns):
    ties = inputs.ties
    values = ties.values.copy()
    for name, value in columns.items():
        values[..., next(j for j, v in enumerate(ties.variables) if v.name == name)] = value
    coverage = np.where(np.isfinite(values), 0, 1).astype(np.int8)
    return replace(inputs, ties=replace(ties, values=values, coverage=coverage))


def test_asymmetry_by_hand(rng):
    inputs = changed(
        toy(rng),
        import_share_cow=0.3,
        export_share_cow=0.1,
        power_import_share_cow=0.01,
        power_export_share_cow=0.03,
        arms_share_5y=0.8,
        arms_outlet_5y=0.4,
        contested_with=0.5,
    )
    found = needs(mutual(inputs), CODES[0], 0, ("RUS", "IND"), draws=50, seed=1)
    assert found["economic"]["state_first"] == pytest.approx(0.2)
    assert found["economic"]["first_state"] == pytest.approx(0.02)
    assert found["economic"]["asymmetry_first"] == pytest.approx(np.log(10))
    assert found["security"]["asymmetry_second"] == pytest.approx(np.log(2))
    assert found["diplomatic"]["second_state"].mean() == pytest.approx(1 / len(CODES), rel=0.1)
    assert "asymmetry_first" not in found["diplomatic"]
    assert "societal" not in found


def test_what_has_no_series_is_named(rng):
    inputs = toy(rng)
    names = [v.name for v in inputs.ties.variables]
    given = mutual(inputs)
    assert given.absent["diplomatic"] == "not measured, no series of the state's need of either power"
    assert "either power's need of it" in given.absent["societal"]
    assert "economic" not in given.absent
    keep = [j for j, name in enumerate(names) if not name.startswith("power_")]
    ties = inputs.ties
    bare = replace(
        inputs,
        ties=replace(
            ties,
            values=ties.values[..., keep],
            coverage=ties.coverage[..., keep],
            error=ties.error[..., keep],
            variables=tuple(ties.variables[j] for j in keep),
        ),
    )
    assert mutual(bare).absent["economic"] == "not measured, no series of either power's need of it"
    assert set(needs(mutual(bare), CODES[0], 0, ("RUS", "IND"), draws=5, seed=1)["economic"]) == {
        "state_first", "state_second",
    }  # fmt: skip


def test_a_need_of_nil_has_no_ratio(rng):
    found = needs(mutual(changed(toy(rng), arms_outlet_5y=0.0)), CODES[0], 0, ("RUS", "IND"), draws=5, seed=1)
    assert (found["security"]["first_state"] == 0.0).all()
    assert np.isnan(found["security"]["asymmetry_first"]).all()


def test_exchange_mirrors_and_order_changes_nothing(rng):
    inputs = toy(rng)
    one = needs(mutual(inputs), CODES[4], 4, ("RUS", "IND"), draws=30, seed=2)
    two = needs(mutual(turned(inputs, swap=True)), CODES[4], 4, ("IND", "RUS"), draws=30, seed=2)
    order = rng.permutation(len(CODES))
    row = list(order).index(4)
    three = needs(mutual(turned(inputs, order)), CODES[4], row, ("RUS", "IND"), draws=30, seed=2)
    for domain, parts in one.items():
        for name, draws in parts.items():
            other = name.replace("first", "x").replace("second", "first").replace("x", "second")
            np.testing.assert_array_equal(draws, two[domain][other])
            np.testing.assert_allclose(draws, three[domain][name], rtol=1e-12)
