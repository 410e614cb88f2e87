"""A REFI-QDA file back as a project: what came in, what did not, and which choices were made; never silent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

from tightrope.core.errors import FileDamaged
from tightrope.evidence.exchange.confined import VALUES, Caps
from tightrope.evidence.exchange.place import Placer, number
from tightrope.evidence.exchange.positions import Flags, choose
from tightrope.evidence.exchange.project import (
    COLOR,
    GUID,
    ORIGIN,
    Account,
    Node,
    Note,
    Project,
    Source,
    User,
    code_names,
    guid,
    walk,
)
from tightrope.evidence.exchange.write import MACHINE, WINDOWS
from tightrope.evidence.reading.text import visible
from tightrope.sandbox import apart

PROGRAM = "tightrope.evidence.exchange.confined"
CAPS = Caps()
Plain = dict[str, Any]


def read_project(file: Path, *, caps: Caps = CAPS) -> tuple[Project, Account]:
    """Return the project of a .qdpx, or the codes of a .qdc, and an account of what was taken and what was not.

    The file is unpacked and parsed in a confined child process under caps on members, ratio, bytes, time and memory;
    nothing is ever opened outside the archive.

    Raises
    ------
    FileRefused : a member's path leads out or is a link, the XML declares a document type, or it is something else.
    FileTooLarge : a cap is passed. FileDamaged : the archive or its XML is broken, empty or missing.
    """
    name = visible(file.name)
    if not file.is_file():
        raise FileDamaged("there is no such file", where=name, next="name a .qdpx or .qdc file")
    request = {"file": str(file.resolve()), "name": name, "caps": asdict(caps)}
    return apart.run(
        PROGRAM,
        request,
        seconds=caps.seconds,
        memory=caps.memory,
        where=name,
        load=lambda work: _load(work, name),
    )


def _load(work: Path, name: str) -> tuple[Project, Account]:
    try:
        values = json.loads((work / VALUES).read_text(encoding="utf-8"))
        return _Reader(values, work, name).project()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise FileDamaged(f"it cannot be understood ({type(error).__name__}: {error})"[:200], where=name) from None


class _Reader:
    def __init__(self, values: Plain, work: Path, name: str) -> None:
        self.values, self.work, self.file = values, work, name
        self.notes: list[str] = list(values["said"])
        self.left: list[str] = []
        self.on: dict[str, list[str]] = {}
        self.seen: set[tuple[str, str]] = set()
        self.rows = [row for row in values["sources"] if row["tag"] in ("TextSource", "PDFSource")]

    def project(self) -> tuple[Project, Account]:
        values = self.values
        users = tuple(self.user(*row) for row in values["users"])
        codes = tuple(self.node(row, ()) for row in values["codes"])
        known = {node.guid for _, node in walk(codes)}
        sources = tuple(self.source(row) for row in values["sources"] if self.readable(row))
        flags = self.flags(sources)
        self.described_notes()
        for key in values["refs"]:
            self.on.setdefault(key, []).append("")
        placer = Placer(self.key, self.on, known, {user.guid for user in users}, flags)
        marks, unplaced = placer.marks(sources, self.rows)
        self.left += placer.left
        held = {m.guid for m in marks} | {u.mark.guid for u in unplaced}
        notes = self.memos(known | {s.guid for s in sources} | held)
        self.told(codes, users)
        project = Project(
            name=values["name"],
            origin=values["origin"].removesuffix(WINDOWS),
            description=values["description"],
            users=users,
            codes=codes,
            sources=sources,
            marks=tuple(marks),
            notes=notes,
            unplaced=tuple(unplaced),
        )
        taken = (
            ("coders", len(users)),
            ("codes", len(known)),
            ("sources", len(sources)),
            ("sources with their text", sum(s.text is not None for s in sources)),
            ("codings", sum(bool(m.code) for m in marks)),
            ("memos", len(notes) + sum(bool(m.memo) for m in marks)),
            ("unplaced", len(unplaced)),
        )
        return project, Account(taken=taken, left=tuple(self.left), notes=tuple(self.notes))

    def key(self, given: str, kind: str, *parts: object) -> str:
        """Return a guid that is one and stands once among its kind."""
        if GUID.match(given) and (kind, given) not in self.seen:
            self.seen.add((kind, given))
            return given
        made = guid("read", given, len(self.seen), kind, *parts)
        self.notes.append(f"the guid {given[:40]!r} of a {kind} is none or stands twice; it was given {made}")
        self.seen.add((kind, made))
        return made

    def user(self, key: str, name: str, id: str) -> User:
        if id == "machine" and name.endswith(MACHINE):
            return User(guid=self.key(key, "coder"), name=name.removesuffix(MACHINE), machine=True)
        return User(guid=self.key(key, "coder"), name=name, id=id)

    def node(self, row: Plain, path: tuple[str, ...]) -> Node:
        key = self.key(row["guid"], "code", *path, row["name"])
        color = row["color"].strip()
        if color and not COLOR.match(color):
            self.left.append(f"color {color!r} of the code {visible(row['name'])!r}: no color of the standard")
            color = ""
        for note in row["refs"]:
            self.on.setdefault(note, []).append(key)
        return Node(
            guid=key,
            name=row["name"],
            color=color,
            codable=row["codable"],
            description=row["description"],
            children=tuple(self.node(child, (*path, row["name"])) for child in row["children"]),
        )

    def readable(self, row: Plain) -> bool:
        """Whether a source has text; what an image, sound or video held is told."""
        regions, codings = row["regions"]
        what = {"PictureSource": "image", "AudioSource": "sound", "VideoSource": "video"}.get(row["tag"])
        if what:
            self.left.append(
                f"{what} {visible(row['name'])!r}: not text; {regions} selections with "
                f"{codings + len(row['codings'])} codings"
            )
        elif regions:
            self.left.append(
                f"{visible(row['name'])!r}: {regions} regions of a page with {codings} codings, which name no text"
            )
        return what is None

    def source(self, row: Plain) -> Source:
        key = self.key(row["guid"], "source", row["name"])
        for note in row["refs"]:
            self.on.setdefault(note, []).append(key)
        found = row.get("text")
        name = row["name"] or PurePosixPath((found or {}).get("member", "") or row["plain"] or key).name
        text, missing = None, ""
        if row["content"] is not None:
            text = row["content"]
        elif found and "at" in found:
            text = self.decoded(found, name)
            if found["outside"]:
                self.notes.append(
                    f"{visible(name)!r}: {found['path']!r} leads out of the archive; the file of that name inside it "
                    "was taken"
                )
        else:
            missing = found["why"] if found else "no text is given for it"
            self.left.append(f"text of {visible(name)!r}: {missing}")
        if text is not None and row.get("exact"):
            text = self.decoded(row["exact"], name)
        original, suffix = b"", ""
        held = row.get("original")
        if held and "at" in held:
            original, suffix = self.bytes(held), PurePosixPath(held["member"]).suffix.lower()
        elif held:
            self.left.append(f"original file of {visible(name)!r}: {held['why']}")
        names = self.values["variables"]
        return Source(
            guid=key,
            name=name,
            text=text,
            kind="pdf" if row["tag"] == "PDFSource" else "text",
            original=original,
            suffix=suffix,
            description=row["description"],
            facts=tuple((names.get(k, k), value) for k, value in row["facts"]),
            missing=missing,
        )

    def bytes(self, found: Plain) -> bytes:
        return (self.work / f"m{int(found['at'])}").read_bytes()

    def decoded(self, found: Plain, name: str) -> str:
        """Return a text file as text; a guess is told."""
        raw = self.bytes(found)
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            self.notes.append(f"{visible(name)!r}: its text is UTF-16, not UTF-8")
            return raw.decode("utf-16", "replace")
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            self.notes.append(
                f"{visible(name)!r}: its text is not UTF-8 at byte {error.start}; read as Windows-1252, a guess"
            )
            return raw.decode("cp1252", "replace")

    def flags(self, sources: Sequence[Source]) -> Flags | None:
        """Return how the program counted, and say what that rests on."""
        rows = {row["guid"]: row for row in self.rows}
        origin = self.values["origin"]
        usual: Flags = (False, "ATLAS" not in origin and not origin.startswith(ORIGIN), False)
        if origin.startswith(ORIGIN):
            return None if origin.endswith(WINDOWS) else usual
        given = []
        for source in sources:
            row = rows.get(source.guid)
            if source.text and row:
                spans = [(number(s["start"]), number(s["end"]), s["name"]) for s in row["selections"]]
                given.append((source.text, [(a, b, n) for a, b, n in spans if a is not None and b is not None]))
        flags, right, named = choose(given, usual)
        if any("\r\n" in text or text.startswith("\ufeff") for text, _ in given) or flags[2]:
            how = [
                f"byte-order mark {'counted' if flags[0] else 'not counted'}",
                f"carriage return and line feed counted as {'two' if flags[1] else 'one'}",
                *(["characters beyond U+FFFF counted as two"] if flags[2] else []),
            ]
            rests = f"{right} of {named} named selections begin with their name" if right else "no name confirms it"
            self.notes.append(f"positions: {', '.join(how)} ({rests})")
        elif named and right < named:
            self.notes.append(f"positions: {right} of {named} named selections begin with their name")
        return flags

    def described_notes(self) -> None:
        """Tie notes to what links join them to."""
        known = {row["guid"] for row in self.values["notes"]}
        other = 0
        for origin, target, _ in self.values["links"]:
            if origin in known:
                self.on.setdefault(origin, []).append(target)
            elif target in known:
                self.on.setdefault(target, []).append(origin)
            else:
                other += 1
        if other:
            self.left.append(f"{other} links between codes, sources or selections")

    def memos(self, known: set[str]) -> tuple[Note, ...]:
        found = []
        for row in self.values["notes"]:
            text = row["content"]
            held = row.get("text")
            if text is None and held and "at" in held:
                text = self.decoded(held, row["name"])
            if text is None and row["description"]:
                text = row["description"]
            elif row["description"] and text is not None and row["description"] not in text:
                text = f"{row['description']}\n\n{text}"
            if text is None:
                self.left.append(f"memo {visible(row['name'])!r}: {(held or {}).get('why', 'it has no text')}")
                continue
            on = self.on.get(row["guid"], [])
            if away := [key for key in on if key and key not in known]:
                self.notes.append(f"memo {visible(row['name'])!r}: {len(away)} of the places it stands on are not here")
            found.append(
                Note(
                    guid=self.key(row["guid"], "memo"),
                    name=row["name"],
                    text=text,
                    user=row["user"],
                    on=tuple(sorted({key for key in on if not key or key in known})),
                )
            )
        return tuple(found)

    def told(self, codes: tuple[Node, ...], users: tuple[User, ...]) -> None:
        """Say what else was seen and not taken."""
        self.left += [f"{number} {what}" for what, number in self.values["left"] if number]
        self.left += [f"{number} elements {what!r}, unknown here" for what, number in self.values["unknown"]]
        if unused := self.values.get("unused"):
            listed = ", ".join(visible(n) for n in unused[:5])
            self.left.append(f"{len(unused)} files of the archive that nothing refers to: {listed}")
        names = code_names(codes)
        paths = [visible(names[node.guid]) for _, node in walk(codes) if names[node.guid] != node.name]
        if paths:
            self.notes.append(f"{len(paths)} codes share a name and are called by their path, such as {paths[0]!r}")
        for _, node in walk(codes):
            if visible(node.name) != node.name:
                self.notes.append(f"the code {visible(node.name)} has hidden characters in its name")
        for user in users:
            if visible(user.name) != user.name:
                self.notes.append(f"the coder {visible(user.name)} has hidden characters in their name")
