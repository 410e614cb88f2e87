"""What pyreadstat leaves out of a .dta of format 118: notes, extended missing values, a clock that stands still."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tightrope.core.errors import DataError

STAMP = b"<timestamp>\x11"
STILL = b"01 Jan 1980 00:00"
EMPTY = b"<characteristics></characteristics>"
DOUBLE, STRL = 65526, 32768
WIDTHS = {STRL: 8, DOUBLE: 8, 65527: 4, 65528: 4, 65529: 2, 65530: 1}
DOT, STEP = 0x7FE0000000000000, 0x0000010000000000  # "." as a double; .a to .z follow in steps
MOST = 60_000  # bytes of a note; Stata's limit is 67,784
LABELS, DATA = 8, 9  # places of the characteristics and of the data in the map of sections


def finish(data: bytes, notes: Sequence[tuple[str, str]], tags: Mapping[int, NDArray[Any]]) -> bytes:
    """Return the file with what was left out.

    Parameters
    ----------
    notes : (variable or "_dta", text), in order.
    tags : place of a variable of doubles -> (N,) int, 0 to keep the cell, 1 for .a, 2 for .b.

    Raises
    ------
    DataError : the bytes are not laid out as `help dta_118` says.
    """
    at = data.index(STAMP) + len(STAMP)
    data = data[:at] + STILL + data[at + len(STILL) :]
    start = data.index(b"<map>") + len(b"<map>")
    places = list(struct.unpack("<14Q", data[start : start + 112]))
    if not data[places[LABELS] :].startswith(EMPTY) or not data[places[DATA] :].startswith(b"<data>"):
        raise DataError("the writer's layout has changed", where=".dta", next="write .csv, and tell the developers")
    data = _tagged(data, places, tags)
    body = _characteristics(notes)
    places[DATA:] = [place + len(body) for place in places[DATA:]]
    at = places[LABELS]
    head = data[:start] + struct.pack("<14Q", *places) + data[start + 112 : at]
    return head + b"<characteristics>" + body + b"</characteristics>" + data[at + len(EMPTY) :]


def _tagged(data: bytes, places: Sequence[int], tags: Mapping[int, NDArray[Any]]) -> bytes:
    first = places[2] + len(b"<variable_types>")
    stop = data.index(b"</variable_types>", first)
    kinds = struct.unpack(f"<{(stop - first) // 2}H", data[first:stop])
    widths = [WIDTHS.get(kind, kind) for kind in kinds]
    begin = places[DATA] + len(b"<data>")
    if any(kinds[variable] != DOUBLE for variable in tags):
        raise DataError("a tagged variable is no double", where=".dta", next="write .csv, and tell the developers")
    rows = len(next(iter(tags.values()))) if tags else 0
    if not rows:
        return data
    held = np.frombuffer(data, dtype=np.uint8, count=rows * sum(widths), offset=begin).copy()
    table = held.reshape(rows, sum(widths))
    for variable, letters in tags.items():
        marked = np.flatnonzero(letters)
        offset = sum(widths[:variable])
        bits = (DOT + STEP * letters[marked].astype(np.uint64)).astype("<u8")
        table[marked, offset : offset + 8] = bits.view(np.uint8).reshape(-1, 8)
    return data[:begin] + held.tobytes() + data[begin + len(held) :]


def _characteristics(notes: Sequence[tuple[str, str]]) -> bytes:
    counts: dict[str, int] = {}
    body = b""
    for owner, text in notes:
        counts[owner] = counts.get(owner, 0) + 1
        body += _one(owner, f"note{counts[owner]}", text)
    return body + b"".join(_one(owner, "note0", str(count)) for owner, count in counts.items())


def _one(owner: str, name: str, text: str) -> bytes:
    held = text.encode("utf-8")[:MOST].decode("utf-8", "ignore").encode("utf-8") + b"\0"
    body = owner.encode().ljust(129, b"\0") + name.encode().ljust(129, b"\0") + held
    return b"<ch>" + struct.pack("<I", len(body)) + body + b"</ch>"
