"""Coders by name: whoever says which codes a passage carries, a machine always under its own name and version."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import entry_points
from typing import Protocol

from tightrope.core.coding import Codebook, Coding, Relation
from tightrope.core.document import Document
from tightrope.core.errors import EvidenceError
from tightrope.evidence.gazetteer import Gazetteer

GROUP = "tightrope.coders"
"""The entry-point group under which another package offers a coder: name = "package.module:function"."""

OWN: Mapping[str, str] = {
    "rules": "tightrope.evidence.rules:coder",
    "semantic": "tightrope.evidence.semantic.coder:coder",
}


class Coder(Protocol):
    """Someone or something that codes a document.

    Parameters
    ----------
    name : what a user calls it.
    kind : "proposed" for a machine, "human" for a person; a machine is one more coder, never a human.
    """

    name: str
    kind: str

    def id(self, codebook: Codebook) -> str:
        """Return the name that stands with every coding: the coder, and the version of what it went by."""
        ...

    def code(
        self, document: Document, codebook: Codebook, gazetteer: Gazetteer
    ) -> tuple[tuple[Coding, ...], tuple[Relation, ...]]:
        """Return the codings and relations of a document, in order of passage."""
        ...


def coders() -> tuple[str, ...]:
    """Return the names of the coders that can be asked for, our own first."""
    others = sorted({point.name for point in entry_points(group=GROUP)} - set(OWN))
    return (*OWN, *others)


def find_coder(name: str) -> Coder:
    """Return a coder by name.

    Raises
    ------
    EvidenceError
        If there is none of that name, or what it needs is not installed.
    """
    target = OWN.get(name) or next((p.value for p in entry_points(group=GROUP) if p.name == name), "")
    if not target:
        raise EvidenceError(f"no coder named {name!r}", where="coder", next=f"coders: {', '.join(coders())}")
    module, _, function = target.partition(":")
    try:
        found: Coder = getattr(import_module(module), function)()
    except (ImportError, AttributeError) as error:
        raise EvidenceError(
            f"the coder {name!r} cannot be loaded ({error})",
            where="coder",
            next=f'install what it needs (pip install "tightrope[{name}]"), or take the coder rules',
        ) from error
    return found
