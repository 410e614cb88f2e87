"""Who is meant: names of states, leaders, bodies and initiatives, and a reading of a sentence with roles in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tightrope.core.errors import EvidenceError
from tightrope.evidence.triggers import triggers


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An actor named in a text.

    Parameters
    ----------
    start, stop : span of the name in the text given.
    tag : how the rules call it: "foc", "usa", "chn", "ind", "afg", "foc_leader", "bri", ...
    actors : ISO3 codes of the states that it stands for; empty for a place or a body of many.
    """

    start: int
    stop: int
    tag: str
    actors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """A holder of an office, with the years in it."""

    name: str
    state: str
    office: str
    since: int
    until: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """Names and whom they mean.

    Parameters
    ----------
    focal, powers, rival : ISO3 codes of the study; rival is "" where none is on record.
    names : tokens of a name -> (tag, ISO3 codes); matched as written.
    collectives : lower-case phrases that mean both powers, such as "both powers".
    phrases : lower-case expressions that mean a state to the focal one, such as "its northern neighbor" -> its tag,
        and literals without which none can match.
    hints : literals without which no collective can match.
    leaders : holders of office.
    """

    focal: str
    powers: tuple[str, str]
    rival: str
    names: Mapping[tuple[str, ...], tuple[str, tuple[str, ...]]]
    collectives: re.Pattern[str]
    phrases: tuple[tuple[re.Pattern[str], str, frozenset[str] | None], ...] = ()
    hints: frozenset[str] | None = None
    leaders: tuple[Leader, ...] = ()
    longest: int = 1
    first: frozenset[str] = field(default_factory=frozenset)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Return the names in a text, longest first at each place, none overlapping."""
        tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
        words = [t[0] for t in tokens]
        out: list[Mention] = []
        at = 0
        while at < len(words):
            step = 1
            if words[at] in self.first:
                for size in range(min(self.longest, len(words) - at), 0, -1):
                    hit = self.names.get(tuple(words[at : at + size]))
                    if hit is not None:
                        if hit[0]:
                            out.append(
                                Mention(start=tokens[at][1], stop=tokens[at + size - 1][2], tag=hit[0], actors=hit[1])
                            )
                        step = size
                        break
            at += step
        return tuple(out)

    def read(self, text: str) -> str:
        """Return a text in lower case with every actor as a role: "Beijing" becomes "@chn", "both powers" both."""
        pieces: list[str] = []
        at = 0
        for mention in self.mentions(text):
            pieces.append(_flat(text[at : mention.start]))
            pieces.append(f"@{mention.tag}")
            if text[mention.stop : mention.stop + 1].isalnum():
                pieces.append(" ")
            at = mention.stop
        pieces.append(_flat(text[at:]))
        first, second = (self.tag(p) for p in self.powers)
        view = "".join(pieces)
        if self.hints is None or any(hint in view for hint in self.hints):
            view = self.collectives.sub(f"both @{first} and @{second}", view)
        for phrase, tag, hints in self.phrases:
            if (hints is None or any(hint in view for hint in hints)) and f"@{tag}" not in view:
                view = phrase.sub(lambda m, tag=tag: f"{m.group()} @{tag}", view)  # type: ignore[misc]
        return view

    def tag(self, state: str) -> str:
        """Return how the rules call a state; see `role`."""
        return role(state, focal=self.focal, powers=self.powers, rival=self.rival)

    def office(self, name: str, year: int) -> bool | None:
        """Whether a leader held office in a year; None for a name not on file."""
        found = [leader for leader in self.leaders if leader.name == name]
        if not found:
            return None
        return any(leader.since <= year <= (leader.until or 9999) for leader in found)


def role(state: str, *, focal: str, powers: tuple[str, str], rival: str) -> str:
    """Return the tag of a state in one study.

    "foc" for the focal state, "riv" for its rival, "usa" and "chn" for the powers (for the first and the second where
    they are others), and for all other states their lower-case code; a code that is taken gets an "x".
    """
    if state == focal:
        return "foc"
    if state in powers:
        named = {"USA", "CHN"} == set(powers)
        return state.lower() if named else ("usa", "chn")[powers.index(state)]
    if state == rival:
        return "riv"
    return f"{state.lower()}x" if state in ("USA", "CHN") else state.lower()


_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
# Chinese sets no blanks between words, so each of its signs is a token; a name is still taken longest first.
_TOKEN = re.compile(rf"(?:[A-Z]\.){{2,}}|(?:[A-Z]\.)+[A-Z]\b|[{_HAN}]|[^\W_{_HAN}]+")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": " - ", "‑": "-", "‐": "-", "−": "-"})


def _flat(text: str) -> str:
    return text.translate(_QUOTES).lower()


def load_gazetteer(
    files: Iterable[Path], *, focal: str = "PAK", powers: tuple[str, str] = ("USA", "CHN"), rival: str | None = None
) -> Gazetteer:
    """Return the gazetteer of several TOML files, with the roles of one study.

    Parameters
    ----------
    files : tables `state`, `leader`, `body`, `initiative`, `phrase`, `rivals` and the lists `place` and `both`.
    rival : ISO3 code of the state that the focal one is set against, None for the one on record, "" for none.

    Raises
    ------
    EvidenceError
        If a file is not TOML, a key is missing, or one name means two things.
    """
    names: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {}
    leaders: list[Leader] = []
    both: list[str] = []
    said: list[Mapping[str, Any]] = []
    try:
        tables = [(file, tomllib.loads(file.read_text(encoding="utf-8"))) for file in sorted(files)]
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EvidenceError(f"is not a gazetteer ({error})", where="gazetteer", next="mend the file") from error
    if rival is None:
        rival = next((table["rivals"][focal] for _, table in tables if focal in table.get("rivals", {})), "")
        rival = "" if rival in powers else rival

    def tag(state: str) -> str:
        return role(state, focal=focal, powers=powers, rival=rival)

    for file, table in tables:
        try:
            both.extend(table.get("both", []))
            said.extend(row for row in table.get("phrase", []) if row.get("focal", focal) == focal)
            for name, entry in _entries(table, tag, leaders):
                key = tuple(_TOKEN.findall(name))
                if names.setdefault(key, entry) != entry:
                    raise EvidenceError(f"{name!r} means two things", where=file.name, next="keep one")
        except KeyError as error:
            raise EvidenceError(f"an entry lacks {error}", where=file.name, next="add the key") from error
    if not names:
        raise EvidenceError("the gazetteer is empty", where="gazetteer", next="name its files")
    pattern = re.compile("|".join(rf"\b(?:{phrase})\b" for phrase in both) or r"(?!)")
    return Gazetteer(
        focal=focal,
        powers=powers,
        rival=rival,
        names=names,
        collectives=pattern,
        hints=triggers(pattern.pattern),
        phrases=tuple(
            (
                re.compile("|".join(row["any"])),
                "riv" if row["state"] == "rival" else tag(row["state"]),
                triggers("|".join(row["any"])),
            )
            for row in said
            if rival or row["state"] != "rival"
        ),
        leaders=tuple(leaders),
        longest=max(map(len, names)),
        first=frozenset(key[0] for key in names),
    )


def _entries(
    table: Mapping[str, Any], tag: Callable[[str], str], leaders: list[Leader]
) -> Iterable[tuple[str, tuple[str, tuple[str, ...]]]]:
    for row in table.get("state", []):
        code = row["code"]
        for name in row["names"]:
            yield name, (tag(code), (code,))
    for row in table.get("leader", []):
        code = row["state"]
        leaders.extend(
            Leader(name=name, state=code, office=row["office"], since=row["since"], until=row.get("until"))
            for name in row["names"]
        )
        for name in row["names"]:
            yield name, (f"{tag(code)}_leader", (code,))
    for row in (*table.get("body", []), *table.get("initiative", [])):
        for name in row["names"]:
            yield name, (row["code"].lower(), tuple(row.get("owners", ())))
    for name in table.get("place", []):
        yield name, ("", ())
