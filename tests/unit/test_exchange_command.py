"""The commands review export and review import, from texts and reviews to other programs and back."""

import csv
import io
import json
import zipfile

import pytest
from click.testing import CliRunner
from tests.unit.qdpx import archive, key, project, selection, source

from tightrope.cli.main import main
from tightrope.evidence.locators import load_codings

ESSAY = (
    "The United States and China compete over trade.\r\nIslamabad signed a trade agreement with Beijing.\r\n"
    "وزیر اعظم نے بیجنگ کا دورہ کیا۔\r\n=SUM(1) is no formula.\r\n"
)
SECOND = "Pakistan bought fighter aircraft from China and paid with a loan.\n中国和巴基斯坦是朋友。\n"

BOOK = """
name = "small"
label = "Small"
"""
CODE = """
[[code]]
name = "{name}"
label = "{label}"
role = "{role}"
definition = "What it is."
include = "This."
exclude = "That."
pattern = [{{name = "words", any = ["{words}"]}}]
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    made = [
        CODE.format(name=n, label=n.title(), role=r, words=w)
        for n, r, w in (("rivalry", "iv", "compete"), ("trade", "outcome", "trade"), ("arms", "behavior", "aircraft"))
    ]
    (tmp_path / "small.toml").write_text(BOOK + "".join(made), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "essay.txt").write_bytes(ESSAY.encode())
    (tmp_path / "texts" / "zweiter.md").write_bytes(SECOND.encode())

    def call(*words, code=0, book="small.toml"):
        if words[0] in ("export", "import", "start") and book:
            words = (*words, "--codebook", book)
        done = CliRunner().invoke(main, ["review", *words], catch_exceptions=False)
        assert done.exit_code == code, done.output
        assert "Traceback" not in done.output
        return done

    return call


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_texts_go_out_and_come_back_as_they_were(run, tmp_path):
    done = run("export", "out.qdpx", "texts")
    assert done.stdout == "out.qdpx\n"
    assert "positions counted there" in done.stderr
    told = json.loads(run("import", "out.qdpx", "--to", "back", "--json").stdout)
    assert (told["left"], told["taken"]["unplaced"]) == ([], 0)
    for name, words in (("essay.txt", ESSAY), ("zweiter.md", SECOND)):
        assert (tmp_path / "back" / "texts" / name).read_bytes() == words.encode()
    codings, relations, cards = load_codings(tmp_path / "back" / "codings.jsonl")
    assert codings
    assert relations
    assert {c.kind for c in codings} == {"proposed"}
    assert set(cards) == {"essay.txt", "zweiter.md"}
    run("export", "again.qdpx", "back/texts")
    assert (tmp_path / "again.qdpx").read_bytes() == (tmp_path / "out.qdpx").read_bytes()
    table = rows(tmp_path / "back" / "codings.csv")
    assert list(table[0]) == ["file", "start", "end", "quote", "code", "coder", "memo"]
    texts = {"essay.txt": ESSAY, "zweiter.md": SECOND}
    assert all(texts[r["file"]][int(r["start"]) : int(r["end"])] == r["quote"] for r in table)


def test_a_review_goes_out_person_by_person_and_comes_back_as_judgments(run, tmp_path):
    run("start", "texts/essay.txt", "--everything")
    run("decide", "1", "rivalry", "--coder", "Ann")
    run("decide", "2", "--none", "--coder", "Ann")
    run("decide", "1", "trade", "rivalry", "--coder", "زینب")
    run("memo", "Überlegung", "--passage", "1", "--coder", "Ann")
    done = run("export", "team.qdpx", "review.jsonl")
    assert "1 judgments that a passage carries no code" in done.stderr
    xml = zipfile.ZipFile("team.qdpx").read("project.qde").decode()
    assert "(machine)" in xml
    assert 'name="زینب"' in xml
    again = run("import", "team.qdpx", "--into", "review.jsonl")
    assert "0 judgments added" in again.stderr
    assert "2 judgments were there already" in again.stderr
    assert "a review asks people" in again.stderr
    run("export", "table.csv", "review.jsonl", "--bom")
    table = rows(tmp_path / "table.csv")
    assert {(r["coder"], r["memo"]) for r in table} >= {("Ann", "Überlegung")}


def test_a_settlement_goes_out_and_never_comes_back_as_a_person(run):
    run("start", "texts/essay.txt", "--everything")
    run("decide", "1", "rivalry", "--coder", "Ann")
    run("decide", "1", "trade", "--coder", "Ben")
    run("compare", "--coder", "Ann")
    run("settle", "1", "trade", "--coder", "Ann")
    run("export", "team.qdpx", "review.jsonl")
    again = run("import", "team.qdpx", "--into", "review.jsonl", "--to", "team")
    assert "0 judgments added" in again.stderr
    assert "1 codings of settlements" in again.stderr
    shown = run("status").stdout + run("spans", "team/codings.jsonl", "--json").stdout
    assert "Ann" in shown
    assert "settled by Ann" not in shown


def test_judgments_made_elsewhere_are_added_but_are_not_blind(run, tmp_path):
    run("start", "texts/essay.txt", "--everything")
    plain = ESSAY.replace("\r\n", "\n")
    half = plain.index("signed")
    codes = "".join(f'<Code guid="{key(g)}" name="{n}" isCodable="true"/>' for g, n in ((1, "trade"), (2, "nonsense")))
    inner = selection(20, half, half + 24) + selection(21, 0, 10, code=2) + selection(22, 0, 48, memo="m")
    data = archive(
        project(source(3, inner, name="essay.txt", plainTextPath="a.txt"), codes=codes, origin="ATLAS.ti"),
        {"sources/a.txt": ESSAY},
    )
    (tmp_path / "ann.qdpx").write_bytes(data)
    done = run("import", "ann.qdpx", "--into", "review.jsonl", "--json")
    told = json.loads(done.stdout)
    assert told["taken"]["judgments added"] == 2
    assert "1 codings of people: other codes" in told["left"]
    lines = [json.loads(line) for line in (tmp_path / "review.jsonl").read_text().splitlines()]
    assert [(e["kind"], e["coder"]) for e in lines[1:]] == [("reveal", "Zoë"), ("decide", "Zoë")] * 2
    assert {tuple(e["codes"]) for e in lines if e["kind"] == "decide"} == {("trade",)}
    assert (
        json.loads(run("import", "ann.qdpx", "--into", "review.jsonl", "--json").stdout)["taken"]["judgments added"]
        == 0
    )


def test_a_study_goes_out_without_its_texts_as_far_as_it_can(run, tmp_path):
    run("export", "codings.csv", "pakistan")
    table = rows(tmp_path / "codings.csv")
    assert len(table) > 100
    assert {r["quote"] for r in table} == {""}
    run("export", "codes.csv", "pakistan", "--codes")
    counted = rows(tmp_path / "codes.csv")
    assert list(counted[0]) == ["tag", "description", "number of highlights"]
    assert sum(int(r["number of highlights"]) for r in counted) == len(table)
    done = run("export", "all.qdpx", "pakistan", code=3)
    assert "no text is at hand" in done.stderr
    assert not (tmp_path / "all.qdpx").exists()


def test_codes_go_out_and_come_back(run, tmp_path):
    for name, options in (("c.qdc", ()), ("c.csv", ("--codes", "--parents")), ("flat.csv", ("--codes",))):
        run("export", name, *options)
        run("import", name, "--to", f"from-{name}")
    trees = [(tmp_path / f"from-{name}" / "codebook.csv").read_bytes() for name in ("c.qdc", "c.csv")]
    assert trees[0] == trees[1]
    assert b"rivalry" in (tmp_path / "from-flat.csv" / "codebook.csv").read_bytes()


def test_a_table_comes_back_with_its_texts_and_formulas_stay_text(run, tmp_path):
    place = ESSAY.index("=SUM")
    quote = "=SUM(1) is no formula."
    (tmp_path / "in.csv").write_text(
        f"file;start;end;quote;code;coder;memo\nessay.txt;{place};{place + len(quote)};'{quote};other;Ann;'-1\n",
        encoding="utf-8",
    )
    told = json.loads(run("import", "in.csv", "--documents", "texts", "--to", "back", "--json").stdout)
    assert told["taken"] == {"codings": 1, "memos": 1, "rows without a place": 0}
    assert any("not in the codebook" in note for note in told["notes"])
    (row,) = rows(tmp_path / "back" / "codings.csv")
    assert (row["quote"], row["memo"]) == (f"'{quote}", "'-1")
    assert "--documents" in run("import", "in.csv", code=2).stderr


def test_marks_go_out_as_web_annotations(run, tmp_path):
    run("export", "a.jsonld", "texts")
    page = json.loads((tmp_path / "a.jsonld").read_text(encoding="utf-8"))
    assert page["type"] == "AnnotationPage"
    assert page["items"]


def test_nothing_is_replaced_unasked_and_faults_are_one_line(run, tmp_path):
    run("export", "a.qdpx", "texts/essay.txt")
    assert "--force" in run("export", "a.qdpx", "texts/essay.txt", code=5).stderr
    run("export", "a.qdpx", "texts/essay.txt", "--force")
    run("import", "a.qdpx", "--to", "back")
    assert "--force" in run("import", "a.qdpx", "--to", "back", code=5).stderr
    for words, code, said in (
        (("export", "a.docx", "texts"), 2, "does not say what to write"),
        (("export", "b.qdpx", "absent.txt"), 2, "no such text"),
        (("export", "b.csv"), 2, "no coding to write"),
        (("export", "b.qdpx"), 3, "no text is at hand"),
        (("import", "absent.qdpx"), 3, "no such file"),
        (("import", "texts/essay.txt"), 2, "none of .qdpx"),
        (("import", "a.qdpx", "--into", "absent.jsonl"), 5, "no review"),
    ):
        done = run(*words, code=code)
        assert said in done.stderr
        assert len([line for line in done.stderr.splitlines() if line.startswith("tightrope:")]) == 1


def test_a_bad_text_is_told_and_the_others_go_out(run, tmp_path):
    (tmp_path / "texts" / "bad.txt").write_bytes(b"PK\x03\x04 not text")
    done = run("export", "a.qdpx", "texts", code=3)
    assert "not taken: bad.txt" in done.stderr
    assert len(zipfile.ZipFile("a.qdpx").namelist()) == 4


def test_hidden_names_are_shown_and_codes_unknown_here_are_told(run, tmp_path):
    codes = f'<Code guid="{key(1)}" name="x\u202ey" isCodable="true"/>'
    data = archive(project(source(3, selection(2, 0, 5), name="a\u202etxt.exe", plainTextPath="a"), codes=codes),
                   {"a": "Some words."})  # fmt: skip
    (tmp_path / "x.qdpx").write_bytes(data)
    done = run("import", "x.qdpx", "--to", "back")
    assert "x<U+202E>y" in done.stderr
    assert "\u202e" not in done.stderr.replace("'a\u202etxt.exe'", "")
    (text,) = (tmp_path / "back" / "texts").iterdir()
    assert "\u202e" not in text.name
    assert "1 codes in use are not in the codebook 'small'" in done.stderr


def test_files_that_are_no_plain_text_travel_with_their_text(run, tmp_path):
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    docx = pytest.importorskip("docx")
    folder = tmp_path / "mixed"
    folder.mkdir()
    page = canvas.Canvas(str(folder / "paper.pdf"), invariant=True)
    page.drawString(72, 720, "The United States and China compete over trade.")
    page.drawString(72, 700, "Pakistan bought aircraft.")
    page.save()
    made = docx.Document()
    made.add_paragraph("The United States and China compete over trade.")
    made.save(folder / "memo.docx")
    (folder / "seite.html").write_text("<p>The United States and China compete over trade.</p>", encoding="utf-8")
    (folder / "alt.txt").write_bytes("Die Fähre. The United States and China compete über alles.\n".encode("cp1252"))
    run("export", "m.qdpx", "mixed")
    xml = zipfile.ZipFile("m.qdpx").read("project.qde").decode()
    assert "<PDFSource" in xml
    assert 'richTextPath="internal://' in xml
    told = json.loads(run("import", "m.qdpx", "--to", "back", "--json").stdout)
    assert (told["left"], told["taken"]["unplaced"]) == ([], 0)
    for file in folder.iterdir():
        assert (tmp_path / "back" / "texts" / file.name).read_bytes() == file.read_bytes()
    before = {
        (c.passage.document, c.passage.sha256, c.code) for c in load_codings(tmp_path / "back" / "codings.jsonl")[0]
    }
    assert {name for name, _, _ in before} == {f.name for f in folder.iterdir()}
    run("export", "n.qdpx", "mixed", "--no-originals")
    run("import", "n.qdpx", "--to", "bare")
    assert {f.name for f in (tmp_path / "bare" / "texts").iterdir()} == {
        "alt.txt", "memo.docx.txt", "paper.pdf.txt", "seite.html.txt"
    }  # fmt: skip


def test_a_file_that_reads_differently_here_is_kept_beside_the_text_that_was_coded(run, tmp_path):
    pdf = (
        f'<PDFSource guid="{key(3)}" name="paper.pdf" path="internal://p.pdf"><Representation guid="{key(4)}" '
        f'plainTextPath="internal://p.txt">{selection(2, 0, 5)}</Representation></PDFSource>'
    )
    for origin in ("NVivo 14", "tightrope"):
        data = archive(
            project(pdf, origin=origin), {"Sources/p.pdf": b"%PDF-1.4 broken", "Sources/p.txt": "Some words."}
        )
        (tmp_path / "x.qdpx").write_bytes(data)
        told = json.loads(run("import", "x.qdpx", "--to", f"back-{origin[:2]}", "--json").stdout)
        assert (told["left"], told["taken"]["codings"]) == ([], 1)
        folder = tmp_path / f"back-{origin[:2]}"
        assert [f.name for f in (folder / "texts").iterdir()] == ["paper.pdf.txt"]
        assert (folder / "originals" / "paper.pdf").read_bytes() == b"%PDF-1.4 broken"
        assert any("kept as text" in note for note in told["notes"])


def test_what_was_noticed_in_a_text_is_told_on_export(run, tmp_path):
    (tmp_path / "alt.txt").write_bytes("Das Schiff fährt über den großen Fluß zurück.".encode("cp1252"))
    assert "note: alt.txt: not UTF-8" in run("export", "alt.qdpx", "alt.txt").stderr
