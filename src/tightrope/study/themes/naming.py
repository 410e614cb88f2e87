"""A person's word on themes of a report: they bear this name, or they are one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tightrope.core.errors import UnknownName
from tightrope.evidence.themes.decisions import Decision, append


def name_themes(
    file: Path, part: dict[str, Any], ids: Sequence[str], *, name: str, by: str, memo: str = ""
) -> Decision:
    """Name a theme, or merge several under one name, and write that at the end of a file that only grows.

    The next run applies it: a theme most of whose passages the decision lists bears the name, whatever its new id.

    Parameters
    ----------
    file : such as `themes_named.toml` beside the study file.
    part : the themes part of the last report.
    ids : ids of themes of one scope; more than one merges them.
    name, by, memo : what it is called, who says so, and why.

    Raises
    ------
    UnknownName
        If an id is not in the part, or ids stand in different scopes.
    EvidenceError
        If a name is missing, or the file cannot be written.
    """
    known = {theme["id"]: (found["scope"], theme) for found in (part["corpus"], *part["codes"].values())
             for theme in found["themes"]}  # fmt: skip
    for one in ids:
        if one not in known:
            raise UnknownName(f"no theme {one!r}", where="themes", next=f"themes: {', '.join(sorted(known)[:8])}")
    scopes = sorted({known[one][0] for one in ids})
    if len(scopes) != 1:
        raise UnknownName(
            f"themes of {len(scopes)} scopes",
            where="themes",
            next="name themes of one scope: of the corpus or of a code",
        )
    digests = {place["sha256"] for one in ids for place in known[one][1]["passages"]}
    made = Decision.of(digests, scope=scopes[0], name=name, by=by, memo=memo)
    append(file, made)
    return made
