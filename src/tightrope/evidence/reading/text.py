"""Bytes of plain text to text: UTF-8 as it is; any other encoding is guessed, said, and may be chosen instead."""

from __future__ import annotations

import codecs
import re
from collections import Counter

from tightrope.core.errors import EvidenceError

MIXED = "utf-8+cp1252"
COMMON = {
    "cp1252": "éèàüöäßçñóíáúêôîâãõåøæëï’‘“”–—…•ÉÜÖÄ°§£©®«»",
    "windows-1256": "اليمنوترهبدسفعكقحجیںےکگپچ،۔ةأإئ",
    "gb18030": "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会也你对生能而子那得于着下自之年过发后作里",
    "cp1251": "оеаинтсрвлкмдпуяыьгзбчйх",
    "big5": "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會也你對生能而子那得於著下自之年過發後作裡",
    "shift_jis": "のにはをたがでてとしれさいるなもっこ",
}
DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\u2060-\u2064\ufff9-\ufffb]|(?<!^)\ufeff")
"""Signs that a reader does not see and that turn or part what he sees. Joiners (U+200C, U+200D) are letters' own."""
HIDING = re.compile("[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udfff]")
"""Signs that may not stand in a name as they are, joiners too: two names that look alike would be two names."""
CHOOSE = "choose its encoding, or save it as UTF-8"

_SCRIPTS = {
    "Arabic": re.compile("[\u0620-\u06ff\u0750-\u077f]"),
    "Chinese": re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"),
    "Cyrillic": re.compile("[\u0400-\u04ff]"),
    "Devanagari": re.compile("[\u0900-\u097f]"),
    "Hangul": re.compile("[\uac00-\ud7a3]"),
}


def decode(raw: bytes, *, name: str, encoding: str = "") -> tuple[str, tuple[str, ...]]:
    """Return the text of a file and what was noticed.

    Parameters
    ----------
    encoding : what the bytes are to be read as; "" for UTF-8, or what the bytes show where they are not. The name
        "utf-8+cp1252" reads what is not UTF-8 as Windows-1252.

    Raises
    ------
    EvidenceError
        If the encoding is unknown or does not fit, or if the bytes are binary or mix encodings.
    """
    if encoding:
        return _chosen(raw, name, encoding)
    for mark, found in ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")):
        if raw.startswith(mark):
            return _chosen(raw, name, found, why="its byte-order mark says so")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _chosen(raw, name, "utf-16", why="its byte-order mark says so")
    if b"\0" in raw:
        return _with_nul(raw, name)
    try:
        return raw.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        return _guessed(raw, name, error.start)


def _chosen(raw: bytes, name: str, encoding: str, *, why: str = "chosen") -> tuple[str, tuple[str, ...]]:
    try:
        if encoding.lower() == MIXED:
            text = "".join(
                bytes([ord(c) - 0xDC00]).decode("cp1252") if 0xDC80 <= ord(c) <= 0xDCFF else c
                for c in raw.decode("utf-8", "surrogateescape")
            )
        else:
            text = raw.decode(codecs.lookup(encoding).name)
    except LookupError:
        raise EvidenceError(f"there is no encoding {encoding!r}", where=name, next="such as utf-8, cp1252") from None
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        raise EvidenceError(f"is not {encoding} at byte {at}", where=name, next=CHOOSE) from None
    return text, (f"read as {encoding} ({why})",)


def _with_nul(raw: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Read bytes with NULs: UTF-16 without a mark, or no text at all."""
    even, odd = raw[0::2].count(0), raw[1::2].count(0)
    if len(raw) % 2 == 0 and max(even, odd) > 0.05 * len(raw) / 2 and min(even, odd) < 0.002 * len(raw):
        found = "utf-16-le" if odd > even else "utf-16-be"
        text, notes = _chosen(raw, name, found, why="guessed from its NUL bytes")
        if sum(c.isprintable() or c.isspace() for c in text) > 0.98 * len(text):
            return text, notes
    at = raw.index(0)
    raise EvidenceError(f"holds a NUL byte at {at}: binary, or damaged text", where=name, next="save it as UTF-8 text")


def _guessed(raw: bytes, name: str, at: int) -> tuple[str, tuple[str, ...]]:
    try:
        raw.decode("utf-8", "surrogatepass")
        raise EvidenceError(f"holds half a character (a lone surrogate) at byte {at}", where=name, next=CHOOSE)
    except UnicodeDecodeError:
        pass
    escaped = raw.decode("utf-8", "surrogateescape")
    stray = sum(0xDC80 <= ord(c) <= 0xDCFF for c in escaped)
    proper = sum(ord(c) > 127 for c in escaped) - stray
    if proper >= 2 and proper >= stray:
        what = f"mixes UTF-8 with {stray} bytes of another encoding, the first at byte {at}"
        raise EvidenceError(what, where=name, next=f"choose {MIXED}, or save it as UTF-8")
    best, share = "", 0.0
    for encoding, common in COMMON.items():
        try:
            found = [c for c in raw.decode(encoding) if ord(c) > 127]
        except UnicodeDecodeError:
            continue
        held = set(common)
        # Multibyte encodings put two bytes into one sign, so equal shares mean more there.
        score = sum(c in held for c in found) / max(len(found), 1)
        if score > share:
            best, share = encoding, score
    if share < 0.15:
        raise EvidenceError(f"is not UTF-8 at byte {at}, and what it is cannot be told", where=name, next=CHOOSE)
    text, _ = _chosen(raw, name, best)
    return text, (f"not UTF-8 (byte {at}): read as {best}, a guess; choose another encoding if letters look wrong",)


def decode_page(raw: bytes, *, name: str, encoding: str = "") -> tuple[str, tuple[str, ...]]:
    """Return the text of a web page: in the encoding chosen, or that the page declares, or as `decode` finds."""
    marked = raw.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    declared = DECLARED.search(raw[:4096]) if not encoding and not marked else None
    if declared:
        said = declared[1].decode("ascii").lower()
        said = {"iso-8859-1": "cp1252", "latin1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}.get(said, said)
        try:
            return raw.decode(codecs.lookup(said).name), () if said.replace("-", "") == "utf8" else (f"read as {said}",)
        except (LookupError, UnicodeError):
            text, notes = decode(raw.replace(b"\0", b""), name=name)
            return text, (f"it says that it is {said[:40]}, and is not", *notes)
    try:
        return decode(raw, name=name, encoding=encoding)
    except EvidenceError:
        if encoding or b"\0" not in raw:
            raise
        text, notes = decode(raw.replace(b"\0", b""), name=name)
        return text, ("NUL bytes were left out", *notes)


def unseen(text: str) -> tuple[str, ...]:
    """Return what to say of signs in a text that nobody sees: overrides of direction, blanks without width."""
    found = Counter(match[0] for match in UNSEEN.finditer(text))
    if not found:
        return ()
    listed = ", ".join(f"U+{ord(sign):04X} ({count})" for sign, count in sorted(found.items()))
    return (f"holds signs that are not seen: {listed}; they stay in the text",)


def unread(text: str) -> tuple[str, ...]:
    """Return what to say of text in scripts whose words the rules do not know."""
    found = {name: count for name, letters in _SCRIPTS.items() if (count := len(letters.findall(text))) >= 40}
    if not found:
        return ()
    listed = ", ".join(f"{name} ({count} letters)" for name, count in found.items())
    return (
        f"holds text in other scripts: {listed}; names of states may be found there, codes and polarity are read in "
        f"English only, so that no code and a neutral relation there say nothing",
    )


def visible(name: str) -> str:
    """Return a name with signs that hide or turn text around shown by number, so that it looks like no other."""
    return HIDING.sub(lambda found: f"<U+{ord(found[0]):04X}>", name)
