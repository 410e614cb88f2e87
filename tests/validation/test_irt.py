"""Ideal points fitted to the roll calls on file: aims are reached, comparisons say where they differ."""

import pytest

from tightrope.study.targets.fitted_points import TARGETS
from tightrope.study.targets.run import check

QUICK = [t for t in TARGETS if "all votes" not in t.what]
LONG = [t for t in TARGETS if "all votes" in t.what]


def held(target, folder):
    result = check(target, folder)
    assert result.status in (("agrees", "differs") if target.comparison else ("pass",)), result
    assert result.status != "differs" or result.why


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("target", QUICK, ids=lambda t: t.id)
def test_important_votes(target, shared_data):
    held(target, shared_data)


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("target", LONG, ids=lambda t: t.id)
def test_all_votes(target, shared_data):
    held(target, shared_data)


def test_without_the_files_they_are_skipped_with_the_reason():
    for target in TARGETS:
        result = check(target, None)
        assert result.status == "skipped"
        assert "voeten_votes" in result.why
