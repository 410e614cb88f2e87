"""The verb code: lines whose offsets re-read equal, bad files told and passed over, coders by name."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tightrope.cli.main import main
from tightrope.core.coding import RELATIONS
from tightrope.core.errors import EvidenceError
from tightrope.evidence.coders import coders, find_coder

TEXT = (
    "A note on the two\r\n\r\nPakistan signed a defense agreement with China. Straße 😀 first: both countries hold "
    "joint military exercises.\r\n\r\nThe weather was fine in Paris.\r\n\r\n"
    "- Washington suspended its aid to Pakistan.\r\n"
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a note.txt"
    path.write_bytes(TEXT.encode())
    return path


def run(*args):
    return CliRunner().invoke(main, ["code", *map(str, args)])


def test_every_line_says_where_and_by_which_rule(file):
    result = run(file)
    assert result.exit_code == 0
    found = [json.loads(line) for line in result.output.splitlines()]
    kinds = {row["kind"] for row in found}
    assert kinds == {"coding", "relation", "layer"}
    raw = file.read_bytes().decode("utf-8")
    for row in found:
        assert row["file"] == str(file)
        assert raw[row["start"] : row["end"]].strip() == raw[row["start"] : row["end"]] != ""
    codings = [row for row in found if row["kind"] == "coding"]
    assert all(row["rule"].startswith(row["code"]) and row["score"] >= 1 for row in codings)
    assert all(row["coder"].startswith("rules:") for row in codings)
    assert {raw[r["start"] : r["start"] + 6] for r in codings if r["code"] == "security_partnership"} >= {"Straße"}
    relations = [row for row in found if row["kind"] == "relation"]
    assert {row["relation"] for row in relations} <= set(RELATIONS)
    assert {row["polarity"] for row in relations} <= {"cooperation", "conflict", "neutral"}
    spans = {(row["start"], row["end"]) for row in codings + relations}
    assert [(row["start"], row["end"]) for row in found if row["kind"] == "layer"] == sorted(spans)
    assert len({(r["start"], r["code"]) for r in codings}) == len(codings)


def test_a_bad_file_is_told_and_the_others_go_on(file, tmp_path):
    binary = tmp_path / "b.txt"
    binary.write_bytes(b"a\0b")
    result = CliRunner().invoke(main, ["code", str(tmp_path / "none.txt"), str(binary), str(file)])
    assert result.exit_code == 3
    told = [line for line in result.stderr.splitlines() if line]
    assert len(told) == 2
    assert all(line.startswith("tightrope: ") for line in told)
    assert str(binary) in told[1]
    assert json.loads(result.stdout.splitlines()[0])["file"] == str(file)


def test_a_table_of_counts_and_columns(file, tmp_path):
    out = tmp_path / "c.csv"
    assert run(file, "--format", "csv", "--out", out).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert {row["kind"] for row in rows} == {"coding", "relation", "layer"}
    assert "security_partnership" in run(file, "--format", "table").output


def test_two_runs_print_the_same(file):
    assert run(file).output == run(file).output


def test_another_state_between_the_powers(tmp_path):
    path = tmp_path / "h.md"
    path.write_text("Hanoi and Beijing signed a trade agreement.\n\nPakistan kept neutral.\n")
    found = [json.loads(line) for line in run(path, "--state", "VNM").output.splitlines()]
    assert ("focal-China", "cooperation") in {(r["relation"], r["polarity"]) for r in found if r["kind"] == "relation"}
    assert run(path, "--state", "ZZZ").exit_code == 2
    assert run(path, "--state", "CHN").exit_code == 2


def test_coders_are_found_by_name():
    assert coders()[:2] == ("rules", "semantic")
    assert find_coder("rules").name == "rules"
    with pytest.raises(EvidenceError, match="no coder named 'oracle'; coders: rules"):
        find_coder("oracle")


def test_an_unknown_coder_or_codebook_is_one_line(file):
    for arguments, code in ((("--coder", "oracle"), 3), (("--codebook", "oracle"), 2)):
        result = run(file, *arguments)
        assert result.exit_code == code
        assert len(result.stderr.splitlines()) == 1


def test_a_file_name_that_a_spreadsheet_would_run_is_neutralized(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("=x.txt").write_text(TEXT, encoding="utf-8", newline="")
    found = CliRunner().invoke(main, ["code", "=x.txt", "--format", "csv"])
    assert found.exit_code == 0, found.output
    lines = found.output.splitlines()[1:]
    assert lines
    assert all("'=x.txt" in line for line in lines)


def test_what_was_noticed_in_reading_is_told_on_the_error_stream(tmp_path):
    hidden = tmp_path / "h.txt"
    hidden.write_text("Pakistan signed a defense agreement with China.\u200b\u202e\n", encoding="utf-8")
    result = run(hidden)
    assert result.exit_code == 0
    assert [line for line in result.stderr.splitlines() if line.startswith(f"tightrope: {hidden}: ")]
    assert all(json.loads(line) for line in result.stdout.splitlines())


def test_a_card_gives_the_encoding_of_a_text(tmp_path):
    text = "Pakistán firmó: Pakistan signed a defense agreement with China.\n"
    latin = tmp_path / "l.txt"
    latin.write_bytes(text.encode("latin-1"))
    cards = tmp_path / "documents.toml"
    cards.write_text('[[document]]\nfile = "l.txt"\nencoding = "latin-1"\n', encoding="utf-8")
    found = [json.loads(line) for line in run(latin, "--cards", cards).stdout.splitlines()]
    assert "security_partnership" in {row.get("code") for row in found}
    assert max(row["end"] for row in found) <= len(text)


def test_files_read_at_once_come_out_in_their_order_and_are_read_once(tmp_path, monkeypatch):
    from tightrope.evidence.reading import apart

    monkeypatch.setenv("TIGHTROPE_CACHE", str(tmp_path / "cache"))
    names = []
    for number in range(4):
        page = tmp_path / f"{number}.html"
        page.write_text(f"<html><body><p>Washington suspended aid to Pakistan in 200{number}.</p></body></html>")
        names.append(page)
    names.insert(2, tmp_path / "absent.html")
    first = run(*names, "--jobs", "2")
    assert first.exit_code == 3
    files = [json.loads(line)["file"] for line in first.stdout.splitlines()]
    assert files == sorted(files)
    assert len(set(files)) == 4

    def never(*_, **__):
        raise AssertionError("read a second time")

    monkeypatch.setattr(apart, "read", never)
    assert run(*names).stdout == first.stdout
