"""DTA by pyreadstat: labels of columns and values kept, the kinds of missing (.a to .z) kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tightrope.core.errors import FileDamaged
from tightrope.data.formats.readers.names import checked
from tightrope.data.formats.readers.objects import column, text
from tightrope.data.formats.reading import Found, Given, check_size

CHUNK = 100_000
SPANS = {"%tw": "weeks", "%tm": "months", "%tq": "quarters", "%th": "half-years", "%ty": "years"}


def read(given: Given) -> Found:
    """Return the columns of a Stata file, versions 104 to 119.

    Raises
    ------
    FileDamaged : cut off, or no Stata file.
    """
    import pyreadstat
    from pyreadstat import ReadstatError

    encoding = given.chosen("encoding").upper() or None
    try:
        _, meta = pyreadstat.read_dta(str(given.file), metadataonly=True, encoding=encoding, output_format="dict")
        names, notes = checked(meta.column_names, given)
        check_size(given, rows=meta.number_rows or 0)
        parts = _parts(given, len(names), encoding)
    except ReadstatError as error:
        raise FileDamaged(f"it is no whole Stata file ({error})", where=given.name, next="download it again") from None
    columns: dict[str, NDArray[Any]] = {}
    kinds: dict[str, NDArray[Any]] = {}
    value_labels: dict[str, dict[str, str]] = {}
    for i, (name, original) in enumerate(zip(names, meta.column_names, strict=True)):
        values = parts[i]
        if meta.readstat_variable_types[original] != "string":
            values, missing = _apart(values)
            if missing is not None:
                kinds[name] = missing
        columns[name], said = column(name, values, given)
        notes += said
        labels = meta.variable_value_labels.get(original)
        if labels:
            value_labels[name] = {text(key): str(label) for key, label in labels.items()}
        span = next(
            (what for mark, what in SPANS.items() if str(meta.original_variable_types[original]).startswith(mark)), ""
        )
        if span:
            notes.append(f"column {name!r} counts {span}, from 1960 unless years")
    if kinds:
        notes.append(f"columns with kinds of missing: {', '.join(kinds)}")
    labels_of = {n: str(label) for n, label in zip(names, meta.column_labels, strict=True) if label}
    return Found(
        columns=list(columns.items()), notes=tuple(notes), labels=labels_of, kinds=kinds, value_labels=value_labels
    )


def _parts(given: Given, width: int, encoding: str | None) -> list[list[Any]]:
    """Return the values of each column, read a chunk of rows at a time against the cap."""
    import pyreadstat

    parts: list[list[Any]] = [[] for _ in range(width)]
    while True:
        done = len(parts[0]) if parts else 0
        table, _ = pyreadstat.read_dta(
            str(given.file),
            user_missing=True,
            encoding=encoding,
            row_offset=done,
            row_limit=CHUNK,
            output_format="dict",
        )
        new = list(table.values())
        for part, values in zip(parts, new, strict=True):
            part.extend(values)
        check_size(given, rows=done + (len(new[0]) if new else 0))
        if not new or len(new[0]) < CHUNK:
            return parts


def _apart(values: Sequence[Any]) -> tuple[list[Any], NDArray[Any] | None]:
    """Return the numbers of a column, and the kinds of its missing cells if it has kinds."""
    letters = {i: value for i, value in enumerate(values) if isinstance(value, str)}
    numbers = [None if isinstance(v, str) or (isinstance(v, float) and v != v) else v for v in values]
    if not letters:
        return numbers, None
    kinds = np.full(len(values), "", dtype=object)
    for i, letter in letters.items():
        kinds[i] = f".{letter}"
    return numbers, kinds
