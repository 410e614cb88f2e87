"""Expectations: read and checked, scored on made labels and events, shown from a report."""

import numpy as np
import pytest

from tightrope.core.calendar import Event
from tightrope.core.errors import StudyError
from tightrope.study.expectations import FAMILIES, FILE, Expected, ExpectedMove, load_expectations, score
from tightrope.study.shelf import shipped
from tightrope.study.show import part_of
from tightrope.study.targets.indices import around, in_order, ranked

YEARS = tuple(range(1990, 2000))
EXPECTED = Expected(
    id="x",
    start=1992,
    stop=1995,
    says="",
    labels=("estrangement", "alignment second"),
    moves=(ExpectedMove(power="first", direction=-1, initiator="first"),),
    source="pressler-record",
)


def event(year, initiator, *, sign=-1, source="a-key"):
    return Event(
        id=f"{year}{initiator}", date=str(year), precision="year", title="t", text="t", actors=("PAK",),
        domain="security", sign_first=sign, sign_second=0, initiator=initiator, mode="withdrawn", source=source,
        locator="p. 1",
    )  # fmt: skip


def labels(**spans):
    """Return (T, 8) probabilities from family=first_year, the rest unknown."""
    out = np.full((len(YEARS), len(FAMILIES)), np.nan)
    for name, years in spans.items():
        for year in years:
            out[YEARS.index(year)] = np.eye(len(FAMILIES))[FAMILIES.index(name.replace("_", " "))]
    return out


def test_probability_is_the_mean_over_labeled_years_of_the_period():
    given = labels(estrangement=(1992,), alignment_second=(1993,), engagement_level=(1995, 1998, 1999))
    found = score(EXPECTED, YEARS, given, ())
    assert found.probability == pytest.approx(2 / 3)
    assert found.base == pytest.approx(2 / 5)
    assert found.years == 3
    assert found.found == (False,)


def test_a_period_without_labels_is_not_scored():
    found = score(EXPECTED, YEARS, labels(estrangement=(1998,)), ())
    assert np.isnan(found.probability)
    assert (found.years, found.likeliest) == (0, "")


@pytest.mark.parametrize(("others", "found"), [(1, True), (2, False), (3, False)])
def test_the_expected_mover_must_have_more_events_than_any_other(others, found):
    rows = [event(1992, "first"), event(1995, "first"), *(event(1993, "focal") for _ in range(others))]
    beside = [event(1991, "focal"), event(1993, "focal", sign=1), event(1994, "focal", source="unverified")]
    assert score(EXPECTED, YEARS, labels(), [*rows, *beside]).found == (found,)


def test_the_flagship_states_six_periods_without_gap():
    periods = load_expectations(shipped()["pakistan"] / FILE)
    assert [(e.start, e.stop) for e in periods] == [
        (1954, 1964), (1965, 1979), (1980, 1989), (1990, 2000), (2001, 2010), (2011, 2024)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"engagement level"', '"friendship"'),
        ('initiator = "second"', 'initiator = "nobody"'),
        ("direction = 1", "direction = 2"),
        ("start = 1965", "start = 1960"),
        ("stop = 1979", "stop = 1950"),
        ('says = "', 'whispers = "'),
        ("[[period]]", "[[period"),
    ],
)
def test_faults_are_refused(tmp_path, old, new):
    text = (shipped()["pakistan"] / FILE).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(StudyError):
        load_expectations(tmp_path / FILE)


def test_a_report_shows_them():
    years = list(range(1950, 2025))
    row = [0.0] * 7 + [1.0]
    report = {
        "study": {"name": "pakistan"},
        "position": {"years": years, "classes": {"probability": [None, *[row] * 74]}},
        "events": [{"id": "a", "date": "2012", "year": 2012, "precision": "year", "title": "", "text": "",
                    "actors": [], "domain": "security", "sign_first": -1, "sign_second": 0, "initiator": "first",
                    "mode": "withdrawn", "source": "k", "locator": "p. 1", "sourced": True}],
    }  # fmt: skip
    part = part_of(report, "expectations")
    assert part.rows[-1][2] == "1.00"
    assert "first -1 by first: found" in part.rows[-1][-1]
    assert part.rows[0][2] == "0.00"
    assert not part_of(report | {"study": {"name": "mine"}}, "expectations").rows


def test_five_years_are_averaged_over_those_observed():
    values = np.array([[1.0, np.nan, 3.0, np.nan, np.nan, 9.0], [np.nan] * 6])
    years = (2015, 2016, 2017, 2018, 2019, 2020)
    np.testing.assert_allclose(around(values, years, 2019), [2.0, np.nan])


def test_a_state_that_is_not_observed_is_out_of_order():
    found = {"LAO": 0.5, "KHM": 0.4, "MMR": float("nan"), "PHL": -0.1}
    assert in_order(found) == 2
    other = {"LAO": 3.0, "KHM": 2.0, "PHL": 1.0}
    assert ranked(found, other) == pytest.approx(1)
    assert ranked({"KHM": 0.4, "PHL": -0.1}, other) < 0.6
