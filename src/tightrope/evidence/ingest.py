"""Files of a folder to Documents: bytes hashed, one canonical text, the place of every span; a bad file is listed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import joblib

from tightrope.core.document import Document, Format
from tightrope.core.errors import EvidenceError, TightropeError
from tightrope.evidence.reading import apart, handover
from tightrope.evidence.reading.caps import CAPS, DocumentCaps, Progress
from tightrope.evidence.reading.text import decode, unread, unseen, visible

FORMATS: dict[str, Format] = {
    ".txt": "txt", ".text": "txt", ".md": "md", ".markdown": "md", ".pdf": "pdf", ".docx": "docx", ".html": "html",
    ".htm": "html", ".xhtml": "html",
}  # fmt: skip
SUFFIXES = tuple(FORMATS)
CAP = 20_000_000
"""Largest plain text read, in bytes; a book of a thousand pages is about three million."""
READER = "1"
"""Raised when the same bytes read differently, so that no older reading is taken from a cache."""
MAGIC = ((b"%PDF-", "a PDF"), (b"PK\x03\x04", "a zip archive (.docx, .odt, .epub, ...)"), (b"{\\rtf", "an RTF file"))
KNOWN = "name files .txt, .md, .pdf, .docx or .html"
Card = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A file that could not be read, and why."""

    file: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """The documents of a folder, and the files that are none.

    Parameters
    ----------
    documents : those that were read, ordered by file name.
    refused : those that were not, each with its reason.
    """

    documents: tuple[Document, ...]
    refused: tuple[Refused, ...]


def read_documents(folder: Path, *, cards: Mapping[str, Card] | None = None) -> tuple[Document, ...]:
    """Return the documents of a folder that can be read, ordered by file name; `receive` also lists the others.

    Raises
    ------
    EvidenceError
        If the folder is absent, or holds no document that can be read.
    """
    received = receive(folder, cards=cards)
    if not received.documents:
        first = received.refused[0]
        raise EvidenceError(f"holds no document that can be read; {first.why}", where=str(folder))
    return received.documents


def receive(
    folder: Path | Iterable[Path],
    *,
    cards: Mapping[str, Card] | None = None,
    cache: Path | None = None,
    jobs: int = 1,
    backend: str | None = "threading",
    caps: DocumentCaps = CAPS,
) -> Received:
    """Read a folder, or the files named: what can be read becomes documents, what cannot is listed with its reason.

    A run that was broken off goes on where it was if it has a cache. Each file is read in a process of its own, so
    threads are enough on one machine; a cluster is another backend of joblib.

    Parameters
    ----------
    folder : holds the files; those named README* describe the folder and are passed over, as are other formats.
    cards : file name -> what is known of it: title, author, date, language, work, kind, vantage; also the encoding of
        a text and the password of a PDF.
    cache : folder that keeps what was read of each file, by the digest of its bytes; None for none.
    jobs, backend : as joblib takes them; a backend of None is that of the `joblib.parallel_config` around the call.

    Raises
    ------
    EvidenceError
        If the folder is absent or holds no file of a known format, or two files have one name.
    """
    files = _files(folder)
    known = cards or {}
    work = (joblib.delayed(_try)(file, dict(known.get(file.name, {})), cache, caps) for file in files)
    found: list[Document | Refused] = joblib.Parallel(n_jobs=jobs, backend=backend)(work)
    return Received(
        documents=tuple(each for each in found if isinstance(each, Document)),
        refused=tuple(each for each in found if isinstance(each, Refused)),
    )


def read_document(
    file: Path,
    *,
    card: Card | None = None,
    own: bool = False,
    cache: Path | None = None,
    caps: DocumentCaps = CAPS,
    progress: Progress | None = None,
) -> Document:
    """Return one file as a document; its format is told by its name.

    Plain text and Markdown are the bytes decoded as UTF-8: line ends, a byte-order mark and every code point stay where
    they are, so that an offset counts code points of the file itself. PDF, DOCX and HTML are read once in a confined
    process; what is read there is the canonical text.

    Parameters
    ----------
    card : what is known of the document beside its bytes: fields of Document, its encoding, its password.
    own : whether the text was written by this project.
    cache : folder that keeps what was read; None for none.
    progress : is told the pages read, and of all.

    Raises
    ------
    EvidenceError
        If the file is unreadable, empty, over a cap, or not what its name says.
    """
    try:
        if not file.is_file():
            raise EvidenceError("is not a file", where=visible(file.name), next=KNOWN)
        most = CAP if _format(file.name) in ("txt", "md") else caps.bytes
        if (size := file.stat().st_size) > most:
            raise EvidenceError(
                f"is too large ({size} bytes, at most {most})", where=visible(file.name), next="split it"
            )
        raw = file.read_bytes()
    except OSError as error:
        raise EvidenceError(
            f"cannot be opened ({error.strerror})", where=visible(file.name), next="check it"
        ) from error
    return document(file.name, raw, card=card, own=own, cache=cache, caps=caps, progress=progress)


def document(
    name: str,
    raw: bytes,
    *,
    card: Card | None = None,
    own: bool = False,
    cache: Path | None = None,
    caps: DocumentCaps = CAPS,
    progress: Progress | None = None,
) -> Document:
    """Return the document of a name and its bytes; parameters and errors as `read_document`."""
    shown, card, format = visible(name), card or {}, _format(name)
    if len(raw) > CAP and format in ("txt", "md"):
        raise EvidenceError(f"is too large ({len(raw)} bytes, at most {CAP})", where=shown, next="split it")
    if not raw:
        raise EvidenceError("is empty", where=shown, next="remove it or give it text")
    sha256 = hashlib.sha256(raw).hexdigest()
    known: dict[str, Any] = {key: str(value) for key, value in card.items() if key in _FIELDS}
    if format in ("txt", "md"):
        for mark, what in MAGIC:
            if raw.startswith(mark):
                raise EvidenceError(f"is {what}, not plain text", where=shown, next=KNOWN)
        text, notes = decode(raw, name=shown, encoding=str(card.get("encoding", "")))
        if not text.strip("\ufeff \t\r\n\f\v\u00a0\u200b"):
            raise EvidenceError("is empty", where=shown, next="remove it or give it text")
        return Document(
            id=name,
            sha256=sha256,
            text=text,
            own=own,
            format=format,
            notes=(*notes, *unseen(text), *unread(text)),
            **known,
        )
    read = _read(shown, raw, sha256, format, card, cache, caps, progress)
    return Document(
        id=name, sha256=sha256, text=read.text, own=own, format=format, segments=read.segments,
        notes=(*read.notes, *unseen(read.text), *unread(read.text)), **known,
    )  # fmt: skip


def _read(
    name: str, raw: bytes, sha256: str, format: Format, card: Card, cache: Path | None, caps: DocumentCaps,
    progress: Progress | None,
) -> handover.Read:  # fmt: skip
    encoding, password = str(card.get("encoding", "")), str(card.get("password", ""))
    keep = None
    if cache is not None and not password and not encoding:  # a chosen reading is not kept
        keep = cache / f"{sha256}.{format}.{READER}.gz"
        if keep.is_file():
            try:
                return handover.load(keep, where=name)
            except TightropeError:  # cut off or damaged: read it again
                keep.unlink(missing_ok=True)
    return apart.read(
        raw, name=name, format=format, encoding=encoding, password=password, caps=caps, keep=keep, progress=progress
    )


def _files(folder: Path | Iterable[Path]) -> list[Path]:
    if not isinstance(folder, Path):
        named = sorted(folder, key=lambda f: f.name)
        for one, other in pairwise(named):
            if one.name == other.name:
                raise EvidenceError("two files have this name", where=one.name, next="rename one of them")
        return named
    if not folder.is_dir():
        raise EvidenceError("no such folder of documents", where=str(folder), next="name a folder of documents")
    files = sorted(
        (f for f in folder.iterdir() if f.suffix.lower() in SUFFIXES and not f.name.lower().startswith("readme")),
        key=lambda f: f.name,
    )
    if not files:
        raise EvidenceError(
            "holds no document", where=str(folder), next="put .txt, .md, .pdf, .docx or .html files there"
        )
    return files


def _try(file: Path, card: Card, cache: Path | None, caps: DocumentCaps) -> Document | Refused:
    try:
        return read_document(file, card=card, cache=cache, caps=caps)
    except TightropeError as error:
        return Refused(file=visible(file.name), why=str(error))


def _format(name: str) -> Format:
    return FORMATS.get(Path(name).suffix.lower(), "txt")


_FIELDS = frozenset({"title", "author", "date", "language", "work", "kind", "vantage"})
