"""Every target of national capabilities is met on the published file."""

import numpy as np
import pytest

from tightrope.study.targets.capability import TARGETS, recomputed
from tightrope.study.targets.run import check


@pytest.mark.shared
@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.id)
def test_capability_target_is_met(target, shared_data):
    result = check(target, shared_data)
    assert result.status == "pass", (result.got, target.expected)


def test_a_target_without_its_file_is_skipped(tmp_path):
    assert {check(target, tmp_path).status for target in TARGETS} == {"skipped"}


@pytest.mark.shared
def test_every_state_year_is_recomputed_to_a_millionth(shared_data):
    table = recomputed(shared_data)
    assert len(table["cinc"]) == 17_121
    assert (np.isnan(table["cinc"]) == np.isnan(table["published"])).all(), "blank where the publisher is blank"
    seen = np.isfinite(table["published"])
    assert np.abs(table["cinc"] - table["published"])[seen].max() <= 1e-6
    last = table["year"] == 2022
    of = {int(c): float(v) for c, v in zip(table["ccode"][last], table["cinc"][last], strict=True)}
    assert (round(of[2], 6), round(of[710], 6)) == (0.123566, 0.234097)
