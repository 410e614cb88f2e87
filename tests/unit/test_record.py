"""The record: moves counted by hand, curves, who moved, and a backtest that uses nothing later than its date."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from tightrope.core.alignment import Standing
from tightrope.core.calendar import Event, Period
from tightrope.core.errors import CoverageError, InvalidValue
from tightrope.outlook.record import backtest, count, hazard
from tightrope.outlook.record.moves import WAYS, moves, window
from tightrope.outlook.record.result import held, record
from tightrope.stats.duration.competing import competing, hazards
from tightrope.stats.duration.incidence import counts, incidence

LABELS = (
    "estrangement", "alignment with A", "alignment with B", "limited alignment with A", "limited alignment with B",
    "two-sided engagement, level", "two-sided engagement, leaning to A", "two-sided engagement, leaning to B",
)  # fmt: skip


def standing(label: np.ndarray) -> Standing:
    """Make a standing that begins in 1971 from (S, U, T) labels."""
    label = label.astype(np.int8)
    flat = np.zeros(label.shape[1:])
    return Standing(
        states=tuple(f"S{u:02d}" for u in range(label.shape[1])), period=Period(start=1971, stop=1970 + label.shape[2]),
        labels=LABELS, label=label, inside=np.where(label < 0, -1, label >= 5).astype(np.int8), tilt=flat,
        engagement=flat,
    )  # fmt: skip


def whole(label: np.ndarray, **more):
    return moves(standing(label), start=1971, stop=1970 + label.shape[2], **more)


def test_ages_ways_and_late_entries_by_hand():
    found = whole(np.array([[[5, 5, 2, 2, 6, 5, 3, 3], [1, 1, 5, 5, -1, 5, 0, 0]]]))
    assert found.age[0].tolist() == [[1, 2, 0, 0, 1, 2, 0, 0], [0, 0, 1, 2, 0, 1, 0, 0]]
    assert found.found[0].tolist() == [[True, True] + [False] * 6, [False] * 5 + [True, False, False]]
    assert found.at_risk[0, 1].tolist() == [False, False, True, False, False, True, False, False]
    assert [(t, WAYS[w]) for t, w in enumerate(found.way[0, 0]) if w >= 0] == [
        (1, "estranged from the first power"), (5, "captured by the first power"),
    ]  # fmt: skip
    assert WAYS[found.way[0, 1, 5]] == "estranged from both powers"
    assert [(t, WAYS[w]) for t, w in enumerate(found.origin[0, 1]) if w >= 0] == [
        (2, "estranged from the second power")
    ]


def test_estrangement_without_obligation_and_with_level_security_is_neutrality():
    label = np.array([[[5, 0, 0], [5, 0, 0]]])
    neutral = np.array([[False, True, True], [False, False, False]])
    found = whole(label, neutral=neutral)
    assert [WAYS[w] for w in found.way[0, :, 0]] == ["neutrality", "estranged from both powers"]


def test_a_single_year_outside_is_bridged_unless_every_year_counts():
    label = np.array([[[5, 5, 1, 5, 5]]])
    assert (whole(label).way >= 0).sum() == 0
    assert (whole(label, bridged=False).way >= 0).sum() == 1


def test_the_window_is_the_pair_of_powers():
    assert window(("USA", "CHN"), 1950, 2024) == (1971, 2024)
    assert window(("RUS", "USA"), 1946, 2024) == (1946, 1991)
    assert window(("USA", "RUS"), 1995, 2020) == (1995, 2020)


def test_late_entry_leaves_the_risk_set_before_it():
    times, risk, exits = counts(np.array([0.0, 3.0, 0.0]), np.array([2.0, 5.0, 5.0]), np.array([0, 1, -1]), 2)
    assert times.tolist() == [2.0, 5.0]
    assert risk.tolist() == [2.0, 2.0]
    curve = incidence(risk, exits)
    assert curve.survival.tolist() == [0.5, 0.25]
    np.testing.assert_allclose(curve.survival + curve.incidence.sum(axis=-1), 1.0)
    with pytest.raises(InvalidValue, match="more exits"):
        incidence(np.array([1.0]), np.array([[2.0]]))


def test_hazards_without_covariates_are_shares():
    way = np.array([-1] * 80 + [0] * 15 + [1] * 5)
    found = competing(np.ones((100, 1)), way, 2, precision=np.array([1e-9]))
    np.testing.assert_allclose(hazards(np.ones(1), found.slopes), [0.15, 0.05], rtol=1e-6)
    np.testing.assert_allclose(np.diag(found.covariance), [1 / 15 + 1 / 80, 1 / 5 + 1 / 80], rtol=1e-4)


def test_errors_by_cluster_are_never_narrower():
    rng = np.random.default_rng(1)
    x = np.column_stack([np.ones(400), np.repeat(rng.standard_normal(20), 20)])
    way = np.where(rng.random(400) < 1 / (1 + np.exp(2 - np.repeat(rng.standard_normal(20), 20))), 0, -1)
    groups = np.repeat(np.arange(20), 20)
    alone = competing(x, way, 1, precision=np.array([0.01, 1.0]))
    by = competing(x, way, 1, precision=np.array([0.01, 1.0]), clusters=(groups, np.tile(np.arange(20), 20)))
    assert (np.linalg.eigvalsh(by.covariance - alone.covariance) > -1e-9).all()
    assert by.covariance[1, 1] > 1.3 * alone.covariance[1, 1]


def made(seed: int = 5, states: int = 40, years: int = 54, draws: int = 12) -> np.ndarray:
    rng = np.random.default_rng(seed)
    label = np.full((states, years), 5)
    for t in range(1, years):
        move = rng.random(states)
        label[:, t] = np.where(
            label[:, t - 1] >= 5, np.where(move < 0.06, 1, np.where(move < 0.09, 2, 5)),
            np.where(move < 0.15, 5, label[:, t - 1]),
        )  # fmt: skip
    return np.repeat(label[None], draws, axis=0)


def test_a_backtest_uses_nothing_after_its_date():
    label = made()
    other = label.copy()
    other[:, :, 31:] = np.random.default_rng(8).choice([1, 5], other[:, :, 31:].shape)
    said = []
    for table in (label, other):
        found = whole(table)
        x = {"x": np.random.default_rng(2).standard_normal(found.inside.shape[1:])}
        x["x"][:, 31:] += 5.0 * (table is other)
        known = backtest.score(found, x, 2001, last=2024, rng=np.random.default_rng(3), known=whole(table[:, :, :31]))
        said.append(known.said)
    for rule in backtest.RULES:
        np.testing.assert_array_equal(said[0][rule], said[1][rule])


def test_a_year_outside_at_the_date_is_not_bridged_by_the_year_after():
    label = made()
    label[:, :10, 29], label[:, :10, 30], label[:, :10, 31] = 5, 1, 5
    found = record(
        standing(label), "S12", powers=("USA", "CHN"), covariates={}, rng=np.random.default_rng(4), as_of=2020
    )
    date = next(d for d in found["backtest"]["dates"] if d["date"] == 2001)
    assert date["states"] == (label[0, :, 30] == 5).sum()


def test_every_reading_is_counted_in_the_same_draws():
    label = made(draws=40)
    label[:, :, 47:51] = 5
    label[:13, :, 48:51] = 1  # three years outside: bridged in no reading
    stand = standing(label)
    found = record(
        stand, "S03", powers=("USA", "CHN"), covariates={}, rng=np.random.default_rng(4), as_of=2020,
        alternatives={"utility": stand},
    )["record"]  # fmt: skip
    assert found["states"][0]["inside_now"] == 27 / 40
    assert {row["inside_now"] for row in found["readings"].values()} == {27 / 40}


def test_scores_of_a_sure_and_right_forecast_are_zero():
    found = whole(np.full((3, 5, 54), 5))
    outcome = backtest.outcomes(found, np.arange(5), 30, 53)
    assert (outcome == 1.0).all()
    test = backtest.Scored(
        date=2001, said=dict.fromkeys(backtest.RULES, np.ones((5, 10))), stayed=outcome, states=tuple("abcde")
    )
    row = backtest.summary([test], years=(1, 5), rng=np.random.default_rng(1))["dates"][0]
    assert row["crps"]["mean"]["model"] == 0.0
    assert row["brier"][0]["against"]["base rate"]["verdict"] == "cannot tell"


def event(initiator: str, first: int, *, source: str = "s") -> Event:
    return Event(
        id=f"e-{initiator}", date="1990-10-01", precision="day", title="t", text="t", actors=(), domain="security",
        sign_first=first, sign_second=0, initiator=initiator, mode="withdrawn", source=source, locator="p. 1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("events", "who"),
    [
        ((event("first", -1),), "pushed out"),
        ((event("focal", -1),), "walked out"),
        ((event("first", -1), event("focal", -1)), "both"),
        ((event("first", 1),), "unknown"),
        ((event("first", -1, source="unverified"),), "unknown"),
        ((), "unknown"),
    ],
)
def test_who_moved_is_read_from_sourced_events_alone(events, who):
    assert count.who_moved(events, "exit", WAYS.index("estranged from the first power"), 1990)["who"] == who
    assert count.who_moved(events, "exit", WAYS.index("estranged from the first power"), 1995)["who"] == "unknown"


def test_a_value_is_held_for_ten_years_and_no_longer():
    table = np.array([[1.0, *[np.nan] * 14]])
    assert np.isfinite(held(table)).sum() == 11


def test_the_record_whole():
    label = made()
    stand = standing(label)
    rng = np.random.default_rng(4)
    found = record(
        stand, "S03", powers=("USA", "CHN"), covariates={"engagement": rng.standard_normal(label.shape[1:])},
        rng=rng, comparison=("S04", "S99"), as_of=2020, alternatives={"utility": stand},
    )  # fmt: skip
    body = found["record"]
    assert [row["state"] for row in body["states"]] == ["S03", "S04"]
    assert body["counts"]["exits"]["low"] == body["counts"]["exits"]["high"]  # draws that agree have one count
    for row in body["states"]:
        stay = [p["mean"] for p in row["survival"]]
        gone = sum(w[-1]["mean"] for w in row["ways"].values())
        assert stay == sorted(stay, reverse=True)
        assert stay[-1] + gone == pytest.approx(1.0)
    assert body["model"]["few"] == ["away from both"]
    assert [d["date"] for d in found["backtest"]["dates"]] == [1990, 2001, 2011, 2018]
    assert body["moves"]["who"] == {"unknown": 1.0}


def test_no_exit_says_so():
    with pytest.raises(CoverageError, match="no state was ever seen to leave"):
        record(
            standing(np.full((2, 3, 30), 5)), "S00", powers=("USA", "CHN"), covariates={},
            rng=np.random.default_rng(1), as_of=1999,
        )  # fmt: skip


def test_a_covariate_hardly_known_is_left_out_with_the_reason():
    found = whole(made())
    table = np.full(found.inside.shape[1:], np.nan)
    table[:4] = 1.0
    by = hazard.design(found, {"threat": table})
    assert list(by.left_out) == ["threat"]
    assert "known in" in by.left_out["threat"]


def test_what_a_terminal_prints_names_few_exits_and_misses(made_report):
    from tightrope.study.show import part_of

    part = part_of(made_report, "horizon")
    text = [" ".join(row) for row in part.rows]
    assert any("gone away from both (fewer than 30 exits)" in line for line in text)
    assert any("as of 2018" in line for line in text)
    assert any("by the plain hazard" in line for line in text)


@pytest.fixture(scope="module")
def made_report():
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parent))
    from report_values import everything

    from tightrope.report.compose import compose

    return compose(**everything())


def test_a_report_has_one_chance_of_standing_inside_now(made_report):
    from tightrope.report.parts.record import one_chance

    position = made_report["position"]
    chance = position["inside"][position["years"].index(made_report["as_of"])]
    assert made_report["horizon"]["survival"]["inside_now"] == chance
    report = copy.deepcopy(made_report)
    record = report["horizon"]["record"]
    record["states"][0]["year"] = report["as_of"]
    one_chance(report)
    assert record["states"][0]["inside_now"] == record["readings"]["every year counted"]["inside_now"] == chance
    said = next(f["sentence"] for f in made_report["findings"] if f["id"] == "how_long.model")
    assert "by the age of its spell alone it is 58 %" in said
