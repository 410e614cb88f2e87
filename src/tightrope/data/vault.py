"""Versions of sources kept on disk: written aside and renamed whole, hashed on opening, dropped only when told."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tightrope.core.citation import Citation, License
from tightrope.core.errors import CoverageError, DigestMismatch, SourceUnavailable, StoreError
from tightrope.core.provenance import Received, Snapshot
from tightrope.data.pulls.disk import NAME, hold, replace, safe, settle, write, writing
from tightrope.data.read import Columns, sha256, write_parquet

ASIDE = ".aside-"
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of a source that is held.

    Parameters
    ----------
    source : the source's name.
    name : date of retrieval and the first eight digits of `digest`.
    folder : where it lies.
    snapshot : what was received, from where, and when.
    digest : SHA-256 over the names and digests of every file of the version.
    holds : path under `folder` -> (SHA-256, bytes) of each file.
    """

    source: str
    name: str
    folder: Path
    snapshot: Snapshot
    digest: str
    holds: Mapping[str, tuple[str, int]]

    @property
    def received(self) -> dict[str, Path]:
        """Return the files as received, by name."""
        return {Path(path).name: self.folder / path for path in self.holds if path.startswith("received/")}

    @property
    def tables(self) -> dict[str, Path]:
        """Return the tables made of them, by view."""
        return {Path(path).stem: self.folder / path for path in self.holds if path.startswith("tables/")}


class Vault:
    """Versions by source: `SOURCE/VERSION/{received/…, tables/VIEW.parquet, snapshot.json}` and `SOURCE/current`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held: set[str] = set()

    @contextlib.contextmanager
    def pulling(self, source: str) -> Iterator[Path]:
        """Hold a source for one pull and give the folder that its downloads go to.

        What a pull that died has left is there to be resumed; what a keeping that died has left is removed.

        Raises
        ------
        StoreError : another pull holds the source, or the folder cannot be written.
        """
        home = self._home(source)
        incoming = home / "incoming"
        if source in self._held:
            yield incoming
            return
        with writing(home):
            incoming.mkdir(parents=True, exist_ok=True)
        with hold(home / ".lock", where=source):
            self._held.add(source)
            try:
                for left in sorted(home.glob(f"{ASIDE}*")):
                    shutil.rmtree(left, ignore_errors=True)
                yield incoming
            finally:
                self._held.discard(source)

    def keep(
        self, source: str, files: Mapping[str, Path], snapshot: Snapshot, tables: Mapping[str, Columns]
    ) -> Version:
        """Keep a version and make it the current one (unless another is pinned).

        Whatever fails, the versions held before stand as they were. Files that lie in the folder given by `pulling`
        are removed from there at the end; any other file stays where it is. Bytes that are held already as the
        current version make no new one.

        Parameters
        ----------
        source : the source's name.
        files : name -> where the file lies now.
        snapshot : what was received; its `files` have the same names and digests.
        tables : view -> columns; rows are stored sorted by all columns.

        Raises
        ------
        DigestMismatch : a file is not the one that was received.
        CoverageError : a table has no rows.
        StoreError : the disk is full, or the folder cannot be written, or another pull holds the source.
        """
        digests = {entry.name: entry.sha256 for entry in snapshot.files}
        if set(files) != set(digests) or snapshot.source != source:
            raise StoreError("the files are not those of the snapshot", where=source, next="describe what is kept")
        for view, columns in tables.items():
            if not columns or len(next(iter(columns.values()))) == 0:
                raise CoverageError("the table has no rows", where=f"{source}/{view}", next="nothing was replaced")
        with self.pulling(source) as incoming:
            home = self._home(source)
            with writing(home):
                aside = Path(tempfile.mkdtemp(dir=home, prefix=ASIDE))
            try:
                with writing(home):
                    holds = _fill(aside, files, digests, tables, source)
                    version = self._settle(source, aside, snapshot, holds)
                    for file in files.values():
                        if file.parent.resolve() == incoming.resolve():
                            file.unlink(missing_ok=True)
            finally:
                shutil.rmtree(aside, ignore_errors=True)
        return version

    def current(self, source: str) -> Version | None:
        """Return the version in use: the pinned one, else the one last kept; None if none is held."""
        home = self._home(source)
        name = _pointer(home / "pin") or _pointer(home / "current")
        return self._read(source, name) if name else None

    def versions(self, source: str) -> tuple[Version, ...]:
        """Return the versions held, oldest retrieval first."""
        home = self._home(source)
        found = [self._read(source, file.parent.name) for file in home.glob("*/snapshot.json") if _named(file.parent)]
        return tuple(sorted(found, key=lambda version: (version.snapshot.retrieved, version.name)))

    def sources(self) -> tuple[str, ...]:
        """Return the sources of which a version is held."""
        found = {file.parents[1].name for file in self.folder.glob("*/*/snapshot.json") if _named(file.parent)}
        return tuple(sorted(found))

    def open(self, source: str, version: str = "") -> Version:
        """Return a version after hashing every byte of it.

        Parameters
        ----------
        source : the source's name.
        version : the version's name; the one in use if "".

        Raises
        ------
        SourceUnavailable : it is not held.
        DigestMismatch : bytes changed under it, or a file is missing.
        StoreError : its record is damaged.
        """
        found = self._read(source, version) if version else self.current(source)
        if found is None:
            raise SourceUnavailable("no version is held", where=source, next=f"`tightrope data pull {source}`")
        for path, (digest, _) in found.holds.items():
            file = found.folder / path
            if not file.is_file() or sha256(file) != digest:
                raise DigestMismatch(
                    "the file is missing or its bytes have changed since it was kept",
                    where=f"{source}/{found.name}/{path}",
                    next=f"use another version, or pull {source} again",
                )
        return found

    def pin(self, source: str, version: str) -> None:
        """Make a version the one in use until it is unpinned; newer ones are kept beside it."""
        self._read(source, version)
        with writing(self._home(source)):
            replace(self._home(source) / "pin", version)

    def unpin(self, source: str) -> None:
        """Let the version last kept be the one in use again."""
        with writing(self._home(source)):
            (self._home(source) / "pin").unlink(missing_ok=True)

    def pinned(self, source: str) -> str:
        """Return the pinned version's name; "" if none is."""
        return _pointer(self._home(source) / "pin")

    def drop(self, source: str, version: str) -> None:
        """Remove a version for good; nothing calls this but a user's wish.

        Raises
        ------
        StoreError : it is pinned or in use.
        SourceUnavailable : it is not held.
        """
        home = self._home(source)
        if version in (_pointer(home / "pin"), _pointer(home / "current")):
            raise StoreError("the version is in use", where=f"{source}/{version}", next="pin or pull another first")
        with self.pulling(source), writing(home):
            folder = self._read(source, version).folder
            gone = folder.rename(home / f"{ASIDE}{version}")  # so that half a removal never looks like a version
            shutil.rmtree(gone)

    def _home(self, source: str) -> Path:
        return self.folder / safe(source)

    def _settle(self, source: str, aside: Path, snapshot: Snapshot, holds: dict[str, tuple[str, int]]) -> Version:
        home = self._home(source)
        digest = _digest({path: found for path, (found, _) in holds.items()})
        in_use = _pointer(home / "current")
        if in_use.endswith(f"-{digest[:8]}") and self._whole(source, in_use) == digest:
            return self._read(source, in_use)
        name = f"{_date(snapshot.retrieved)}-{digest[:8]}"
        if self._whole(source, name) != digest:  # not held yet, or held and damaged since
            body = {"digest": digest, "holds": holds, "snapshot": dataclasses.asdict(snapshot)}
            seal = hashlib.sha256(_canonical(body)).hexdigest()
            text = json.dumps({"seal": seal, **body}, indent=1, sort_keys=True, ensure_ascii=False)
            write(aside / "snapshot.json", text.encode())
            if (home / name).is_dir():
                (home / name).rename(aside.with_name(f"{aside.name}-damaged"))
            aside.rename(home / name)
            settle(home)
        version = self._read(source, name)
        replace(home / "current", name)
        return version

    def _whole(self, source: str, name: str) -> str:
        try:
            return self.open(source, name).digest
        except (SourceUnavailable, DigestMismatch, StoreError):
            return ""

    def _read(self, source: str, name: str) -> Version:
        folder = self._home(source) / safe(name)
        if not folder.is_dir():
            held = ", ".join(sorted(f.parent.name for f in self._home(source).glob("*/snapshot.json"))[-5:]) or "none"
            raise SourceUnavailable("the version is not held", where=f"{source}/{name}", next=f"held are: {held}")
        try:
            told = json.loads((folder / "snapshot.json").read_text(encoding="utf-8"))
            seal = told.pop("seal")
            if hashlib.sha256(_canonical(told)).hexdigest() != seal:
                raise ValueError
            holds = {_inside(path): (str(digest), int(size)) for path, (digest, size) in told["holds"].items()}
            return Version(
                source=source,
                name=name,
                folder=folder,
                snapshot=_snapshot(told["snapshot"]),
                digest=told["digest"],
                holds=holds,
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise StoreError(
                "the record of the version is damaged", where=f"{source}/{name}", next=f"pull {source} again"
            ) from None


def describe(source: str, files: Sequence[Received], *, url: str, citation: Citation, retrieved: str) -> Snapshot:
    """Return the snapshot that received files make; files are put in the order of their names."""
    ordered = tuple(sorted(files, key=lambda entry: entry.name))
    return Snapshot(
        source=source,
        sha256=_digest({entry.name: entry.sha256 for entry in ordered}),
        size=sum(entry.size for entry in ordered),
        retrieved=retrieved,
        url=url,
        citation=citation,
        files=ordered,
    )


def brought(file: Path, *, retrieved: str, name: str = "") -> Received:
    """Return what is known of a file that a user brought."""
    if not file.is_file():
        raise SourceUnavailable("the file is not there", where=str(file), next="check the path")
    return Received(
        name=safe(name or file.name),
        sha256=sha256(file),
        size=file.stat().st_size,
        retrieved=retrieved,
        url="",
        final="",
        etag="",
        modified="",
    )


def _fill(
    aside: Path,
    files: Mapping[str, Path],
    digests: Mapping[str, str],
    tables: Mapping[str, Columns],
    source: str,
) -> dict[str, tuple[str, int]]:
    (aside / "received").mkdir()
    (aside / "tables").mkdir()
    holds: dict[str, tuple[str, int]] = {}
    for name, file in sorted(files.items()):
        target = aside / "received" / safe(name)
        with file.open("rb") as given, target.open("wb") as kept:
            digest = hashlib.sha256()
            while block := given.read(BLOCK):
                digest.update(block)
                kept.write(block)
            kept.flush()
            os.fsync(kept.fileno())
        if digest.hexdigest() != digests[name]:
            raise DigestMismatch(
                "the file is not the one that was received", where=f"{source}/{name}", next="pull it again"
            )
        holds[f"received/{name}"] = (digest.hexdigest(), target.stat().st_size)
    for view, columns in sorted(tables.items()):
        target = aside / "tables" / f"{safe(view)}.parquet"
        names = tuple('"' + name.replace('"', '""') + '"' for name in columns)
        try:
            write_parquet(target, columns, order=names)
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise StoreError(
                f"the table cannot be written ({reason})", where=f"{source}/{view}", next="nothing was replaced"
            ) from None
        holds[f"tables/{view}.parquet"] = (sha256(target), target.stat().st_size)
    return holds


def _pointer(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""


def _snapshot(told: dict[str, Any]) -> Snapshot:
    citation = dict(told["citation"])
    return Snapshot(
        **{
            **told,
            "citation": Citation(**{**citation, "license": License(**citation["license"])}),
            "files": tuple(Received(**entry) for entry in told["files"]),
        }
    )


def _digest(digests: Mapping[str, str]) -> str:
    return hashlib.sha256(_canonical(sorted(digests.items()))).hexdigest()


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _date(retrieved: str) -> str:
    try:
        return datetime.date.fromisoformat(retrieved[:10]).isoformat()
    except ValueError:
        raise StoreError(f"the time of retrieval {retrieved!r} is no ISO date", next="give one") from None


def _named(folder: Path) -> bool:
    return NAME.fullmatch(folder.name) is not None and folder.name != "incoming"


def _inside(path: str) -> str:
    if not all(NAME.fullmatch(part) for part in path.split("/")):
        raise ValueError(path)
    return path
