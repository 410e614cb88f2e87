"""Source and Indicator: what a shelf file must declare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tightrope.core.citation import License, Ships
from tightrope.core.errors import CatalogError
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library

Form = Literal["values", "derived", "counts"]
Shape = Literal["dyad", "state", "system", "pair"]
ALLOWED: dict[Ships, tuple[Form, ...]] = {
    "values": ("values", "derived", "counts"),
    "derived": ("derived", "counts"),
    "counts": ("counts",),
    "never": (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A data set as its publisher gives it.

    Parameters
    ----------
    name : the file's stem.
    label, publisher, url, version : as the publisher names them; `url` is the official address.
    license : what may be done with it.
    cites : keys in `references.bib`.
    tables : SQL view -> path under a data folder; empty if only declared, to be pulled.
    first, last : first and last year covered.
    vantage : country and funder of the publisher, and what slant to expect.
    faults : known faults, each one line.
    gives : of a declared source, what it would measure.
    """

    name: str
    label: str
    publisher: str
    url: str
    version: str
    license: License
    cites: tuple[str, ...]
    first: int
    last: int
    tables: dict[str, str]
    vantage: str = ""
    faults: tuple[str, ...] = ()
    gives: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A series computed from source tables.

    Parameters
    ----------
    variable : what it is; `variable.name` is the file's stem.
    shape : "dyad" (state x power: columns state, power, year, value), "state" (state, year, value),
        "system" (state is "WORLD" or a pair of powers such as "CHN-USA", in alphabetical order) or
        "pair" (state, other, year, value). A column "error" (standard error) is optional.
    form : whether the values are the source's own, derived from several rows, or counts and ranks.
    compute : library and powers -> columns; observed cells only, zeros where the source says zero.
    """

    variable: Variable
    shape: Shape
    form: Form
    compute: Callable[[Library, tuple[str, ...]], Columns]

    def __post_init__(self) -> None:
        if self.shape == "dyad" and self.variable.role == "tie" and self.variable.domain is None:
            raise CatalogError("a tie needs a domain", where=self.variable.name)

    def may_ship(self, sources: dict[str, Source]) -> bool:
        """Whether the license of every source lets this form travel with the package."""
        return all(self.form in ALLOWED[sources[name].license.ships] for name in self.variable.sources)
