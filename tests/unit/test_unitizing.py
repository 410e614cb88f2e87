"""Unitizing alphas: values recomputed apart from the same equations, and what is undefined."""

import numpy as np
import pytest

from tightrope.stats.agreement import alpha
from tightrope.stats.unitizing import unitizing

ONE = [(2, 12, "a"), (19, 30, "b"), (40, 55, "a")]
TWO = [(4, 12, "a"), (19, 33, "b"), (37, 50, "c"), (69, 74, "b")]
THREE = [(0, 10, "a"), (21, 28, "a"), (44, 60, "a")]


@pytest.mark.parametrize(
    ("rows", "expected", "values"),
    [
        ([ONE, TWO], (0.474210, 0.566212, 0.542087), (0.408284, 1.0, 0.0)),
        ([ONE, TWO, THREE], (0.331648, 0.426390, 0.343109), (0.266577, 0.579475, 0.068182)),
    ],
)
def test_equals_a_second_calculation(rows, expected, values):
    """The numbers were computed apart, segment by segment in R, from equations 32-38."""
    found = unitizing([(80, rows)])
    assert (found.u, found.binary, found.cu) == pytest.approx(expected, abs=5e-7)
    assert [v.alpha for v in found.values] == pytest.approx(values, abs=5e-7)
    assert [v.value for v in found.values] == ["a", "b", "c"]


def test_equal_coders_agree_wholly():
    found = unitizing([(80, [ONE, ONE])])
    assert (found.u, found.binary, found.cu) == pytest.approx((1, 1, 1))
    assert all(v.coverage == pytest.approx(1) for v in found.values)


def test_what_cannot_be_said_is_not_said():
    nothing = unitizing([(50, [[], []])])
    assert (nothing.u, nothing.binary, nothing.cu, nothing.values) == (None, None, None, ())
    everything = unitizing([(10, [[(0, 10, "a")], [(0, 10, "a")]])])
    assert (everything.u, everything.binary, everything.cu) == (None, None, None)
    apart = unitizing([(50, [[(0, 10, "a")], [(20, 30, "a")]])])
    assert apart.cu is None
    assert apart.values[0].alpha is None
    assert apart.binary < 0


def test_two_texts_are_one_continuum():
    shifted = [(start + 80, stop + 80, value) for start, stop, value in TWO]
    other = [(start + 80, stop + 80, value) for start, stop, value in ONE]
    joined = unitizing([(160, [[*ONE, *shifted], [*TWO, *other]])])
    assert unitizing([(80, [ONE, TWO]), (80, [TWO, ONE])]) == joined


def test_letters_are_units_of_one_character():
    values = np.array([[1, 2, 2, 3, 1.0], [1, 2, 3, 3, 2]])
    rows = [[(i, i + 1, str(v)) for i, v in enumerate(row)] for row in values]
    assert unitizing([(5, rows)]).u == pytest.approx(alpha(values))


@pytest.mark.parametrize("rows", [[ONE], [ONE, [(5, 9, "a"), (8, 12, "b")]], [ONE, [(70, 90, "a")]]])
def test_what_is_no_unitizing_is_refused(rows):
    with pytest.raises(ValueError, match=r"coders|unit"):
        unitizing([(80, rows)])
