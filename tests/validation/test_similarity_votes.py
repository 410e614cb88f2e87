"""Whole tables of votes: 1946 is reproduced, counts differ by a stated amount, files that are added are read."""

import numpy as np
import pytest

from tightrope.stats.similarity import a_score, cross_table, kappa, scott_pi, tau_b
from tightrope.study.targets.run import check
from tightrope.study.targets.similarity_votes import TARGETS

BY = {t.id: t for t in TARGETS}
EXPECTED = {
    "M7": "pass",
    "M17.all": "differs",
    "M17.important": "differs",
    "M21": "differs",
    "M21.counts": "differs",
    "M21.found": "agrees",
    "M21.counts.found": "differs",
}


@pytest.mark.shared
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_status_is_the_one_that_is_explained(name, shared_data):
    result = check(BY[name], shared_data)
    assert result.status == EXPECTED[name], result
    assert (result.why != "") == (result.status == "differs")


@pytest.mark.shared
def test_counts_differ_by_as_much_as_the_reason_says(shared_data):
    got = check(BY["M17.all"], shared_data).got
    assert got[0] - BY["M17.all"].expected[0] == -17
    assert got[2] - BY["M17.all"].expected[2] == 2


@pytest.mark.parametrize("name", ["M7.package", "M8"])
def test_a_target_without_its_file_says_where_to_get_it(name):
    result = check(BY[name], None)
    assert result.status == "skipped"
    assert "fpsim" in result.why
    assert "write.csv" in result.why


def test_tables_of_the_package_are_read_when_they_are_added(tmp_path, rng):
    a, b = rng.integers(1, 4, size=(2, 38))
    (tmp_path / "fpsim").mkdir()
    rows = "\n".join(f'"R/{i}",2,70,1946,{x},{y}' for i, (x, y) in enumerate(zip(a, b, strict=True)))
    (tmp_path / "fpsim" / "usamex46.csv").write_text(f"resid,ccode1,ccode2,year,vote1,vote2\n{rows}\n")
    table = cross_table(a, b, (1, 2, 3))
    got = check(BY["M7.package"], tmp_path)
    assert got.status == "fail"
    np.testing.assert_allclose(got.got, [tau_b(table), kappa(table), scott_pi(table)])
    rows = "\n".join(f"{x},{y}" for x, y in zip(a, b, strict=True))
    (tmp_path / "fpsim" / "bencapex.csv").write_text(f"rowv,colv\n{rows}\n")
    assert check(BY["M8"], tmp_path).got[0] == pytest.approx(a_score(table))
