"""A file as published becomes tables that indicators read: columns checked, laid out, held against the last version."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import duckdb
import numpy as np
import platformdirs

from tightrope.catalog.entry import Download, Source
from tightrope.catalog.shelf import sources
from tightrope.core.citation import Citation
from tightrope.core.errors import ColumnsMoved, CoverageError, DataError, UnknownName
from tightrope.core.provenance import Received
from tightrope.data.formats.open import read_file
from tightrope.data.read import Columns, columns, read_parquet
from tightrope.data.vault import Vault, Version, describe
from tightrope.data.versions import jumps

SEALED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False, "autoload_known_extensions": False, "enable_external_access": False,
    "threads": 1,
}  # fmt: skip  # a query over a foreign file reaches neither the network nor another file


def vault_folder() -> Path:
    """Return where pulled and added versions lie, in the user's data folder."""
    return Path(os.environ.get("TIGHTROPE_DATA") or platformdirs.user_data_path("tightrope")) / "sources"


def known(name: str) -> Source:
    """Return a source of the shelf.

    Raises
    ------
    UnknownName : there is none; near names are offered.
    """
    shelf = sources()
    if name in shelf:
        return shelf[name]
    import difflib

    near = difflib.get_close_matches(name, shelf, n=3, cutoff=0.4)
    offer = f"did you mean {', '.join(near)}?" if near else "see `tightrope data list`"
    raise UnknownName(f"no source named {name!r}", next=offer)


def laid_out(source: Source, download: Download, file: Path, *, choices: Mapping[str, str] | None = None) -> Columns:
    """Read a file as published and return the table that it becomes.

    Raises
    ------
    ColumnsMoved : columns that the reading relies on are not there; what was found is named.
    """
    chosen = {**download.choices, **(choices or {})}
    given = read_file(file, format=download.format, member=download.member, choices=chosen).columns
    place = f"{source.name}/{download.name}"
    _demand(given, download.columns, place)
    if download.sql:
        with duckdb.connect(":memory:", config=SEALED) as connection:
            connection.register("given", {name: np.ascontiguousarray(array) for name, array in given.items()})
            given = columns(connection, download.sql)
        place = f"{place}, as laid out"
    wanted = source.tables[download.gives].columns if download.gives in source.tables else tuple(given)
    _demand(given, wanted, place)
    return {name: given[name] for name in wanted}


def stacked(parts: list[Columns]) -> Columns:
    """Return the rows of several files of one table, in the order given."""
    if len(parts) == 1:
        return parts[0]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def keep(
    vault: Vault,
    source: Source,
    files: Mapping[str, Path],
    received: tuple[Received, ...],
    tables: dict[str, Columns],
    *,
    retrieved: str,
    accept: bool,
) -> Version:
    """Keep a version, unless units, base or codes moved since the last one.

    Raises
    ------
    DataError : they moved; the last version stays in use until `--accept` is given.
    """
    for view, table in tables.items():
        if not table or not len(next(iter(table.values()))):
            raise CoverageError("the table has no rows", where=f"{source.name}/{view}", next="the file may be empty")
    before = vault.current(source.name)
    if before is not None:
        _unmoved(source, before, tables, accept=accept)
        # A version of one table only goes with the other tables of the version before it.
        tables = {**{v: read_parquet(f) for v, f in before.tables.items() if v not in tables}, **tables}
    citation = Citation(key=(*source.cites, "")[0], license=source.license, url=source.url, accessed=retrieved)
    snapshot = describe(source.name, received, url=source.url, citation=citation, retrieved=retrieved)
    return vault.keep(source.name, files, snapshot, tables)


def _unmoved(source: Source, before: Version, tables: Mapping[str, Columns], *, accept: bool) -> None:
    for view, table in tables.items():
        old = before.tables.get(view)
        found = jumps(read_parquet(old), table) if old is not None else ()
        if found and not accept:
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            raise DataError(
                f"{found[0].message}{more}; version {before.name} stays in use",
                where=f"{source.name}/{view}",
                next="look at it, then give --accept to take the new version",
            )


def _demand(given: Columns, wanted: tuple[str, ...], place: str) -> None:
    gone = [name for name in wanted if name not in given]
    if gone:
        found = ", ".join(list(given)[:12]) + (", ..." if len(given) > 12 else "")
        raise ColumnsMoved(
            f"no column {', '.join(gone)}; found are {found}",
            where=place,
            next="the publisher's layout changed, or this is another file; what is stored stays in use",
        )
