"""Published survival curves come out again."""

import pytest

from tightrope.study.targets.run import check
from tightrope.study.targets.survival import TARGETS


@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.id)
def test_target_passes(target):
    result = check(target, None)
    assert result.status == "pass", result
