"""Fetches sources from their publishers into the user's vault, and opens what is held for a build."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tightrope.catalog.entry import Download, Source
from tightrope.catalog.shelf import sources
from tightrope.core.errors import TightropeError
from tightrope.core.provenance import Received
from tightrope.data.read import Columns
from tightrope.data.snapshot import Gate, Request
from tightrope.data.vault import Vault, Version
from tightrope.study.holdings import intake
from tightrope.study.holdings.build import Held

BY_HAND = {"form": "a form", "account": "an account"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one source: kept (the version now in use) or not, and a line that says so."""

    source: str
    kept: bool
    line: str

    def __str__(self) -> str:
        """Return the line that is printed."""
        return f"{self.source}: {self.line}"


def offers(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return a line for each source asked for: the addresses that would be fetched, or how to get it by hand."""
    lines = []
    for source in _chosen(names, everything=True):
        mine = dict.fromkeys(d.url for d in source.downloads if d.url)
        if mine:
            lines.append(f"{source.name}: " + ", ".join(mine))
        else:
            lines.append(f"{source.name}: {_by_hand(source)}")
    return tuple(lines)


def pull_all(
    names: tuple[str, ...],
    *,
    now: str,
    accept: bool = False,
    progress: Callable[[str], None] = lambda _: None,
    gate: Gate | None = None,
    vault: Vault | None = None,
) -> Iterator[Outcome]:
    """Pull sources one after the other; one that fails leaves the others, and what is stored, as they are.

    Parameters
    ----------
    names : sources; all that a program may fetch if empty.
    now : the date, as ISO 8601 text.
    accept : take a version whose units, base or codes moved.
    gate, vault : other ones than the user's; for tests.

    Raises
    ------
    UnknownName : a name is not on the shelf; nothing was fetched.
    """
    chosen = _chosen(names)
    for source in chosen:
        mine = vault or Vault(intake.vault_folder())
        if not any(d.url for d in source.downloads):
            yield Outcome(source=source.name, kept=False, line=_by_hand(source))
            continue
        try:
            yield _pull(source, mine, gate or Gate(environ=os.environ), now=now, accept=accept, progress=progress)
        except TightropeError as error:
            yield Outcome(source=source.name, kept=False, line=str(error))


def held(vault: Vault | None = None) -> Held:
    """Return the tables of the versions in use; every byte is hashed on the way."""
    mine = vault or Vault(intake.vault_folder())
    files: dict[str, Path] = {}
    versions: dict[str, str] = {}
    for name in mine.sources():
        version = mine.open(name)
        views = sources()[name].tables if name in sources() else {}
        for view, file in version.tables.items():
            if view in views:
                files[view], versions[name] = file, version.name
    return Held(files=files, versions=versions)


def _chosen(names: tuple[str, ...], *, everything: bool = False) -> tuple[Source, ...]:
    if names:
        return tuple(intake.known(name) for name in names)
    return tuple(s for s in sources().values() if everything or any(d.url for d in s.downloads))


def _by_hand(source: Source) -> str:
    if source.access in BY_HAND:
        asks = f"the publisher asks for {BY_HAND[source.access]}"
    else:
        asks = "no file on offer to a program"
    return f"{asks}; get it at {source.url}, then `tightrope data add FILE --as {source.name}`"


def _pull(
    source: Source, vault: Vault, gate: Gate, *, now: str, accept: bool, progress: Callable[[str], None]
) -> Outcome:
    before = vault.current(source.name)
    with vault.pulling(source.name) as folder:
        files: dict[str, Path] = {}
        received: list[Received] = []
        came: dict[str, Path] = {}  # an archive that gives several tables is fetched once
        parts: dict[str, list[Columns]] = {}
        for download in source.downloads:
            if not download.url:
                continue
            if download.url not in came:
                progress(f"{source.name}: {download.url}")
                request = _request(source, download, before)
                fetched = gate.fetch(request, folder, retrieved=now, progress=_counted(source, download, progress))
                came[download.url] = files[download.name] = fetched.file
                received.append(fetched.received)
            if download.gives or download.sql:
                table = intake.laid_out(source, download, came[download.url])
                parts.setdefault(download.gives or download.name, []).append(table)
        tables = {view: intake.stacked(found) for view, found in parts.items()}
        version = intake.keep(vault, source, files, tuple(received), tables, retrieved=now, accept=accept)
    return Outcome(source=source.name, kept=True, line=_kept(version, before, tables))


def _request(source: Source, download: Download, before: Version | None) -> Request:
    return Request(
        source=source.name,
        name=download.name,
        url=download.url,
        hosts=source.hosts,
        format="" if download.member else download.format,
        sha256=download.sha256,
        megabytes=download.megabytes,
        columns=() if download.member else download.columns,
        stored=before.name if before else "",
    )


def _counted(source: Source, download: Download, progress: Callable[[str], None]) -> Callable[[int, int | None], None]:
    """Return a progress function that speaks at every tenth, or every ten million bytes."""
    told = -1

    def tell(have: int, total: int | None) -> None:
        nonlocal told
        step = 10 * have // total if total else have // 10_000_000
        if step > told:
            told = step
            of = f" of {total / 1e6:.1f}" if total else ""
            progress(f"  {source.name}/{download.name}: {have / 1e6:.1f}{of} MB")

    return tell


def _kept(version: Version, before: Version | None, tables: dict[str, Columns]) -> str:
    if before is not None and before.name == version.name:
        return f"nothing new; version {version.name} stays"
    rows = ", ".join(f"{view} {len(next(iter(table.values()))):,} rows" for view, table in tables.items())
    what = rows or "kept as received; no reading of its layout is written"
    return f"version {version.name}: {what}"
