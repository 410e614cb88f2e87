"""Source and Indicator: what a shelf file must declare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from tightrope.core.citation import License, Ships
from tightrope.core.errors import CatalogError
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library

Form = Literal["values", "derived", "counts"]
Shape = Literal["dyad", "state", "system", "pair"]
Format = Literal["", "csv", "tsv", "xlsx", "dta", "rds", "parquet", "json"]
Subject = Literal["diplomatic", "economic", "security", "societal", "domestic", "events", "texts", "codes"]
Role = Literal["measure", "validate", "events", "codes"]
Cadence = Literal["daily", "monthly", "quarterly", "yearly", "irregular", "ended"]
Access = Literal["open", "form", "account"]
ALLOWED: dict[Ships, tuple[Form, ...]] = {
    "values": ("values", "derived", "counts"),
    "derived": ("derived", "counts"),
    "counts": ("counts",),
    "never": (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that indicators read.

    Parameters
    ----------
    path : where it lies under a data folder; empty if only a user's vault has it, after `data pull` or `data add`.
    columns : the columns that queries rely on; a refresh without one of them is refused.
    """

    path: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file as its publisher gives it, and how it becomes a table.

    Parameters
    ----------
    name : the file's name in the user's vault.
    url : direct HTTPS address; empty where the publisher asks for a form or an account.
    format : how the file is read.
    columns : columns of the publisher's layout that the reading relies on.
    gives : name of the table it becomes; empty if the file is only kept as received.
    sql : query over the view `given` (the file as read) that yields the table's columns;
        empty if the file has them already.
    member : the file inside an archive.
    choices : answers to what the file leaves open, such as its sheet or encoding.
    sha256 : digest of a version that never changes; empty where the publisher revises the file in place.
    megabytes : the most that is accepted.
    """

    name: str
    url: str
    format: Format
    columns: tuple[str, ...] = ()
    gives: str = ""
    sql: str = ""
    member: str = ""
    choices: dict[str, str] = field(default_factory=dict)
    sha256: str = ""
    megabytes: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A data set as its publisher gives it.

    Parameters
    ----------
    name : the file's stem.
    label, publisher, url, version : as the publisher names them; `url` is the official address.
    license : what may be done with it.
    cites : keys in `references.bib`.
    tables : view name in a query -> table; empty if only declared, to be pulled.
    first, last : first and last year covered.
    domain : what it is about.
    role : what it is for here.
    twin : another source of the same thing, to hold it against; empty if none.
    cadence : how often the publisher renews it.
    access : open to a program, behind a form, or behind an account.
    hosts : hosts that a download of this source may reach.
    downloads : files as published.
    vantage : country of the publisher, and what slant to expect.
    funder : who pays for it.
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
    tables: dict[str, Table] = field(default_factory=dict)
    domain: Subject = "domestic"
    role: Role = "measure"
    twin: str = ""
    cadence: Cadence = "yearly"
    access: Access = "open"
    hosts: tuple[str, ...] = ()
    downloads: tuple[Download, ...] = ()
    vantage: str = ""
    funder: str = ""
    faults: tuple[str, ...] = ()
    gives: str = ""

    @property
    def paths(self) -> dict[str, str]:
        """Return view name -> path under a data folder, or the name by which a table of the vault goes."""
        return {view: table.path or f"{view}.parquet" for view, table in self.tables.items()}

    @property
    def to_pull(self) -> bool:
        """Whether no data folder has a table of it: each comes from its publisher or from the user."""
        return not any(table.path for table in self.tables.values())


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

    def to_pull(self, sources: dict[str, Source]) -> tuple[str, ...]:
        """Return the sources that must be pulled or added before it can be computed."""
        tables = ((name, sources[name].tables.values()) for name in self.variable.sources)
        return tuple(name for name, held in tables if any(not table.path for table in held))
