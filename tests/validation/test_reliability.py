"""Every published agreement coefficient is met."""

from pathlib import Path

import pytest

from tightrope.study.targets.reliability import TARGETS
from tightrope.study.targets.run import check


@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.id)
def test_target_is_met(target):
    result = check(target, Path())
    assert result.status == "pass", (target.what, target.expected, result.got)
