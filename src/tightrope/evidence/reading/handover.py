"""What a reader found, on its way out of the child and in and out of the cache: one JSON page, checked when read."""

from __future__ import annotations

import gzip
import json
import math
import zlib
from array import array
from base64 import b64decode, b64encode
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

from tightrope.core.document import Role, Segment
from tightrope.core.errors import FileDamaged
from tightrope.evidence.reading.caps import Builder

PAGE = "reading.json.gz"
MOST = 2_000_000_000
ROLES = frozenset(get_args(Role))
UNUSABLE = (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError, AttributeError, OverflowError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Canonical text, the place of each stretch of it, and what was noticed."""

    text: str
    segments: tuple[Segment, ...]
    notes: tuple[str, ...]


def save(found: Builder, file: Path) -> None:
    """Write what a reader found; the file appears whole or not at all."""
    part = file.with_suffix(".part")
    with gzip.open(part, "wt", compresslevel=1, encoding="utf-8") as out:
        out.write('{"text": ' + json.dumps(found.text) + ', "notes": ' + json.dumps(found.notes) + ', "segments": [\n')
        for at, segment in enumerate(found.segments):
            out.write(",\n" if at else "")
            out.write(json.dumps(_row(segment), separators=(",", ":")))
        out.write("\n]}\n")
    part.replace(file)


def load(file: Path, *, where: str) -> Read:
    """Return what was written; it is checked, for the child has read what a stranger wrote."""
    try:
        with gzip.open(file, "rb") as stream:
            raw = stream.read(MOST + 1)
        if len(raw) > MOST:
            raise ValueError("it is too large")
        page = json.loads(raw)
        text = str(page["text"])
        segments = tuple(_segment(row) for row in page["segments"])
        if any(a.stop > b.start for a, b in pairwise(segments)) or (segments and segments[-1].stop > len(text)):
            raise ValueError("its places overlap")
        return Read(text=text, segments=segments, notes=tuple(str(note) for note in page["notes"]))
    except UNUSABLE as error:
        what = f"its reader handed over nothing that can be used ({error})"
        raise FileDamaged(what[:300], where=where) from None


def _row(s: Segment) -> list[Any]:
    edges = b64encode(array("f", s.edges).tobytes()).decode("ascii") if len(s.edges) else ""
    return [s.start, s.stop, s.role, s.page, s.box, edges, s.turn, s.part, s.paragraph, s.run, s.node]


def _segment(row: list[Any]) -> Segment:
    start, stop, role, page, box, coded, turn, part, paragraph, run, node = row
    edges = array("f")
    edges.frombytes(b64decode(coded))
    if not 0 <= start < stop or role not in ROLES or (len(edges) and len(edges) != stop - start + 1):
        raise ValueError("a place is none")
    if box is not None:
        left, bottom, right, top = (float(edge) for edge in box)
        if not all(map(math.isfinite, (left, bottom, right, top))):
            raise ValueError("a box has no bounds")
        box = (left, bottom, right, top)
    return Segment(
        start=int(start), stop=int(stop), role=role, page=int(page), box=box, turn=int(turn), part=str(part),
        edges=edges if len(edges) else (), paragraph=int(paragraph), run=int(run),
        node=str(node),
    )  # fmt: skip
