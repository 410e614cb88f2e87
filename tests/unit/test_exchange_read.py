"""Projects of other programs: their paths, their ways of counting, and what is told of what cannot be taken."""

from dataclasses import replace
from importlib.metadata import PackageNotFoundError, files

import pytest
from tests.unit.qdpx import archive, key, project, selection, source

from tightrope.core.errors import FileDamaged, FileRefused
from tightrope.evidence.exchange import confined, read
from tightrope.evidence.exchange.build import evidence_of
from tightrope.evidence.exchange.project import walk
from tightrope.evidence.exchange.read import read_project
from tightrope.evidence.reading.text import visible


@pytest.fixture
def opened(tmp_path):
    """Read an archive by the code of the child, in this process."""

    def read_it(data, caps=read.CAPS):
        file = tmp_path / "other.qdpx"
        file.write_bytes(data)
        confined._read(file, tmp_path, name="other.qdpx", caps=caps)
        return read._load(tmp_path, "other.qdpx")

    return read_it


TEXT = "Zwölf Boote. Die Fähre nach Übersee."
ONE = selection(2, 13, 36, name="Die Fähre nach Übersee.")


@pytest.mark.parametrize(
    ("path", "member"),
    [
        ("internal://a.txt", "Sources/a.txt"),
        ("internal://a.txt", "sources/a.txt"),
        ("internal://a.txt", "a.txt"),
        ("internal:///a.txt", "sources/a.txt"),
        ("a.txt", "sources/a.txt"),
        ("sources/a.txt", "sources/a.txt"),
        ("sources\\a.txt", "sources/a.txt"),
        ("internal://A.TXT", "sources/a.txt"),
        ("relative:///media/a.txt", "Sources/a.txt"),
        ("internal://f%C3%A4hre.txt", "Sources/fähre.txt"),
    ],
)
def test_a_path_finds_its_member(opened, path, member):
    found, account = opened(archive(project(source(3, ONE, name="a", plainTextPath=path)), {member: TEXT}))
    (mark,) = found.marks
    assert found.sources[0].text[mark.start : mark.stop] == "Die Fähre nach Übersee."
    assert account.left == ()


@pytest.mark.parametrize("path", ["absolute://C:/texts/a.txt", "/etc/passwd", "C:\\texts\\a.txt", "../../a.txt"])
def test_a_path_that_leads_out_is_looked_for_inside_only(opened, path):
    name = path.replace("\\", "/").rpartition("/")[2]
    xml = project(source(3, ONE, name="a", plainTextPath=path))
    found, account = opened(archive(xml, {f"Sources/{name}": TEXT}))
    assert found.sources[0].text == TEXT
    assert "leads out of the archive" in account.notes[0]
    found, account = opened(archive(xml))
    assert found.sources[0].text is None
    assert "never opened" in account.left[0]
    assert [u.why for u in found.unplaced] == ["its source has no text here"]


def test_a_missing_source_is_told_and_its_codings_are_kept(opened):
    found, account = opened(archive(project(source(3, ONE, name="gone", plainTextPath="internal://gone.txt"))))
    assert account.left[0].startswith("text of 'gone': its file 'internal://gone.txt' is not in the archive")
    assert account.left[1].startswith("unplaced: 'gone' 13-36")
    assert (found.unplaced[0].mark.start, found.unplaced[0].mark.stop) == (13, 36)


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [(13, 37, "beyond"), (-1, 5, "beyond"), (99, 120, "beyond"), (5, 5, "nothing"), (9, 2, "nothing"),
     ("x", 5, "no numbers"), ("9" * 30, 5, "no numbers"), ("", "", "no numbers")],
)  # fmt: skip
def test_positions_outside_the_text_are_kept_and_listed(opened, start, end, why):
    both = selection(2, start, end) + selection(4, 0, 5)
    found, account = opened(archive(project(source(3, both, name="a", plainTextPath="a.txt")), {"sources/a.txt": TEXT}))
    assert len(found.marks) == 1
    assert why in found.unplaced[0].why
    assert any(line.startswith("unplaced: 'a'") for line in account.left)


LINES = "\ufeffErste Zeile hier.\r\nZweite 😀 Zeile da.\r\nDritte Zeile am Ende.\r\n"
NAMED = ("Erste Zeile hier.", "Zweite 😀 Zeile da.", "Dritte Zeile am Ende.")


@pytest.mark.parametrize("bom", [True, False])
@pytest.mark.parametrize("pairs", [True, False])
@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("origin", ["NVivo 14", "ATLAS.ti 23"])
def test_the_way_a_program_counts_is_told_from_the_names_of_its_selections(opened, bom, pairs, wide, origin):
    counted = LINES if bom else LINES.removeprefix("\ufeff")
    counted = counted if pairs else counted.replace("\r\n", "\n")

    def at(text):
        return len(text.encode("utf-16-le")) // 2 if wide else len(text)

    marks = "".join(
        selection(20 + i, at(counted[: counted.index(n)]), at(counted[: counted.index(n)]) + at(n), name=n)
        for i, n in enumerate(NAMED)
    )
    xml = project(source(3, marks, name="a", plainTextPath="internal://a.txt"), origin=origin)
    found, account = opened(archive(xml, {"Sources/a.txt": LINES}))
    assert [LINES[m.start : m.stop] for m in found.marks] == list(NAMED)
    assert any("3 of 3 named selections" in note for note in account.notes)


@pytest.mark.parametrize(("origin", "pairs"), [("NVivo 14", True), ("ATLAS.ti for Windows 23", False)])
def test_without_names_the_program_decides_and_it_is_told(opened, origin, pairs):
    counted = LINES.removeprefix("\ufeff") if pairs else LINES.removeprefix("\ufeff").replace("\r\n", "\n")
    start = counted.index("Zweite")
    xml = project(source(3, selection(2, start, start + 6), name="a", plainTextPath="a.txt"), origin=origin)
    found, account = opened(archive(xml, {"sources/a.txt": LINES}))
    assert LINES[found.marks[0].start : found.marks[0].stop] == "Zweite"
    assert any("no name confirms it" in note for note in account.notes)


def test_several_codings_of_one_selection_and_their_coders(opened):
    more = f'<Coding guid="{key(60)}" creatingUser="{{{key(8).upper()}}}"><CodeRef targetGUID="{{{key(1)}}}"/></Coding>'
    inner = selection(2, 0, 5, memo="why").replace("</PlainTextSelection>", f"{more}</PlainTextSelection>")
    users = f'<User guid="{key(9)}" name="Zoë"/><User guid="{{{key(8).upper()}}}" name="ATLAS.ti"/>'
    xml = project(source(3, inner, name="a", plainTextPath="a.txt"), users=users)
    found, account = opened(archive(xml, {"sources/a.txt": TEXT}))
    evidence, _ = evidence_of(found)
    assert [(c.coder, c.code, c.kind) for c in evidence.codings] == [
        ("Zoë", "élan", "human"),
        ("ATLAS.ti", "élan", "human"),
    ]
    assert [(m.text, m.code) for m in evidence.memos] == [("why", "élan")]
    assert account.left == ()


def test_what_is_not_text_is_listed(opened):
    xml = project(
        source(
            3, selection(2, 0, 5, code=77) + selection(4, 0, 5, code=77, memo="kept"), name="a", plainTextPath="a.txt"
        )
        + f'<PictureSource guid="{key(30)}" name="map" path="internal://m.png"><PictureSelection guid="{key(31)}" '
        f'firstX="1" firstY="1" secondX="2" secondY="2"><Coding guid="{key(32)}">'
        f'<CodeRef targetGUID="{key(1)}"/></Coding>'
        f'</PictureSelection></PictureSource><VideoSource guid="{key(33)}" name="talk"/>'
        f'<PDFSource guid="{key(34)}" name="paper" path="internal://p.pdf"><PDFSelection guid="{key(35)}" page="1" '
        f'firstX="1" firstY="1" secondX="2" secondY="2"/><Representation guid="{key(36)}" plainTextPath="internal://p.txt">'
        f"{selection(37, 0, 5)}</Representation></PDFSource>",
        rest=f'<Sets><Set guid="{key(40)}" name="s"/></Sets><Graphs><Graph guid="{key(41)}"/></Graphs><Strange/>',
    ).replace("<Sources>", f'<Cases><Case guid="{key(42)}" name="c"/></Cases><Sources>')
    members = {"Sources/a.txt": TEXT, "Sources/p.txt": TEXT, "Sources/m.png": b"x", "Sources/extra.txt": "y"}
    found, account = opened(archive(xml, members))
    told = " | ".join(account.left)
    for said in (
        "image 'map': not text; 1 selections with 1 codings",
        "video 'talk'",
        "'paper': 1 regions of a page",
        "original file of 'paper'",
        "2 codings of 'a': their code is not in the codebook",
        "1 cases",
        "1 sets",
        "1 graphs",
        "'Strange'",
        "1 files of the archive that nothing refers to: Sources/extra.txt",
    ):
        assert said in told
    assert [(m.code == "", m.memo) for m in found.marks] == [(True, "kept"), (False, "")]
    assert dict(account.taken)["codings"] == 1


def test_memos_stand_on_what_refers_or_links_to_them(opened):
    notes = (
        f'<Notes><Note guid="{key(50)}" name="n" creatingUser="{key(9)}">'
        f"<PlainTextContent>über\r</PlainTextContent></Note>"
        f'<Note guid="{key(51)}" plainTextPath="internal://n.txt"/><Note guid="{key(52)}" name="lost"/></Notes>'
        f'<Links><Link guid="{key(53)}" originGUID="{key(51)}" targetGUID="{key(2)}"/>'
        f'<Link guid="{key(54)}" originGUID="{key(1)}" targetGUID="{key(2)}"/></Links>'
        f'<NoteRef targetGUID="{key(50)}"/>'
    )
    codes = f'<Code guid="{key(1)}" name="c" isCodable="true"><NoteRef targetGUID="{key(50)}"/></Code>'
    xml = project(source(3, ONE, name="a", plainTextPath="a.txt"), rest=notes, codes=codes)
    found, account = opened(archive(xml, {"sources/a.txt": TEXT, "sources/n.txt": "beside"}))
    assert [(n.text, n.on) for n in found.notes] == [("über\n", ("", key(1))), ("beside", (key(2),))]
    assert "memo 'lost': it has no text" in account.left
    assert "1 links between codes, sources or selections" in account.left


def test_names_that_hide_or_stand_twice_are_shown(opened):
    codes = "".join(
        f'<Code guid="{key(g)}" name="{n}" isCodable="true">{i}</Code>'
        for g, n, i in [
            (1, "a\u202eb", f'<Code guid="{key(70)}" name="twin" isCodable="true"/>'),
            (71, "top", f'<Code guid="{key(72)}" name="twin" isCodable="true" color="red"/>'),
            (71, "same guid", ""),
        ]
    )
    found, account = opened(archive(project(codes=codes)))
    told = " | ".join((*account.notes, *account.left))
    for said in ("a<U+202E>b", "2 codes share a name", "<U+202E>b / twin'", "is none or stands twice", "color 'red'"):
        assert said in told
    assert len({node.guid for _, node in walk(found.codes)}) == 5
    assert visible("a\u200db") == "a<U+200D>b"


def test_texts_in_other_encodings_are_told(opened):
    both = source(3, ONE, name="old", plainTextPath="a.txt") + source(5, name="wide", plainTextPath="b.txt")
    members = {"sources/a.txt": TEXT.encode("cp1252"), "sources/b.txt": TEXT.encode("utf-16")}
    found, account = opened(archive(project(both), members))
    assert [s.text for s in found.sources] == [TEXT, TEXT]
    assert any("Windows-1252, a guess" in note for note in account.notes)
    assert any("UTF-16" in note for note in account.notes)


def test_text_inside_the_project_and_codings_of_the_whole(opened):
    inner = f"<PlainTextContent>{TEXT}</PlainTextContent>{ONE}"
    inner += f'<Coding guid="{key(80)}"><CodeRef targetGUID="{key(1)}"/></Coding>'
    found, _ = opened(archive(project(source(3, inner, name="../up/con:é")), inner="wrapped/project.qde"))
    evidence, account = evidence_of(found)
    assert [c.passage.quote for c in evidence.codings] == ["Die Fähre nach Übersee.", TEXT]
    assert evidence.codings[1].coder == "unnamed"
    assert "/" not in evidence.documents[0].id
    assert evidence.documents[0].id.endswith("con_é.txt")
    assert "is called" in account.notes[0]


def test_a_foreign_namespace_and_a_declared_encoding(opened):
    xml = project(source(3, ONE, name="a", plainTextPath="a.txt")).replace("project:1.0", "project:1:0")
    xml = xml.replace('encoding="utf-8"', 'encoding="iso-8859-1"')
    found, account = opened(archive(xml.encode("iso-8859-1"), {"sources/a.txt": TEXT}))
    assert found.codes[0].name == "élan"
    assert found.users[0].name == "Zoë"
    assert "namespace" in account.notes[0]


@pytest.mark.parametrize(
    ("raw", "kind"), [(b"", FileDamaged), (b"plain words", FileRefused), (b"PK\x03\x04x", FileDamaged)]
)
def test_other_files_are_refused(tmp_path, raw, kind):
    file = tmp_path / "x.qdpx"
    file.write_bytes(raw)
    with pytest.raises(kind):
        read_project(file)
    with pytest.raises(FileDamaged, match="no such file"):
        read_project(tmp_path / "absent.qdpx")


def test_a_document_reads_back_under_one_name(opened):
    both = "".join(source(n, name="talk", plainTextPath="a.txt") for n in (3, 4))
    found, _ = opened(archive(project(both), {"sources/a.txt": TEXT}))
    evidence, _ = evidence_of(found)
    assert len({d.id.casefold() for d in evidence.documents}) == 2
    renamed = replace(found, origin="tightrope")
    assert len(evidence_of(renamed)[0].documents) == 2


@pytest.mark.shared
@pytest.mark.parametrize(("name", "codes"), [("blank-atlas-project", 0), ("target-atlas-project", 3)])
def test_the_samples_of_atlas_are_read(shared_data, name, codes):
    file = shared_data / "refi_qda_samples" / f"{name}.qdpx"
    if not file.is_file():
        pytest.skip("the samples are not in the data folder")
    found, account = read_project(file)
    assert (dict(account.taken)["codes"], dict(account.taken)["coders"], account.left) == (codes, 2, ())
    assert found.origin.startswith("ATLAS.ti")


@pytest.mark.parametrize(
    ("name", "codes", "codings"), [("demo.qdpx", 262, 205), ("nvivo_project.qdpx", 262, 0)]
)  # fmt: skip
def test_the_samples_inside_an_installed_package_are_read(name, codes, codings):
    try:
        held = [f for f in files("qualitative-coding") or () if f.name == name]
    except PackageNotFoundError:
        pytest.skip("the package qualitative-coding, whose data these are, is not installed")
    found, account = read_project(held[0].locate())
    taken = dict(account.taken)
    assert (taken["codes"], taken["codings"], taken["unplaced"]) == (codes, codings, 0)
    assert taken["sources with their text"] == 2
    texts = {s.guid: s.text for s in found.sources}
    for mark in found.marks:
        quote = texts[mark.source][mark.start : mark.stop]
        assert quote.endswith("\n")
        assert mark.name == f"line:{texts[mark.source][: mark.start].count(chr(10))}", (
            "a mark is the line it is named for"
        )
