"""Column names: none empty, none twice; what a header must be before a table is a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from tightrope.core.errors import ChoiceNeeded, ColumnsMoved
from tightrope.data.formats.reading import Given, check_size, listed

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def checked(names: Sequence[str], given: Given, *, told: bool = True) -> tuple[tuple[str, ...], list[str]]:
    """Return the column names of a table and notes on them.

    Parameters
    ----------
    names : as they stand in the file.
    told : whether a header of numbers only has been asked for.

    Raises
    ------
    ColumnsMoved : a name is empty or stands twice, and names=number is not chosen.
    ChoiceNeeded : the header holds nothing but numbers.
    """
    check_size(given, columns=len(names))
    bare = [name.strip() for name in names]
    if not told and bare and all(NUMBER.fullmatch(name) for name in bare):
        raise ChoiceNeeded(
            f"its first row holds numbers ({listed(bare, 4)}), not names",
            where=given.name,
            next="choose header=0 if it has no header, header=1 if these are names",
        )
    empty = [i for i, name in enumerate(bare, 1) if not name]
    twice = [name for name, count in Counter(bare).items() if name and count > 1]
    if not empty and not twice:
        return tuple(bare), []
    if given.chosen("names") != "number":
        said = [f"the names of columns {listed(empty)} are empty"] if empty else []
        said += [f"the column names {listed(repr(t) for t in twice)} stand more than once"] if twice else []
        raise ColumnsMoved("; ".join(said), where=given.name, next="choose names=number to give them numbers")
    return _numbered(bare)


def _numbered(names: list[str]) -> tuple[tuple[str, ...], list[str]]:
    taken: set[str] = set(names)
    out: list[str] = []
    notes: list[str] = []
    for i, name in enumerate(names, 1):
        new = name or f"column_{i}"
        n = 1
        while new in out or (new != name and new in taken):
            n += 1
            new = f"{name or f'column_{i}'}_{n}"
        if new != name:
            notes.append(f"column {i} ({name!r}) is named {new}")
        out.append(new)
    return tuple(out), notes
