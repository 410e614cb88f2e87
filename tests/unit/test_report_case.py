"""The case in the report and the terminal: what is prior is told, clues can be walked back, tables print."""

import importlib.util
import json
from pathlib import Path

import pytest

from tightrope.report.compose import compose
from tightrope.report.draw import accounts
from tightrope.report.parts.arguments import completed, moved, open_, places
from tightrope.study.show import part_of
from tightrope.study.why import walk

_spec = importlib.util.spec_from_file_location("report_values", Path(__file__).with_name("report_values.py"))
values = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(values)


@pytest.fixture(scope="module")
def report():
    made = values.everything()
    return compose(**made | {"ledger": (*made["ledger"], *made["traced"].statements)})


def lines(step):
    return [text for _, text in step.lines()]


def test_the_parts_of_a_case_are_in_the_report(report):
    explanation = report["explanation"]
    assert explanation["tracing"]["declared"] == 3
    assert explanation["tracing"]["remain"] == 2
    clue = explanation["tracing"]["propositions"][0]["clues"][1]
    assert clue["state"] == "not looked for"
    assert clue["decibels"] is None
    assert explanation["matrix"]["rows"] == ["P.one.holds", "P.two.holds"]
    assert explanation["case"]["values"]["perception"] is None


def test_a_question_can_be_walked_back_to_what_it_was_made_from(report, tmp_path):
    (tmp_path / "report.json").write_text(json.dumps(report), encoding="utf-8")
    told = lines(walk("case.needs", tmp_path, panel=tmp_path))
    assert told[0].startswith("Asked of case.needs: 0.40, 90 % interval 0.20 to 0.60")
    assert any("before any case: 0.50" in line and "0.35" in line for line in told)
    assert any("if the graph holds 0.10 to 0.30" in line for line in told)
    assert any("step case" in line for line in told)
    assert not any("own values" in line for line in lines(walk("effect.needs", tmp_path, panel=tmp_path)))


def test_a_verdict_can_be_walked_back_to_its_clues(report, tmp_path):
    (tmp_path / "report.json").write_text(json.dumps(report), encoding="utf-8")
    told = lines(walk("P.one.holds", tmp_path, panel=tmp_path))
    assert any("Event a" in line for line in told)


@pytest.mark.parametrize(
    ("name", "says"),
    [("case", "Asked of case.needs"), ("clues", "not looked for"), ("matrix", "one, holds"), ("debates", "debate.last"),
     ("questions", "id")],
)  # fmt: skip
def test_each_part_prints(report, name, says):
    part = part_of(report, name)
    assert all(len(row) == len(part.header) for row in part.rows)
    assert says in "\n".join(" ".join(row) for row in (part.header, *part.rows))


@pytest.mark.parametrize("name", ["case", "clues", "matrix"])
def test_an_absent_part_says_why(report, name):
    gone = {"status": "absent", "why": "nothing was asked"}
    bare = report | {"explanation": report["explanation"] | {"case": gone, "tracing": gone, "matrix": gone}}
    assert part_of(bare, name).rows == (("nothing was asked",),)


def test_figures_of_a_case_are_left_out_where_there_is_none(report):
    gone = {"status": "absent", "why": "x"}
    bare = report | {"explanation": report["explanation"] | {"case": gone, "tracing": gone, "matrix": gone}}
    assert accounts.questions(bare) == accounts.clues(bare) == accounts.matrix(bare) == ""


def test_answers_that_left_their_prior_and_those_still_open_are_counted():
    still = {"low": 0.2, "high": 0.6, "prior_mean": 0.5, "data": [0.0, 1.0]}
    left = still | {"prior_mean": 0.7, "data": [0.0, 0.4]}
    assert (moved([still, left]), open_([still, left])) == (1, 1)


def test_questions_are_counted_by_state_and_lead_to_sections():
    rows = [{"kind": "question", "completion": s} for s in ("answered", "not asked", "answered")]
    assert completed([*rows, {"kind": "claim", "completion": None}]) == [("answered", 2), ("not asked", 1)]
    assert places(["How long", "Nowhere"]) == [("horizon", "How long"), ("", "Nowhere")]
