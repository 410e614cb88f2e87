"""The child's side of reading a stranger's project: unpack under caps, parse, leave plain values and files behind."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from tightrope.core.errors import FileDamaged, FileRefused, FileTooLarge
from tightrope.evidence.exchange.parse import parse
from tightrope.sandbox.archive import DRIVE, member, open_zip, over
from tightrope.sandbox.child import serve

VALUES = "project.json"
_SCHEME = re.compile(r"(internal|relative|absolute|file)://(.*)\Z", re.IGNORECASE | re.DOTALL)
_CLUTTER = ("__MACOSX", ".DS_Store", ".root", "Thumbs.db")
Found = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Caps:
    """How much may come out of an archive, all told, and what its reader may take."""

    unpacked: int = 500_000_000
    ratio: int = 100
    members: int = 10_000
    seconds: int = 60
    memory: int = 2_000_000_000


def main(request: Mapping[str, Any]) -> None:
    """Read the file of a request; the program of the child."""
    caps, name = Caps(**request["caps"]), str(request["name"])
    serve(
        request,
        lambda work: _read(Path(request["file"]), work, name=name, caps=caps),
        seconds=caps.seconds,
        memory=caps.memory,
        name=name,
    )


def _read(file: Path, work: Path, *, name: str, caps: Caps) -> None:
    size = file.stat().st_size
    if not size:
        raise FileDamaged("the file is empty", where=name, next="export it again")
    if size > caps.unpacked:
        raise FileTooLarge(f"it has {size:,} bytes, more than the {caps.unpacked:,} allowed", where=name)
    with file.open("rb") as stream:
        head = stream.read(4)
    if head[:2] == b"PK":
        values = _Unpacker(file, work, name, caps, size).values()
    else:
        values = parse(file.read_bytes(), name=name)
    (work / "values.part").write_text(json.dumps(values), encoding="utf-8")
    (work / "values.part").rename(work / VALUES)


class _Unpacker:
    def __init__(self, file: Path, work: Path, name: str, caps: Caps, packed: int) -> None:
        self.work, self.name, self.caps = work, name, caps
        self.archive = open_zip(file, name=name, caps=caps, packed=packed)
        entries = [e for e in self.archive.infolist() if not e.is_dir()]
        total = sum(e.file_size for e in entries)
        if total > caps.unpacked:
            raise FileTooLarge(over(total, caps.unpacked), where=name)
        if len({e.filename for e in entries}) < len(entries):
            raise FileRefused("two of its members have one name; the archive is refused whole", where=name)
        self.entries = {e.filename: e for e in entries}
        self.taken: dict[str, int] = {}
        self.out = 0

    def values(self) -> dict[str, Any]:
        with self.archive:
            top = [n for n in self.entries if n.lower().endswith(".qde") and n.count("/") <= 1 and not _clutter(n)]
            if len(top) != 1:
                raise FileDamaged(f"it holds {len(top)} project files (.qde), not one", where=self.name)
            self.base = top[0].rpartition("/")[0]
            self.base = f"{self.base}/" if self.base else ""
            values = parse(self.bytes(top[0]), name=f"{self.name}:{top[0]}")
            for source in values["sources"]:
                self.source(source)
            for note in values["notes"]:
                note["text"] = self.find(note["plain"]) if note["content"] is None and note["plain"] else None
                for path in (note["plain"], note["rich"]):
                    self.find(path)
            known = {top[0], *self.taken, *self.beside}
            values["unused"] = sorted(n for n in self.entries if n not in known and not _clutter(n))
        return values

    beside: frozenset[str] = frozenset()

    def source(self, source: dict[str, Any]) -> None:
        """Unpack the text of a source and the file it was read from."""
        source["text"] = self.find(source["plain"]) if source["content"] is None and source["plain"] else None
        original = source["path"] or source["rich"]
        if source["tag"] in ("TextSource", "PDFSource"):
            source["original"] = self.find(original) if original else None
        else:
            found = self.resolve(original) if original else None
            self.beside |= {found[0]} if found and found[0] else frozenset()
        if source["text"] and source["text"].get("member"):
            stem = source["text"]["member"].removesuffix(".txt")
            exact = f"{stem}.exact.txt"
            source["exact"] = {"member": exact, "at": self.take(exact)} if exact in self.entries else None
            for name in sorted(self.entries):
                if source.get("original") is None and name.startswith(f"{stem}.original."):
                    source["original"] = {"member": name, "at": self.take(name)}

    def find(self, path: str) -> Found:
        """Return where a member was unpacked to, or why there is none."""
        if not path:
            return {"why": "no file is named"}
        name, outside = self.resolve(path)
        if name is None:
            why = "lies outside the archive and is never opened" if outside else "is not in the archive"
            return {"path": path, "why": f"its file {path!r} {why}"}
        return {"path": path, "member": name, "at": self.take(name), "outside": outside}

    def resolve(self, path: str) -> tuple[str | None, bool]:
        """Return the member that a path means, and whether the path itself leads out of the archive."""
        scheme = _SCHEME.match(path.strip())
        kind, rest = (scheme.group(1).lower(), scheme.group(2)) if scheme else ("", path.strip())
        rest = rest.replace("\\", "/")
        parts = PurePosixPath(rest).parts
        rooted = rest.startswith("/") and kind != "internal"
        outside = kind in ("absolute", "file") or rooted or DRIVE.match(rest) is not None or ".." in parts
        inside = rest.lstrip("/")
        tried = [] if outside else [inside, unquote(inside)]
        if (outside or kind in ("relative", "")) and parts:
            tried += [parts[-1], unquote(parts[-1])]
        folded = {n.casefold(): n for n in reversed(self.entries)}
        for name in tried:
            for place in (f"{self.base}Sources/{name}", f"{self.base}sources/{name}", f"{self.base}{name}"):
                found = place if place in self.entries else folded.get(place.casefold())
                if found and not found.lower().endswith(".qde"):
                    return found, outside
        return None, outside

    def take(self, name: str) -> int:
        """Unpack a member once, under its number."""
        if name not in self.taken:
            self.taken[name] = len(self.taken)
            (self.work / f"m{self.taken[name]}").write_bytes(self.bytes(name))
        return self.taken[name]

    def bytes(self, name: str) -> bytes:
        held = bytearray()
        try:
            for block in member(self.archive, self.entries[name], name=self.name, caps=self.caps):
                held += block
                if self.out + len(held) > self.caps.unpacked:
                    raise FileTooLarge(over(self.out + len(held), self.caps.unpacked, "at least "), where=self.name)
        except zipfile.BadZipFile as error:
            raise FileDamaged(f"the member {name!r} is damaged ({error})", where=self.name) from None
        self.out += len(held)
        return bytes(held)


def _clutter(name: str) -> bool:
    return any(part in _CLUTTER for part in PurePosixPath(name).parts)
