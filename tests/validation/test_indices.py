"""Comparisons with published indices and with expectations come out as docs/explanation/indices.md says."""

import pytest

from tightrope.study.targets import face, indices
from tightrope.study.targets.run import check

DIFFER = {"M29", "F1.moves", "F2.moves", "F4", "F6.moves"}
TARGETS = (*indices.TARGETS, *face.TARGETS)


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.id)
def test_status_is_the_one_that_is_explained(target):
    result = check(target, None)
    assert result.status == ("differs" if target.id in DIFFER else "agrees"), (result.got, result.why)


@pytest.mark.slow
def test_every_state_that_is_named_is_in_the_panel():
    named = {*indices.ASEAN, *indices.LEADS, *indices.EXPOSED, *indices.TO_CHINA, *indices.UNALIGNED}
    assert {*named, *indices.TO_AMERICA} <= set(indices.fitted().states)
