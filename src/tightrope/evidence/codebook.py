"""A codebook from its TOML file: codes with what belongs and what does not, and the rules of each."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tightrope.core.coding import Code, Codebook, Pattern
from tightrope.core.errors import EvidenceError
from tightrope.evidence.patterns.cues import SUFFIX, load_cues
from tightrope.evidence.triggers import compiled

ROLES = frozenset(
    {
        "focal",
        "focal!",
        "power",
        "power!",
        "first!",
        "second!",
        "contest",
        "focal-US",
        "focal-China",
        "focal-India",
        "US-China",
        "item",
        "any",
        "us",
        "us!",
        "outreach",
        "home",
        "home_riv",
        "contest_or_none",
        "rivals_or_none",
        "china!",
        "china",
        "rivals",
        "sides",
        "balance",
        "focal_or_small",
        "supple",
        "riv_focal",
        "rival_or_none",
        "contest_or_place",
    }
)
"""What a pattern may ask of the actors of a passage; "!" wants them named in the sentence itself."""


class CodebookError(EvidenceError):
    """A codebook is wrong; carries every fault found."""

    def __init__(self, faults: tuple[EvidenceError, ...], *, where: str) -> None:
        self.faults = faults
        super().__init__(f"has {len(faults)} faults, first: {faults[0]}", where=where, next="mend them all")


_KINDS = ("iv", "filter", "behavior", "outcome", "third_party")
_TERM = re.compile(r"\{([a-z_]+)\}")


def load_codebook(file: Path) -> Codebook:
    """Return a codebook; its version is the SHA-256 of its file. Cues that were fitted with it stand beside it.

    A pattern may use `{term}` for an expression of the file's `[terms]`.

    Raises
    ------
    EvidenceError
        If the file cannot be read, a key is missing, an expression is wrong, or a name stands twice; faults of
        several codes come together, in a CodebookError.
    """
    try:
        raw = file.read_bytes()
        table = tomllib.loads(raw.decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise EvidenceError(f"is not a codebook ({error})", where=file.name, next="mend the file") from error
    try:
        terms: dict[str, str] = {}
        for name, expression in table.get("terms", {}).items():
            terms[name] = _expand(expression, terms, f"{file.name} terms.{name}")
        codes = _codes(table["code"], terms, file.name)
        version = hashlib.sha256(raw).hexdigest()
        cues = load_cues(file.with_name(f"{file.stem}{SUFFIX}"), codebook=version)
        book = Codebook(name=table["name"], label=table["label"], version=version, codes=codes, cues=cues)
    except KeyError as error:
        raise EvidenceError(f"an entry lacks {error}", where=file.name, next="add the key") from error
    names = [code.name for code in book.codes]
    for name in names:
        if names.count(name) > 1:
            raise EvidenceError(f"code {name!r} stands twice", where=file.name, next="keep one")
    return book


def _codes(rows: Iterable[Mapping[str, Any]], terms: Mapping[str, str], where: str) -> tuple[Code, ...]:
    """Return the codes, or raise every fault at once: itself where it is one, a CodebookError where there are more."""
    found: list[Code] = []
    faults: list[EvidenceError] = []
    for number, row in enumerate(rows, start=1):
        try:
            found.append(_code(row, terms, where))
        except EvidenceError as error:
            faults.append(error)
        except KeyError as error:
            place = f"{where} {row.get('name', f'code {number}')}"
            faults.append(EvidenceError(f"lacks {error}", where=place, next="add the key"))
    if len(faults) > 1:
        raise CodebookError(tuple(faults), where=where)
    if faults:
        raise faults[0]
    return tuple(found)


def _code(row: Mapping[str, Any], terms: Mapping[str, str], where: str) -> Code:
    if row["role"] not in _KINDS:
        raise EvidenceError(
            f"code {row['name']!r} has the role {row['role']!r}", where=where, next=f"allowed: {', '.join(_KINDS)}"
        )
    patterns = tuple(_pattern(p, terms, f"{where} {row['name']}") for p in row.get("pattern", ()))
    names = [p.name for p in patterns]
    if len(set(names)) < len(names):
        raise EvidenceError("two patterns have one name", where=f"{where} {row['name']}", next="rename one")
    return Code(
        name=row["name"],
        label=row["label"],
        role=row["role"],
        definition=row["definition"],
        include=row["include"],
        exclude=row["exclude"],
        examples=tuple(row.get("examples", ())),
        counterexamples=tuple(row.get("counterexamples", ())),
        patterns=patterns,
    )


def _pattern(row: Mapping[str, Any], terms: Mapping[str, str], where: str) -> Pattern:
    place = f"{where} {row['name']}"
    roles = tuple(row.get("roles", ()))
    if unknown := set(roles) - ROLES:
        raise EvidenceError(
            f"unknown roles {sorted(unknown)}", where=place, next=f"allowed: {', '.join(sorted(ROLES))}"
        )
    return Pattern(
        name=row["name"],
        any=tuple(_expand(e, terms, place) for e in row["any"]),
        near=tuple(_expand(e, terms, place) for e in row.get("near", ())),
        unless=tuple(_expand(e, terms, place) for e in row.get("unless", ())),
        window=int(row.get("window", 25)),
        weight=float(row.get("weight", 1.0)),
        roles=roles,
    )


def _expand(expression: str, terms: Mapping[str, str], where: str) -> str:
    def fill(match: re.Match[str]) -> str:
        if match.group(1) not in terms:
            raise EvidenceError(f"no term named {match.group(1)!r}", where=where, next="add it under [terms]")
        return f"(?:{terms[match.group(1)]})"

    full = _TERM.sub(fill, expression)
    compiled(full, where=where)
    return full
