"""What an archive may be: caps on members, ratio and bytes; paths that lead out refuse it whole."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from tightrope.core.errors import FileDamaged, FileRefused, FileTooLarge

BLOCK = 1 << 20
SMALL = 16 << 20  # below this a high ratio harms nobody
DRIVE = re.compile(r"^[A-Za-z]:")
ENCRYPTED, LINK = 0x1, 0xA


class Room(Protocol):
    """How much may come out of an archive: bytes, bytes out per byte in, members."""

    @property
    def unpacked(self) -> int:
        """Return the most bytes that may come out."""

    @property
    def ratio(self) -> int:
        """Return the most bytes out per byte in."""

    @property
    def members(self) -> int:
        """Return the most members."""


def check_entries(entries: list[zipfile.ZipInfo], *, name: str, caps: Room, packed: int) -> None:
    """Refuse an archive whole for its number of members, its ratio, or a path that leads out of a folder."""
    if len(entries) > caps.members:
        raise FileTooLarge(f"it has {len(entries):,} members, more than the {caps.members:,} allowed", where=name)
    out = sum(e.file_size for e in entries)
    if out > SMALL and out > caps.ratio * packed:
        raise FileTooLarge(f"it unpacks {packed:,} bytes to {out:,}, more than {caps.ratio} to 1", where=name)
    for entry in entries:
        path = entry.orig_filename
        parts = PurePosixPath(path.replace("\\", "/")).parts
        if path.startswith(("/", "\\")) or ".." in parts or DRIVE.match(path) or "\x00" in path:
            raise FileRefused(f"its member {path!r} leads out of the folder; the archive is refused whole", where=name)
        if entry.external_attr >> 28 == LINK:
            raise FileRefused(f"its member {path!r} is a link; the archive is refused whole", where=name)


def blocks(stream: IO[bytes], *, packed: int, name: str, caps: Room) -> Iterator[bytes]:
    """Yield what a stream unpacks to, counting what really comes out.

    Raises
    ------
    FileTooLarge : a cap is passed. FileDamaged : the stream is cut off or damaged.
    """
    total = 0
    try:
        while block := stream.read(BLOCK):
            total += len(block)
            if total > caps.unpacked:
                raise FileTooLarge(over(total, caps.unpacked, "at least "), where=name)
            if total > SMALL and total > caps.ratio * packed:
                raise FileTooLarge(f"it unpacks {packed:,} bytes to over {total:,}: a bomb", where=name)
            yield block
    except (EOFError, zlib.error) as error:
        raise FileDamaged(f"it is cut off or damaged ({error})", where=name, next="download it again") from None


def open_zip(file: Path | IO[bytes], *, name: str, caps: Room, packed: int) -> zipfile.ZipFile:
    """Open a zip archive whose table of contents keeps the caps; its caller closes it.

    Parameters
    ----------
    packed : bytes of the archive as given.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise FileDamaged(f"the zip archive is damaged ({error})", where=name, next="download it again") from None
    try:
        check_entries(archive.infolist(), name=name, caps=caps, packed=packed)
    except BaseException:
        archive.close()
        raise
    return archive


def member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, name: str, caps: Room) -> Iterator[bytes]:
    """Yield the bytes of one member of an open archive under its caps."""
    inner = f"{name}:{entry.filename}"
    if entry.flag_bits & ENCRYPTED:
        raise FileRefused(f"its member {entry.filename!r} is locked by a password", where=name, next="unlock it first")
    if entry.file_size > caps.unpacked:
        raise FileTooLarge(over(entry.file_size, caps.unpacked), where=inner)
    try:
        with archive.open(entry) as stream:
            yield from blocks(stream, packed=max(entry.compress_size, 1), name=inner, caps=caps)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise FileDamaged(f"the member is damaged ({error})", where=inner, next="download it again") from None


def over(size: int, cap: int, least: str = "") -> str:
    """Return the words for a size over its cap."""
    return f"it unpacks to {least}{size:,} bytes, more than the {cap:,} allowed"
