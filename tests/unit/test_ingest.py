"""Files as received: what is refused, and that nothing is edited."""

import hashlib

import pytest

from tightrope.core.errors import EvidenceError
from tightrope.evidence import ingest
from tightrope.evidence.ingest import document, read_document, read_documents


def write(folder, name, raw):
    (folder / name).write_bytes(raw)
    return folder / name


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n\t", "is empty"),
        (b"a\xb7\xb7\xb7b", "is not UTF-8 at byte 1, and what it is cannot be told"),
        ("naïve \u2013 ".encode() + b"caf\xe9", "mixes UTF-8 with 1 bytes of another encoding, the first at byte 14"),
        (b"ab\xed\xa0\x80", "holds half a character .a lone surrogate. at byte 2"),
        (b"ab\0", "holds a NUL"),
        (b"%PDF-1.7 and so on", "is a PDF, not plain text"),
    ],
)
def test_what_cannot_be_read_says_so_in_one_line(tmp_path, raw, says):
    file = write(tmp_path, "a.txt", raw)
    with pytest.raises(EvidenceError, match=says) as error:
        read_document(file)
    assert "\n" not in str(error.value)
    assert str(error.value).startswith("a.txt: ")


def test_a_file_over_the_cap_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(ingest, "CAP", 10)
    with pytest.raises(EvidenceError, match="too large"):
        read_document(write(tmp_path, "a.txt", b"x" * 11))


def test_bytes_stay_as_they_are(tmp_path):
    raw = "\ufeffOne line.\r\nپاکستان اور چین۔\r\n中国与美国。\n".encode()
    document = read_document(write(tmp_path, "a.txt", raw))
    assert document.text.encode() == raw
    assert document.text.startswith("\ufeff")
    assert document.sha256 == hashlib.sha256(raw).hexdigest()


def test_a_folder_is_read_in_order_without_its_readme(tmp_path):
    for name in ("b.txt", "a.md", "README.md", "readme.txt", "c.odt"):
        write(tmp_path, name, b"Text.")
    found = read_documents(tmp_path, cards={"b.txt": {"title": "B", "vantage": "PAK", "file": "b.txt"}})
    assert [d.id for d in found] == ["a.md", "b.txt"]
    assert (found[1].title, found[1].vantage) == ("B", "PAK")


def test_an_empty_or_absent_folder_says_so(tmp_path):
    with pytest.raises(EvidenceError, match="holds no document"):
        read_documents(tmp_path)
    with pytest.raises(EvidenceError, match="no such folder"):
        read_documents(tmp_path / "absent")


def test_text_in_a_script_that_the_rules_do_not_read_is_said():
    urdu = "پاکستان چین اور امریکہ کے درمیان توازن رکھتا ہے۔ " * 2
    (note,) = document("a.txt", urdu.encode()).notes
    assert "Arabic" in note
    assert "English only" in note
    assert not document("a.txt", "Pakistan paid its lender, the bank of پاکستان.".encode()).notes
