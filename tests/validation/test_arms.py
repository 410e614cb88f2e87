"""China's share of Pakistan's arms: every target passes."""

import pytest

from tightrope.study.targets.arms import PRINTED, TARGETS, percent, percent_older
from tightrope.study.targets.run import check

FILES = [t for t in TARGETS if t.needs and not t.comparison]


@pytest.mark.shared
@pytest.mark.parametrize("target", FILES, ids=lambda t: t.id)
def test_target_passes(target, shared_data):
    result = check(target, shared_data)
    assert result.status == "pass", result


@pytest.mark.shared
def test_the_older_table_stands_apart_by_no_more_than_is_printed(shared_data):
    older = {stop: percent_older(shared_data, stop)[0] for stop in PRINTED if stop <= 2021}
    assert older == pytest.approx({2012: 44.3, 2017: 71.2, 2019: 71.8}, abs=0.05)
    gaps = {stop: round(older[stop] - percent(shared_data, stop)[0], 1) for stop in older}
    print("older table less delivery register, points:", gaps)
    assert max(map(abs, gaps.values())) < 3
    status = {t.id: check(t, shared_data).status for t in TARGETS if t.comparison}
    assert status == {"M22.2012.older": "agrees", "M22.2017.older": "agrees", "M22.2019.older": "differs"}


def test_a_target_without_its_files_is_skipped_with_the_reason():
    for target in FILES:
        result = check(target, None)
        assert result.status == "skipped"
        assert target.needs[0] in result.why
