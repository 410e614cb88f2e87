"""States named in a sentence for claims: the gazetteer, widened to the world, and names joined to one actor."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from tightrope.core.errors import EvidenceError
from tightrope.evidence.gazetteer import Gazetteer

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|(?:[A-Z]\.)+[A-Z]\b|[^\W_]+")
_JOINED = re.compile(
    r"^(?:’s)?(?:,? and (?:the )?|, (?:the )?|\s?[-–/&]\s?|,? as well as (?:the )?|,? or (?:the )?)$", re.I
)


_COMMA = re.compile(r"^,\s+(?:the )?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One or more states that stand together in a sentence.

    Parameters
    ----------
    start, stop : span in the line, first name to last.
    states : ISO3 codes, in order, each once.
    spans : the span of each name.
    """

    start: int
    stop: int
    states: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


def widened(gazetteer: Gazetteer, file: Path) -> Gazetteer:
    """Return a gazetteer that also knows the states of a file; where both name something, the gazetteer's own stands.

    Parameters
    ----------
    file : TOML with `[[state]]` tables (code, names) and a list `place` of names that mean no state.

    Raises
    ------
    EvidenceError
        If the file cannot be read or a key is missing.
    """
    names: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {}
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        for row in table["state"]:
            tag = gazetteer.tag(row["code"])
            for name in row["names"]:
                names[tuple(_TOKEN.findall(name))] = (tag, (row["code"],))
        for place in table.get("place", ()):
            names[tuple(_TOKEN.findall(place))] = ("", ())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise EvidenceError(f"is no list of states ({error})", where=file.name, next="mend the file") from error
    except KeyError as error:
        raise EvidenceError(f"an entry lacks {error}", where=file.name, next="add the key") from error
    names.update(gazetteer.names)
    return replace(gazetteer, names=names, longest=max(map(len, names)), first=frozenset(key[0] for key in names))


def actors(text: str, gazetteer: Gazetteer) -> tuple[Actor, ...]:
    """Return the states named in a line, neighbors joined by "and", a comma or a dash as one actor.

    "China and Pakistan", "Sino-Pakistani", "the US, India and Japan" are one each; "both powers" are the two powers.
    A body or an initiative of many states is none of them.
    """
    found: list[tuple[int, int, tuple[str, ...]]] = [
        (m.start, m.stop, m.actors) for m in gazetteer.mentions(text) if len(m.actors) == 1
    ]
    found += [(m.start(), m.end(), gazetteer.powers) for m in gazetteer.collectives.finditer(text.lower())]
    found.sort()
    out: list[Actor] = []
    joins: list[str] = []  # what stands between each actor and the one before it
    for start, stop, states in found:
        if out and start < out[-1].stop:
            continue
        joins.append(text[out[-1].stop : start].replace("'", "’") if out else "")
        out.append(Actor(start=start, stop=stop, states=tuple(dict.fromkeys(states)), spans=((start, stop),)))
    return _grouped(out, joins)


def _grouped(single: list[Actor], joins: list[str]) -> tuple[Actor, ...]:
    """Join neighbors; a comma alone joins only inside a list that ends with "and" or "or"."""
    out: list[Actor] = []
    for at, actor in enumerate(single):
        if out and _JOINED.match(joins[at]) and (not _COMMA.match(joins[at]) or _listed(joins, at)):
            last = out[-1]
            together = tuple(dict.fromkeys((*last.states, *actor.states)))
            out[-1] = Actor(start=last.start, stop=actor.stop, states=together, spans=(*last.spans, *actor.spans))
        else:
            out.append(actor)
    return tuple(out)


def _listed(joins: list[str], at: int) -> bool:
    for later in joins[at + 1 :]:
        if not _JOINED.match(later):
            return False
        if not _COMMA.match(later):
            return True
    return False
