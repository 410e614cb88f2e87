"""A project of qualitative analysis as plain values: coders, a tree of codes, sources, marks on them, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID, uuid5

NAMESPACE = UUID("6f0d6a52-6f3c-5f0e-9d0b-0c1f6f1d7b1a")
ORIGIN = "tightrope"
GUID = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?\Z")
COLOR = re.compile(r"#(?:[A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})\Z")
Kind = Literal["text", "pdf"]


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Someone who codes; a machine is one more coder and is named as one wherever the project is opened."""

    guid: str
    name: str
    id: str = ""
    machine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A code, or a group of codes (`codable` false), with its children."""

    guid: str
    name: str
    color: str = ""
    codable: bool = True
    description: str = ""
    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document of the project.

    Parameters
    ----------
    text : its text as it was received, None where it is missing.
    kind : pdf where positions count in the text of a PDF, else text.
    original, suffix : the file that the text was read from (PDF, DOCX, HTML), with its suffix; empty for plain text.
    facts : name and value of each thing known of it (author, date, ...).
    missing : why there is no text.
    """

    guid: str
    name: str
    text: str | None
    kind: Kind = "text"
    original: bytes = b""
    suffix: str = ""
    description: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A span of a source with a code, or with a memo alone.

    Parameters
    ----------
    source, code, user : guids; `code` is empty for a memo alone, `user` where nobody is named.
    start, stop : half-open span in code points of the source's text; raw numbers in an unplaced mark.
    whole : whether the source as a whole was coded.
    details : what this project knows and the format has no place for: rule, score, layer, structure, spans.
    """

    guid: str
    source: str
    start: int
    stop: int
    code: str = ""
    user: str = ""
    memo: str = ""
    name: str = ""
    created: str = ""
    whole: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """A mark that has no place in the text, kept with the numbers it came with, and why."""

    mark: Mark
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A memo and what it stands on: guids of codes, sources and marks, "" for the project as a whole."""

    guid: str
    name: str
    text: str
    user: str = ""
    on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """All that is exchanged; marks stand in the order of sources and text."""

    name: str
    origin: str = ORIGIN
    description: str = ""
    users: tuple[User, ...] = ()
    codes: tuple[Node, ...] = ()
    sources: tuple[Source, ...] = ()
    marks: tuple[Mark, ...] = ()
    notes: tuple[Note, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What was taken of a file and what was not.

    Parameters
    ----------
    taken : what, and how many.
    left : what was not taken, one line each.
    notes : choices made while reading, one line each.
    """

    taken: tuple[tuple[str, int], ...] = ()
    left: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def guid(*parts: object) -> str:
    """Return a name of 128 bits that the parts alone decide, so that the same input writes the same bytes."""
    return str(uuid5(NAMESPACE, "\x1f".join(str(part) for part in parts)))


def walk(nodes: tuple[Node, ...], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Node]]:
    """Yield every node of a tree with its path of names, parents first."""
    for node in nodes:
        here = (*path, node.name)
        yield here, node
        yield from walk(node.children, here)


def code_names(nodes: tuple[Node, ...]) -> dict[str, str]:
    """Return guid -> the name by which a code is called: its own, or its path where several have one name."""
    paths = list(walk(nodes))
    plain: dict[str, int] = {}
    for path, _ in paths:
        plain[path[-1]] = plain.get(path[-1], 0) + 1
    names: dict[str, str] = {}
    used: set[str] = set()
    for path, node in paths:
        name = path[-1] if plain[path[-1]] == 1 else " / ".join(path)
        while name in used:
            name = f"{name} ({node.guid[:8]})"
        used.add(name)
        names[node.guid] = name
    return names
