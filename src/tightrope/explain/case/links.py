"""A study's clue file: which record shows which clue, how sure the coder is, and what is taken for granted."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from tightrope.core.errors import EvidenceError, InvalidValue, UnknownName
from tightrope.core.theory import Theory

SURE = (0.5, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What was found of a clue.

    Parameters
    ----------
    theory, proposition, clue : names in the theory's file.
    events : ids of dated events that show it (or, where `seen` is false, that show the reverse).
    statement : id of a statement of the register whose declared tests decide whether it is seen.
    passages : locators ("file:start-stop") of coded passages.
    seen : whether it was found; if not, `searched` says where it was looked for.
    sure : least and most chance that the coder's judgment is right, .5 (a guess) to 1.
    depends_on, repeats : another clue of the proposition that this one partly repeats, and by how much; stands in for
        what the theory's file says of the two.
    note : why these records show it, in a reader's words.
    """

    theory: str
    proposition: str
    clue: str
    events: tuple[str, ...] = ()
    statement: str = ""
    passages: tuple[str, ...] = ()
    seen: bool = True
    searched: str = ""
    sure: tuple[float, float] = (0.7, 0.9)
    depends_on: str = ""
    repeats: float = 0.0
    note: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Return theory, proposition and clue."""
        return self.theory, self.proposition, self.clue


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """What several conclusions take for granted.

    Parameters
    ----------
    refs : beginnings of references to evidence that means nothing if the assumption fails.
    """

    id: str
    text: str
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A clue file as read."""

    focal: str = ""
    links: tuple[Link, ...] = ()
    assumptions: tuple[Assumption, ...] = ()


def load_links(file: Path, theories: Sequence[Theory]) -> Linked:
    """Read a clue file and check every entry against the theories of the study.

    Parameters
    ----------
    file : TOML with `focal`, `[[clue]]` and `[[assumption]]`.
    theories : of the study; an entry for a theory that the study does not name is passed over.

    Raises
    ------
    EvidenceError : the file cannot be read.
    InvalidValue, UnknownName : an entry is wrong; the message names it.

    References
    ----------
    Own: a clue is shown by a record, a statement's tests or a passage; looking and not finding needs a place searched.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise EvidenceError(f"the clue file cannot be read ({problem})", where=file.name) from problem
    if strange := sorted(table.keys() - {"focal", "clue", "assumption"}):
        raise UnknownName(f"unknown key {strange[0]}", where=file.name, next="use focal, clue, assumption")
    known = {
        (t.name, p.name, c.name): tuple(clue.name for clue in p.clues)
        for t in theories for p in t.propositions for c in p.clues
    }  # fmt: skip
    named = {t.name for t in theories}
    links = [_link(entry, file.name, known, named) for entry in table.get("clue", [])]
    kept = [link for link in links if link.theory in named]
    keys = [link.key for link in kept]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise InvalidValue(f"two entries for {' / '.join(twice[0])}", where=file.name, next="join them")
    return Linked(
        focal=str(table.get("focal", "")),
        links=tuple(kept),
        assumptions=tuple(_assumption(entry, file.name) for entry in table.get("assumption", [])),
    )


def _link(
    entry: Mapping[str, Any], name: str, known: Mapping[tuple[str, str, str], tuple[str, ...]], named: set[str]
) -> Link:
    where = f"{name} [{' / '.join(str(entry.get(key, '?')) for key in ('theory', 'proposition', 'clue'))}]"
    allowed = {f.name for f in fields(Link)}
    if strange := sorted(entry.keys() - allowed):
        raise UnknownName(f"unknown key {strange[0]}", where=where, next=f"use {', '.join(sorted(allowed))}")
    if lacking := [key for key in ("theory", "proposition", "clue") if not isinstance(entry.get(key), str)]:
        raise InvalidValue(f"{lacking[0]} is missing", where=where, next="name the clue of a theory's file")
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    found = Link(**values)
    if found.theory in named and found.key not in known:
        raise UnknownName("no such clue in the theories of this study", where=where, next="see `show STUDY theory`")
    sure = found.sure
    if len(sure) != 2 or not SURE[0] <= sure[0] <= sure[1] <= SURE[1]:
        raise InvalidValue(f"sure = {list(sure)}", where=where, next="write [least, most] from .5 to 1")
    if not (found.events or found.statement or found.passages):
        raise InvalidValue("it names nothing that shows it", where=where, next="give events, a statement or passages")
    if not found.seen and not found.searched:
        raise InvalidValue("not seen, and no place searched", where=where, next="say where it was looked for")
    if bool(found.depends_on) != (found.repeats != 0.0) or not 0.0 <= found.repeats <= 1.0:
        raise InvalidValue("depends_on and repeats belong together", where=where, next="name a clue and 0 to 1 of it")
    if found.theory in named and found.depends_on and found.depends_on not in known[found.key]:
        raise UnknownName(f"no clue {found.depends_on!r} to depend on", where=where, next="name one of the proposition")
    return found


def _assumption(entry: Mapping[str, Any], name: str) -> Assumption:
    where = f"{name} [{entry.get('id', '?')}]"
    if entry.keys() != {"id", "text", "refs"} or not entry["refs"] or not all(map(str, entry["refs"])):
        raise InvalidValue("an assumption is no id, text and refs", where=where, next="give all three, and no more")
    return Assumption(id=str(entry["id"]), text=str(entry["text"]), refs=tuple(map(str, entry["refs"])))
