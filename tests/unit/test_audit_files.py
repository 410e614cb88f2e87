"""The audit of files: text, JSON and CSV, dates given by hand, bad files passed over, exit codes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tightrope.cli.main import main
from tightrope.core.errors import InvalidValue
from tightrope.study.audit.run import audit_files
from tightrope.study.audit.tell import COLUMNS, as_csv, as_json, as_text

PAPERS = Path(__file__).parent / "papers"


def run(*words):
    return CliRunner().invoke(main, ["audit", "--no-claims", *map(str, words)])


def test_text_holds_every_section_and_says_what_it_cannot_tell():
    done = run(PAPERS / "author_year.txt", PAPERS / "endnotes.txt")
    assert done.exit_code == 0, done.output
    for name in (
        "CITATIONS", "DATES", "SAME WORK", "FIGURES", "NAMES", "VOICES", "CLAIMS", "METHOD",
        "WHAT AN AUDIT CANNOT TELL",
    ):  # fmt: skip
        assert f"\n{name}\n" in done.output
    assert "17 references; 19 citations (5 narrative, 14 parenthetical)" in done.output
    assert "a source of 2020 in a work of 14 May 2019" in done.output


def test_json_has_places_that_hold_the_quotes(tmp_path):
    out = tmp_path / "audit.json"
    assert run(PAPERS / "brackets.txt", "--format", "json", "--out", out).exit_code == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    text = (PAPERS / "brackets.txt").read_text(encoding="utf-8")
    assert found["schema"] == 1
    assert {a["kind"] for a in found["alarms"]} == {
        "unresolved", "never-cited", "no-such-day", "steps-out-of-order"
    }  # fmt: skip
    for alarm in found["alarms"]:
        assert text[alarm["start"] : alarm["stop"]] == alarm["quote"]
    assert found["papers"][0]["citations"]["style"] == "bracket"


def test_csv_is_a_row_an_alarm_and_runs_no_formula(tmp_path):
    paper = tmp_path / "paper.txt"
    paper.write_text("Introduction\n\nLamps are lit.\n\nReferences\n\n1. =Quist, P. (2011). *Lamps*. Quay.\n")
    rows = list(csv.DictReader(io.StringIO(as_csv(audit_files([paper])))))
    assert rows
    assert tuple(rows[0]) == COLUMNS
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_a_bad_file_is_one_line_and_the_others_go_on(tmp_path):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\xff\x00\xfe")
    done = run(bad, tmp_path / "gone.txt", PAPERS / "footnotes.txt")
    assert done.exit_code == 3
    assert done.output.count("tightrope: ") == 2
    assert "3 notes; 3 citations" in done.output
    assert run(bad).exit_code == 3


def test_a_quote_cannot_steer_a_terminal(tmp_path):
    paper = tmp_path / "paper.txt"
    paper.write_text("Introduction\n\nLit.\n\nReferences\n\n1. Qu\x1b[2Jist\u202e, P. (2011). *Lamps*. Quay.\n")
    shown = as_text(audit_files([paper]))
    assert "never cited" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_fail_on_is_for_a_pipeline():
    assert run(PAPERS / "brackets.txt").exit_code == 0
    assert run(PAPERS / "brackets.txt", "--fail-on", "error").exit_code == 1
    assert run(PAPERS / "footnotes.txt", "--fail-on", "note").exit_code == 0


def test_the_day_of_a_work_can_be_given():
    later = [a.kind for a in audit_files([PAPERS / "footnotes.txt"], days=["2010"]).audit.alarms]
    assert later == ["later-source"]
    only = audit_files([PAPERS / "footnotes.txt", PAPERS / "endnotes.txt"], days=["footnotes.txt=2010-06"]).audit
    assert [(a.kind, a.file) for a in only.alarms if a.kind == "later-source"] == [("later-source", "footnotes.txt")]
    assert audit_files([PAPERS / "footnotes.txt"], days=["2012-01-31"]).audit.alarms == ()


@pytest.mark.parametrize("day", ["soon", "2010-13-40x", "other.txt=2010", "20"])
def test_a_date_that_is_none_is_refused(day):
    with pytest.raises(InvalidValue):
        audit_files([PAPERS / "footnotes.txt"], days=[day])


def test_no_file_is_refused_and_one_named_twice_is_said():
    with pytest.raises(InvalidValue):
        audit_files([])
    found = audit_files([PAPERS / "endnotes.txt", PAPERS / "endnotes.txt"])
    assert len(found.audit.papers) + len(found.refused) == 2


def test_two_runs_tell_the_same():
    files = [PAPERS / "author_year.txt", PAPERS / "brackets.txt", PAPERS / "endnotes.txt"]
    first, second = audit_files(files), audit_files(files)
    assert as_text(first) == as_text(second)
    assert as_json(first) == as_json(second)


def test_texts_in_other_scripts_pass_without_alarm(tmp_path):
    for name, text in {
        "ur.txt": "پاکستان اور چین کے تعلقات پرانے ہیں۔ یہ تعلقات مضبوط ہیں۔\n",
        "zh.txt": "中国和巴基斯坦的关系很好。两国合作密切。\n",
        "odd.txt": "\ufeff1.\n\n(\n\n[\n\n²\n\n(1999)\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = audit_files(sorted(tmp_path.iterdir()))
    assert not found.refused
    assert not found.audit.alarms


@pytest.fixture(scope="module")
def five(shared_documents):
    """Return the audit of the five texts."""
    return audit_files(sorted(shared_documents.glob("00*.txt"))).audit


@pytest.mark.shared
def test_the_source_problems_that_a_careful_reader_found(five):
    """S197 to S203 of the coverage list: each is found, by the detector that is meant for it."""
    found = five
    said = {(a.kind, a.file[:3]) for a in found.alarms}
    assert ("two-years", "002") in said  # S197
    assert ("two-figures", "002") in said  # S198
    assert ("later-source", "002") in said  # S199: the day of the work is told by its abstract
    assert ("answer-before", "002") in said  # S200
    assert ("office", "002") in said  # S201
    assert ("unresolved", "003") in said  # S202
    assert ("never-cited", "003") in said  # S203
    assert ("same-work", "004") in said
    assert ("repeated", "000") in said
    assert ("method", "003") in said
    assert all(i.span is None for p in found.papers if p.document.id[:3] == "003" for i in p.method.items)
    assert len(found.alarms) <= 24


@pytest.mark.shared
def test_the_article_with_footnotes_takes_its_day_from_its_abstract(five, shared_documents):
    by_file = {p.document.id[:3]: p for p in five.papers}
    assert by_file["002"].day == (2024, 6, 28)
    assert by_file["002"].day_from == by_file["004"].document.id
    assert by_file["004"].work == by_file["002"].document.id
    assert by_file["003"].day == (2026, 3, 11)
    alone = audit_files([next(shared_documents.glob("002_*.txt"))]).audit
    assert "newest-source" in {a.kind for a in alone.alarms}


def test_a_state_that_is_none_and_a_day_that_no_calendar_has_are_refused():
    paper = PAPERS / "brackets.txt"
    assert "unknown state 'ZZZ'" in run(paper, "--voice", "ZZZ").output
    for day in ("2019-13", "2019-00", "2019-02-30", "2019-05-00"):
        done = run(paper, "--date", day)
        assert done.exit_code == 2, day
        assert "is no date" in done.output


def test_a_month_given_is_told_as_a_month():
    assert "February 2019 (as given)" in run(PAPERS / "brackets.txt", "--date", "2019-02").output


def test_a_file_name_hides_nothing(tmp_path):
    paper = tmp_path / "a\u202etxt.exe\u200d.txt"
    paper.write_text("Lamps are lit.\n", encoding="utf-8")
    assert "a<U+202E>txt.exe<U+200D>.txt: 3 words" in run(paper).output
