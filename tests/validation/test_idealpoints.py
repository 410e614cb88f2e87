"""Published ideal points: every target passes."""

import pytest

from tightrope.study.targets.idealpoints import TARGETS
from tightrope.study.targets.run import check

FILES = [t for t in TARGETS if t.needs]


@pytest.mark.shared
@pytest.mark.parametrize("target", FILES, ids=lambda t: t.id)
def test_target_passes(target, shared_data):
    result = check(target, shared_data)
    assert result.status == "pass", result


def test_a_target_without_its_files_is_skipped_with_the_reason():
    for target in FILES:
        result = check(target, None)
        assert result.status == "skipped"
        assert target.needs[0] in result.why
