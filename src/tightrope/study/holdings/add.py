"""Keeps a file that a user already has as a version of a source."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tightrope.catalog.entry import Download, Source
from tightrope.core.errors import CoverageError, InvalidValue, SourceUnavailable, TightropeError
from tightrope.data.read import Columns
from tightrope.data.vault import Vault, brought
from tightrope.study.holdings import intake
from tightrope.study.holdings.pull import Outcome


def add(
    file: Path,
    name: str,
    *,
    now: str,
    table: str = "",
    member: str = "",
    choices: Mapping[str, str] | None = None,
    accept: bool = False,
    vault: Vault | None = None,
) -> Outcome:
    """Read a file, hold it against the source's tables, and keep it; the file itself stays where it is.

    Parameters
    ----------
    file : in the publisher's layout, or with the columns of one of the source's tables.
    name : the source.
    now : the date, as ISO 8601 text.
    table : which of the source's tables; told from the columns if empty.
    member, choices : what the file leaves open, as in `read_file`.
    accept : take it although units, base or codes moved.
    vault : another one than the user's; for tests.

    Raises
    ------
    SourceUnavailable : the file is not there.
    InvalidValue : the source has no such table.
    ColumnsMoved : the file fits none of the source's layouts.
    """
    source = intake.known(name)
    if not file.is_file():
        raise SourceUnavailable("the file is not there", where=str(file), next="check the path")
    ways = _ways(source, table, file, member)
    view, columns = "", None
    faults: list[TightropeError] = []
    for way in ways:
        try:
            columns, view = intake.laid_out(source, way, file, choices=choices), way.gives
            if not columns or len(next(iter(columns.values()))):
                break
            faults.append(CoverageError("the table has no rows", where=f"{name}/{view}", next="see its card"))
        except TightropeError as error:
            faults.append(error)
    if ways and len(faults) == len(ways):
        raise faults[0] if len(faults) == 1 else _nearest(faults)
    tables: dict[str, Columns] = {view or table: columns} if columns is not None and (view or table) else {}
    mine = vault or Vault(intake.vault_folder())
    received = brought(file, retrieved=now)
    before = mine.current(source.name)
    version = intake.keep(mine, source, {received.name: file}, (received,), tables, retrieved=now, accept=accept)
    if before is not None and before.name == version.name:
        return Outcome(source=source.name, kept=True, line=f"nothing new; version {version.name} stays")
    rows = ", ".join(f"{v} {len(next(iter(t.values()))):,} rows" for v, t in tables.items())
    what = rows or "kept as received; no reading of its layout is written"
    return Outcome(source=source.name, kept=True, line=f"version {version.name}: {what}")


def _ways(source: Source, table: str, file: Path, member: str) -> tuple[Download, ...]:
    """Return the ways to read the file: the layout of its name, any published layout, a table as it is."""
    if table and table not in source.tables:
        have = ", ".join(source.tables) or "none"
        raise InvalidValue(f"{source.name} has no table {table!r}", where="--table", next=f"its tables are: {have}")
    published = [d for d in source.downloads if (d.gives or d.sql) and (not table or d.gives == table)]
    published.sort(key=lambda d: d.name != file.name)
    # The publisher's format is a default; a user may hold the same columns in another one.
    layouts = [replace(d, format="", member=member or _inside(d, file)) for d in published]
    plain = [
        Download(name=file.name, url="", format="", gives=view, member=member, columns=held.columns)
        for view, held in source.tables.items()
        if not table or view == table
    ]
    return (*layouts, *plain)


def _inside(download: Download, file: Path) -> str:
    """Return the member to read: that of the published archive, none of a file that was taken out of it."""
    taken_out = file.name == download.member and not zipfile.is_zipfile(file)
    return download.member if download.name == file.name and not taken_out else ""


def _nearest(faults: list[TightropeError]) -> TightropeError:
    """Return the fault that says most: one that is not about columns, else that with the fewest columns gone."""
    others = [fault for fault in faults if not fault.what.startswith("no column")]
    return others[0] if others else min(faults, key=lambda fault: len(fault.what.partition(";")[0]))
