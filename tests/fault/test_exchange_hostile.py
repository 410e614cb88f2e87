"""Strangers' projects and tables: bombs, paths that lead out, entities, nonsense; refused in one line."""

import contextlib
import io
import json
import stat
import tempfile
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.qdpx import archive, key, project, selection, source

from tightrope.core.errors import DataError, EvidenceError, FileDamaged, FileRefused, FileTooLarge
from tightrope.evidence.exchange import confined, read
from tightrope.evidence.exchange.confined import Caps
from tightrope.evidence.exchange.read import CAPS, read_project
from tightrope.evidence.exchange.tables import read_codebook, read_codings
from tightrope.evidence.ingest import document

TEXT = "Ein Satz, der zählt."
GOOD = project(source(3, selection(2, 0, 8), name="a", plainTextPath="internal://a.txt"))


@pytest.fixture
def file(tmp_path):
    def made(data, name="x.qdpx"):
        path = tmp_path / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return path

    return made


def refused(kind, path, *, child=False, **caps):
    """Return what is told of a file that is refused, by the child's own code here or in the child."""
    before = sorted(p for p in path.parent.parent.rglob("*"))
    begun, held = time.monotonic(), replace(CAPS, **caps)
    with tempfile.TemporaryDirectory() as work, pytest.raises(kind) as told:
        read_project(path, caps=held) if child else confined._read(path, Path(work), name=path.name, caps=held)
    assert time.monotonic() - begun < 15
    assert "\n" not in str(told.value)
    assert str(told.value).startswith(path.name)
    assert str(path.parent) not in str(told.value)
    assert sorted(p for p in path.parent.parent.rglob("*")) == before
    return str(told.value)


@pytest.mark.parametrize(
    "name", ["../up.txt", "Sources/../../up.txt", "/etc/x", "C:\\x.txt", "c:/x.txt", "..\\up.txt", "\\\\host\\x"]
)
def test_an_archive_with_a_path_that_leads_out_is_refused_whole(file, name):
    assert "leads out" in refused(FileRefused, file(archive(GOOD, {"Sources/a.txt": TEXT, name: "x"})))


def test_an_archive_with_a_link_is_refused_whole(file):
    held = io.BytesIO(archive(GOOD))
    with zipfile.ZipFile(held, "a") as made:
        link = zipfile.ZipInfo("Sources/a.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
    assert "link" in refused(FileRefused, file(held.getvalue()), child=True)


def test_a_bomb_is_refused_before_it_goes_off(file):
    zeros = bytes(60_000_000)
    told = refused(FileTooLarge, file(archive(GOOD, {"Sources/a.txt": zeros})), child=True)
    assert "100 to 1" in told


def test_caps_on_members_and_on_all_bytes_together(file):
    many = archive(GOOD, {f"Sources/{i}.txt": "x" for i in range(30)})
    assert "members" in refused(FileTooLarge, file(many), members=20)
    noise = {f"Sources/{i}.bin": bytes(range(256)) * 400 for i in range(3)}
    assert "unpacks to" in refused(FileTooLarge, file(archive(GOOD, noise)), unpacked=200_000)


def test_a_size_that_lies_is_caught_while_it_unpacks(file):
    data = bytearray(archive(GOOD, {"Sources/a.txt": bytes(300_000)}))
    true, lie = (300_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert true in data
    refused((FileTooLarge, FileDamaged), file(bytes(data.replace(true, lie))), unpacked=100_000)


def test_two_members_of_one_name_are_refused(file):
    held = io.BytesIO(archive(GOOD))
    with zipfile.ZipFile(held, "a") as made, pytest.warns(UserWarning, match="Duplicate"):
        made.writestr("project.qde", GOOD)
    assert "one name" in refused(FileRefused, file(held.getvalue()))


def test_a_zip_inside_is_never_opened(file):
    inner = archive(GOOD, {"Sources/a.txt": TEXT})
    found, account = read_project(file(archive(GOOD, {"Sources/a.txt": TEXT, "more.qdpx": inner, "x.zip": inner})))
    assert len(found.marks) == 1
    assert account.left == ("2 files of the archive that nothing refers to: more.qdpx, x.zip",)


STEPS = "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
LAUGHS = f'<!DOCTYPE Project [<!ENTITY a "ha">{STEPS}]>'
CANARY = '<!DOCTYPE Project [<!ENTITY x SYSTEM "file://%s">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("prolog", ["", "<!-- a <b> -->\n<?pi x?>"])
def test_xml_with_a_document_type_is_refused_before_it_is_parsed(file, encoding, prolog):
    head, body = GOOD.split("?>", 1)
    declared = head.replace("utf-8", "utf-16" if "16" in encoding else "utf-8") + "?>"
    for name, wrap in (("x.qdpx", archive), ("x.qdc", lambda xml: xml)):
        xml = f"{declared}{prolog}{LAUGHS}{body.replace('élan', '&j;')}".encode(encoding)
        assert "document type" in refused(FileRefused, file(wrap(xml), name))


def test_no_file_is_read_for_an_entity(file, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY")
    head, body = GOOD.split("?>", 1)
    hidden = f"{head.replace('utf-8', 'utf-7')}?>".encode() + (CANARY % secret + body.replace("élan", "&x;")).encode(
        "utf-7"
    )
    for xml in (f"{head}?>{CANARY % secret}{body.replace('élan', '&x;')}".encode(), hidden):
        assert "CANARY" not in refused(DataError, file(archive(xml)), child=True)


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "<Project",
        "<Project/>x",
        f'<Project xmlns="urn:QDA-XML:project:1.0">{"<a>" * 400}{"</a>" * 400}</Project>',
        "<html/>",
        "\x00\x01\x02\x03",
    ],
)
def test_broken_xml_is_told_in_one_line(file, xml):
    refused(DataError, file(archive(xml)))


def test_codes_nested_too_deep_are_told(file):
    deep = "".join(f'<Code guid="{key(i)}" name="c" isCodable="true">' for i in range(1, 400)) + "</Code>" * 399
    refused(DataError, file(archive(project(codes=deep))))


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_an_archive_cut_off_is_damaged(file, cut):
    data = archive(GOOD, {"Sources/a.txt": TEXT * 50})
    refused(FileDamaged, file(data[: int(len(data) * cut)]))


def test_flipped_bytes_are_told_or_harmless(file, rng, tmp_path):
    data = archive(GOOD, {"Sources/a.txt": TEXT * 50})
    for number, at in enumerate(rng.integers(0, len(data), 200)):
        broken, work = bytearray(data), tmp_path / f"w{number}"
        broken[at] ^= 0xFF
        work.mkdir()
        with contextlib.suppress(DataError):
            confined._read(file(bytes(broken)), work, name="x.qdpx", caps=CAPS)
            read._load(work, "x.qdpx")


def test_a_member_under_a_password_is_told(file):
    data = bytearray(archive(GOOD, {"Sources/a.txt": TEXT}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "password" in refused(FileRefused, file(bytes(data)))


@pytest.mark.parametrize("count", [0, 2])
def test_none_or_two_projects_in_one_archive_are_told(file, count):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("readme.txt", "x")
        for i in range(count):
            made.writestr(f"p{i}.qde", GOOD)
    assert f"{count} project files" in refused(FileDamaged, file(held.getvalue()))


def test_what_the_child_says_is_checked(tmp_path):
    for said in ("[]", "{", json.dumps({"sources": 3}), json.dumps({"said": [], "sources": [{"tag": "TextSource"}]})):
        (tmp_path / "project.json").write_text(said)
        with pytest.raises(FileDamaged, match="cannot be understood"):
            read._load(tmp_path, "x.qdpx")


def test_a_reader_without_memory_ends_with_a_message(file):
    path = file(archive(GOOD, {"Sources/a.txt": TEXT}))
    assert "memory" in refused(FileTooLarge, path, child=True, memory=20_000_000)


TABLES = [
    (b"tag,description\na,b,c,d\n", "line 2: has 4 cells"),
    (b"x,y\na,b\n", "no column tag"),
    (b"tag,tag\na,b\n", "two columns"),
    (b"tag,description\n", "holds no row"),
    (b"", "holds no row"),
    (b'tag,description\na,"open\n', "is no table"),
    (b"tag,parent\na,b\nb,a\n", "their own parents"),
    (b'tag,description\na,"' + b"x" * 140_000 + b'"\n', "is no table"),
]


@pytest.mark.parametrize(("raw", "said"), TABLES)
def test_tables_that_are_none_are_told_with_their_line(raw, said):
    with pytest.raises(EvidenceError, match=said):
        read_codebook(raw, name="c.csv")


def test_rows_of_codings_without_a_place_are_listed():
    text = document("a.txt", b"One two three. One two four.\r\nNext line.\n")
    raw = "\r\n".join(
        [
            "file,start,end,quote,code,coder,memo",
            "a.txt,0,14,One two three.,c,Ann,m",
            "a.txt,3,17,One two four.,c,Ann,",
            "a.txt,900,950,absent,c,Ann,",
            "a.txt,x,y,One,c,Ann,",
            "b.txt,0,3,One,c,Ann,",
            "a.txt,-5,3,,c,Ann,",
        ]
    ).encode()
    codings, memos, account = read_codings(raw, [text], name="c.csv")
    assert [(c.passage.start, c.passage.quote) for c in codings] == [(0, "One two three."), (15, "One two four.")]
    assert [m.text for m in memos] == ["m"]
    assert account.notes == ("line 3: its quote stands at 15-28, where it was put",)
    assert [line.split(":")[0] for line in account.left] == ["line 4", "line 5", "line 6", "line 7"]
    with pytest.raises(EvidenceError, match="no column 'end'"):
        read_codings(b"file,start,code\na,1,2\n", [text], name="c.csv")


def test_the_caps_are_those_that_are_promised():
    assert Caps() == Caps(unpacked=500_000_000, ratio=100, members=10_000, seconds=60, memory=2_000_000_000)
