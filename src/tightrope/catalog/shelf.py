"""Find, check and freeze the entries of a shelf: the only discovery code."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from tightrope.catalog import indicators as _indicators
from tightrope.catalog import sources as _sources
from tightrope.catalog.entry import Indicator, Source
from tightrope.core.errors import CatalogError

Entry = TypeVar("Entry", Source, Indicator)


@cache
def sources() -> MappingProxyType[str, Source]:
    """Return every source by name."""
    return _shelf(_sources.__name__, list(_sources.__path__), Source)


@cache
def indicators() -> MappingProxyType[str, Indicator]:
    """Return every indicator by name; each names sources that exist."""
    found = _shelf(_indicators.__name__, list(_indicators.__path__), Indicator)
    for name, entry in found.items():
        for source in entry.variable.sources:
            if source not in sources():
                raise CatalogError(f"no source named {source!r}", where=f"indicators/{name}.py", next="add its file")
    return found


def declared(shelf: str, own: Path | None = None) -> MappingProxyType[str, Path]:
    """Return the files of a declared shelf ("codebooks", "theories", "scenarios", "gazetteer") by entry name.

    Parameters
    ----------
    own : a study's own catalog folder, whose shelf of the same name is laid on the package's.

    Raises
    ------
    CatalogError : a name stands on both, for an entry is never silently another.
    """
    folder = Path(str(files("tightrope.catalog") / shelf))
    found = {file.stem: file for file in sorted(folder.glob("*.toml"))}
    for file in sorted((own / shelf).glob("*.toml")) if own is not None else ():
        if file.stem in found:
            raise CatalogError(
                f"the name {file.stem!r} is taken", where=f"catalog/{shelf}/{file.name}", next="rename your file"
            )
        found[file.stem] = file
    return MappingProxyType(found)


def _shelf(package: str, path: list[str], kind: type[Entry]) -> MappingProxyType[str, Entry]:
    found: dict[str, Entry] = {}
    for info in sorted(pkgutil.iter_modules(path), key=lambda m: m.name):
        module = importlib.import_module(f"{package}.{info.name}")
        entries = [value for value in vars(module).values() if isinstance(value, kind)]
        names = [_name(entry) for entry in entries]
        if names != [info.name]:
            raise CatalogError(
                f"declare exactly one {kind.__name__} named {info.name!r}; found {names}", where=f"{info.name}.py"
            )
        found[info.name] = entries[0]
    return MappingProxyType(found)


def _name(entry: Source | Indicator) -> str:
    return entry.name if isinstance(entry, Source) else entry.variable.name
