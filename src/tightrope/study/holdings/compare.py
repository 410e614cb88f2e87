"""Two versions of what is held, side by side: files, panels, or versions of a source that were kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tightrope.core.errors import InvalidValue, SourceUnavailable
from tightrope.data.formats.open import read_file
from tightrope.data.read import Columns, read_parquets
from tightrope.data.vault import Vault
from tightrope.data.versions import Changes, compare
from tightrope.study.holdings.intake import vault_folder
from tightrope.study.holdings.reference import manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two versions: its tables by name, and the manifest where it is a panel."""

    label: str
    tables: Mapping[str, Columns]
    manifest: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed between two versions, table by table.

    Parameters
    ----------
    tables : name -> what changed in it; tables that say the same are in it too.
    added, gone : names of tables in one version only.
    """

    old: str
    new: str
    tables: Mapping[str, Changes]
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether both versions say the same."""
        return not self.added and not self.gone and all(changes.same for changes in self.tables.values())

    @property
    def stops(self) -> bool:
        """Whether something changed that no revision changes: a refresh would wait for a word."""
        return bool(self.gone) or any(changes.jumps for changes in self.tables.values())

    def rows(self) -> list[tuple[str, ...]]:
        """Return a line for each table that changed: rows, and what changed in the columns."""
        found: list[tuple[str, ...]] = []
        for name, c in sorted(self.tables.items()):
            if not c.same:
                found.append((name, f"{c.rows[0]:,} -> {c.rows[1]:,}", f"{c.added:,}", f"{c.gone:,}", f"{c.changed:,}",
                              _columns(c)))  # fmt: skip
        found += [(name, "only in the new", "", "", "", "") for name in self.added]
        found += [(name, "only in the old", "", "", "", "") for name in self.gone]
        return found

    def data(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {
            "old": self.old, "new": self.new, "same": self.same, "stops": self.stops, "added": list(self.added),
            "gone": list(self.gone), "tables": {name: c.data() for name, c in sorted(self.tables.items())},
        }  # fmt: skip


def differ(old: str, new: str, *, keys: Sequence[str] | None = None) -> Difference:
    """Compare two versions.

    Parameters
    ----------
    old, new : a file of any format that is read, the folder of a panel, or SOURCE@VERSION of what was pulled
        (SOURCE alone is the version in use).
    keys : columns that name a row; guessed if None.

    Raises
    ------
    InvalidValue : a panel is compared with a file.
    """
    one, two = side(old), side(new)
    if (one.manifest is None) != (two.manifest is None):
        raise InvalidValue("a panel is compared with a panel", where=f"{old}, {new}", next="name two of a kind")
    names = set(one.tables) | set(two.tables)
    if len(one.tables) == len(two.tables) == 1 and len(names) == 2:  # two files of one table under other names
        (table, other), name = (next(iter(s.tables.values())) for s in (one, two)), next(iter(two.tables))
        return Difference(old=one.label, new=two.label, tables={name: compare(table, other, keys=keys)})
    found = {n: compare(one.tables[n], two.tables[n], keys=keys) for n in sorted(set(one.tables) & set(two.tables))}
    return Difference(
        old=one.label, new=two.label, tables=found,
        added=tuple(sorted(set(two.tables) - set(one.tables))), gone=tuple(sorted(set(one.tables) - set(two.tables))),
    )  # fmt: skip


def side(named: str) -> Side:
    """Open one version, whatever it is.

    Raises
    ------
    SourceUnavailable : there is no such file, panel or version.
    """
    path = Path(named)
    if path.is_dir():
        listed = manifest(path)
        files = {name: path / f"{name}.parquet" for name in sorted(listed["indicators"])}
        return Side(label=named, tables=read_parquets(files), manifest=listed)
    if path.is_file():
        return Side(label=named, tables={path.name: read_file(path).columns})
    source, _, version = named.partition("@")
    if not source.isidentifier():
        raise SourceUnavailable("there is no such file or panel", where=named, next="or name SOURCE@VERSION")
    held = Vault(vault_folder()).open(source, version)
    return Side(label=f"{source}@{held.name}", tables=read_parquets(held.tables))


def _columns(changes: Changes) -> str:
    said = [f"{name} added" for name in changes.columns_added] + [f"{name} gone" for name in changes.columns_gone]
    said += [f"{name}: {was}, now {now}" for name, (was, now) in changes.retyped.items()]
    return "; ".join([*said, *(f"{name}: {count:,} cells" for name, count in changes.cells.items())])
