"""Similarity statistics and Korean dyads: every target passes."""

import pytest

from tightrope.study.targets.run import check
from tightrope.study.targets.similarity import TARGETS

INLINE = [t for t in TARGETS if not t.needs]
FILES = [t for t in TARGETS if t.needs]


@pytest.mark.parametrize("target", INLINE, ids=lambda t: t.id)
def test_inline_target_passes(target):
    result = check(target, None)
    assert result.status == "pass", result


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
