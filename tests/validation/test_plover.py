"""Verb frames meet their targets on the gold sentences that they were not tuned on."""

import pytest

from tightrope.study.targets.run import check, collect
from tightrope.study.targets.texts.plover import TARGETS, scores


@pytest.mark.shared
@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.id)
def test_target_is_met(target, shared_data):
    result = check(target, shared_data)
    assert result.status == "pass", (target.what, result.got)


@pytest.mark.shared
def test_the_split_is_whole(shared_data):
    found = scores(shared_data, "test")
    assert sum(n for _, n, _, _ in found.classes()) == found.sentences
    assert 0 <= found.four <= found.side <= 1


def test_targets_in_folders_are_collected():
    assert {t.id for t in TARGETS} <= {t.id for t in collect()}
