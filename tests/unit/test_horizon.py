"""Survival from the record: counted right on small cases, recovered on simulated ones."""

from __future__ import annotations

import numpy as np
import pytest

from tightrope.core.alignment import Standing
from tightrope.core.calendar import Period
from tightrope.core.errors import CoverageError
from tightrope.outlook.horizon import bridge, spells_of, survival

LABELS = ("two-sided engagement", "captured by the second", "estrangement")


def standing(inside: np.ndarray, label: np.ndarray | None = None) -> Standing:
    """Make a standing that begins in 1971 from (S, U, T) memberships."""
    _, states, times = inside.shape
    found = np.where(inside == 1, 0, np.where(inside == 0, 1, -1)) if label is None else label
    flat = np.zeros((states, times))
    return Standing(
        states=tuple(f"S{u:02d}" for u in range(states)), period=Period(start=1971, stop=1970 + times), labels=LABELS,
        label=found.astype(np.int8), inside=inside.astype(np.int8), tilt=flat, engagement=flat,
    )  # fmt: skip


def test_a_hand_count() -> None:
    inside = np.array([[[1, 1, 0, 0, 1, -1], [1, 1, 1, 1, 1, 1], [0, 0, 1, 0, 0, 0]]])
    label = np.where(inside == 1, 0, 2)
    record = spells_of(inside, label, 3)
    assert record.spells.tolist() == [[2, 1, 1]]
    assert record.exposure.sum(axis=1).tolist() == [[2, 5, 1]]
    assert record.exits.sum(axis=1).tolist() == [[1, 0, 1]]
    assert record.ways.sum(axis=2).tolist() == [[0, 0, 2]]
    assert record.age[0, 1].tolist() == [1, 2, 3, 4, 5, 6]


def test_one_year_outside_is_no_exit_two_are() -> None:
    inside = np.array([[1, 0, 1, 0, 0, 1, 0, -1, 1]])
    assert bridge(inside).tolist() == [[1, 1, 1, 0, 0, 1, 0, -1, 1]]


def simulated(rng: np.random.Generator, hazard: float) -> np.ndarray:
    """Simulate 150 states over 50 years; one that leaves stays out three years, so no exit looks like a dip."""
    state = np.ones((1, 150, 50), dtype=int)
    out = np.zeros(150, dtype=int)
    for t in range(1, 50):
        leaves = (out == 0) & (rng.random(150) < hazard)
        out = np.where(leaves, 3, np.maximum(out - 1, 0))
        state[0, :, t] = out == 0
    return state


@pytest.mark.parametrize("hazard", [0.05, 0.2])
def test_a_constant_hazard_is_recovered(rng, hazard: float) -> None:
    covered, miss = [], []
    truth = (1 - hazard) ** np.array((1, 3, 5, 10))
    for _ in range(16):  # 40 panels of 100 draws gave a coverage of .89 and .94 and no bias above .002
        found = survival(standing(np.repeat(simulated(rng, hazard), 80, axis=0)), "S00", rng=rng)
        covered.append((found.low <= truth) & (truth <= found.high))
        miss.append(found.mean - truth)
        assert (np.diff(found.mean) < 0).all()
    assert np.abs(np.mean(miss, axis=0)).max() < 0.015
    assert np.mean(covered) >= 0.7


def test_a_state_outside_is_told_how_often_others_returned(rng) -> None:
    inside = np.ones((40, 30, 40), dtype=int)
    inside[:, 1:, 20:24] = 0
    inside[:, 0, 10:] = 0
    found = survival(standing(inside), "S00", rng=rng)
    assert found.inside_now == 0.0
    assert any("stands outside" in note for note in found.notes)
    assert found.time_to_return["within_3"] == 0.0
    assert found.time_to_return["within_5"] == pytest.approx(29 / 30)
    assert found.ways_out == {"captured by the second": {"mean": 1.0, "low": 1.0, "high": 1.0}}


def test_more_noise_in_membership_widens_nothing_into_certainty(rng) -> None:
    inside = (rng.random((100, 60, 50)) < 0.9).astype(int)
    found = survival(standing(inside), "S05", rng=rng)
    assert (found.high - found.low > 0.01).all()


def test_unknown_years_are_neither_exits_nor_exposure() -> None:
    record = spells_of(np.array([[[1, -1, 1, -1]]]), np.array([[[0, -1, 0, -1]]]), 3)
    assert record.exits.sum() == 0
    assert record.exposure.sum() == 0


def test_nothing_inside_is_said_not_computed(rng) -> None:
    with pytest.raises(CoverageError, match="no state ever stood inside"):
        survival(standing(np.zeros((5, 3, 10), dtype=int)), "S00", rng=rng)
    with pytest.raises(CoverageError, match="not among"):
        survival(standing(np.ones((5, 3, 10), dtype=int)), "XXX", rng=rng)


def test_now_is_the_as_of_year(rng) -> None:
    inside = np.ones((40, 30, 40), dtype=int)
    inside[:, 0, 38:] = 0
    assert survival(standing(inside), "S00", rng=rng, as_of=2008).inside_now == 1.0
    assert survival(standing(inside), "S00", rng=rng).inside_now == 0.0
