"""JSON: a list of records, JSON lines, or the World Bank's [page, rows]; strict, with the place of every fault."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tightrope.core.errors import ChoiceNeeded, FileDamaged, FileTooLarge
from tightrope.data.formats.readers.encoding import to_utf8
from tightrope.data.formats.readers.objects import column
from tightrope.data.formats.reading import Found, Given, check_size, listed

DIGITS = 1000
LIMIT = 2**63
TOKEN = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
PAGE_KEYS = {"page", "pages", "per_page", "total"}


class _Fault(ValueError):
    """A token that strict JSON has not, or that cannot be held."""

    def __init__(self, what: str, token: str) -> None:
        self.what, self.token = what, token
        super().__init__(what)


def read(given: Given) -> Found:
    """Return the columns of a JSON file.

    Raises
    ------
    FileDamaged : not strict JSON (with line and column), a repeated key, a number that cannot be held, too deep.
    ChoiceNeeded : records with fields of their own, unless nested=flatten.
    """
    file, encoded = to_utf8(given)
    text = file.read_text(encoding="utf-8")
    try:
        value, notes = _parsed(text, given), []
    except _Lines:
        value, notes = list(_lines(file, given)), ["one record a line"]
    rows, said = _rows(value, given)
    check_size(given, rows=len(rows))
    names = list(dict.fromkeys(key for row in rows for key in row))
    check_size(given, columns=len(names))
    if not names:
        raise FileDamaged("it holds no record: the reply has no data", where=given.name)
    short = [name for name in names if any(name not in row for row in rows)]
    if short:
        said = [*said, f"not every record has {listed(map(repr, short))}; missing there"]
    made = [(name, *column(name, [row.get(name) for row in rows], given)) for name in names]
    found = [line for _, _, lines in made for line in lines]
    return Found(columns=[(name, array) for name, array, _ in made], notes=(encoded, *notes, *said, *found))


class _Lines(Exception):
    """The text is several JSON values, one a line."""


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer, parse_float=_float, strict=True
    )


def _parsed(text: str, given: Given) -> Any:
    try:
        return _decoder().decode(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and text.lstrip().startswith("{") and "\n" in text[: error.pos]:
            raise _Lines from None
        raise FileDamaged(
            f"line {error.lineno:,}, column {error.colno:,}: {error.msg[0].lower()}{error.msg[1:]}", where=given.name
        ) from None
    except _Fault as fault:
        raise FileDamaged(f"{_place(text, fault)}: {fault.what}", where=given.name) from None
    except RecursionError:
        raise FileTooLarge(_deep(text, given.caps.depth), where=given.name) from None


def _lines(file: Path, given: Given) -> Iterator[Any]:
    decoder = _decoder()
    with file.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            place = f"line {number:,}"
            try:
                yield decoder.decode(line)
            except json.JSONDecodeError as error:
                raise FileDamaged(f"{place}, column {error.colno:,}: {error.msg}", where=given.name) from None
            except _Fault as fault:
                raise FileDamaged(f"{place}: {fault.what}", where=given.name) from None
            except RecursionError:
                raise FileTooLarge(f"{place}: nested more than {given.caps.depth} deep", where=given.name) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Fault(f"the key {key!r} stands twice in one object", json.dumps(key, ensure_ascii=False))
            seen.add(key)
    return out


def _constant(token: str) -> float:
    raise _Fault(f"{token} is no JSON number", token)


def _integer(token: str) -> int:
    if len(token) > DIGITS or not -LIMIT <= int(token) < LIMIT:
        raise _Fault(f"the number {token[:40]} is too large to be held exactly", token)
    return int(token)


def _float(token: str) -> float:
    value = float(token)
    if value in (float("inf"), float("-inf")):
        raise _Fault(f"the number {token[:40]} is too large to be held", token)
    return value


def _place(text: str, fault: _Fault) -> str:
    """Return the line and column of the token at fault: the last place of a key that stands twice, else the first."""
    last = -1
    depth: list[set[str]] = []
    for match in TOKEN.finditer(text):
        found = match.group()
        if found in ("{", "["):
            depth.append(set())
        elif found in ("}", "]") and depth:
            depth.pop()
        elif found == fault.token:
            if not found.startswith('"'):
                last = match.start()
                break
            if text[match.end() : match.end() + 64].lstrip()[:1] == ":" and depth:
                last = match.start()
                if found in depth[-1]:
                    break
                depth[-1].add(found)
    if last < 0:
        return "somewhere"
    return f"line {text.count(chr(10), 0, last) + 1:,}, column {last - text.rfind(chr(10), 0, last):,}"


def _deep(text: str, cap: int) -> str:
    depth = 0
    for match in TOKEN.finditer(text):
        depth += (match.group() in "[{") - (match.group() in "]}")
        if depth > cap:
            at = match.start()
            line, col = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
            return f"line {line:,}, column {col:,}: nested more than {cap} deep"
    return f"nested more than {cap} deep"


def _rows(value: Any, given: Given) -> tuple[list[dict[str, Any]], list[str]]:
    notes: list[str] = []
    if isinstance(value, list) and len(value) == 2 and isinstance(value[0], dict) and PAGE_KEYS & set(value[0]):
        page = value[0]
        notes.append(
            f"a reply in pages: page {page.get('page')} of {page.get('pages')}, {page.get('total')} rows in all"
        )
        if page.get("pages") not in (None, 0, 1, "1"):
            raise FileDamaged(
                f"it is page {page.get('page')} of {page.get('pages')}, not the whole table",
                where=given.name,
                next="ask for all rows at once with a larger per_page",
            )
        value, flat = value[1] or [], True
    elif isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict) and "message" in value[0]:
        raise FileDamaged(f"it is an error message: {json.dumps(value[0])[:200]}", where=given.name)
    else:
        flat = given.chosen("nested") == "flatten"
    if isinstance(value, dict):
        raise ChoiceNeeded(
            f"it is one object with the keys {listed(value, 6)}, not a list of records",
            where=given.name,
            next="take the list out of it",
        )
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise FileDamaged("it is no list of records", where=given.name)
    return [dict(_flat(row, "", flat, given, 1)) for row in value], notes


def _flat(row: dict[str, Any], before: str, flat: bool, given: Given, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > given.caps.depth:
        raise FileTooLarge(f"nested more than {given.caps.depth} deep", where=given.name)
    for key, value in row.items():
        name = f"{before}{key}"
        if isinstance(value, dict | list) and not flat:
            raise ChoiceNeeded(
                f"the field {name!r} holds {'fields' if isinstance(value, dict) else 'a list'}, not a value",
                where=given.name,
                next="choose nested=flatten",
            )
        if isinstance(value, dict):
            yield from _flat(value, f"{name}.", flat, given, depth + 1)
        elif isinstance(value, list):
            yield name, json.dumps(value, ensure_ascii=False)
        else:
            yield name, value
