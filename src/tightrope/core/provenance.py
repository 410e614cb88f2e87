"""Received, Snapshot, Key and Provenance: bytes as received; what a value was made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NewType

from tightrope.core.citation import Citation

Key = NewType("Key", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One file as it was received.

    Parameters
    ----------
    name : the file's name.
    sha256 : SHA-256 of its bytes, in hexadecimal.
    size : bytes.
    retrieved : when, as ISO 8601 text.
    url : the address that was asked; "" if a user brought the file.
    final : the address that answered, after redirects.
    etag, modified : what the publisher's server says of the version; "" if nothing.
    """

    name: str
    sha256: str
    size: int
    retrieved: str
    url: str
    final: str
    etag: str
    modified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Bytes of a source as they were received.

    Parameters
    ----------
    source : the source's name.
    sha256 : SHA-256 over the names and digests of `files`, in hexadecimal.
    size : bytes of all files.
    retrieved : when, as ISO 8601 text.
    url : the source's official address.
    citation : how to cite it, and its license.
    files : each file as it was received, by name.
    """

    source: str
    sha256: str
    size: int
    retrieved: str
    url: str
    citation: Citation
    files: tuple[Received, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a stored value was made from; `inputs` are keys, so a chain of them is a Merkle tree."""

    key: Key
    step: str
    inputs: tuple[Key, ...]
    options: dict[str, Any]
    code: str
    seed: int
