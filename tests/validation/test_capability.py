"""Every target of national capabilities is met on the published file."""

import pytest

from tightrope.study.targets.capability import TARGETS
from tightrope.study.targets.run import check


@pytest.mark.shared
@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.id)
def test_capability_target_is_met(target, shared_data):
    result = check(target, shared_data)
    assert result.status == "pass", (result.got, target.expected)


def test_a_target_without_its_file_is_skipped(tmp_path):
    assert {check(target, tmp_path).status for target in TARGETS} == {"skipped"}
