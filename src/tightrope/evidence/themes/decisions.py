"""What people said of themes: names and mergers in a TOML file, kept by the digests of passages, so that they last."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tightrope.core.errors import EvidenceError
from tightrope.evidence.themes.find import Theme, Themes, name_of

MAJORITY = 0.5
"""A decision claims a theme if it lists more than this share of the theme's passages."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A person's word on some passages: they are one theme, and this is its name.

    Parameters
    ----------
    scope : the scope it was made in.
    name : what the theme is called.
    by : who decided.
    passages : SHA-256 digests of the passages; more than one theme of a later run may fall into them.
    memo : why, in the person's words.
    """

    scope: str
    name: str
    by: str
    passages: tuple[str, ...]
    memo: str = ""

    @classmethod
    def of(cls, digests: Iterable[str], *, scope: str, name: str, by: str, memo: str = "") -> Decision:
        """Return the decision on the passages of some digests.

        Raises
        ------
        EvidenceError
            If there is no passage, no name, or nobody who decides.
        """
        listed = tuple(sorted(set(digests)))
        if not listed or not name.strip() or not by.strip():
            raise EvidenceError("a decision needs a theme, a name and who decides", where=scope, next="give all three")
        return cls(scope=scope, name=name.strip(), by=by.strip(), passages=listed, memo=memo)


def decision(name: str, themes: Sequence[Theme], *, scope: str, by: str, memo: str = "") -> Decision:
    """Return the decision that some themes are one and bear a name; of a single theme it is a new name."""
    return Decision.of({p.sha256 for t in themes for p in t.passages}, scope=scope, name=name, by=by, memo=memo)


def append(file: Path, made: Decision) -> None:
    """Write a decision at the end of a file, on disk before the call returns; earlier ones stay as they are.

    Raises
    ------
    EvidenceError
        If the file cannot be written.
    """
    lines = [
        "",
        "[[theme]]",
        f"scope = {_quoted(made.scope)}",
        f"name = {_quoted(made.name)}",
        f"by = {_quoted(made.by)}",
        f"memo = {_quoted(made.memo)}",
        "passages = [",
        *(f"  {_quoted(one)}," for one in made.passages),
        "]",
        "",
    ]
    try:
        with file.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write("\n".join(lines))
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise EvidenceError(
            f"cannot be written ({error.strerror})", where=file.name, next="check the folder"
        ) from error


def load(file: Path) -> tuple[Decision, ...]:
    """Return the decisions of a file in the order they were made; none where there is no file.

    Raises
    ------
    EvidenceError
        If the file is no TOML, or an entry lacks a key.
    """
    if not file.exists():
        return ()
    try:
        rows = tomllib.loads(file.read_text(encoding="utf-8")).get("theme", [])
        return tuple(
            Decision(
                scope=str(row["scope"]),
                name=str(row["name"]),
                by=str(row["by"]),
                passages=tuple(str(one) for one in row["passages"]),
                memo=str(row.get("memo", "")),
            )
            for row in rows
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as error:
        raise EvidenceError(f"is no list of themes ({error})", where=file.name, next="mend the file") from error
    except KeyError as error:
        raise EvidenceError(f"an entry lacks {error}", where=file.name, next="add the key") from error


def apply(found: Themes, made: Sequence[Decision]) -> tuple[Themes, tuple[Decision, ...]]:
    """Return themes with people's names and mergers, and the decisions of this scope that no theme answers to.

    A decision claims every theme of whose passages it lists more than half. Later decisions go first; a theme that one
    claimed is no longer there for an earlier one. Decisions that claim nothing are returned, never dropped.
    """
    free = list(found.themes)
    out: list[Theme] = []
    lost: list[Decision] = []
    for one in reversed([d for d in made if d.scope == found.scope]):
        listed = set(one.passages)
        claimed = [t for t in free if sum(p.sha256 in listed for p in t.passages) > MAJORITY * len(t.passages)]
        if not claimed:
            if not any(listed & {p.sha256 for p in t.passages} for t in out):
                lost.append(one)
            continue
        free = [t for t in free if t not in claimed]
        out.append(_joined(claimed, one.name))
    themes = tuple(sorted([*out, *free], key=lambda t: (-len(t.passages), t.id)))
    return replace(found, themes=themes), tuple(reversed(lost))


def _joined(themes: Sequence[Theme], name: str) -> Theme:
    if len(themes) == 1:
        return replace(themes[0], name=name)
    passages = tuple(sorted((p for t in themes for p in t.passages), key=lambda p: (p.document, p.start, p.stop)))
    weight = sum(len(t.passages) for t in themes)
    return Theme(
        id=name_of(passages),
        terms=tuple(dict.fromkeys(term for turn in zip(*(t.terms for t in themes), strict=False) for term in turn)),
        passages=passages,
        exemplars=tuple(t.exemplars[0] for t in themes),
        deviants=tuple(t.deviants[0] for t in themes if t.deviants),
        width=round(sum(t.width * len(t.passages) for t in themes) / weight, 6),
        works=max(t.works for t in themes),
        name=name,
        merged=tuple(t.id for t in themes),
    )


def _quoted(text: str) -> str:
    return _CONTROL.sub(lambda m: f"\\u{ord(m.group()):04x}", json.dumps(text, ensure_ascii=False))
