"""The log of a review: lines are only ever added, each on disk before it is acknowledged, one writer at a time."""

from __future__ import annotations

import json
import os
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from tightrope.core.errors import StoreError

KINDS = ("start", "decide", "settle", "reveal", "memo", "undo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that was done, in the order in which it was done.

    Parameters
    ----------
    n : its number, from 1 without a gap.
    kind : start, decide, settle, reveal, memo or undo.
    coder : who did it; empty for the start.
    at : when, as it was told by whoever wrote it.
    body : what was done.
    """

    n: int
    kind: str
    coder: str = ""
    at: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)


def read_log(file: Path) -> tuple[tuple[Event, ...], tuple[str, ...]]:
    """Return the events of a log and what was noticed, without locking or changing it.

    Raises
    ------
    StoreError
        If there is no log, or a line before the last is not as it was written.
    """
    events, _, torn = _parse(_bytes(file), file)
    return events, _torn_note(torn, file, kept=False)


class Log:
    """A log open for writing; use as a context manager.

    Opening takes the lock, sets a half-written last line aside into a file beside the log, and says so in `notes`.

    Parameters
    ----------
    file : the log; made if `new`.
    new : whether to begin a log; an existing one is never overwritten.

    Raises
    ------
    StoreError
        If the log is missing, damaged, open elsewhere, or cannot be written.
    """

    def __init__(self, file: Path, *, new: bool = False) -> None:
        self.file, self.new = file, new
        self.events: tuple[Event, ...] = ()
        self.notes: tuple[str, ...] = ()
        self._lock: BinaryIO | None = None
        self._handle = -1
        self._size = 0

    def __enter__(self) -> Log:
        """Take the lock and open the log."""
        if self.new and self.file.exists():
            raise StoreError("a review is there already", where=str(self.file), next="name another log with --log")
        if not self.new and not self.file.is_file():
            _bytes(self.file)
        try:
            self._lock = self.file.with_name(f"{self.file.name}.lock").open("ab")
            _hold(self._lock, self.file)
            self._open()
        except OSError as error:
            self._close()
            raise _unwritable(self.file, error) from None
        except StoreError:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the log and let go of the lock."""
        self._close()

    def append(self, kind: str, *, coder: str = "", at: str = "", body: Mapping[str, Any] | None = None) -> Event:
        """Add an event; when this returns, it is on disk.

        Raises
        ------
        StoreError
            If it cannot be written; the log is then as it was before.
        """
        if kind not in KINDS:
            raise ValueError(kind)
        event = Event(n=len(self.events) + 1, kind=kind, coder=coder, at=at, body=dict(body or {}))
        line = _line(event)
        try:
            _whole(self._handle, line)
            os.fsync(self._handle)
        except OSError as error:
            os.ftruncate(self._handle, self._size)
            raise _unwritable(self.file, error) from None
        self._size += len(line)
        self.events = (*self.events, event)
        return event

    def _open(self) -> None:
        made = os.O_CREAT | os.O_EXCL if self.new else 0
        self._handle = os.open(self.file, os.O_RDWR | os.O_APPEND | made | getattr(os, "O_BINARY", 0), 0o644)
        if self.new:
            _flush_folder(self.file.parent)
            return
        self.events, good, torn = _parse(_bytes(self.file), self.file)
        self._size = good
        if torn:
            aside = os.open(
                _aside(self.file), os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o644
            )
            try:
                _whole(aside, torn + b"\n")
                os.fsync(aside)
            finally:
                os.close(aside)
            os.ftruncate(self._handle, good)
            os.fsync(self._handle)
            _flush_folder(self.file.parent)
            self.notes = _torn_note(torn, self.file, kept=True)

    def _close(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _parse(raw: bytes, file: Path) -> tuple[tuple[Event, ...], int, bytes]:
    """Return the events, the length in bytes of the lines that are whole, and a half-written last line."""
    *lines, last = raw.split(b"\n")
    if not last and lines and not lines[-1].strip(b"\0"):
        last = lines.pop()
    events = tuple(_event(line, i + 1, file) for i, line in enumerate(lines))
    return events, sum(len(line) + 1 for line in lines), last


def _line(event: Event) -> bytes:
    row = {"n": event.n, "kind": event.kind, "coder": event.coder, "at": event.at, **event.body}
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    return f'{text[:-1]},"sum":"{_sum(text)}"}}\n'.encode("utf-8", "surrogatepass")


def _event(line: bytes, number: int, file: Path) -> Event:
    try:
        row = json.loads(line.decode("utf-8", "surrogatepass"))
        said = row.pop("sum")
        sound = _sum(json.dumps(row, ensure_ascii=False, separators=(",", ":"))) == said
        n, kind, coder, at = row.pop("n"), row.pop("kind"), row.pop("coder"), row.pop("at")
        if not sound or n != number or kind not in KINDS:
            raise ValueError(line)
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        raise StoreError(
            f"line {number} is not as it was written",
            where=str(file),
            next="restore the file from a copy; lines are added by `tightrope review`, never by hand",
        ) from None
    return Event(n=n, kind=kind, coder=coder, at=at, body=row)


def _sum(text: str) -> str:
    return f"{zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise StoreError(
            f"no review can be read here ({error.strerror})",
            where=str(file),
            next="begin one with `tightrope review start FILE...`, or name its log with --log",
        ) from None


def _whole(handle: int, data: bytes) -> None:
    """Write all bytes, however many calls it takes."""
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _aside(file: Path) -> Path:
    return file.with_name(f"{file.name}.torn")


def _torn_note(torn: bytes, file: Path, *, kept: bool) -> tuple[str, ...]:
    if not torn:
        return ()
    where = f"is set aside in {_aside(file).name}" if kept else "is passed over"
    return (f"{file.name}: the last line was half written and never acknowledged; it {where}",)


def _unwritable(file: Path, error: OSError) -> StoreError:
    return StoreError(f"cannot be written ({error.strerror})", where=str(file), next="free space or rights")


def _hold(stream: BinaryIO, file: Path) -> None:
    """Lock a file until it is closed, or its process is gone."""
    try:
        if sys.platform == "win32":
            import msvcrt

            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise StoreError(
            "the review is open elsewhere", where=str(file), next="close it there; two people may write by turns"
        ) from None


def _flush_folder(folder: Path) -> None:
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
