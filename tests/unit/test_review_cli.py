"""The verb review at a terminal and from a script: what is asked, hidden, kept, undone, counted and refused."""

import csv
import importlib.util
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from tightrope.cli.main import main
from tightrope.core.coding import Coding, Corpus, Reliability
from tightrope.core.document import Document, Passage, digest
from tightrope.evidence.locators import load_codings, save_codings
from tightrope.evidence.review.log import Log, read_log
from tightrope.study.review.applied import applied
from tightrope.study.review.session import Session, state_of
from tightrope.study.review.view import clean

_spec = importlib.util.spec_from_file_location("reviewing", Path(__file__).with_name("reviewing.py"))
toy = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(toy)


@pytest.fixture
def log(tmp_path):
    return begun(tmp_path)


def begun(folder, **how):
    (folder / "a.txt").write_text(toy.TEXT, encoding="utf-8", newline="")
    file = folder / "review.jsonl"
    with Log(file, new=True) as opened:
        opened.append("start", at="t", body=toy.begin(**how).body)
    return file


BOOK = """name = "toy"
label = "Toy"
[[code]]
name = "arms"
label = "Arms"
role = "outcome"
definition = "Weapons change hands."
include = "Ships, guns."
exclude = "Toys."
[[code.pattern]]
name = "ships"
any = ['submarines']
[[code]]
name = "hedging"
label = "Hedging"
role = "behavior"
definition = "Insurance."
include = "Two suppliers."
exclude = "One."
"""


def book(tmp_path):
    file = tmp_path / "book.toml"
    file.write_text(BOOK, encoding="utf-8")
    return "--codebook", str(file)


def run(log, *words, coder="A", code=0, **how):
    extra = ["--coder", coder] if coder else []
    ran = CliRunner().invoke(main, ["review", *words, "--log", str(log), *extra], **how)
    assert ran.exit_code == code, ran.output
    assert all(len(line) <= 80 for line in ran.stdout.splitlines() if not line.startswith(("{", "/", "null")))
    return ran


def test_what_machines_said_is_hidden_until_a_person_has_judged(log):
    first = json.loads(run(log, "next", "--json").stdout)
    assert first["others"] is None
    assert first["why"] == ""
    assert first["text"] in toy.TEXT
    assert not any(word in run(log, "next").output for word in (*toy.MACHINES, *toy.CODES))
    run(log, "decide", first["passage"], "--none")
    told = run(log, "compare", first["passage"]).output
    assert "rules:1" in told
    run(log, "compare", toy.IDS[0], coder="B")
    assert "by arms 1 r" in run(log, "compare", toy.IDS[0], coder="B").output
    again = run(log, "decide", first["passage"], "arms")
    assert "(not blind)" in again.output
    assert json.loads(run(log, "next", "--json").stdout)["number"] == 2


def test_an_open_review_shows_machines_and_says_that_it_is_not_blind(tmp_path):
    log = begun(tmp_path, blind=False)
    assert set(json.loads(run(log, "next", "--json").stdout)["others"]) == set(toy.MACHINES)
    assert "(not blind)" in run(log, "decide", "1", "arms").output


def test_codes_by_name_by_number_and_by_beginning(log):
    run(log, "decide", "1", "arms", "2", "tal")
    assert state_of(log)[0].judgments[0].codes == {"arms", "debt", "talks"}
    assert "  1 arms" in run(log, "codes", coder="").output


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("decide", "1", "xyz"), "no code 'xyz'", 2),
        (("decide", "99", "arms"), "no passage '99'", 2),
        (("decide", "1"), "or --none", 2),
        (("settle", "1", "arms"), "nobody judged", 2),
        (("decide", "1", "arms", "--layer", "dream"), "no layer", 2),
        (("undo",), "nothing of A to undo", 2),
        (("undo", "1"), "nothing that A can undo", 2),
        (("memo", " "), "empty", 2),
    ],
)
def test_what_is_wrong_is_said_in_a_line_and_changes_nothing(log, words, said, code):
    raw = log.read_bytes()
    ran = run(log, *words, code=code)
    assert said in ran.stderr
    assert log.read_bytes() == raw


@pytest.mark.parametrize("name", ["", "rules", "=A", "A+B", "x" * 61, "A\u202eB", "rules:1"])
def test_who_judges_must_be_a_person_with_a_name(log, name):
    ran = run(log, "decide", "1", "arms", coder="", code=2, env={"TIGHTROPE_CODER": name})
    assert "--coder" in ran.stderr


def test_undo_is_ones_own_and_can_be_undone(log):
    run(log, "decide", "1", "arms")
    run(log, "decide", "1", "debt", coder="B")
    assert "nothing that B can undo" in run(log, "undo", "2", coder="B", code=2).stderr
    assert "event 2 is undone" in run(log, "undo").output
    assert "undone already" in run(log, "undo", "2", code=2).stderr
    run(log, "undo", "4")
    found = state_of(log)[0]
    assert {j.coder: j.codes for j in found.judgments} == {"A": {"arms"}, "B": {"debt"}}
    told = run(log, "log").output
    assert "(undone)" in told
    assert "debt" not in told
    assert "debt" in run(log, "log", "--all", coder="").output


def test_a_table_of_judgments_is_acknowledged_line_by_line(log, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("\ufeffpassage,codes\n1,arms debt\n2,\n99,arms\n3,arms\n", encoding="utf-8")
    ran = run(log, "decide", "--from", str(table), code=2)
    assert len(ran.stdout.splitlines()) == 2
    assert "no passage '99'" in ran.stderr
    assert [sorted(j.codes) for j in state_of(log)[0].judgments] == [["arms", "debt"], []]
    table.write_bytes(b"passage,codes\n1,\xff\n")
    assert "save it as UTF-8" in run(log, "decide", "--from", str(table), code=2).stderr
    assert "columns" in run(log, "decide", "--from", "-", code=2, input="a,b\n").stderr


def keys(log, typed, *words, code=0):
    return run(log, *(words or ("judge",)), code=code, input="".join(typed))


def test_key_by_key(log):
    ran = keys(log, ["0", "1", " ", "3", "\r", "v", "c", *"deb\x7f", "b", "\r", "s", "m", *"so", "\r", "q"])
    found = state_of(log)[0]
    assert [sorted(j.codes) for j in found.judgments] == [[], ["arms", "talks"], ["debt"]]
    assert [m.text for m in found.memos] == ["so"]
    assert (found.judgments[1].coder, found.judgments[1].passage) in found.revealed
    assert "rules:1" in ran.output
    assert "end" in ran.output


def test_keys_that_come_at_once_are_taken_one_by_one(log, monkeypatch):
    from tightrope.cli.judging import Keys

    chunks = iter(["mhm", "\r0", "\x1b[A", "c1 2\r", "\x1b"])
    monkeypatch.setattr("click.getchar", lambda: next(chunks))
    keys = Keys()
    assert keys.next() == "m"
    assert keys.line() == "hm"
    assert [keys.next(), keys.next(), keys.next()] == ["0", "\x1b[A", "c"]
    assert keys.line() == "1 2"
    assert keys.line("x") == ""


def test_without_a_terminal_the_way_is_told(log, monkeypatch):
    def none():
        raise OSError(6, "No such device or address")

    monkeypatch.setattr("click.getchar", none)
    assert "review decide" in run(log, "judge", code=2).stderr


def test_undo_and_mistakes_key_by_key(log):
    typed = ["u", "v", "c", *"zzz", "\r", "c", "\x1b", "x", "?", "\r", "0", "u", "1", "\r", *"00000"]
    ran = keys(log, typed)
    assert "nothing of A to undo" in ran.output
    assert "judge a passage first" in ran.output
    assert "no code 'zzz'" in ran.output
    assert "nothing left to read" in ran.output
    assert len(state_of(log)[0].judgments) == 6
    assert [e.kind for e in read_log(log)[0]].count("undo") == 1


def test_a_file_in_the_place_of_a_command_begins_a_review(tmp_path):
    text = tmp_path / "b.txt"
    text.write_text("China sold submarines to Pakistan. Rain fell on the hills.\n", encoding="utf-8")
    log = tmp_path / "b.jsonl"
    ran = keys(log, ["q"], str(text), "--everything", "--share", "0.5", *book(tmp_path))
    assert "2 passages of 1 text, 2 to read, 1 of them drawn at random" in " ".join(ran.output.split())
    found = state_of(log)[0]
    assert found.start.machines[0].startswith("rules:")
    assert toy.TEXT not in log.read_text(encoding="utf-8")
    assert "China" not in log.read_text(encoding="utf-8")
    assert "already" in run(log, "start", str(text), coder="", code=5).stderr
    assert "belongs:" in run(log, "codes", "hedging", coder="").output
    other = tmp_path / "other.txt"
    other.write_text("Rain fell.", encoding="utf-8")
    assert "no text of this review" in keys(log, [], str(other), code=2).stderr
    assert "no such command" in keys(log, [], "agrement", code=2).stderr
    assert "no such command, text" in run(tmp_path / "c.jsonl", "start", "nowhere.txt", coder="", code=2).stderr


def test_status_counts_people_and_what_is_left(log):
    assert "nobody judged" in run(log, "status", coder="").output
    run(log, "decide", "1", "arms")
    run(log, "decide", "1", "debt", coder="B")
    told = json.loads(run(log, "status", "--json", coder="").stdout)
    assert told["people"] == [
        {"coder": "A", "judged": 1, "blind": 1, "random": 1, "left": 5},
        {"coder": "B", "judged": 1, "blind": 1, "random": 1, "left": 5},
    ]
    assert told["differing"] == 1
    assert "differ, not settled: 1" in run(log, "status", coder="").output


def judged_by_two(log):
    for number in range(1, 7):
        run(log, "decide", str(number), *(["arms"] if number < 4 else ["--none"]))
        run(log, "decide", str(number), *(["arms"] if number < 5 else ["--none"]), coder="B")


def test_agreement_is_printed_written_and_told_apart(log, tmp_path):
    judged_by_two(log)
    out = tmp_path / "agreement.csv"
    ran = run(log, "agreement", "--csv", str(out), coder="")
    assert "human-human: A, B; 6 passages read whole by both" in ran.output
    assert "machine-machine: rules:1, other:1; 6 passages" in ran.output
    assert "no second person" in ran.output
    assert "drawn at random people gave" in ran.output
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    arms = next(r for r in rows if r["coders"] == "A; B" and r["code"] == "arms")
    assert float(arms["alpha"]) == pytest.approx(1 - 11 * 2 / (2 * 7 * 5), abs=1e-6)
    assert arms["given"] == "3; 4"
    talks = next(r for r in rows if r["between"] == "machine-machine" and r["code"] == "talks")
    assert talks["state"] == "measured"
    data = json.loads(run(log, "agreement", "--json", "--over", "random", coder="").stdout)
    assert data["rows"][0]["passages"] == 3


def test_an_undefined_coefficient_is_an_empty_cell_and_says_so(log, tmp_path):
    for coder in "AB":
        run(log, "decide", "1", "arms", coder=coder)
    out = tmp_path / "agreement.csv"
    assert "undefined" in run(log, "agreement", "--csv", str(out), coder="").output
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    arms = next(r for r in rows if r["coders"] == "A; B" and r["code"] == "arms")
    assert (arms["alpha"], arms["low"], arms["kappa"], arms["state"]) == ("", "", "", "undefined")


def test_a_settlement_keeps_the_judgments_before_it(log):
    judged_by_two(log)
    before = run(log, "agreement", "--json", coder="").stdout
    assert "A: no code" in run(log, "compare").output
    run(log, "settle", "4", "talks")
    assert run(log, "agreement", "--json", coder="").stdout == before
    assert "nobody differs" in run(log, "compare").output


def test_codings_of_people_as_a_file_without_text(tmp_path):
    text = tmp_path / "b.txt"
    text.write_text("China sold submarines to Pakistan. Rain fell on the hills.\n", encoding="utf-8")
    log, out = tmp_path / "b.jsonl", tmp_path / "codings.jsonl"
    run(log, "start", str(text), "--share", "1", *book(tmp_path), coder="")
    for number in ("1", "2"):
        run(log, "decide", number, "hedging")
    assert "2 codes of people on 2 passages judged, 0 proposals" in run(log, "codings", str(out), coder="").output
    codings, relations, cards = load_codings(out)
    assert {(c.kind, c.code, c.coder) for c in codings} == {("human", "hedging", "A")}
    assert {r.relation for r in relations} == {"focal-China"}
    assert set(cards) == {"b.txt"}
    assert "submarines" not in out.read_text(encoding="utf-8")


def marks(tmp_path, name, *spans, text=toy.TEXT):
    document = Document(id="a.txt", sha256=digest(text), text=text)
    codings = [Coding(passage=Passage.of(document, a, b), code=code, coder=name, kind="human") for a, b, code in spans]
    save_codings(tmp_path / f"{name}.jsonl", [document], codings, ())
    return str(tmp_path / f"{name}.jsonl")


def test_free_spans_are_compared_code_by_code(tmp_path):
    one = marks(tmp_path, "A", (0, 11, "arms"), (5, 20, "arms"), (12, 24, "debt"))
    two = marks(tmp_path, "B", (0, 20, "arms"), (40, 50, "talks"))
    ran = CliRunner().invoke(main, ["review", "spans", one, two, "--json"])
    rows = {row["code"]: row for row in json.loads(ran.stdout)}
    assert rows["arms"]["characters"] == [20, 20]
    assert rows["arms"]["alpha"] == pytest.approx(1)
    assert rows["debt"]["alpha"] < 0.1
    shown = CliRunner().invoke(main, ["review", "spans", one, two]).stdout.splitlines()
    assert max(map(len, shown)) <= 80
    assert shown[0] == f"A, B; {len(toy.TEXT)} characters read whole"


def test_spans_of_one_coder_or_of_different_texts_are_refused(tmp_path):
    one = marks(tmp_path, "A", (0, 11, "arms"))
    assert "one coder only" in CliRunner().invoke(main, ["review", "spans", one]).stderr
    other = marks(tmp_path, "C", (0, 11, "arms"), text=toy.TEXT + "!")
    assert "another text" in CliRunner().invoke(main, ["review", "spans", one, other]).stderr


def test_a_start_that_was_cut_off_can_be_made_again(tmp_path):
    text = tmp_path / "b.txt"
    text.write_text("China sold submarines to Pakistan.\n", encoding="utf-8")
    log = tmp_path / "b.jsonl"
    log.write_bytes(b'{"n":1,"kind":"sta')
    assert "begin a new review" in run(log, "status", coder="", code=3).stderr
    assert "1 passage of 1 text" in " ".join(run(log, "start", str(text), *book(tmp_path), coder="").output.split())


def test_a_corpus_takes_peoples_codes_and_their_reliability(log):
    none = Reliability(coders=(), codes=(), alpha=(), low=(), high=(), passages=0)
    corpus = Corpus(
        documents=({"id": "a.txt", "counted": True},), codings=toy.proposals(), relations=(), reliability=none,
        opened=True,
    )  # fmt: skip
    run(log, "decide", "1", "arms")
    one = applied(corpus, log)
    assert "1 passage was judged by A" in one.notes[-1]
    assert one.reliability.coders == ("A", *toy.MACHINES)
    judged_by_two(log)
    two = applied(corpus, log, documents=[toy.DOCUMENT])
    assert {c.kind for c in two.codings} == {"human"}
    assert all(c.passage.quote for c in two.codings)
    assert two.reliability.coders == ("A", "B")
    assert two.reliability.alpha[0] is not None
    assert applied(corpus, log) == applied(corpus, log)


def test_a_moved_or_changed_text_is_said(log, tmp_path):
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    (tmp_path / "a.txt").rename(moved / "a.txt")
    assert "--documents" in run(log, "next", code=3).stderr
    assert run(log, "next", "--documents", str(moved)).exit_code == 0
    (moved / "a.txt").write_text(toy.TEXT + " More.", encoding="utf-8")
    assert "changed since" in run(log, "next", "--documents", str(moved), code=3).stderr


def test_while_one_writes_another_waits(log):
    with Session(log, "A", now=lambda: "t"):
        assert "open elsewhere" in run(log, "decide", "1", "arms", coder="B", code=5).stderr
        assert run(log, "status", coder="").exit_code == 0


def test_a_torn_line_is_told_on_opening(log):
    with log.open("ab") as stream:
        stream.write(b'{"n":2,"kind":"dec')
    assert "half written" in run(log, "status", coder="").stderr
    assert "set aside in review.jsonl.torn" in run(log, "decide", "1", "arms").stderr
    assert run(log, "status", coder="").stderr == ""


def test_a_passage_cannot_steer_the_terminal():
    assert (
        clean("a\x1b[31mb\u202ec\u00a0d\n e\u200b\u0627\u200c\u0628") == "a<U+001B>[31mb<U+202E>c d e\u0627\u200c\u0628"
    )


def test_other_scripts_are_asked_and_shown_whole(tmp_path):
    chinese = "巴基斯坦从中国购买潜艇并且与两个大国都保持良好的关系" * 4 + "。"
    urdu = "پاکستان چین سے آبدوزیں خریدتا ہے اور امریکہ سے بھی تعلقات رکھتا ہے۔"
    text = tmp_path / "b.txt"
    text.write_text(f"{chinese}\n\n{urdu}\n", encoding="utf-8")
    log = tmp_path / "b.jsonl"
    run(log, "start", str(text), "--share", "1", "--everything", *book(tmp_path), coder="")
    seen = []
    for _ in range(2):
        found = json.loads(run(log, "next", "--json").stdout)
        seen.append(found["text"])
        shown = run(log, "next").stdout.splitlines()
        assert max(map(cell_len, shown)) <= 80
        assert found["text"].replace(" ", "") in "".join(shown).replace(" ", "")
        run(log, "decide", found["passage"], "arms")
    assert sorted(seen) == sorted([chinese, urdu])
    assert "nothing left" in run(log, "next").stdout


def test_a_folder_with_bad_files_begins_and_says_what_it_left_out(tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text(toy.TEXT, encoding="utf-8", newline="")
    (texts / "b.txt").write_bytes(b"")
    (texts / "c.txt").write_bytes("Das Schiff fährt über den großen Fluß zurück.".encode("cp1252"))
    ran = run(tmp_path / "review.jsonl", "start", str(texts), *book(tmp_path), coder="")
    assert "of 2 texts" in ran.stdout
    assert "b.txt: is empty" in ran.stderr
    assert "c.txt: not UTF-8" in ran.stderr


def test_a_folder_without_a_readable_text_begins_nothing(tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "b.txt").write_bytes(b"")
    ran = run(tmp_path / "review.jsonl", "start", str(texts), *book(tmp_path), coder="", code=3)
    assert "b.txt: is empty" in ran.stderr
    assert not (tmp_path / "review.jsonl").exists()
