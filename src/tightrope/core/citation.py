"""Citation and License: a reference and what it permits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Ships = Literal["values", "derived", "counts", "never"]


@dataclass(frozen=True, slots=True, kw_only=True)
class License:
    """What a publisher permits.

    Parameters
    ----------
    name : the license as its publisher names it.
    ships : what this project may carry: values as they are, only figures derived from several
        rows, only counts and ranks over at least three rows, or nothing.
    verified : whether the terms were read at the publisher; if not, "license unverified" is printed.
    """

    name: str
    ships: Ships
    verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A reference; `key` stands in `references.bib`."""

    key: str
    license: License
    url: str
    accessed: str = ""
