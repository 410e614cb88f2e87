"""Columns from the child to the parent: plain arrays without objects and a JSON page; nothing that can run code."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tightrope.core.errors import FileDamaged
from tightrope.data.formats.reading import Coded, Found, Reading

PAGE = "reading.json"
NUMBERS = "iuf"
UNUSABLE = (
    *(OSError, ValueError, LookupError, TypeError, AttributeError, EOFError, SyntaxError),
    *(MemoryError, OverflowError, zipfile.BadZipFile),
)


def save(found: Found, folder: Path) -> None:
    """Write what a reader found, a column at a time."""
    names: list[str] = []
    for i, (name, column) in enumerate(found.columns):
        _write(folder, f"c{i}", column)
        names.append(name)
    kinds = sorted(found.kinds)
    for i, name in enumerate(kinds):
        _write(folder, f"k{i}", found.kinds[name])
    page = {
        "columns": names,
        "kinds": kinds,
        "notes": list(found.notes),
        "labels": dict(found.labels),
        "value_labels": {name: dict(labels) for name, labels in found.value_labels.items()},
    }
    (folder / PAGE).write_text(json.dumps(page), encoding="utf-8")


def load(folder: Path, *, where: str) -> Reading:
    """Return what the child wrote; it is checked, for the child has read what a stranger wrote."""
    try:
        page = json.loads((folder / PAGE).read_text(encoding="utf-8"))
        columns = {str(name): _read(folder, f"c{i}") for i, name in enumerate(page["columns"])}
        if len({len(c) for c in columns.values()}) > 1:
            raise ValueError("columns differ in length")
        return Reading(
            columns=columns,
            notes=tuple(str(note) for note in page["notes"]),
            labels={str(k): str(v) for k, v in page["labels"].items()},
            kinds={str(name): _read(folder, f"k{i}") for i, name in enumerate(page["kinds"])},
            value_labels={
                str(c): {str(k): str(v) for k, v in labels.items()} for c, labels in page["value_labels"].items()
            },
        )
    except UNUSABLE as error:
        raise FileDamaged(f"its reader handed over nothing that can be used ({error})", where=where) from None


def coded(texts: NDArray[Any]) -> Coded:
    """Return a column of text as codes; "" is missing."""
    place: dict[str, int] = {}
    codes = np.fromiter((place.setdefault(t, len(place)) if t else -1 for t in texts), dtype=np.int32, count=len(texts))
    return Coded(codes=codes, values=tuple(place))


def texts(column: Coded) -> NDArray[Any]:
    """Return a coded column as an object array; equal cells share one string."""
    return np.array([*column.values, ""], dtype=object)[column.codes]


def _write(folder: Path, stem: str, column: NDArray[Any] | Coded) -> None:
    if not isinstance(column, Coded):
        if column.dtype.kind == "b":
            column = column.astype(np.int8)
        if column.dtype.kind in NUMBERS:
            np.save(folder / f"{stem}.npy", np.ascontiguousarray(column), allow_pickle=False)
            return
        column = coded(column)
    np.save(folder / f"{stem}.codes.npy", column.codes, allow_pickle=False)
    blobs = [value.encode() for value in column.values]
    (folder / f"{stem}.text").write_bytes(b"".join(blobs))
    ends = np.cumsum([len(b) for b in blobs], dtype=np.int64) if blobs else np.zeros(0, dtype=np.int64)
    np.save(folder / f"{stem}.ends.npy", ends, allow_pickle=False)


def _read(folder: Path, stem: str) -> NDArray[Any]:
    plain = folder / f"{stem}.npy"
    if plain.is_file():
        return _array(plain, NUMBERS)
    codes, ends = _array(folder / f"{stem}.codes.npy", "i"), _array(folder / f"{stem}.ends.npy", "i")
    blob = (folder / f"{stem}.text").read_bytes()
    starts = np.concatenate([[0], ends[:-1]]).tolist() if len(ends) else []
    values = tuple(blob[a:b].decode("utf-8") for a, b in zip(starts, ends.tolist(), strict=True))
    if len(codes) and (codes.min() < -1 or codes.max() >= len(values)):
        raise ValueError("a code has no text")
    return texts(Coded(codes=codes, values=values))


def _array(file: Path, kinds: str) -> NDArray[Any]:
    # Mapped first: a header that claims more than the file holds is refused before memory is taken for it.
    array: NDArray[Any] = np.load(file, allow_pickle=False, mmap_mode="r")
    if array.ndim != 1 or array.dtype.kind not in kinds:
        raise ValueError(f"{file.name} is no column")
    return array
