"""What `tightrope show STUDY theory` prints: the files, drawn for a terminal without a run."""

from __future__ import annotations

import difflib
from dataclasses import asdict
from typing import Any

from tightrope.core.errors import UnknownName
from tightrope.explain.theories.terminal import text
from tightrope.study.spec import Study
from tightrope.study.theories.held import theories_of


def shown(study: Study, name: str = "", *, width: int = 100) -> tuple[str, dict[str, Any]]:
    """Return a theory of a study for the terminal and as plain values: the first one where no name is given.

    Parameters
    ----------
    width : of the terminal, in characters.

    Raises
    ------
    UnknownName : the study names no such theory; those that it names are listed.
    """
    held = {theory.name: theory for theory in theories_of(study)}
    if name and name not in held:
        near = difflib.get_close_matches(name, held, n=1, cutoff=0.4)
        offer = f"did you mean {near[0]!r}? " if near else ""
        raise UnknownName(
            f"no theory {name!r} in the study {study.name!r}", where="show", next=f"{offer}it names: {', '.join(held)}"
        )
    theory = held[name] if name else next(iter(held.values()))
    others = [other for other in held if other != theory.name]
    more = f"\nothers in this study: {', '.join(others)}\n" if others and not name else ""
    return text(theory, width=min(width, 120)) + more, asdict(theory)
