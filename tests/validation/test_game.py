"""Published numbers of games and folds come out again."""

from __future__ import annotations

import pytest

from tightrope.study.targets.games.game import TARGETS
from tightrope.study.targets.run import check


@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.id)
def test_target(target) -> None:
    result = check(target, None)
    assert result.status == "pass", (result.got, target.expected)
