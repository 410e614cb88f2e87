"""The published leave-one-out score comes out again, or says which extra it needs."""

import pytest

from tightrope.study.targets.prediction import TARGETS
from tightrope.study.targets.prediction.loo import PRESENT
from tightrope.study.targets.run import check


@pytest.mark.skipif(PRESENT, reason="the extra is here: tests/bayes holds the number itself")
def test_without_the_extra_the_target_is_skipped_with_its_reason():
    result = check(TARGETS[0], None)
    assert result.status == "skipped"
    assert "extra `bayes`" in result.why
