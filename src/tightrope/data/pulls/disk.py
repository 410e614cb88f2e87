"""Files that are whole or not there: locks that end with their process, pointers replaced at once, parts to resume."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from tightrope.core.errors import StoreError

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,119}")
BLOCK = 1 << 20


class Part:
    """The part of a file that has come: `NAME.part`, and beside it what tells whether it can be gone on with.

    A part without a validator of its publisher (a strong ETag, else the date of change), or of another address, is
    of no use and removed.
    """

    def __init__(self, folder: Path, name: str, url: str) -> None:
        self.file, self.record = folder / f"{safe(name)}.part", folder / f"{name}.part.json"
        self.target, self.url = folder / name, url
        self.told: dict[str, Any] = {}
        self.size, self._digest = 0, hashlib.sha256()
        self._stream: BinaryIO | None = None
        with writing(folder):
            told = _record(self.record)
            if told.get("url") == url and _validator(told) and self.file.is_file():
                self.told = told
                with self.file.open("rb") as stream:
                    while block := stream.read(BLOCK):
                        self._digest.update(block)
                        self.size += len(block)
            if not self.size:
                self.drop()

    @property
    def validator(self) -> str:
        """Return what the publisher must still say of the file for the part to be of use; "" if there is no part."""
        return _validator(self.told) if self.size else ""

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of what has come."""
        return self._digest.hexdigest()

    def begin(self, *, etag: str, modified: str, total: int | None, kind: str) -> None:
        """Start anew."""
        self.drop()
        self.told = {"url": self.url, "etag": etag, "modified": modified, "total": total, "type": kind}
        with writing(self.file.parent):
            write(self.record, json.dumps(self.told, sort_keys=True).encode())
            self._stream = self.file.open("wb")

    def go_on(self) -> None:
        """Add to what is there."""
        with writing(self.file.parent):
            self._stream = self.file.open("ab")

    def add(self, block: bytes) -> None:
        """Append bytes; on a full disk the part is removed, so that it is not full because of us."""
        assert self._stream is not None
        try:
            with writing(self.file.parent):
                self._stream.write(block)
        except StoreError:
            self.drop()
            raise
        self._digest.update(block)
        self.size += len(block)

    def close(self) -> None:
        """Flush what has come to the disk."""
        stream, self._stream = self._stream, None
        if stream is not None:
            with writing(self.file.parent), stream:
                stream.flush()
                os.fsync(stream.fileno())

    def head(self, size: int) -> bytes:
        """Return the first bytes."""
        with writing(self.file.parent):
            if self._stream is not None:
                self._stream.flush()
            with self.file.open("rb") as stream:
                return stream.read(size)

    def unpack(self, cap: int) -> bool:
        """Unpack a gzip or zlib body in place; return whether it stayed within so many bytes.

        Raises
        ------
        zlib.error : the bytes are not packed, or end too early.
        """
        engine = zlib.decompressobj(wbits=47)  # 32 + 15: gzip or zlib, told from the bytes
        digest, size = hashlib.sha256(), 0
        plain = self.file.with_name(f"{self.file.name}.plain")
        try:
            with writing(self.file.parent), self.file.open("rb") as packed, plain.open("wb") as stream:
                while True:
                    if engine.eof and not (engine.unused_data or packed.peek(1)):
                        break
                    given = engine.unused_data or engine.unconsumed_tail or packed.read(1 << 16)
                    if not given:
                        raise zlib.error("the packed body ends too early")
                    if engine.eof:  # a gzip file may hold several members
                        engine = zlib.decompressobj(wbits=47)
                    block = engine.decompress(given, BLOCK)
                    size += len(block)
                    if size > cap:
                        return False
                    digest.update(block)
                    stream.write(block)
                stream.flush()
                os.fsync(stream.fileno())
            with writing(self.file.parent):
                plain.replace(self.file)
        finally:
            plain.unlink(missing_ok=True)
        self.size, self._digest = size, digest
        return True

    def finish(self) -> Path:
        """Give the part its name and return it."""
        self.close()
        with writing(self.file.parent):
            self.file.replace(self.target)
            self.record.unlink(missing_ok=True)
            settle(self.file.parent)
        return self.target

    def drop(self) -> None:
        """Remove the part."""
        stream, self._stream = self._stream, None
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
        with writing(self.file.parent):
            self.file.unlink(missing_ok=True)
            self.record.unlink(missing_ok=True)
        self.told, self.size, self._digest = {}, 0, hashlib.sha256()


@contextlib.contextmanager
def hold(file: Path, *, where: str) -> Iterator[None]:
    """Hold a lock that ends with the process; refuse politely if another has it.

    Raises
    ------
    StoreError : another pull holds it, or it cannot be written.
    """
    with writing(file.parent):
        stream = file.open("ab")
    with stream:
        try:
            _lock(stream)
        except OSError:
            raise StoreError(
                "another pull of this source is under way", where=where, next="wait until it ends, then pull again"
            ) from None
        yield


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into one line.

    Raises
    ------
    StoreError : the disk is full, or the folder cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"cannot be written ({error.strerror or type(error).__name__})",
            where=str(folder),
            next="free space or rights, or name another folder in TIGHTROPE_DATA; what was stored is untouched",
        ) from None


def replace(file: Path, text: str) -> None:
    """Write a small file at once: to a name of its own, flushed, then renamed."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".part-")
    os.close(handle)
    try:
        write(Path(name), text.encode())
        Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)
    settle(file.parent)


def write(file: Path, data: bytes) -> None:
    """Write bytes and flush them to the disk."""
    with file.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def settle(folder: Path) -> None:
    """Flush a folder: a renamed entry is on the disk once its folder is."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def safe(name: str) -> str:
    """Return a name if it can stand in a folder of any system.

    Raises
    ------
    StoreError : it cannot.
    """
    if not NAME.fullmatch(name) or name.endswith("."):
        raise StoreError(f"the name {name[:60]!r} cannot stand in a folder", next="use letters, digits, - _ and .")
    return name


def _lock(stream: BinaryIO) -> None:
    if sys.platform == "win32":
        import msvcrt

        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _record(file: Path) -> dict[str, Any]:
    try:
        told = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _validator(told: dict[str, Any]) -> str:
    etag, modified = str(told.get("etag") or ""), str(told.get("modified") or "")
    return etag if etag.startswith('"') else modified
