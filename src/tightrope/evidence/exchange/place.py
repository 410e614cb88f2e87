"""Marks at their places: positions of another program become offsets of the text, or the mark is kept as unplaced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tightrope.evidence.exchange.positions import Count, Doubled, Flags
from tightrope.evidence.exchange.project import Mark, Source, Unplaced, guid
from tightrope.evidence.exchange.write import UNKNOWN, undescribed
from tightrope.evidence.reading.text import visible

Plain = dict[str, Any]


class Placer:
    """Reads the selections and codings of sources into marks.

    Parameters
    ----------
    key : gives a guid that stands once.
    on : note -> what it stands on; filled here.
    codes, users : guids that are known.
    flags : how the program counted; None where each line end counts as two characters, whatever it is.
    """

    def __init__(
        self, key: Callable[..., str], on: dict[str, list[str]], codes: set[str], users: set[str], flags: Flags | None
    ) -> None:
        self.key, self.on, self.codes, self.users, self.flags = key, on, codes, users, flags
        self.left: list[str] = []

    def marks(self, sources: Sequence[Source], rows: Sequence[Plain]) -> tuple[list[Mark], list[Unplaced]]:
        """Return the marks of all sources, placed and not."""
        marks: list[Mark] = []
        unplaced: list[Unplaced] = []
        lost: Counter[str] = Counter()
        for source, row in zip(sources, rows, strict=True):
            count = self.count(source.text or "")
            found = [m for s in row["selections"] for m in self.selected(source, s)]
            found += [self.whole(source, c) for c in row["codings"]]
            for mark in found:
                if mark.code and mark.code not in self.codes:
                    lost[source.name] += 1
                    if not mark.memo:
                        continue
                    mark = replace(mark, code="")
                why = ""
                if mark.user not in self.users:
                    mark = replace(mark, user="")
                if not mark.whole or source.text is None:
                    mark, why = _placed(mark, source, count)
                if why:
                    unplaced.append(Unplaced(mark=mark, why=why))
                else:
                    marks.append(mark)
        self.left += [f"{n} codings of {visible(s)!r}: their code is not in the codebook" for s, n in lost.items()]
        self.left += [
            f"unplaced: {visible(_name(sources, u.mark.source))!r} {u.mark.start}-{u.mark.stop}: {u.why}"
            for u in unplaced
        ]
        return marks, unplaced

    def count(self, text: str) -> Count | Doubled:
        """Return how the program counted a text."""
        if self.flags is None:
            return Doubled(text)
        return Count(text, bom=self.flags[0], pairs=self.flags[1], wide=self.flags[2])

    def selected(self, source: Source, row: Plain) -> list[Mark]:
        """Return a mark for each coding of a selection, or one for its memo alone."""
        memo, details = undescribed(row["description"])
        start, stop = number(row["start"]), number(row["end"])
        if start is None or stop is None:
            details = {**details, "given": [row["start"][:40], row["end"][:40]]}
        codings = row["codings"] or [{"code": "", "user": "", "created": "", "refs": [], "guid": ""}]
        found = []
        for at, coding in enumerate(codings):
            key = row["guid"] if at == 0 else guid("further", row["guid"], at)
            mark = Mark(
                guid=self.key(key, "mark", source.guid, at),
                source=source.guid,
                start=-1 if start is None else start,
                stop=-1 if stop is None else stop,
                code=coding["code"],
                user=coding["user"] or row["user"],
                memo=memo if at == 0 else "",
                name=row["name"],
                created=_when(coding["created"] or row["created"]),
                details=details if at == 0 else {},
            )
            for note in [*(row["refs"] if at == 0 else []), *coding["refs"]]:
                self.on.setdefault(note, []).append(mark.guid)
            found.append(mark)
        return found

    def whole(self, source: Source, coding: Plain) -> Mark:
        """Return a mark for a coding of a source as a whole."""
        key = self.key(coding["guid"], "mark", source.guid)
        for note in coding["refs"]:
            self.on.setdefault(note, []).append(key)
        return Mark(
            guid=key,
            source=source.guid,
            start=0,
            stop=len(source.text or ""),
            code=coding["code"],
            user=coding["user"],
            created=_when(coding["created"]),
            whole=True,
        )


def _placed(mark: Mark, source: Source, count: Count | Doubled) -> tuple[Mark, str]:
    """Return a mark at its place in the text, or as it came and why it has none."""
    if source.text is None:
        return mark, "its source has no text here"
    if "given" in mark.details:
        return mark, f"its positions {mark.details['given']} are no numbers"
    exact = mark.details.get("at")
    start, stop = count.offset(mark.start), count.offset(mark.stop)
    rest = {key: value for key, value in mark.details.items() if key != "at"}
    if isinstance(exact, list) and len(exact) == 2 and all(isinstance(at, int) for at in exact):
        fits = [count.position(at) for at in exact] == [mark.start, mark.stop]
        start, stop = (exact[0], exact[1]) if fits else (start, stop)
    if start < 0 or stop > len(source.text):
        return mark, f"beyond the text of {len(source.text)} characters"
    if start >= stop:
        return mark, "it spans nothing"
    return replace(mark, start=start, stop=stop, details=rest), ""


def number(text: str) -> int | None:
    """Return a position, None where it is none or has more digits than any text has characters."""
    text = text.strip()
    return int(text) if text.lstrip("+-").isdecimal() and text.isascii() and len(text) <= 15 else None


def _when(text: str) -> str:
    return "" if text == UNKNOWN else text


def _name(sources: Sequence[Source], key: str) -> str:
    return next((s.name for s in sources if s.guid == key), key)
