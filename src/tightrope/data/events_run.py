"""Event files to dyad-months on disk: the expression of `events` run by DuckDB or Spark, never pulled row by row."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tightrope.core.errors import ColumnsMoved, DataError, InvalidValue, SourceUnavailable
from tightrope.data.events import (
    COLUMNS,
    DROPPED,
    Lookups,
    counted,
    dropped,
    dyad_month,
    engine,
    keyed,
    lookups,
    named,
    reasons,
)
from tightrope.data.layouts import Layout

ENGINES = ("duckdb", "spark")
TEXT = (".csv", ".tsv", ".tab", ".txt")
CHUNK_ROWS = 4_000_000
"""Years of a partitioned folder are taken together up to about so many rows: tables that fit the cache are faster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What became of every row.

    Parameters
    ----------
    layout, engine : what was read, by what.
    rows : rows in the files.
    dropped : reason -> rows left out.
    repeated : rows that are a record again.
    merged : records that are an event again.
    events : distinct events.
    cells : dyad-month-domains, the rows written.
    reports : articles behind the events.
    sources_are : what the column `sources` counts; "" where the layout has none.
    """

    layout: str
    engine: str
    rows: int
    dropped: Mapping[str, int] = field(default_factory=dict)
    repeated: int
    merged: int
    events: int
    cells: int
    reports: int
    sources_are: str

    @property
    def adds_up(self) -> bool:
        """Whether every row is accounted for."""
        return self.rows == sum(self.dropped.values()) + self.repeated + self.merged + self.events

    def lines(self) -> tuple[str, ...]:
        """Return the account as lines of text."""
        why = {
            "no_date": "without a day",
            "no_actor": "without one of the two actors",
            "no_state": "with an actor that is no state",
            "same_state": "of a state with itself",
            "no_code": "with an unknown code",
            "late": "added too late",
        }
        told = [(self.rows, "rows in")]
        told += [(self.dropped.get(reason, 0), why[reason]) for reason in DROPPED]
        told += [(self.repeated, "records delivered again"), (self.merged, "further records of the same event")]
        told += [(self.events, "events out"), (self.reports, "reports behind them"), (self.cells, "rows written")]
        return tuple(f"{number:>14,} {what}" for number, what in told)


def aggregate(
    files: Path | Sequence[Path],
    layout: Layout,
    *,
    target: Path,
    engine: str = "duckdb",
    memory: str = "4GB",
    threads: int = 2,
    actors: Mapping[str, str] | None = None,
    late_days: int | None = None,
) -> Account:
    """Write dyad-months of event files as Parquet into a new folder, and return what became of every row.

    A folder partitioned by year of the event (`Year=1979/...`) is read a few years at a time, so memory does not grow
    with the files; anything else is read at once, and what exceeds memory goes to a temporary folder beside the target.

    Parameters
    ----------
    files : a folder, or files: Parquet, or tab-separated text in the layout (DuckDB only).
    layout : one of `layouts.LAYOUTS`.
    target : folder to write; it must not exist, and it appears only when everything is written.
    engine : duckdb, or spark (a local session, started and stopped here).
    memory : limit, such as 4GB.
    threads : number of cores to use.
    actors : code or name as the file has it -> ISO3; by default three-letter codes of states.
    late_days : leave out records added more than so many days after the event.

    Raises
    ------
    SourceUnavailable : there are no files.
    ColumnsMoved : the files have not the columns of the layout.
    InvalidValue : no such engine, or actors are names and no map was handed in.
    DataError : the target is there already, or a folder is partitioned by another year than the event's.
    """
    if engine not in ENGINES:
        raise InvalidValue(f"no engine {engine}", where="engine", next=f"choose {' or '.join(ENGINES)}")
    if target.exists():
        raise DataError("is there already", where=str(target), next="name another folder")
    listed = _listed(files)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as aside:
        part, spill = Path(aside) / "out", Path(aside) / "spill"
        part.mkdir()
        run = _by_duckdb if engine == "duckdb" else _by_spark
        found = run(listed, layout, part, spill, memory, threads, actors, late_days)
        shutil.move(part, target)
    return found


def _listed(files: Path | Sequence[Path]) -> dict[str, list[Path]]:
    """Return the files by the partition (`Year=1979`) of a folder; "" for none, and for files named."""
    given = [files] if isinstance(files, Path) else list(files)
    found: dict[str, list[Path]] = {}
    for path in given:
        inside = sorted(p for p in path.rglob("*") if p.suffix in (".parquet", *TEXT)) if path.is_dir() else [path]
        for file in inside:
            if not file.is_file():
                raise SourceUnavailable("the file is not there", where=str(file), next="name files that exist")
            name, _, year = file.parent.name.partition("=")
            of_a_year = path.is_dir() and name.lower() == "year" and year.isdigit()
            found.setdefault(f"{name}={year}" if of_a_year else "", []).append(file)
    if not found:
        raise SourceUnavailable("no event files", where=", ".join(map(str, given)), next="name a folder that has some")
    return found


# --- DuckDB ---------------------------------------------------------------------------------------------------------


def _by_duckdb(
    listed: Mapping[str, Sequence[Path]],
    layout: Layout,
    part: Path,
    spill: Path,
    memory: str,
    threads: int,
    actors: Mapping[str, str] | None,
    late_days: int | None,
) -> Account:
    import duckdb

    ibis = engine()
    duck = ibis.duckdb.connect(threads=threads, memory_limit=memory, temp_directory=str(spill))
    try:
        tables = Lookups(**{name: _stored(duck, name, table) for name, table in lookups(layout, actors).items()})
        out = dict.fromkeys(("rows", *DROPPED), 0)
        steps: list[str] = []  # the statements of a chunk, compiled once
        with ThreadPoolExecutor(1) as writer:
            written: list[Future[None]] = []
            for number, (years, files) in enumerate(_chunks(listed, duck.raw_sql)):
                duck.raw_sql(f"CREATE OR REPLACE VIEW events AS {_reading(files, layout)}")
                if not steps:
                    steps = _steps(duck, layout, tables, late_days)
                key, why, *sums = steps
                duck.raw_sql("TRUNCATE rows_keyed")
                duck.raw_sql(key)
                for reason, count in zip(out, duck.raw_sql(why).fetchone(), strict=True):
                    out[reason] += int(count)
                insert, keep = sums[2 * (number % 2) :][:2]
                for done in written[-2:-1]:  # the table is free again when its chunk before last is written
                    done.result()
                table = f"sums_{number % 2}"
                duck.raw_sql(f"TRUNCATE {table}")
                duck.raw_sql(insert)
                # written by a second thread while the next chunk is counted: writing one file takes one core only
                written.append(writer.submit(_keep, duck.con.cursor(), keep, part, years))
            for done in written:
                done.result()
        rows = out.pop("rows")
        return _accounted(duck.raw_sql, layout, part, "duckdb", out, rows - sum(out.values()))
    except duckdb.Error as error:
        raise _said(error, layout) from None
    finally:
        duck.disconnect()


def _steps(duck: Any, layout: Layout, tables: Lookups, late_days: int | None) -> list[str]:
    """Return the statements of a chunk: key its rows, count those left out; twice in turn, sum the rest and name it."""
    ibis = engine()
    rows = keyed(duck.table("events"), layout, tables, late_days=late_days)
    stored = duck.create_table("rows_keyed", schema=rows.schema())
    steps = [f"INSERT INTO rows_keyed BY NAME {ibis.to_sql(rows, dialect='duckdb')}"]
    steps.append(str(ibis.to_sql(reasons(stored), dialect="duckdb")))
    sums = counted(stored, layout)
    for name in ("sums_0", "sums_1"):
        table = duck.create_table(name, schema=sums.schema())
        steps.append(f"INSERT INTO {name} BY NAME {ibis.to_sql(sums, dialect='duckdb')}")
        steps.append(str(ibis.to_sql(named(table, tables), dialect="duckdb")))
    return steps


def _keep(connection: Any, keep: str, part: Path, years: tuple[int, ...]) -> None:
    """Write the months of a chunk, in order."""
    run = connection.execute
    file = _quoted(part / (f"{years[0]}-{years[-1]}.parquet" if years else "all.parquet"))
    run(f"COPY (SELECT {', '.join(COLUMNS)} FROM ({keep}) ORDER BY cell) TO {file} (FORMAT parquet, COMPRESSION zstd)")
    first, last = run(f"SELECT min(year), max(year) FROM read_parquet({file})").fetchone()
    if years and first is not None and not (years[0] <= first and last <= years[-1]):
        raise DataError(
            f"events of {first} to {last} lie in folders of {years[0]} to {years[-1]}",
            where=f"Year={years[0]}",
            next="list the files instead of the folder, so that they are read at once",
        )


def _accounted(run: Any, layout: Layout, part: Path, name: str, out: Mapping[str, int], kept: int) -> Account:
    """Return the account: what was left out, how many rows were kept, and sums over what was written."""
    wanted = "sum(records), sum(events), sum(reports), count(*)"
    found = run(f"SELECT {wanted} FROM read_parquet({_quoted(part / '*.parquet')})").fetchone()
    records, events, reports, written = (int(value or 0) for value in found)
    return Account(
        layout=layout.name,
        engine=name,
        rows=sum(out.values()) + kept,
        dropped={reason: out.get(reason, 0) for reason in DROPPED},
        repeated=kept - records,
        merged=records - events,
        events=events,
        cells=written,
        reports=reports,
        sources_are=layout.sources_are,
    )


def _chunks(listed: Mapping[str, Sequence[Path]], run: Any) -> Iterator[tuple[tuple[int, ...], list[Path]]]:
    """Yield years and their files: a few years together where all lie in folders of years, else everything at once."""
    parquet = all(file.suffix == ".parquet" for files in listed.values() for file in files)
    if "" in listed or not parquet:
        yield (), [file for _, files in sorted(listed.items()) for file in files]
        return
    years: list[int] = []
    gathered: list[Path] = []
    rows = 0
    for name, files in sorted(listed.items(), key=lambda item: int(item[0].partition("=")[2])):
        more = run(f"SELECT sum(num_rows) FROM parquet_file_metadata({_list(files)})").fetchone()[0]
        if gathered and rows + more > CHUNK_ROWS:
            yield tuple(years), gathered
            years, gathered, rows = [], [], 0
        years.append(int(name.partition("=")[2]))
        gathered.extend(files)
        rows += more
    yield tuple(years), gathered


def _reading(files: Sequence[Path], layout: Layout) -> str:
    if all(file.suffix == ".parquet" for file in files):
        return f"SELECT * FROM read_parquet({_list(files)}, hive_partitioning = false)"
    if all(file.suffix in TEXT for file in files):
        columns = ", ".join(f"'{name}': 'VARCHAR'" for name in layout.columns)
        form = f"delim = '\t', quote = '', escape = '', header = {str(layout.header).lower()}"
        return f"SELECT * FROM read_csv({_list(files)}, auto_detect = false, {form}, columns = {{{columns}}})"
    raise InvalidValue("Parquet and text together", where="files", next="name files of one kind")


def _said(error: Exception, layout: Layout) -> Exception:
    """Return an error of the engine as one of ours, others as they are."""
    kind = type(error).__name__
    if kind == "BinderException":
        return ColumnsMoved(str(error).splitlines()[0], where=f"layout {layout.name}", next="name the files' layout")
    if kind in ("ConversionException", "InvalidInputException", "IOException"):
        return DataError(str(error).splitlines()[0], where=f"layout {layout.name}", next="check the files")
    if kind == "OutOfMemoryException":
        return DataError("the memory allowed is too small", next="raise memory, or partition the files by year")
    return error


def _list(files: Sequence[Path]) -> str:
    return "[" + ", ".join(_quoted(file) for file in files) + "]"


def _quoted(file: Path) -> str:
    return "'" + str(file).replace("'", "''") + "'"


def _stored(duck: Any, name: str, columns: Mapping[str, list[Any]]) -> Any:
    kinds = {
        column: "string" if values and isinstance(values[0], str) else "int64" for column, values in columns.items()
    }
    table = duck.create_table(name, schema=engine().schema(kinds))
    duck.con.execute(f"INSERT INTO {name} SELECT {', '.join(['unnest(?)'] * len(columns))}", list(columns.values()))
    return table


# --- Spark ----------------------------------------------------------------------------------------------------------


def _by_spark(
    listed: Mapping[str, Sequence[Path]],
    layout: Layout,
    part: Path,
    spill: Path,
    memory: str,
    threads: int,
    actors: Mapping[str, str] | None,
    late_days: int | None,
) -> Account:
    files = [file for _, inside in sorted(listed.items()) for file in inside]
    if any(file.suffix != ".parquet" for file in files):
        raise InvalidValue("text files", where="files", next="turn them into Parquet, or use the engine duckdb")
    with _session(memory, threads, spill) as session:
        spark = engine().pyspark.connect(session)
        raw = session.read.parquet(*map(str, files))
        raw.createOrReplaceTempView("tightrope_events")
        events = spark.table("tightrope_events")
        months = dyad_month(events, layout, actors=actors, late_days=late_days)
        spark.to_parquet(months, str(part / "spark"), mode="overwrite")
        for number, file in enumerate(sorted((part / "spark").glob("*.parquet"))):
            file.rename(part / f"part-{number:05d}.parquet")
        shutil.rmtree(part / "spark")
        out = dropped(events, layout, actors=actors, late_days=late_days).to_pyarrow().to_pylist()[0]
    import duckdb

    left = {reason: int(out[reason]) for reason in DROPPED}
    with duckdb.connect(":memory:") as connection:
        return _accounted(connection.execute, layout, part, "spark", left, int(out["rows"]) - sum(left.values()))


@contextlib.contextmanager
def _session(memory: str, threads: int, spill: Path) -> Iterator[Any]:
    """Start a local Spark that writes nothing outside its own folder, and stop it at the end."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise DataError("Spark is not installed", next="install tightrope[spark]") from None
    built = SparkSession.builder.master(f"local[{threads}]").appName("tightrope-events")
    settings = {
        "spark.driver.memory": memory.lower().removesuffix("b"),
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": str(4 * threads),
        "spark.local.dir": str(spill),
        "spark.sql.warehouse.dir": str(spill / "warehouse"),
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }
    for key, value in settings.items():
        built = built.config(key, value)
    try:
        session = built.getOrCreate()
    except Exception as error:  # noqa: BLE001 - whatever the Java side says, the step to take is the same
        raise DataError(
            f"Spark does not start ({str(error).splitlines()[0]})", next="install Java 17 and set JAVA_HOME"
        ) from None
    try:
        yield session
    finally:
        session.stop()
