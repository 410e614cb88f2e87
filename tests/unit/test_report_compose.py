import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tightrope.core.alignment import Series
from tightrope.core.errors import InvalidValue
from tightrope.report.compose import compose
from tightrope.report.honesty import check, faults
from tightrope.report.wording import lint, unplain

_spec = importlib.util.spec_from_file_location("report_values", Path(__file__).with_name("report_values.py"))
values = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(values)


@pytest.fixture(scope="module")
def report():
    return compose(**values.everything())


def said(report, name):
    return next(f for f in report["findings"] if f["id"] == name)


def test_every_key_of_the_schema_is_there_when_everything_is_and_when_nothing_is(report):
    bare = compose(**values.nothing())
    assert report.keys() == bare.keys()
    assert bare["position"] == {"status": "absent", "why": "the position was not measured"}
    assert bare["horizon"]["survival"]["status"] == "absent"
    assert faults(report) == faults(bare) == []


def test_a_report_is_json_without_nan(report):
    assert json.loads(json.dumps(report, allow_nan=False)) == report


def test_not_observed_is_null_and_never_zero(report):
    gap = report["position"]["years"].index(1985)
    assert report["position"]["tie_first"]["mean"][gap] is None
    assert report["position"]["domains"]["societal"]["tilt"]["mean"] == [None] * len(report["position"]["years"])
    last = report["position"]["classes"]["probability"][-1]
    assert last == [None] * len(last)


def test_the_first_sentence_says_that_the_state_stands_outside(report):
    answer = said(report, "answer")
    assert "outside two-sided engagement" in answer["sentence"]
    assert "limited alignment with China" in answer["sentence"]
    assert answer["likelihood"] == "likely"


def test_the_first_sentence_turns_when_the_state_stands_inside():
    position = values.position()
    chance = np.zeros_like(position.probability)
    chance[:, 7] = 1.0
    inside = replace(position, probability=chance, inside=np.ones(len(position.years)))
    answer = said(compose(**values.everything(position=inside)), "answer")
    assert "stood in two-sided engagement" in answer["sentence"]
    assert answer["likelihood"] == "almost certain"


def test_the_answer_says_how_much_rests_on_the_way_it_is_measured(report):
    assert said(report, "answer")["sentence"].startswith("By this measure, it is")
    assert said(report, "answer.rests")["voice"] == "measured"
    assert "in 16 of 24 other ways to build it the same ties" in said(report, "answer.rests")["sentence"]
    sure = replace(values.position(), recipes=values.position().recipes | {"agree_class": 0.95})
    told = compose(**values.everything(position=sure))
    assert said(told, "answer")["sentence"].startswith("It is")
    assert "answer.rests" not in {f["id"] for f in told["findings"]}


def test_a_missing_domain_says_what_stood_while_it_was_observed():
    position = values.position()
    early = np.where(np.arange(len(position.years)) < 40, 0.1, np.nan)
    society = position.domains["security"] | {"tilt": Series(mean=early, low=early - 0.1, high=early + 0.1)}
    told = compose(**values.everything(position=replace(position, domains=position.domains | {"societal": society})))
    assert "in 2010, the last year with it" in said(told, "but.missing")["sentence"]


def test_contradictions_stand_in_the_evidence_as_pairs(report):
    (pair,) = report["evidence"]["contradictions"]
    assert (pair["first"], pair["second"], pair["declared"]) == ("claim.pays", "debate.last", True)
    assert compose(**values.everything(contradictions=()))["evidence"]["contradictions"] == []


def test_an_unknown_rule_input_is_cannot_be_told():
    position = values.position()
    blank = replace(position, inside=np.full(len(position.years), np.nan))
    assert "cannot be told" in said(compose(**values.everything(position=blank)), "answer")["sentence"]


def test_the_arms_share_is_reconciled_with_the_label(report):
    sentence = said(report, "where.arms")["sentence"]
    assert "about 80 %" in sentence
    assert "over the ceiling of 0.50" in sentence
    assert "limited alignment with China" in sentence


def test_the_arms_share_is_reconciled_under_the_ceiling_too():
    position = values.position()
    low = replace(position, thresholds=position.thresholds | {"ceiling": 0.9})
    assert "under the ceiling of 0.90" in said(compose(**values.everything(position=low)), "where.arms")["sentence"]


def test_survival_is_conditional_and_says_so(report):
    sentence = said(report, "next")["sentence"]
    assert "back within 5 years" in sentence
    assert "if Pakistan is inside after all" in sentence


def test_the_first_screen_is_plain_and_keeps_likelihood_from_confidence(report):
    for finding in report["findings"]:
        assert unplain(finding["sentence"]) == ()
        assert lint(finding["sentence"]) == ()
    assert said(report, "confidence")["likelihood"] == ""
    assert report["screen"]["confidence"] == ["confidence"]


def test_every_number_has_an_interval_and_every_sentence_evidence(report):
    for finding in report["findings"]:
        assert finding["evidence"]
        assert finding["value"] is None or len(finding["interval"]) == 2


def test_expected_breaks_are_found_or_not_found_from_the_indicators(report):
    from tightrope.report.driving import expectations

    told = {(row["year"], row["power"]): row["verdict"] for row in expectations(report)}
    assert told == {
        (1990, "United States"): "found",
        (2011, "United States"): "not found",
        (2011, "China"): "not found",
        (2018, "United States"): "not found",
    }


def test_events_are_attached_to_turning_years_afterward():
    position = values.position()
    bare = replace(position.turning_points[0], events=(), initiator="", mode="")
    found = compose(**values.everything(position=replace(position, turning_points=(bare,))))
    turn = found["position"]["turning_points"][0]
    assert (turn["events"], turn["initiator"], turn["mode"]) == (["pressler"], "first", "withdrawn")
    up = replace(bare, direction=1)
    other = compose(**values.everything(position=replace(position, turning_points=(up,))))
    assert other["position"]["turning_points"][0]["events"] == []


def test_an_unverified_event_does_not_count_as_a_move(report):
    assert "Of 3 sourced moves" in said(report, "why.moved")["sentence"]


def test_what_comes_after_the_as_of_year_is_marked(report):
    assert [e["id"] for e in report["events"] if e["after_as_of"]] == ["later"]
    arms = next(row for row in report["position"]["indicators"] if row["name"] == "arms_share")
    assert arms["latest"]["second"] == {"year": 2024, "value": 0.8, "after_as_of": True}


def test_cells_point_to_statements(report):
    ids = {s["id"] for s in report["ledger"]}
    table = report["evidence"]["tables"]["T1"]
    assert len(table["cells"]) == 4
    assert {cell["statement"] for cell in table["cells"]} <= ids
    assert report["evidence"]["tables"]["T5"]["status"] == "absent"


def test_one_work_counts_once(report):
    assert report["evidence"]["codings"]["by_code"]["balancing"] == {"passages": 1, "works": 1}


def test_a_passage_ships_no_words_of_a_text_that_is_not_at_hand():
    shut = compose(**values.everything(corpus=values.corpus(opened=False)))
    passages = shut["evidence"]["codings"]["passages"].values()
    assert passages
    assert all(p["quote"] == "" and p["paraphrase"] for p in passages)


def test_the_cloud_reproduces_the_printed_ties_or_is_not_drawn(report):
    points = np.array(report["position"]["cloud"]["points"])
    t = report["position"]["years"].index(report["as_of"])
    printed = [report["position"][k]["mean"][t] for k in ("tie_first", "tie_second")]
    assert np.allclose(points.mean(axis=0), printed, atol=0.04)
    rng = np.random.default_rng(1)
    wrong = values.alignment(rng)
    moved = replace(wrong, draws=wrong.draws + 2)
    assert compose(**values.everything(alignment=moved))["position"]["cloud"]["points"] == []


def test_a_report_that_breaks_the_schema_is_refused(report):
    broken = report | {"schema": 2}
    with pytest.raises(InvalidValue, match=r"report\.json: schema"):
        check(broken)


def test_a_value_without_its_interval_is_refused():
    position = values.position()
    tilt = position.series["tilt"]
    low = tilt.low.copy()
    low[3] = np.nan
    bad = replace(position, series=position.series | {"tilt": Series(mean=tilt.mean, low=low, high=tilt.high)})
    with pytest.raises(InvalidValue, match="a value without its interval"):
        compose(**values.everything(position=bad))


def test_probabilities_that_do_not_sum_to_one_are_refused():
    position = values.position()
    bad = replace(position, probability=position.probability * 0.9)
    with pytest.raises(InvalidValue, match=r"sum to 0\.9"):
        compose(**values.everything(position=bad))


def test_likelihood_beside_confidence_is_refused(report):
    findings = [f | {"sentence": "It is likely, with high confidence."} for f in report["findings"][:1]]
    with pytest.raises(InvalidValue, match="share a sentence"):
        check(report | {"findings": findings})


def test_a_statement_whose_span_is_no_sentence_opens_the_passages_it_overlaps():
    ledger = values.ledger()
    wide = replace(ledger[0], passages=("a.txt:0-20", "a.txt:500-600"))
    found = compose(**values.everything(ledger=(wide, *ledger[1:])))
    passages = found["evidence"]["codings"]["passages"]
    assert passages["a.txt:0-20"]["quote"] == "We said that the ties pay."
    assert "a.txt:500-600" not in passages
