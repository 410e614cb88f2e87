"""Groups of points: the index against worked values, silhouettes against the definition, firmness of clear groups."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from tightrope.stats.cluster import adjusted_rand, distances, firmness, number_of_groups, silhouettes, subspace, ward


def groups(rng, *, size=15, spread=0.15):
    centers = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]])
    points = np.concatenate([c + spread * rng.standard_normal((size, 2)) for c in centers])
    return points, np.repeat(np.arange(3), size)


def test_the_index_of_equal_partitions_is_one_whatever_the_names():
    assert adjusted_rand([0, 0, 1, 1, 2], [5, 5, 9, 9, 1]) == 1.0


def test_the_index_by_hand():
    # Table [[2, 1], [0, 3]]: pairs together in both 1 + 0 + 3 = 4, rows 3 + 3, columns 1 + 6, all pairs 15.
    assert adjusted_rand([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 1, 1]) == pytest.approx((4 - 6 * 7 / 15) / (6.5 - 6 * 7 / 15))


def test_the_index_of_crossed_partitions_is_below_zero():
    assert adjusted_rand([0, 0, 1, 1], [0, 1, 0, 1]) == pytest.approx(-0.5)


def test_trivial_partitions_agree_and_unequal_lengths_do_not_pass():
    assert adjusted_rand([0, 0, 0], [1, 1, 1]) == 1.0
    assert adjusted_rand([], []) == 1.0
    with pytest.raises(ValueError, match="unequal"):
        adjusted_rand([0], [0, 1])


def test_ward_finds_clear_groups_numbered_by_first_point(rng):
    points, truth = groups(rng)
    assert ward(distances(points), 3).tolist() == truth.tolist()
    assert ward(distances(points[::-1]), 3).tolist() == truth.tolist()


def test_cuts_are_those_of_scipy_at_every_number(rng):
    apart = distances(rng.standard_normal((40, 5)))
    tree = linkage(squareform(apart), "ward")
    for number in (1, 2, 3, 7, 39, 40):
        assert adjusted_rand(ward(apart, number), fcluster(tree, number, "maxclust")) == 1.0
        assert len(set(ward(apart, number).tolist())) == number


def test_points_that_coincide_are_cut_without_fault():
    assert ward(np.zeros((5, 5)), 3).max() == 2
    assert ward(np.zeros((2, 2)), 4).tolist() == [0, 1]


def test_silhouettes_follow_their_definition(rng):
    points, _ = groups(rng, size=4, spread=1.0)
    apart = distances(points)
    labels = np.array([0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 3])
    width, nearest = silhouettes(apart, labels)
    for at, label in enumerate(labels):
        own = [apart[at, j] for j in range(12) if j != at and labels[j] == label]
        other = {g: np.mean([apart[at, j] for j in range(12) if labels[j] == g]) for g in range(4) if g != label}
        assert nearest[at] == min(other, key=other.get)
        expected = (min(other.values()) - np.mean(own)) / max(min(other.values()), np.mean(own)) if own else 0.0
        assert width[at] == pytest.approx(expected)


def test_one_group_has_no_width(rng):
    width, nearest = silhouettes(distances(rng.standard_normal((5, 2))), np.zeros(5, dtype=np.int64))
    assert width.tolist() == [0.0] * 5
    assert nearest.tolist() == [-1] * 5


def test_clear_groups_are_firm_and_their_number_is_found(rng):
    points, truth = groups(rng)
    number, widths = number_of_groups(distances(points), 6)
    assert number == 3
    assert len(widths) == 5
    found = firmness(truth, lambda kept: points[kept], rng, resamples=20)
    assert found.value > 0.99
    assert found.low <= found.value <= found.high


def test_a_cloud_is_not_firm(rng):
    cloud = rng.standard_normal((60, 12))
    assert firmness(ward(distances(cloud), 4), lambda kept: cloud[kept], rng, resamples=20).value < 0.5


def test_equal_widths_take_the_smaller_number():
    assert number_of_groups(np.zeros((6, 6)), 3) == (2, (0.0, 0.0))


def test_the_subspace_is_that_of_the_singular_vectors(rng):
    rows = sparse.csr_array(rng.standard_normal((30, 20)) @ np.diag(2.0 ** -np.arange(20)))
    found = subspace(rows, 4, rng, sweeps=40)
    left, values, _ = np.linalg.svd(rows.toarray(), full_matrices=False)
    exact = left[:, :4] * values[:4]
    exact /= np.linalg.norm(exact, axis=1, keepdims=True)
    assert found @ found.T == pytest.approx(exact @ exact.T, abs=1e-6)


def test_an_empty_row_stays_empty_and_a_deficient_matrix_is_no_fault(rng):
    rows = sparse.csr_array(np.array([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]))
    found = subspace(rows, 3, rng)
    assert np.isfinite(found).all()
    assert found[2].tolist() == [0.0] * 3
    assert found[0] @ found[1] == pytest.approx(1.0)
