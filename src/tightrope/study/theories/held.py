"""The theories that a study names: read from their files, and every name in them looked up in the catalog."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from tightrope.catalog.shelf import declared, indicators
from tightrope.core.errors import CatalogError
from tightrope.core.theory import Theory
from tightrope.evidence.codebook import load_codebook
from tightrope.explain.rivals.columns import NAMED
from tightrope.explain.theories.read import load_theory
from tightrope.report.cite import bibliography, entries
from tightrope.study.spec import Study


def theories_of(study: Study) -> tuple[Theory, ...]:
    """Return the theories of a study in its order, each name in them known.

    Raises
    ------
    CatalogError : a file is no account of cause and effect, or names an indicator, a code or a reference that is
        not there; the message names the file, the place in it and the nearest name.
    """
    codes = _codes(declared("codebooks")[study.codebook])
    keys = set(sources_of(study))
    found = tuple(load_theory(file) for file in study.theory_files)
    for theory, file in zip(found, study.theory_files, strict=True):
        _look_up(theory, file.name, codes=codes, keys=keys)
    return found


def sources_of(study: Study) -> dict[str, dict[str, str]]:
    """Return the references that theories may cite: the package's, and those of the study's own catalog.

    Raises
    ------
    CatalogError : the study's own file gives a key that the package already holds, or cannot be read.
    """
    known = dict(_shipped())
    if study.references is None:
        return known
    try:
        own = entries(study.references.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise CatalogError("cannot be read", where=study.references.name, next="save it as UTF-8 BibTeX") from None
    twice = sorted(set(own) & set(known))
    if twice:
        raise CatalogError(
            f"the key {twice[0]!r} is taken",
            where=study.references.name,
            next="cite the shipped one, or rename yours",
        )
    return known | own


def _look_up(theory: Theory, place: str, *, codes: Collection[str], keys: Collection[str]) -> None:
    for construct in theory.constructs:
        here = f"{place}, construct {construct.name!r}"
        _known(construct.indicators, indicators(), "indicator", here)
        _known(construct.codes, codes, "code", here)
    for proposition in theory.propositions:
        for clue in proposition.clues:
            _known((clue.code,), codes, "code", f"{place}, clue {clue.name!r}")
    _known(theory.cites, keys, "reference", place)
    for edge in theory.edges:
        _known(edge.cites, keys, "reference", f"{place}, edge {edge.cause} -> {edge.effect}")
        if not edge.cites:
            raise CatalogError(
                "an edge cites nobody", where=f"{place}, edge {edge.cause} -> {edge.effect}", next='add cites = ["key"]'
            )
    for restriction in theory.restrictions:
        here = f"{place}, restriction on {restriction.column!r}"
        _known(restriction.cites, keys, "reference", here)
        for part in restriction.column.split(" x "):
            _column(part, here)


def _column(part: str, place: str) -> None:
    """Refuse a column that is neither named nor a series, or whose part is missing or one too many."""
    stem, _, which = part.partition(".")
    shapes = {name: entry.shape for name, entry in indicators().items() if entry.shape != "pair"}
    shapes |= {name: "dyad" if column.dyad else "state" for name, column in NAMED.items()}
    _known((stem,), shapes, "column", place)
    if shapes[stem] == "dyad" and not which:
        raise CatalogError(
            f"{stem!r} is of the state and one power", where=place, next=f"write {stem}.first, .second, .gap or .both"
        )
    if shapes[stem] != "dyad" and which:
        raise CatalogError(f"{stem!r} has no part {which!r}", where=place, next=f"write {stem}")


def _known(names: Collection[str], shelf: Collection[str], kind: str, place: str) -> None:
    for name in names:
        if name not in shelf:
            near = difflib.get_close_matches(name, shelf, n=3, cutoff=0.4) or sorted(shelf)[:5]
            book = " (references.bib, or your own catalog/references.bib)" if kind == "reference" else ""
            raise CatalogError(f"no {kind} named {name!r}{book}", where=place, next=f"nearest: {', '.join(near)}")


@cache
def _codes(file: Path) -> frozenset[str]:
    return frozenset(code.name for code in load_codebook(file).codes)


@cache
def _shipped() -> Mapping[str, dict[str, str]]:
    place = bibliography()
    return entries(place.read_text(encoding="utf-8")) if place is not None else {}
