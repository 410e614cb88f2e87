"""RDS and RDA: data frames out of a parsed tree, by rdata; nothing in the file is called or evaluated."""

from __future__ import annotations

import bz2
import datetime
import gzip
import importlib.util
import lzma
import sys
import types
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray

from tightrope.core.errors import ChoiceNeeded, FileDamaged, FileTooLarge
from tightrope.data.formats.readers.names import checked
from tightrope.data.formats.readers.objects import column
from tightrope.data.formats.reading import Found, Given, check_size, listed

PACKED: dict[bytes, Callable[..., Any]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
WORDS = {
    "CLO": "a function", "ENV": "an environment", "PROM": "a promise, which is unevaluated code", "LANG": "code",
    "EXPR": "code", "BCODE": "compiled code", "S4": "an S4 object", "EXTPTR": "a pointer to memory",
    "WEAKREF": "a weak reference", "NILVALUE": "NULL", "SYM": "a symbol", "BUILTIN": "a built-in function",
    "SPECIAL": "a built-in function", "CPLX": "complex numbers", "RAW": "bytes", "LIST": "a pairlist",
}  # fmt: skip
MISSING_INT = -(2**31)
MISSING_REAL = 1954  # the low word of R's NA; haven writes the letter of a tagged one above it
EPOCH = datetime.date(1970, 1, 1)


def read(given: Given) -> Found:
    """Return the columns of a data frame in an R file.

    Raises
    ------
    ChoiceNeeded : several objects in an .rda file. FileDamaged : no data frame, or not a whole R file.
    """
    parser = _parser()
    data = _unpacked(given)
    is_rda = data[:3] in (b"RDX", b"RDA", b"RDB")
    try:
        tree = parser.parse_data(
            data,
            altrep_constructor_dict=_altrep(given, parser.DEFAULT_ALTREP_MAP),
            extension=".rda" if is_rda else ".rds",
        )
    except RecursionError:
        raise FileTooLarge("its objects are nested too deep", where=given.name) from None
    except (ValueError, NotImplementedError, AssertionError, EOFError, IndexError, TypeError, KeyError) as error:
        first = (str(error).splitlines() or ["it ends too early"])[0][:120]
        raise FileDamaged(f"it is no whole R file ({type(error).__name__}: {first})", where=given.name) from None
    found, notes = _object(tree.object, given) if is_rda else (tree.object, [])
    return _frame(found, given, notes)


def _unpacked(given: Given) -> bytes:
    with given.file.open("rb") as plain:
        head = plain.read(6)
    unpack = next((u for magic, u in PACKED.items() if head.startswith(magic)), None)
    size = given.file.stat().st_size
    if unpack is None:
        return given.file.read_bytes()
    out = bytearray()
    try:
        with cast(IO[bytes], unpack(given.file, "rb")) as stream:
            while block := stream.read(1 << 20):
                out += block
                large = len(out) > (16 << 20) and len(out) > given.caps.ratio * size
                if large or len(out) > given.caps.unpacked:
                    raise FileTooLarge(f"it unpacks {size:,} bytes to over {len(out):,}", where=given.name)
    except (EOFError, OSError, zlib.error, lzma.LZMAError) as error:
        raise FileDamaged(f"it is cut off or damaged ({error})", where=given.name, next="download it again") from None
    return bytes(out)


def _parser() -> Any:
    """Return rdata's parser without the package around it, whose other half makes objects and is slow to load."""
    if "rdata" not in sys.modules:
        spec = importlib.util.find_spec("rdata")
        if spec is None:
            raise ImportError("no rdata", name="rdata")
        package = types.ModuleType("rdata")
        package.__path__ = list(spec.submodule_search_locations or ())
        sys.modules["rdata"] = package
    return importlib.import_module("rdata.parser")


def _altrep(given: Given, makers: Mapping[bytes, Any]) -> dict[bytes, Any]:
    """Return the makers of compact vectors, which check the length they are told before they make one."""

    def guarded(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def make_checked(state: Any) -> Any:
            first = state.value[0] if isinstance(state.value, np.ndarray | list | tuple) and len(state.value) else 0
            if isinstance(first, int | float | np.number):
                check_size(given, rows=int(first))
            return make(state)

        return make_checked

    return {name: guarded(make) for name, make in makers.items()}


def _object(tree: Any, given: Given) -> tuple[Any, list[str]]:
    objects = dict(_pairs(tree))
    frames = {name: value for name, value in objects.items() if value.info.type.name == "VEC"}
    chosen = given.chosen("object")
    if chosen:
        if chosen not in objects:
            raise ChoiceNeeded(f"it has no object {chosen!r}", where=given.name, next=f"objects are {listed(objects)}")
        return objects[chosen], [f"object {chosen!r}, as chosen"]
    if len(objects) != 1:
        said = listed(f"{n!r} ({'a list or table' if n in frames else _word(v)})" for n, v in objects.items())
        raise ChoiceNeeded(f"it has {len(objects)} objects: {said}", where=given.name, next="choose object=...")
    name, value = next(iter(objects.items()))
    return value, [f"object {name!r}"]


def _pairs(tree: Any) -> Iterator[tuple[str, Any]]:
    """Return name -> value of a pairlist, as attributes and .rda files are kept."""
    while tree is not None and tree.info.type.name == "LIST":
        tag = tree.tag
        if tag is not None and tag.info.type.name == "REF":
            tag = tag.referenced_object
        yield (_string(tag.value) if tag is not None and tag.value is not None else ""), tree.value[0]
        tree = tree.value[1]


def _frame(tree: Any, given: Given, notes: list[str]) -> Found:
    about = dict(_pairs(tree.attributes))
    if tree.info.type.name != "VEC" or "names" not in about:
        raise FileDamaged(f"it holds {_word(tree)}, not a table", where=given.name, next="save a data frame")
    names, renamed = checked([_string(s) for s in about["names"].value], given)
    lengths = {len(part.value) if isinstance(part.value, np.ndarray | list) else -1 for part in tree.value}
    bad = [
        n for n, part in zip(names, tree.value, strict=True) if part.info.type.name not in ("LGL", "INT", "REAL", "STR")
    ]
    if bad:
        part = tree.value[names.index(bad[0])]
        raise FileDamaged(f"its column {bad[0]!r} holds {_word(part)}, not values", where=given.name)
    if len(lengths) > 1:
        raise FileDamaged("it is a list of parts that differ in length, not a table", where=given.name)
    check_size(given, rows=max(lengths, default=0))
    columns, labels, kinds, value_labels = [], {}, {}, {}
    notes = [*notes, *renamed]
    for name, part in zip(names, tree.value, strict=True):
        extra = dict(_pairs(part.attributes))
        array, said, missing = _column(name, part, extra, given)
        columns.append((name, array))
        notes += said
        if missing is not None:
            kinds[name] = missing
        if "label" in extra and extra["label"].info.type.name == "STR":
            labels[name] = _string(extra["label"].value[0])
        if "labels" in extra and "names" in dict(_pairs(extra["labels"].attributes)):
            keys = dict(_pairs(extra["labels"].attributes))["names"].value
            value_labels[name] = {
                f"{v:g}" if isinstance(v, float) else str(v): _string(k)
                for v, k in zip(_plain(extra["labels"]), keys, strict=True)
            }
    return Found(columns=columns, notes=tuple(notes), labels=labels, kinds=kinds, value_labels=value_labels)


def _column(
    name: str, part: Any, extra: dict[str, Any], given: Given
) -> tuple[NDArray[Any], list[str], NDArray[Any] | None]:
    values = _plain(part)
    classes = {_string(c) for c in extra["class"].value} if "class" in extra else set()
    if "factor" in classes and "levels" in extra:
        levels = [_string(level) for level in extra["levels"].value]
        words = [None if v is None else levels[int(v) - 1] for v in values]
        return *column(name, words, given), None
    if "Date" in classes:
        days = [None if v is None or v != v else EPOCH + datetime.timedelta(days=int(v // 1)) for v in values]
        return *column(name, days, given), None
    if "POSIXct" in classes:
        utc = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
        times = [
            None if v is None or v != v else (utc + datetime.timedelta(seconds=float(v))).isoformat() for v in values
        ]
        array, said = column(name, times, given)
        return array, [*said, f"column {name!r}: times are in UTC"], None
    if "integer64" in classes:
        longs = np.asarray(part.value, dtype=np.float64).view(np.int64)
        return *column(name, [None if v == -(2**63) else int(v) for v in longs], given), None
    if part.info.type.name == "REAL":
        real = np.asarray(part.value, dtype=np.float64)
        return real, [], _tagged(real)
    if part.info.type.name == "LGL":
        return *column(name, [None if v is None else bool(v) for v in values], given), None
    return *column(name, values, given), None


def _plain(part: Any) -> list[Any]:
    """Return the values of a vector, None where missing."""
    kind, value = part.info.type.name, part.value
    if kind == "STR":
        return [None if s.value is None else _string(s) for s in value]
    if isinstance(value, np.ma.MaskedArray):
        return list(value.tolist())
    values = np.asarray(value).tolist()
    return [None if v == MISSING_INT else v for v in values] if kind in ("INT", "LGL") else list(values)


def _tagged(real: NDArray[np.float64]) -> NDArray[Any] | None:
    """Return the kinds of missing that haven writes into the bits of NA, None if there are none."""
    bits = real.view(np.uint64)
    low, letter = bits & np.uint64(0xFFFFFFFF), (bits >> np.uint64(32)) & np.uint64(0xFF)
    tagged = np.isnan(real) & (low == MISSING_REAL) & (letter >= ord("a")) & (letter <= ord("z"))
    if not tagged.any():
        return None
    kinds = np.full(len(real), "", dtype=object)
    for i in np.flatnonzero(tagged):
        kinds[i] = f".{chr(int(letter[i]))}"
    return kinds


def _string(part: Any) -> str:
    """Return the text of a character object or a symbol."""
    if part is None or part.value is None:
        return ""
    value = part.value if isinstance(part.value, bytes) else part.value.value
    if value is None:
        return ""
    latin = bool(int(getattr(part.info, "gp", 0)) & 4)
    return cast(bytes, value).decode("cp1252" if latin else "utf-8")


def _word(part: Any) -> str:
    kind = str(part.info.type.name)
    if kind == "S4" or (part.info.gp & 16 and part.info.object):
        return WORDS["S4"]
    return WORDS.get(kind, "a plain vector" if kind in ("LGL", "INT", "REAL", "STR") else f"an R object ({kind})")
