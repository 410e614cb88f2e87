"""V19: the leave-one-out score of the eight schools, the posterior by NUTS."""

import pytest

from tightrope.study.targets.prediction import TARGETS
from tightrope.study.targets.run import check

pytestmark = pytest.mark.bayes


@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.id)
def test_target(target):
    result = check(target, None)
    assert result.status == "pass", (result.got, target.expected)
