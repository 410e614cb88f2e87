"""Content-addressed results on disk: values of known types only, written whole or not at all, checked on reading."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import importlib
import io
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from tightrope.core.errors import StoreError
from tightrope.core.provenance import Key

MARK = "__type__"


def cache_folder() -> Path:
    """Return where results are stored."""
    return Path(os.environ.get("TIGHTROPE_CACHE") or platformdirs.user_cache_path("tightrope"))


class Store:
    """Results by key: `KEY.json` holds the structure, `KEY.npz` the arrays, and each knows the other's digest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, key: Key) -> bool:
        """Whether a result is there (its bytes are checked on reading)."""
        return (self.folder / f"{key}.json").is_file() and (self.folder / f"{key}.npz").is_file()

    def put(self, key: Key, value: Any) -> None:
        """Write a result; an interrupted write leaves nothing under its key."""
        arrays: list[np.ndarray[Any, Any]] = []
        tree = _encode(value, arrays)
        packed = io.BytesIO()
        named: dict[str, Any] = {f"a{i}": array for i, array in enumerate(arrays)}
        np.savez(packed, **named)
        data = packed.getvalue()
        text = json.dumps({"arrays": hashlib.sha256(data).hexdigest(), "tree": tree}, separators=(",", ":"))
        seal = hashlib.sha256(text.encode()).hexdigest()
        self.folder.mkdir(parents=True, exist_ok=True)
        write(self.folder / f"{key}.npz", data)
        write(self.folder / f"{key}.json", f"{seal}\n{text}".encode())

    def get(self, key: Key) -> Any:
        """Read a result.

        Raises
        ------
        StoreError : it is not there, or its bytes are not those that were written.
        """
        try:
            seal, _, text = (self.folder / f"{key}.json").read_text(encoding="utf-8").partition("\n")
            data = (self.folder / f"{key}.npz").read_bytes()
            if hashlib.sha256(text.encode()).hexdigest() != seal:
                raise ValueError
            found = json.loads(text)
            if hashlib.sha256(data).hexdigest() != found["arrays"]:
                raise ValueError
            with np.load(io.BytesIO(data), allow_pickle=False) as packed:
                return _decode(found["tree"], packed)
        except (OSError, ValueError, KeyError, UnicodeDecodeError):
            raise StoreError(
                "a stored result is missing or damaged", where=key[:12], next="run the study again"
            ) from None

    def drop(self, key: Key) -> None:
        """Remove a result, if it is there."""
        for end in ("json", "npz"):
            with contextlib.suppress(OSError):
                (self.folder / f"{key}.{end}").unlink()


def write(file: Path, data: bytes) -> None:
    """Write a file whole: to a temporary name in its folder, flushed to disk, then renamed."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(file)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise StoreError(
            f"cannot be written ({error.strerror})", where=str(file), next="free space or rights"
        ) from None


def digest(value: Any) -> str:
    """Return the SHA-256 of a plain value (numbers, text, lists, dicts), the same for equal values."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def _encode(value: Any, arrays: list[np.ndarray[Any, Any]]) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        if value.dtype == object:
            return {MARK: "text", "v": [str(v) for v in value.tolist()]}
        arrays.append(value)
        return {MARK: "array", "v": len(arrays) - 1}
    if isinstance(value, tuple | list):
        return {MARK: type(value).__name__, "v": [_encode(v, arrays) for v in value]}
    if isinstance(value, Mapping):
        return {MARK: "dict", "v": [[_encode(k, arrays), _encode(v, arrays)] for k, v in value.items()]}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        kind = type(value)
        fields = {f.name: _encode(getattr(value, f.name), arrays) for f in dataclasses.fields(value)}
        return {MARK: f"{kind.__module__}:{kind.__qualname__}", "v": fields}
    raise StoreError(f"a value of type {type(value).__name__} cannot be stored", next="store values of core types")


def _decode(tree: Any, packed: Any) -> Any:
    if not isinstance(tree, dict):
        return tree
    kind, v = tree[MARK], tree["v"]
    if kind == "array":
        return packed[f"a{v}"]
    if kind == "text":
        return np.array(v, dtype=object)
    if kind == "tuple":
        return tuple(_decode(item, packed) for item in v)
    if kind == "list":
        return [_decode(item, packed) for item in v]
    if kind == "dict":
        return {_decode(k, packed): _decode(item, packed) for k, item in v}
    module, _, name = kind.partition(":")
    if not module.startswith("tightrope."):
        raise ValueError(kind)
    found: Any = getattr(importlib.import_module(module), name)
    if not (isinstance(found, type) and dataclasses.is_dataclass(found)):
        raise ValueError(kind)
    build: Any = found
    return build(**{key: _decode(item, packed) for key, item in v.items()})
