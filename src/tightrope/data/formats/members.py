"""Archives: one member comes out, under caps on bytes, ratio, count and paths; nothing is written by its name."""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, cast

from tightrope.core.errors import ChoiceNeeded, FileDamaged, FileRefused, FileTooLarge
from tightrope.data.formats.kind import identify, told
from tightrope.data.formats.reading import Caps, listed

BLOCK = 1 << 20
SMALL = 16 << 20  # below this a high ratio harms nobody
DRIVE = re.compile(r"^[A-Za-z]:")
ENCRYPTED, LINK = 0x1, 0xA


def unpack(file: Path, *, name: str, format: str, member: str, caps: Caps, work: Path) -> tuple[Path, str, str]:
    """Take the one file out of an archive that is to be read.

    Returns
    -------
    The file to read, its name for messages, and its format; the file itself if it is no archive.

    Raises
    ------
    ChoiceNeeded : several members, none named. FileRefused : a path that leads out, a nested or locked archive.
    FileTooLarge : a cap is passed.
    """
    kind, _ = identify(file)
    known = format or told(name)
    if kind == "zip" and (member or known != "xlsx"):
        return _from_zip(file, name, format, member, caps, work)
    if kind == "gzip" and known != "rds":
        inner = name[:-3] if name.lower().endswith(".gz") else name
        out = work / "member"
        with gzip.open(file, "rb") as stream:
            _copy(cast(IO[bytes], stream), out, packed=file.stat().st_size, name=name, caps=caps)
        return out, name, _format(format or told(inner), inner)
    if member:
        raise ChoiceNeeded(f"it is no archive, so it has no member {member!r}", where=name)
    return file, name, _format(known, name)


def _from_zip(file: Path, name: str, format: str, member: str, caps: Caps, work: Path) -> tuple[Path, str, str]:
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise FileDamaged(f"the zip archive is damaged ({error})", where=name, next="download it again") from None
    with archive:
        entries = archive.infolist()
        check_entries(entries, name=name, caps=caps, packed=file.stat().st_size)
        files = [e for e in entries if not e.is_dir() and not _clutter(e.filename)]
        entry = _choose(files, member, name)
        if entry.flag_bits & ENCRYPTED:
            raise FileRefused(
                f"its member {entry.filename!r} is locked by a password", where=name, next="unlock it first"
            )
        if entry.file_size > caps.unpacked:
            raise FileTooLarge(_over(entry.file_size, caps.unpacked), where=f"{name}:{entry.filename}")
        out, inner = work / "member", f"{name}:{entry.filename}"
        try:
            with archive.open(entry) as stream:
                _copy(stream, out, packed=max(entry.compress_size, 1), name=inner, caps=caps)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise FileDamaged(f"the member is damaged ({error})", where=inner, next="download it again") from None
        return out, inner, _format(format or told(entry.filename), inner)


def check_entries(entries: list[zipfile.ZipInfo], *, name: str, caps: Caps, packed: int) -> None:
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


def _choose(files: list[zipfile.ZipInfo], member: str, name: str) -> zipfile.ZipInfo:
    if member:
        named = [e for e in files if e.filename == member]
        if len(named) != 1:
            what = f"it has no member {member!r}" if not named else f"it has {len(named)} members named {member!r}"
            raise ChoiceNeeded(what, where=name, next=f"members are {listed(e.filename for e in files)}")
        return named[0]
    if len(files) != 1:
        held = listed(e.filename for e in files) or "none"
        raise ChoiceNeeded(f"it has {len(files)} members: {held}", where=name, next="name the member to read")
    return files[0]


def _copy(stream: IO[bytes], out: Path, *, packed: int, name: str, caps: Caps) -> None:
    """Write a stream that unpacks to a file, counting what really comes out."""
    total = 0
    with out.open("wb") as target:
        try:
            while block := stream.read(BLOCK):
                total += len(block)
                if total > caps.unpacked:
                    raise FileTooLarge(_over(total, caps.unpacked, "at least "), where=name)
                if total > SMALL and total > caps.ratio * packed:
                    raise FileTooLarge(f"it unpacks {packed:,} bytes to over {total:,}: a bomb", where=name)
                target.write(block)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise FileDamaged(f"it is cut off or damaged ({error})", where=name, next="download it again") from None
    if not total:
        raise FileDamaged("the file is empty", where=name, next="download it again")


def _format(format: str, name: str) -> str:
    if not format:
        raise ChoiceNeeded("its name does not say what it is", where=name, next="say what it is with its format")
    return format


def _clutter(path: str) -> bool:
    return path.startswith("__MACOSX/") or PurePosixPath(path).name in (".DS_Store", "Thumbs.db")


def _over(size: int, cap: int, least: str = "") -> str:
    return f"it unpacks to {least}{size:,} bytes, more than the {cap:,} allowed"
