"""Every recovery target passes."""

import pytest

from tightrope.study.targets.recovery import TARGETS
from tightrope.study.targets.run import check


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.id)
def test_target(target):
    result = check(target, None)
    assert result.status == "pass", (result.got, result.why)
