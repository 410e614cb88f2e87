"""Files to columns: the only home of tables; DuckDB reads and writes, numpy arrays leave."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from tightrope.core.errors import ColumnsMoved, SourceUnavailable
from tightrope.data.states import cow_years, rows

Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Source tables opened as SQL views, with the digests of their files.

    Views beside the sources': `state_codes` (iso3, cow, gw, name, since, until) and
    `cow_iso` (ccode, year, iso3), COW codes in the years in which their states lived or held a seat in the
    United Nations.
    """

    connection: duckdb.DuckDBPyConnection
    folder: Path
    digests: dict[str, tuple[str, int]]

    def sql(self, query: str, parameters: Mapping[str, Any] | None = None) -> Columns:
        """Run a query and return its columns as numpy arrays (NaN for missing numbers)."""
        return columns(self.connection, query, parameters)


def columns(connection: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, Any] | None = None) -> Columns:
    """Return the columns of a query; masked numbers become NaN, masked text becomes ""."""
    try:
        result = connection.execute(query, dict(parameters) if parameters else None).fetchnumpy()
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise ColumnsMoved(
            f"a column or table is not there ({str(error).splitlines()[0]})", next="check the source's version"
        ) from None
    return {name: _plain(array) for name, array in result.items()}


def open_library(folder: Path, tables: Mapping[str, str], *, instead: Mapping[str, Path] | None = None) -> Library:
    """Open a folder of source files.

    Parameters
    ----------
    folder : where the files lie.
    tables : view name -> path under the folder (.parquet or .csv).
    instead : view name -> a file that stands in for the folder's, such as a newer version that was pulled.

    Raises
    ------
    SourceUnavailable : a file is not there.
    """
    connection = duckdb.connect(":memory:")
    connection.execute("SET threads = 1")  # sums of floats come out the same every time
    connection.execute("SET preserve_insertion_order = true")
    digests: dict[str, tuple[str, int]] = {}
    for view, path in tables.items():
        file = (instead or {}).get(view) or folder / path
        if not file.is_file():
            raise SourceUnavailable("the file is not there", where=str(file), next="name the folder with --from")
        digests[path] = (sha256(file), file.stat().st_size)
        reader = "read_csv" if file.suffix == ".csv" else "read_parquet"
        options = ", sample_size = -1" if file.suffix == ".csv" else ""
        connection.execute(f"CREATE VIEW {view} AS SELECT * FROM {reader}('{_quoted(file)}'{options})")
    _register_codes(connection)
    return Library(connection=connection, folder=folder, digests=digests)


def read_parquet(file: Path) -> Columns:
    """Return the columns of one Parquet file."""
    return read_parquets({"": file})[""]


def read_parquets(files: Mapping[str, Path]) -> dict[str, Columns]:
    """Return the columns of several Parquet files by name, over one connection."""
    with duckdb.connect(":memory:") as connection:
        query = "SELECT * FROM read_parquet('{}')"
        return {name: columns(connection, query.format(_quoted(file))) for name, file in files.items()}


def write_parquet(file: Path, table: Columns, *, order: tuple[str, ...]) -> None:
    """Write columns to Parquet, sorted, in the same bytes every time."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET threads = 1")
        connection.register("given", {name: np.ascontiguousarray(array) for name, array in table.items()})
        by = ", ".join(order)
        connection.execute(
            f"COPY (SELECT * FROM given ORDER BY {by}) TO '{_quoted(file)}' (FORMAT parquet, COMPRESSION zstd)"
        )


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _register_codes(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE TABLE cow_iso (ccode INTEGER, year INTEGER, iso3 VARCHAR)")
    table = cow_years()
    given = {
        "ccode": np.array([row[0] for row in table], dtype=np.int32),
        "year": np.array([row[1] for row in table], dtype=np.int32),
        "iso3": np.array([row[2] for row in table], dtype=object),
    }
    connection.register("given_codes", given)
    connection.execute("INSERT INTO cow_iso SELECT ccode, year, iso3 FROM given_codes")
    connection.unregister("given_codes")
    codes = rows()
    connection.register(
        "given_states",
        {
            "iso3": np.array([r["iso3"] for r in codes], dtype=object),
            "cow": np.array([int(r["cow"]) for r in codes], dtype=np.int32),
            "name": np.array([r["name"] for r in codes], dtype=object),
            "since": np.array([int(r["since"]) for r in codes], dtype=np.int32),
            "until": np.array([int(r["until"] or 9999) for r in codes], dtype=np.int32),
        },
    )
    connection.execute("CREATE TABLE state_codes AS SELECT * FROM given_states")
    connection.unregister("given_states")


def _plain(array: Any) -> NDArray[Any]:
    if isinstance(array, np.ma.MaskedArray):
        if array.dtype.kind in "OU":
            return np.asarray(np.ma.filled(array, ""), dtype=object)
        if not array.mask.any():
            return np.asarray(array.data)
        return np.ma.filled(array.astype(float), np.nan)
    return np.asarray(array)


def _quoted(file: Path) -> str:
    return str(file).replace("'", "''")
