"""Verb frames: the words by which one actor does something to another, in classes after PLOVER."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tightrope.core.errors import EvidenceError
from tightrope.evidence.triggers import triggers

SIDES = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """A class of deeds, with its side and what belongs to it."""

    name: str
    side: str
    definition: str

    @property
    def cooperative(self) -> bool:
        """Whether it is cooperation."""
        return self.side.endswith("cooperation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Words that show a deed of one root.

    Parameters
    ----------
    name : the rule's name, printed with every claim that it caused.
    weight : how much it counts against other frames of a sentence; a composite weighs more than a bare verb.
    strength : 1 words, 2 deeds, 3 binding pacts and force.
    needs : literals one of which every match contains; None where no such set is known.
    bare : too weak to make a claim by itself ("should"); it only helps to class a deed whose actors are known.
    """

    root: str
    name: str
    pattern: re.Pattern[str]
    weight: float
    strength: int
    bare: bool = False
    needs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The roots and frames of one file."""

    name: str
    cite: str
    roots: Mapping[str, Root]
    frames: tuple[Frame, ...]

    def find(self, text: str) -> tuple[Hit, ...]:
        """Return every frame found in a text, in order.

        Parameters
        ----------
        text : as `lowered` returns it.
        """
        hits = [
            Hit(start=match.start(), stop=match.end(), frame=frame)
            for frame in self.frames
            if frame.needs is None or any(literal in text for literal in frame.needs)
            for match in frame.pattern.finditer(text)
        ]
        return tuple(sorted(hits, key=lambda h: (h.start, -h.frame.weight, -h.stop, h.frame.root)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A frame at a place."""

    start: int
    stop: int
    frame: Frame


_QUOTES = str.maketrans(
    {"'": "’", "‘": "’", "`": "’", "\n": " ", "\r": " ", "\t": " ", "\u00a0": " ", "“": '"', "”": '"'}
)


def lowered(text: str) -> str:
    """Return a text in lower case with one kind of apostrophe and blank, every character in its place."""
    flat = text.translate(_QUOTES)
    small = flat.lower()
    return small if len(small) == len(flat) else "".join(c.lower() if len(c.lower()) == 1 else c for c in flat)


def load_lexicon(file: Path) -> Lexicon:
    """Read verb frames.

    Parameters
    ----------
    file : TOML with a table `root` (side and definition by name) and one `[[frame]]` table for each frame.

    Raises
    ------
    EvidenceError
        If it is not TOML, a key is missing, a side or root is unknown, or a pattern is no expression.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        roots = {
            name: Root(name=name, side=entry["side"], definition=entry["definition"])
            for name, entry in table["root"].items()
        }
        frames = tuple(_frame(entry) for entry in table["frame"])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, re.error) as error:
        raise EvidenceError(f"is no lexicon of verbs ({error})", where=file.name, next="mend the file") from error
    except KeyError as error:
        raise EvidenceError(f"an entry lacks {error}", where=file.name, next="add the key") from error
    for root in roots.values():
        if root.side not in SIDES:
            raise EvidenceError(f"{root.side!r} is no side", where=file.name, next=f"one of {', '.join(SIDES)}")
    for frame in frames:
        if frame.root not in roots:
            raise EvidenceError(f"{frame.root!r} is no root", where=file.name, next="declare it under [root]")
    return Lexicon(name=table.get("name", file.stem), cite=table.get("cite", ""), roots=roots, frames=frames)


def _frame(entry: Mapping[str, Any]) -> Frame:
    needs = [triggers(p) for p in entry["any"]]
    known = [n for n in needs if n is not None]
    return Frame(
        needs=tuple(sorted(set().union(*known))) if len(known) == len(needs) else None,
        root=entry["root"],
        name=entry["name"],
        pattern=re.compile("|".join(f"(?:{p})" for p in entry["any"])),
        weight=float(entry.get("weight", 2.0)),
        strength=int(entry.get("strength", 1)),
        bare=bool(entry.get("bare", False)),
    )


NEAR, INSIDE, BEFORE, JOINT = 30.0, 1.5, 1.2, 18
"""Characters from the actor that cost one point; points lost inside the target's name, and before both actors; two
names no farther apart than so many characters are one subject."""


def decide(hits: Iterable[Hit], source: tuple[int, int], target: tuple[int, int]) -> Hit | None:
    """Return the frame that tells what a source does to a target, None where no frame is found.

    Each frame's weight less what its place costs: the deed stands after the doer and before the one it is done to, or
    between them in a passive, or after both where they act together.
    """
    best: tuple[float, int, Hit] | None = None
    for hit in hits:
        value = hit.frame.weight - _cost(hit, source, target)
        if best is None or (value, -hit.start) > best[:2]:
            best = (value, -hit.start, hit)
    return best[2] if best else None


def _cost(hit: Hit, source: tuple[int, int], target: tuple[int, int]) -> float:
    first, second = sorted((source, target))
    together = second[0] - first[1] <= JOINT and source < target
    if hit.start >= first[0] and hit.stop <= first[1]:
        return 2.0
    if hit.start >= second[0] and hit.stop <= second[1]:
        return INSIDE
    if hit.stop <= first[0]:
        return BEFORE + (first[0] - hit.stop) / NEAR / 2
    if hit.start >= second[1]:
        return (hit.start - second[1]) / NEAR + (0.0 if together else 0.6)
    return (hit.start - first[1]) / NEAR
