"""What a file is by its bytes, whatever its name says; what can run code when opened is refused here."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from tightrope.core.errors import FileDamaged, FileRefused

FORMATS: dict[str, str] = {
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".xlsx": "xlsx", ".dta": "dta", ".rds": "rds", ".rda": "rds",
    ".rdata": "rds", ".parquet": "parquet", ".json": "json", ".jsonl": "json", ".ndjson": "json",
}  # fmt: skip
ASK = "ask its publisher for CSV, or save it as CSV with the program that made it"
PICKLE = "a Python pickle, which can run code when it is opened"
NUMPY = "a NumPy file, which can hold pickled objects"
ARROW = "a Feather or Arrow file, whose extension types can run code when it is opened"
NEVER: dict[str, str] = {
    ".pkl": PICKLE, ".pickle": PICKLE, ".joblib": PICKLE, ".p": PICKLE, ".pt": PICKLE, ".npy": NUMPY, ".npz": NUMPY,
    ".feather": ARROW, ".arrow": ARROW, ".ipc": ARROW, ".xls": "an old binary workbook or a page in its disguise",
    ".xlsb": "a binary workbook", ".xlsm": "a workbook with macros", ".yaml": "YAML, whose tags can make objects",
    ".yml": "YAML, whose tags can make objects", ".pdf": "a PDF", ".html": "a web page", ".htm": "a web page",
    ".h5": "an HDF5 file", ".mat": "a MATLAB file", ".sav": "an SPSS file", ".sas7bdat": "a SAS file",
}  # fmt: skip
MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"PAR1", "parquet", "a Parquet file"),
    (b"PARE", "never", "an encrypted Parquet file"),
    (b"ARROW1", "never", ARROW),
    (b"FEA1", "never", ARROW),
    (b"\x93NUMPY", "never", NUMPY),
    (b"%PDF", "never", "a PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "never", "an old binary workbook, or a workbook under a password"),
    (b"\x89HDF", "never", "an HDF5 file"),
    (b"SQLite format 3\x00", "never", "an SQLite database"),
    (b"$FL2", "never", "an SPSS file"),
    (b"\x7fELF", "never", "a program"),
    (b"MZ\x90", "never", "a program"),
    (b"\x89PNG", "never", "an image"),
    (b"\xff\xd8\xff", "never", "an image"),
    (b"7z\xbc\xaf\x27\x1c", "never", "a 7z archive"),
    (b"Rar!", "never", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "never", "a Zstandard archive"),
    (b"PK\x03\x04", "zip", "a zip archive"),
    (b"PK\x05\x06", "zip", "a zip archive"),
    (b"\x1f\x8b", "gzip", "a gzip archive"),
    (b"BZh", "packed", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "packed", "an xz archive"),
    (b"<stata_dta>", "dta", "a Stata file"),
    (b"RDX2\n", "rds", "an R file"),
    (b"RDX3\n", "rds", "an R file"),
    (b"RDB", "rds", "an R file"),
    (b"RDA2\n", "rds", "an R file"),
    (b"RDA3\n", "rds", "an R file"),
    (b"X\n\x00\x00\x00", "rds", "an R file"),
    (b"A\n2\n", "rds", "an R file"),
    (b"A\n3\n", "rds", "an R file"),
    (b"B\n", "rds", "an R file"),
)
OLD_PICKLE = re.compile(
    rb"\A(\((lp|dp|tp?|i\w)\d*|c[A-Za-z_][\w.]*\n[A-Za-z_]\w*\n|\(c?[A-Za-z_][\w.]*\n|[(\]}]\.?q?\x00)"
)
PICKLE_ENDS = re.compile(rb"(\n|[RtbpseauI])\.\s*\Z")
MARKUP = re.compile(rb"\A\s*<(!doctype\s+html|html|head|body|table|script|meta)\b", re.IGNORECASE)
FITS: dict[str, tuple[str, ...]] = {
    "csv": ("text",), "tsv": ("text",), "json": ("text",), "xlsx": ("zip",), "dta": ("dta",),
    "rds": ("rds", "gzip", "packed"), "parquet": ("parquet",),
}  # fmt: skip


def refuse_name(name: str) -> None:
    """Raise `FileRefused` for a name whose format is never opened, whatever it holds."""
    suffix = PurePosixPath(name.lower().removesuffix(".gz")).suffix
    if suffix in NEVER:
        raise FileRefused(
            f"its name says that it is {NEVER[suffix]}; such files are never opened", where=name, next=ASK
        )


def told(name: str) -> str:
    """Return the format that a name tells, "" if none."""
    return FORMATS.get(PurePosixPath(name.lower()).suffix, "")


def identify(file: Path) -> tuple[str, str]:
    """Return what a file is by its bytes: a kind ("never" if it is not to be opened) and the words for it."""
    with file.open("rb") as stream:
        head = stream.read(4096)
        stream.seek(max(0, file.stat().st_size - 64))
        tail = stream.read(64)
    bare = head[3:] if head.startswith(b"\xef\xbb\xbf") else head
    for magic, kind, words in MAGIC:
        if head.startswith(magic):
            return kind, words
    tests: tuple[tuple[Callable[[], object], str, str], ...] = (
        (lambda: _pickled(head, tail), "never", PICKLE),
        (lambda: MARKUP.match(_narrow(bare)), "never", "a web page, often an error page or a login in a table's place"),
        (lambda: _narrow(bare).lstrip().startswith(b"<?xml"), "never", "an XML file"),
        (lambda: head[257:262] == b"ustar", "never", "a tar archive"),
        (lambda: head[8:12] == b"DUCK", "never", "a DuckDB database"),
        (lambda: len(head) > 4 and 102 <= head[0] <= 115 and head[1] in (1, 2) and head[2] == 1, "dta", "a Stata file"),
    )
    for holds, kind, words in tests:
        if holds():
            return kind, words
    return "text", "text"


def check_kind(file: Path, format: str, name: str) -> None:
    """Raise unless the bytes of a file fit the format it is to be read as."""
    kind, words = identify(file)
    if kind == "never":
        raise FileRefused(f"it is {words}; such files are never opened", where=name, next=ASK)
    if kind in FITS[format]:
        return
    if kind in ("zip", "gzip", "packed"):
        raise FileRefused(f"it is {words} inside an archive; nested archives are not opened", where=name, next=ASK)
    given = "no such file" if kind == "text" else words
    raise FileDamaged(f"it is to be read as {format} but is {given}", where=name, next="say what it is with its format")


def _pickled(head: bytes, tail: bytes) -> bool:
    framed = len(head) > 2 and head[0] == 0x80 and 1 <= head[1] <= 6
    return framed or (OLD_PICKLE.match(head) is not None and PICKLE_ENDS.search(tail) is not None)


def _narrow(head: bytes) -> bytes:
    """Return the head of a text with the zero bytes of UTF-16 taken out."""
    return head.lstrip(b"\xff\xfe").replace(b"\x00", b"") if b"\x00" in head[:64] else head
