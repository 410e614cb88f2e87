"""What is written: valid against the schema, readable by another library, machines named as machines, same bytes."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from lxml import etree

from tightrope.core.coding import Code, Codebook, Coding, Relation
from tightrope.core.document import Document, Passage, digest
from tightrope.core.errors import EvidenceError
from tightrope.evidence.exchange.annotations import jsonld
from tightrope.evidence.exchange.build import Memo, evidence_of, file_name, project_of
from tightrope.evidence.exchange.project import GUID, Note, Project, walk
from tightrope.evidence.exchange.read import read_project
from tightrope.evidence.exchange.write import CODEBOOK, PROJECT, qdc, qdpx
from tightrope.evidence.ingest import document

WORDS = {
    "plain.txt": "The envoy met the minister. A loan was agreed.\n",
    "windows.txt": "\ufeffFirst line.\r\nSecond 😀 line.\r\nThird line.\r\n",
    "urdu.md": "وزیر اعظم نے بیجنگ کا دورہ کیا۔\nیہ دوسرا جملہ ہے۔\n",
    "中文.txt": "总理访问了北京。\n第二句话。\n",
}


def code(name, role):
    return Code(
        name=name, label=name.title(), role=role, definition="What it is.", include="This <& that.", exclude="Not é."
    )  # fmt: skip


BOOK = Codebook(
    name="small",
    label="Small",
    version="f" * 64,
    codes=(code("rivalry", "iv"), code("aid", "behavior"), code("é", "iv")),
)


@pytest.fixture(scope="module")
def texts():
    return [replace(document(name, words.encode()), author="A. Näme") for name, words in WORDS.items()]


@pytest.fixture(scope="module")
def said(texts):
    """Codings by two people and a machine, relations and memos on the second line or sentence of each text."""
    codings, relations, memos = [], [], []
    for text in texts:
        first = Passage.of(text, 0, text.text.index("\n"))
        second = Passage.of(text, text.text.index("\n") + 1, len(text.text)) if text.text.count("\n") > 1 else first
        spans = ((second.start, second.start + 2), (second.stop - 2, second.stop))
        list_item = Passage.of(text, second.start, second.stop, kind="list", spans=spans)
        codings += [
            Coding(passage=first, code="rivalry", coder="Ann", kind="human"),
            Coding(passage=second, code="rivalry", coder="زینب", kind="human", layer="report"),
            Coding(passage=list_item, code="aid", coder="rules:12345678", kind="proposed", score=2.5, rule="aid.loan"),
            Coding(passage=second, code="unlisted", coder="Ann", kind="human"),
        ]
        relations.append(Relation(passage=first, relation="focal-US", polarity="conflict", coder="rules:12345678"))
        memos += [
            Memo(coder="Ann", text="a memo\r\nof the coding <&>", passage=first, code="rivalry"),
            Memo(coder="زینب", text="of the passage", passage=second),
        ]
    memos.append(Memo(coder="Ann", text="of the whole"))
    return codings, relations, memos


@pytest.fixture(scope="module")
def made(texts, said):
    codings, relations, memos = said
    return project_of(
        name="Études", documents=texts, codebook=BOOK, codings=codings, relations=relations, memos=memos,
        description="what it is",
    )  # fmt: skip


@pytest.fixture(scope="module")
def packed(made):
    return qdpx(made)


def xml_of(data):
    return zipfile.ZipFile(io.BytesIO(data)).read("project.qde")


def test_evidence_comes_back_as_it_went(tmp_path, made, packed, texts, said):
    file = tmp_path / "p.qdpx"
    file.write_bytes(packed[0])
    back, account = read_project(file)
    assert back == made
    assert account.left == ()
    evidence, notes = evidence_of(back)
    codings, relations, memos = said
    assert evidence.documents == tuple(texts)
    assert set(evidence.codings) == set(codings)
    assert set(evidence.relations) == set(relations)
    assert set(evidence.memos) == set(memos)
    assert set(evidence.codes) == {"rivalry", "aid", "é", "unlisted"}
    assert notes.notes == ()
    for coding in evidence.codings:
        text = next(t for t in texts if t.id == coding.passage.document)
        assert text.text[coding.passage.start : coding.passage.stop] == coding.passage.quote


def test_positions_count_a_text_that_all_programs_count_alike(made, packed):
    archive = zipfile.ZipFile(io.BytesIO(packed[0]))
    root = etree.fromstring(archive.read("project.qde"))
    seen = 0
    for source in root.iter(f"{{{PROJECT}}}TextSource"):
        raw = archive.read("Sources/" + source.get("plainTextPath").removeprefix("internal://"))
        text = raw.decode("utf-8")
        assert "\r" not in text
        assert not text.startswith("\ufeff")
        for selection in source.iter(f"{{{PROJECT}}}PlainTextSelection"):
            start, stop = int(selection.get("startPosition")), int(selection.get("endPosition"))
            assert " ".join(text[start:stop].split()).startswith(selection.get("name").removesuffix("...").strip())
            assert selection.get("creationDateTime")
            seen += 1
    assert seen == len(made.marks)


def test_line_ends_of_two_characters_are_counted_as_two(tmp_path, made):
    data, _ = qdpx(made, doubled=True)
    archive = zipfile.ZipFile(io.BytesIO(data))
    for source in etree.fromstring(archive.read("project.qde")).iter(f"{{{PROJECT}}}TextSource"):
        raw = archive.read("Sources/" + source.get("plainTextPath").removeprefix("internal://"))
        text = raw.decode("utf-8")
        assert text.count("\n") == text.count("\r\n") > 0
        for selection in source.iter(f"{{{PROJECT}}}PlainTextSelection"):
            start, stop = int(selection.get("startPosition")), int(selection.get("endPosition"))
            assert " ".join(text[start:stop].split()).startswith(selection.get("name").removesuffix("...").strip())
    file = tmp_path / "w.qdpx"
    file.write_bytes(data)
    assert read_project(file)[0] == made


def test_a_machine_is_named_as_one(packed):
    users = [u.attrib for u in etree.fromstring(xml_of(packed[0])).iter(f"{{{PROJECT}}}User")]
    assert [(u["name"], u.get("id")) for u in users] == [
        ("Ann", None), ("rules:12345678 (machine)", "machine"), ("زینب", None)
    ]  # fmt: skip


def test_the_same_project_gives_the_same_bytes_without_a_clock(made, packed):
    assert qdpx(made)[0] == packed[0]
    infos = zipfile.ZipFile(io.BytesIO(packed[0])).infolist()
    assert {i.date_time for i in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert infos[0].filename == "project.qde"
    assert not re.search(rb"20[2-9]\d-\d\d-\d\dT", xml_of(packed[0]))


def test_every_reference_has_its_target_and_every_guid_is_one(packed):
    root = etree.fromstring(xml_of(packed[0]))
    given = [e.get("guid") for e in root.iter() if e.get("guid")]
    assert len(given) == len(set(given))
    assert all(GUID.match(g) for g in given)
    wanted = {e.get(a) for e in root.iter() for a in ("targetGUID", "creatingUser") if e.get(a)}
    assert wanted <= set(given)


def test_the_order_of_parts_is_that_of_the_schema(packed):
    root = etree.fromstring(xml_of(packed[0]))
    order = ["Users", "CodeBook", "Variables", "Sources", "Notes", "Description", "NoteRef"]
    assert [etree.QName(e).localname for e in root] == order
    for selection in root.iter(f"{{{PROJECT}}}PlainTextSelection"):
        tags = [etree.QName(e).localname for e in selection]
        assert tags == sorted(tags, key=["Description", "Coding", "NoteRef"].index)


@pytest.mark.shared
def test_a_project_is_valid_against_the_schema(shared_data, made, packed, texts):
    schema = shared_data / "refi_qda_samples" / "Project-mrt2019.xsd"
    if not schema.is_file():
        pytest.skip("the schema is not in the data folder")
    import xmlschema

    valid = xmlschema.XMLSchema(str(schema))
    pdf = Document(id="a.pdf", sha256=digest("x"), text="Page one.\r\nPage two.", format="pdf")
    mark = Coding(passage=Passage.of(pdf, 0, 9), code="aid", coder="Ann", kind="human")
    others = project_of(name="", documents=[pdf], codings=[mark], originals={"a.pdf": b"%PDF-1.4"})
    key = others.marks[0].guid
    whole = replace(others.marks[0], guid="11111111-1111-4111-8111-111111111111", whole=True)
    note = Note(guid="22222222-2222-4222-8222-222222222222", name="n", text="t", on=("", key, whole.guid))
    others = replace(others, marks=(*others.marks, whole), notes=(note,))
    for project in (
        made,
        others,
        Project(name=""),
        project_of(name="é", documents=texts),
        project_of(name="c", codebook=BOOK),
    ):
        valid.validate(io.BytesIO(xml_of(qdpx(project)[0])))


def test_another_library_reads_the_project(tmp_path, made, packed):
    pyrefiqda = pytest.importorskip("pyrefiqda")
    file = tmp_path / "p.qdpx"
    file.write_bytes(packed[0])
    found = pyrefiqda.RefiProject.load(file, str(tmp_path / "out"))
    assert found.name == "Études"
    assert len(found.users.user) == 3
    assert [s.name for s in found.sources.text_source] == list(WORDS)
    selections = [s for source in found.sources.text_source for s in source.plain_text_selection]
    assert len(selections) == len(made.marks)
    assert {c.name for c in found.code_book.codes.code[0].code} == {"rivalry", "é"}
    for source in found.sources.text_source:
        name = source.plain_text_path.removeprefix("internal://")
        text = (tmp_path / "out" / "Sources" / name).read_bytes().decode("utf-8")
        for s in source.plain_text_selection:
            assert " ".join(text[s.start_position : s.end_position].split()).startswith(s.name.removesuffix("..."))


def test_another_library_reads_the_codebook(tmp_path, made):
    pyrefiqda = pytest.importorskip("pyrefiqda")
    file = tmp_path / "c.qdc"
    file.write_bytes(qdc(made)[0])
    found = pyrefiqda.RefiCodebook.load(file)
    assert found.origin == "tightrope"
    groups = {c.name: [child.name for child in c.code] for c in found.codes.code}
    assert groups["independent variable"] == ["rivalry", "é"]
    assert groups["unlisted"] == []


def test_a_codebook_reads_back_equal_and_says_what_it_leaves(tmp_path, made):
    node = next(node for _, node in walk(made.codes))
    noted = replace(made, notes=(Note(guid="22222222-2222-4222-8222-222222222222", name="", text="", on=(node.guid,)),))
    data, account = qdc(noted)
    assert account.left == ("memos of codes: 1; a .qdc holds none, a .qdpx does",)
    root = etree.fromstring(data)
    assert etree.QName(root).namespace == CODEBOOK
    assert {etree.QName(e).localname for e in root.iter()} == {"CodeBook", "Codes", "Code", "Description"}
    file = tmp_path / "c.qdc"
    file.write_bytes(data)
    back, told = read_project(file)
    assert (back.codes, told.left) == (made.codes, ())
    with pytest.raises(ValueError, match="codes"):
        qdc(Project(name="empty"))


def test_what_xml_cannot_hold_is_replaced_and_told(tmp_path):
    bad = Passage.of(document("a.txt", b"some text\n"), 0, 4)
    made = project_of(
        name="x\x01y", documents=[document("a.txt", b"some text\n")],
        memos=[Memo(coder="Ann", text="bell \x07 \ud800", passage=bad)],
    )  # fmt: skip
    data, account = qdpx(made)
    assert len(account.notes) == 2
    file = tmp_path / "p.qdpx"
    file.write_bytes(data)
    back, _ = read_project(file)
    assert (back.name, back.marks[0].memo) == ("x\ufffdy", "bell \ufffd \ufffd")


def test_a_coding_without_its_text_is_refused(texts, said):
    with pytest.raises(EvidenceError, match="not at hand"):
        project_of(name="x", documents=texts[1:], codings=said[0])
    short = replace(texts[0], text="short")
    with pytest.raises(EvidenceError, match="no text at"):
        project_of(name="x", documents=[short, *texts[1:]], codings=said[0])


def test_originals_travel_with_their_texts(tmp_path):
    old = document("alt.txt", "Fähre über See, das ist ein Satz.\n".encode("cp1252"))
    pdf = Document(id="a.pdf", sha256=digest("%PDF"), text="Page one.\r\nPage two.", format="pdf", language="")
    made = project_of(
        name="x", documents=[old, pdf],
        originals={"alt.txt": "Fähre über See, das ist ein Satz.\n".encode("cp1252"), "a.pdf": b"%PDF"},
    )  # fmt: skip
    data, _ = qdpx(made)
    file = tmp_path / "p.qdpx"
    file.write_bytes(data)
    back, _ = read_project(file)
    assert back == made
    documents = evidence_of(back)[0].documents
    assert [(d.id, d.sha256, d.text) for d in documents] == [(d.id, d.sha256, d.text) for d in (old, pdf)]
    xml = xml_of(data).decode()
    assert '<PDFSource guid="' in xml
    assert 'path="internal://' in xml


def test_marks_are_web_annotations_with_position_and_words(made):
    import json

    page = json.loads(jsonld(made))
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert len(page["items"]) == len(made.marks)
    texts = {s.name: s.text for s in made.sources}
    for item in page["items"]:
        place, words = item["target"]["selector"]
        text = texts[item["target"]["source"]]
        assert text[place["start"] : place["end"]] == words["exact"]
        assert text[: place["start"]].endswith(words["prefix"])
        assert text[place["end"] :].startswith(words["suffix"])
    assert {i["creator"]["type"] for i in page["items"]} == {"Person", "Software"}


@pytest.mark.parametrize(
    "name", ["../../x", "CON", "a/b", "-lead", "x" * 300, "x" * 300 + ".txt", "a\u202etxt.exe", " . ", "nul.txt", ""]
)
def test_a_name_of_a_file_stays_in_its_folder(name):
    made = file_name(name)
    assert made
    assert len(made) <= 140
    assert not re.search(r'[\\/:*?"<>|\n\u202e]', made)
    assert made.partition(".")[0].lower() not in ("con", "nul", "")
    assert not made.startswith("-")
