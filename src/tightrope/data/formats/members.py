"""Archives: one member comes out, under caps on bytes, ratio, count and paths; nothing is written by its name."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import IO, cast

from tightrope.core.errors import ChoiceNeeded, FileDamaged
from tightrope.data.formats.kind import identify, told
from tightrope.data.formats.reading import Caps, listed
from tightrope.sandbox import archive


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
            unpacked = archive.blocks(cast(IO[bytes], stream), packed=file.stat().st_size, name=name, caps=caps)
            try:
                _write(unpacked, out, name)
            except gzip.BadGzipFile as error:
                raise FileDamaged(f"it is cut off or damaged ({error})", where=name, next="download it again") from None
        return out, name, _format(format or told(inner), inner)
    if member:
        raise ChoiceNeeded(f"it is no archive, so it has no member {member!r}", where=name)
    return file, name, _format(known, name)


def _from_zip(file: Path, name: str, format: str, member: str, caps: Caps, work: Path) -> tuple[Path, str, str]:
    with archive.open_zip(file, name=name, caps=caps, packed=file.stat().st_size) as held:
        files = [e for e in held.infolist() if not e.is_dir() and not _clutter(e.filename)]
        entry = _choose(files, member, name)
        out, inner = work / "member", f"{name}:{entry.filename}"
        _write(archive.member(held, entry, name=name, caps=caps), out, inner)
        return out, inner, _format(format or told(entry.filename), inner)


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


def _write(blocks: Iterable[bytes], out: Path, name: str) -> None:
    with out.open("wb") as target:
        for block in blocks:
            target.write(block)
    if not out.stat().st_size:
        raise FileDamaged("the file is empty", where=name, next="download it again")


def _format(format: str, name: str) -> str:
    if not format:
        raise ChoiceNeeded("its name does not say what it is", where=name, next="say what it is with its format")
    return format


def _clutter(path: str) -> bool:
    return path.startswith("__MACOSX/") or PurePosixPath(path).name in (".DS_Store", "Thumbs.db")
