"""Text files of a folder to Documents: bytes hashed, text decoded as UTF-8 and never edited."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from tightrope.core.document import Document
from tightrope.core.errors import EvidenceError

SUFFIXES = (".txt", ".md")
CAP = 20_000_000
"""Largest file read, in bytes; a book of a thousand pages is about three million."""


def read_documents(folder: Path, *, cards: Mapping[str, Mapping[str, str]] | None = None) -> tuple[Document, ...]:
    """Return the documents of a folder, ordered by file name.

    Parameters
    ----------
    folder : holds `.txt` and `.md` files; files named README* describe the folder and are passed over.
    cards : file name -> what is known of it (title, author, date, language, work, kind, vantage).

    Raises
    ------
    EvidenceError
        If the folder is absent, holds no document, or one of them cannot be read.
    """
    if not folder.is_dir():
        raise EvidenceError("no such folder of documents", where=str(folder), next="name a folder of .txt or .md files")
    files = sorted(
        (f for f in folder.iterdir() if f.suffix.lower() in SUFFIXES and not f.name.lower().startswith("readme")),
        key=lambda f: f.name,
    )
    if not files:
        raise EvidenceError("holds no document", where=str(folder), next="put .txt or .md files there")
    return tuple(read_document(file, card=(cards or {}).get(file.name, {})) for file in files)


def read_document(file: Path, *, card: Mapping[str, str] | None = None, own: bool = False) -> Document:
    """Return one text file as a document.

    The text is the bytes decoded as UTF-8: line ends, a byte-order mark and every code point stay where they are, so
    that an offset counts code points of the file itself.

    Parameters
    ----------
    card : what is known of the document beside its bytes; keys as the fields of Document.
    own : whether the text was written by this project.

    Raises
    ------
    EvidenceError
        If the file is unreadable, larger than CAP bytes, empty, not UTF-8, or holds a NUL.
    """
    try:
        if not file.is_file():
            raise EvidenceError("is not a file", where=file.name, next="name a .txt or .md file")
        if (size := file.stat().st_size) > CAP:
            raise EvidenceError(f"is too large ({size} bytes, at most {CAP})", where=file.name, next="split it")
        raw = file.read_bytes()
    except OSError as error:
        raise EvidenceError(f"cannot be opened ({error.strerror})", where=file.name, next="check the file") from error
    return document(file.name, raw, card=card, own=own)


def document(name: str, raw: bytes, *, card: Mapping[str, str] | None = None, own: bool = False) -> Document:
    """Return the document of a name and its bytes; errors as `read_document`."""
    if len(raw) > CAP:
        raise EvidenceError(f"is too large ({len(raw)} bytes, at most {CAP})", where=name, next="split it")
    if b"\0" in raw:
        raise EvidenceError(
            f"holds a NUL byte at {raw.index(0)}: binary or UTF-16", where=name, next="save it as UTF-8 text"
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise EvidenceError(f"is not UTF-8 at byte {error.start}", where=name, next="save it as UTF-8 text") from error
    if not text.strip("\ufeff \t\r\n\f\v\u00a0\u200b"):
        raise EvidenceError("is empty", where=name, next="remove it or give it text")
    known = {key: str(value) for key, value in (card or {}).items() if key in _FIELDS}
    return Document(id=name, sha256=hashlib.sha256(raw).hexdigest(), text=text, own=own, **known)


_FIELDS = frozenset({"title", "author", "date", "language", "work", "kind", "vantage"})
