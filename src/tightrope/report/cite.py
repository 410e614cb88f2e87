"""Source list: references.bib read, and the entries that a report cites formatted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from unicodedata import normalize

from tightrope.core.errors import CatalogError

ENTRY = re.compile(r"@(\w+)\s*\{\s*([^,\s]+)\s*,")
FIELD = re.compile(r"(\w+)\s*=\s*")
MARKS = re.compile(r"[{}]|\\(?=[&%_$#])|\\url(?=\{)")
ACCENT = re.compile(r"\\([\"'`^~c])\s?\{?([A-Za-z])\}?")
COMBINING = {'"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "c": "\u0327"}


def bibliography() -> Path | None:
    """Return the bibliography of the package, or of the source tree; None where neither holds one."""
    package = Path(str(files("tightrope")))
    for place in (package / "references.bib", package.parents[1] / "references.bib"):
        if place.is_file():
            return place
    return None


def entries(text: str) -> dict[str, dict[str, str]]:
    """Return key -> fields of a BibTeX text; the kind of entry stands under "kind".

    Raises
    ------
    CatalogError : an entry does not close.
    """
    found: dict[str, dict[str, str]] = {}
    for match in ENTRY.finditer(text):
        kind, key = match.group(1).lower(), match.group(2)
        body = text[match.end() : _closing(text, match.start() + match.group(0).index("{"), key)]
        found[key] = {"kind": kind} | _fields(body)
    return found


def _closing(text: str, start: int, key: str) -> int:
    depth = 0
    for i in range(start, len(text)):
        depth += (text[i] == "{") - (text[i] == "}")
        if depth == 0:
            return i
    raise CatalogError(f"the entry {key!r} does not close", where="references.bib", next="add the missing brace")


def _fields(body: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    at = 0
    while match := FIELD.search(body, at):
        start = match.end()
        if body[start : start + 1] == "{":
            stop = _closing(body, start, match.group(1)) + 1
            value = body[start + 1 : stop - 1]
        elif body[start : start + 1] == '"':
            stop = body.index('"', start + 1) + 1
            value = body[start + 1 : stop - 1]
        else:
            stop = next((i for i in range(start, len(body)) if body[i] in ",\n"), len(body))
            value = body[start:stop]
        fields[match.group(1).lower()] = " ".join(MARKS.sub("", ACCENT.sub(_accented, value)).split()).replace(
            "--", "\u2013"
        )
        at = stop
    return fields


def _accented(match: re.Match[str]) -> str:
    return normalize("NFC", match.group(2) + COMBINING[match.group(1)])


def formatted(entry: Mapping[str, str]) -> str:
    """Return an entry as a reference: authors (year). Title. Where. DOI."""
    who = _people(
        entry.get("author") or entry.get("editor") or entry.get("organization") or entry.get("publisher") or ""
    )
    when = entry.get("year") or entry.get("date", "")[:4] or "no date"
    place = entry.get("journal") or entry.get("booktitle") or entry.get("publisher") or entry.get("institution") or ""
    if place == who:
        place = ""
    volume = entry.get("volume", "") + (f"({entry['number']})" if entry.get("number") else "")
    where = ", ".join(part for part in (place, volume, entry.get("pages", "")) if part)
    extra = entry.get("howpublished", "") if not place else ""
    parts = [f"{who} ({when})" if who else f"({when})", entry.get("title", ""), where, extra, entry.get("note", "")]
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)


def _people(text: str) -> str:
    people = [part.strip() for part in re.split(r"\s+and\s+", text) if part.strip()]
    if len(people) > 3:
        return f"{people[0]} et al."
    return " & ".join(people) if len(people) < 3 else f"{people[0]}, {people[1]} & {people[2]}"


def references(keys: Iterable[str], known: Mapping[str, Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the cited entries by key, formatted; a key without an entry is kept and says so."""
    found = []
    for key in sorted(set(keys)):
        entry = known.get(key)
        if entry is None:
            found.append({"key": key, "text": f"{key}: no entry in the bibliography.", "url": ""})
            continue
        doi = entry.get("doi", "")
        found.append(
            {"key": key, "text": formatted(entry), "url": f"https://doi.org/{doi}" if doi else entry.get("url", "")}
        )
    return found
