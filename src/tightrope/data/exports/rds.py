"""R's serialization, written: vectors, factors and data frames as XDR of version 2, gzipped without a clock.

The layout is that of "R Internals", section 1.8 (Serialization Formats): a header, then each object as one word of
flags (type, object, attributes, tag), its content, and its attributes as a pairlist. References are used for the names
of attributes, as R does. Nothing is executed on reading: only vectors are written.
"""

from __future__ import annotations

import gzip
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

HEADER = b"X\n" + struct.pack(">iii", 2, 0x00040200, 0x00020300)  # version 2; by the rules of R 4.2.0; for R 2.3.0 on
SYMBOL, PAIRLIST, CHARACTER = 1, 2, 9
LOGICAL, INTEGER, REAL, STRING, LIST = 10, 13, 14, 16, 19
END, REFERENCE = 254, 255
OBJECT, ATTRIBUTES, TAG = 1 << 8, 1 << 9, 1 << 10
UTF8, ASCII = 8 << 12, 64 << 12
NA_INTEGER = -(2**31)
NA_REAL = 0x7FF00000000007A2
MOST = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """An R vector with attributes.

    Parameters
    ----------
    kind : LOGICAL, INTEGER, REAL, STRING or LIST.
    items : None and NaN are NA; floats for REAL, whole numbers for INTEGER, Vectors for LIST.
    attributes : name -> Vector; a "class" makes it an object.
    """

    kind: int
    items: Sequence[Any] | NDArray[Any]
    attributes: Mapping[str, Vector] = field(default_factory=dict)


def text(items: Iterable[str | None]) -> Vector:
    """Return a character vector."""
    return Vector(kind=STRING, items=tuple(items))


def factor(items: Sequence[str | None], levels: Sequence[str], more: Mapping[str, Vector] | None = None) -> Vector:
    """Return a factor; an item is one of the levels or None."""
    place: dict[str | None, int | None] = {level: i for i, level in enumerate(levels, start=1)}
    codes = [None if item is None else place[item] for item in items]
    return Vector(
        kind=INTEGER, items=codes, attributes={"levels": text(levels), "class": text(["factor"]), **(more or {})}
    )


def frame(columns: Mapping[str, Vector], rows: int, more: Mapping[str, Vector] | None = None) -> Vector:
    """Return a data frame with the compact row names 1 to `rows`."""
    own = {
        "names": text(columns),
        "class": text(["data.frame"]),
        "row.names": Vector(kind=INTEGER, items=[None, -rows]),
    }
    return Vector(kind=LIST, items=tuple(columns.values()), attributes={**own, **(more or {})})


def dump(value: Vector) -> bytes:
    """Return the bytes of an .rds file that holds one value, the same for equal values."""
    out = [HEADER]
    _write(value, out, {})
    return gzip.compress(b"".join(out), compresslevel=6, mtime=0)


def _write(value: Vector, out: list[bytes], seen: dict[str, int]) -> None:
    if len(value.items) > MOST:
        raise OverflowError("a vector of more than 2^31 - 1 items")
    flags = value.kind | (ATTRIBUTES if value.attributes else 0) | (OBJECT if "class" in value.attributes else 0)
    out.append(struct.pack(">Ii", flags, len(value.items)))
    if value.kind == STRING:
        out.extend(_characters(item) for item in value.items)
    elif value.kind == LIST:
        for item in value.items:
            _write(item, out, seen)
    elif value.kind == REAL:
        out.append(_reals(value.items))
    else:
        out.append(np.array([NA_INTEGER if v is None else int(v) for v in value.items], dtype=">i4").tobytes())
    if value.attributes:
        for name, attribute in value.attributes.items():
            out.append(struct.pack(">I", PAIRLIST | TAG))
            out.append(_symbol(name, seen))
            _write(attribute, out, seen)
        out.append(struct.pack(">I", END))


def _reals(items: Sequence[Any] | NDArray[Any]) -> bytes:
    numbers = np.asarray(items, dtype=np.float64)
    bits = numbers.view(np.uint64).copy()
    bits[np.isnan(numbers)] = NA_REAL
    return bits.astype(">u8").tobytes()


def _characters(item: str | None) -> bytes:
    if item is None:
        return struct.pack(">Ii", CHARACTER, -1)
    held = item.encode("utf-8")
    return struct.pack(">Ii", CHARACTER | (ASCII if item.isascii() else UTF8), len(held)) + held


def _symbol(name: str, seen: dict[str, int]) -> bytes:
    if name in seen:
        return struct.pack(">I", REFERENCE | seen[name] << 8)
    seen[name] = len(seen) + 1
    return struct.pack(">I", SYMBOL) + _characters(name)
