"""What a read of a foreign file takes and gives: caps, choices, and columns with what was noticed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tightrope.core.errors import ChoiceNeeded, FileTooLarge

CHOICES: dict[str, str] = {
    "encoding": "the text encoding, such as utf-8, cp1252, latin-1, utf-16",
    "delimiter": "what stands between cells: one character, or 'tab'",
    "decimal": "the decimal mark: '.' or ','",
    "thousands": "what groups thousands: ',', '.', ' ' or \"'\"; 'none' keeps such cells as text",
    "skip": "how many lines or rows stand before the header",
    "header": "how many rows the header has (0: none, columns are numbered)",
    "names": "'number' gives empty or repeated column names a number",
    "units": "'drop' takes a row of units under the header as labels, 'keep' as data",
    "missing": "cells that mean missing, separated by |, in every column",
    "zeros": "'number' reads codes with leading zeros as numbers",
    "sheet": "the sheet of a workbook",
    "object": "the object of an .rda file",
    "nested": "'flatten' turns nested fields into columns of their own, lists into JSON text",
    "extension": "'storage' reads extension types of Parquet as what they are stored as",
}
CLOSED: dict[str, tuple[str, ...]] = {
    "decimal": (".", ","),
    "thousands": (",", ".", " ", "'", "none"),
    "names": ("number",),
    "units": ("drop", "keep"),
    "zeros": ("number",),
    "nested": ("flatten",),
    "extension": ("storage",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """The most that one foreign file may cost.

    Parameters
    ----------
    rows, columns : of the table.
    bytes : of the file as given, and of a plain table's text.
    cell : characters in one cell.
    seconds : processor time of the child; its wall clock is twice that.
    memory : bytes of address space of the child.
    unpacked, ratio, members : of an archive: bytes out, bytes out per byte in, files inside.
    depth : levels of nesting in JSON and R objects.
    """

    rows: int = 10_000_000
    columns: int = 10_000
    bytes: int = 2_000_000_000
    cell: int = 1_000_000
    seconds: int = 120
    memory: int = 2_000_000_000
    unpacked: int = 500_000_000
    ratio: int = 100
    members: int = 10_000
    depth: int = 64


CAPS = Caps()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A foreign file as columns.

    Parameters
    ----------
    columns : column -> (N,) array; numbers numeric (NaN missing), text as objects ("" missing).
    notes : what was noticed and decided on the way, one line each.
    labels : column -> its label or unit, where the file has one.
    kinds : column -> (N,) object array of kinds of missing (".a" to ".z"; "" where the cell holds a value or is
        plainly missing), only for columns that have such kinds.
    value_labels : column -> value as text -> its label.
    """

    columns: dict[str, NDArray[Any]]
    notes: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, NDArray[Any]] = field(default_factory=dict)
    value_labels: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return len(next(iter(self.columns.values()), ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A text column as positions in its distinct values: one copy of each text, however many rows.

    Parameters
    ----------
    codes : (N,) int32 positions in `values`; -1 is missing.
    values : the distinct texts.
    """

    codes: NDArray[np.int32]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a reader hands on: columns one at a time, so that never all are in memory twice."""

    columns: Iterable[tuple[str, NDArray[Any] | Coded]]
    notes: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a reader is given.

    Parameters
    ----------
    file : what to read, out of any archive.
    name : the file as the user knows it, for messages.
    caps : the most it may cost.
    choices : what the user chose where the file leaves a choice.
    work : folder for temporary files.
    """

    file: Path
    name: str
    caps: Caps
    choices: Mapping[str, str]
    work: Path

    def chosen(self, key: str) -> str:
        """Return a choice, "" if none was made."""
        return self.choices.get(key, "")

    def counted(self, key: str) -> int | None:
        """Return a choice that is a count, None if none was made."""
        text = self.chosen(key)
        if not text:
            return None
        if not text.isdecimal():
            raise ChoiceNeeded(f"the choice {key}={text!r} is no count", where=self.name)
        return int(text)


def check_choices(choices: Mapping[str, str], name: str) -> None:
    """Raise `ChoiceNeeded` for a choice that no reader knows, or a value that it does not take."""
    for key, value in choices.items():
        if key not in CHOICES:
            known = ", ".join(CHOICES)
            raise ChoiceNeeded(f"there is no choice {key!r}", where=name, next=f"choices are {known}")
        if key in CLOSED and value not in CLOSED[key]:
            allowed = ", ".join(repr(v) for v in CLOSED[key])
            raise ChoiceNeeded(f"the choice {key} cannot be {value!r}", where=name, next=f"take one of {allowed}")


def check_size(given: Given, *, rows: int = 0, columns: int = 0) -> None:
    """Raise `FileTooLarge` when a table is over its caps."""
    for count, cap, what in ((rows, given.caps.rows, "rows"), (columns, given.caps.columns, "columns")):
        if count > cap:
            raise FileTooLarge(
                f"it has {count:,} {what}, more than the {cap:,} that are read",
                where=given.name,
                next=f"raise the cap on {what} if it is meant to be so large",
            )


def listed(items: Iterable[object], most: int = 10) -> str:
    """Return items in one line, the first ones and how many more."""
    shown = [str(item) for item in items]
    more = f" and {len(shown) - most:,} more" if len(shown) > most else ""
    return ", ".join(shown[:most]) + more
