"""Text of any common encoding becomes UTF-8; a guess is said, and nothing is replaced."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from tightrope.core.errors import ChoiceNeeded, FileDamaged
from tightrope.data.formats.reading import Given

BLOCK = 1 << 22
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ALLOWED = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "ascii", "latin-1", "iso-8859-1"),
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1256", "iso-8859-2", "iso-8859-5", "iso-8859-9"),
    *("iso-8859-15", "koi8-r", "mac-roman", "gb18030", "gbk", "big5", "shift_jis", "euc-jp", "euc-kr"),
)
WIDE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
HIGH = re.compile(rb"[\x80-\xff]")
C1 = re.compile(rb"[\x80-\x9f]")
UNUSED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def to_utf8(given: Given) -> tuple[Path, str]:
    """Return a file in UTF-8 without a mark, and a note on the encoding it came in.

    Raises
    ------
    FileDamaged : zero bytes, or bytes that the encoding does not have. ChoiceNeeded : two encodings in one file.
    """
    encoding = given.chosen("encoding").lower()
    if encoding and encoding not in ALLOWED:
        raise ChoiceNeeded(f"the encoding {encoding!r} is not known", where=given.name, next=f"take one of {ALLOWED}")
    if encoding:
        return _transcoded(given, encoding), f"encoding: {encoding}, as chosen"
    head = _head(given.file)
    for mark, marked in MARKS:
        if head.startswith(mark):
            return _transcoded(given, marked), f"encoding: {marked}, by its mark"
    if bare := _sixteen(head):
        return _transcoded(given, bare), f"encoding: {bare}, guessed from its zero bytes"
    fault = _fault(given)
    if fault is None:
        return given.file, "encoding: utf-8"
    guess = _guess(given)
    same = " (Latin-1 reads the same here)" if guess == "cp1252" and not _any(given.file, C1) else ""
    note = f"encoding: {guess}{same}, guessed: byte {fault:,} is not UTF-8; choose another with encoding=..."
    return _transcoded(given, guess), note


def _head(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(4096)


def _sixteen(head: bytes) -> str:
    """Return which UTF-16 a head without a mark looks like, "" if none."""
    if len(head) < 4 or b"\x00" not in head:
        return ""
    even, odd = head[0::2].count(0) / len(head[0::2]), head[1::2].count(0) / len(head[1::2])
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 and odd < 0.1 else ""


def _fault(given: Given) -> int | None:
    """Return the first byte that is not UTF-8, None if there is none; zero bytes are refused."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    at = 0
    with given.file.open("rb") as stream:
        while block := stream.read(BLOCK):
            if b"\x00" in block:
                where = at + block.index(0)
                raise FileDamaged(f"byte {where:,} is zero, which no table of text has", where=given.name)
            held = len(decoder.getstate()[0])
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                return at - held + error.start
            at += len(block)
    return None if not decoder.getstate()[0] else at - len(decoder.getstate()[0])


def _guess(given: Given) -> str:
    """Return cp1252 or latin-1 for a text that is not UTF-8; where both UTF-8 and other letters stand, refuse."""
    wide = other = first = 0
    with given.file.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            left, count = WIDE.subn(b"", line)
            wide += count
            if HIGH.search(left):
                other += 1
                first = first or number
    if wide > other:
        raise ChoiceNeeded(
            f"{wide:,} letters are UTF-8, but {other:,} lines have bytes that are not, line {first:,} first",
            where=given.name,
            next="mend the lines, or choose encoding=cp1252 or another",
        )
    return "latin-1" if _any(given.file, UNUSED) else "cp1252"


def _any(file: Path, pattern: re.Pattern[bytes]) -> bool:
    with file.open("rb") as stream:
        return any(pattern.search(block) for block in iter(lambda: stream.read(BLOCK), b""))


def _transcoded(given: Given, encoding: str) -> Path:
    out = given.work / "utf8.txt"
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    done = 0
    with given.file.open("rb") as stream, out.open("wb") as target:
        try:
            while block := stream.read(BLOCK):
                text = decoder.decode(block)
                if "\x00" in text:
                    raise FileDamaged("it holds zero characters, which no table of text has", where=given.name)
                target.write(text.encode())
                done += len(block)
            target.write(decoder.decode(b"", final=True).encode())
        except UnicodeError as error:
            at = done + getattr(error, "start", 0)
            raise FileDamaged(
                f"near byte {at:,} it is not {encoding} ({getattr(error, 'reason', error)})",
                where=given.name,
                next="choose another encoding",
            ) from None
    return out
