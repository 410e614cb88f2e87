"""Snapshot, Key and Provenance: bytes as received; what a value was made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NewType

from tightrope.core.citation import Citation

Key = NewType("Key", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Bytes of a source as they were received."""

    source: str
    sha256: str
    size: int
    retrieved: str
    url: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a stored value was made from; `inputs` are keys, so a chain of them is a Merkle tree."""

    key: Key
    step: str
    inputs: tuple[Key, ...]
    options: dict[str, Any]
    code: str
    seed: int
