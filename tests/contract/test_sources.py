"""Every source says where it is from, what it permits and how its file becomes a table; a shelf without loose ends."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import duckdb
import pytest

from tightrope.catalog.entry import Access, Cadence, Download, Format, Role, Source, Subject
from tightrope.catalog.shelf import indicators, sources
from tightrope.core.citation import Ships
from tightrope.data.formats.reading import CHOICES

PROJECT = Path(__file__).resolve().parents[2]
SHELF = sources()
OWN = "defense_treaties"  # our own table
HELD = {name: source for name, source in SHELF.items() if source.tables}
HERE = {name: source for name, source in HELD.items() if not source.to_pull}  # a data folder has their tables
SPREAD = {"debt_to_china": ("2000", "2001")}  # a column a year, whichever years there are
# Archives that hand a file on from a store of their own: the gate follows them there and nowhere else.
STORES = {
    "dataverse.harvard.edu": {"dvn-cloud.s3.amazonaws.com"},
    "dataverse.nl": {"objectstore.surf.nl"},
    "www.v-dem.net": {"v-dem.net"},
}
FAMILIES = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE"}


def layouts(source: Source) -> list[Download]:
    """Return the downloads of a source that become a table."""
    return [d for d in source.downloads if d.gives]


def described(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, str]:
    """Return the columns of a query with the family of their types."""
    rows = connection.execute(f"DESCRIBE {query}").fetchall()
    return {r[0]: "number" if r[1] in FAMILIES else "time" if r[1].startswith(("DATE", "TIME")) else r[1] for r in rows}


def empty_given(columns: tuple[str, ...]) -> duckdb.DuckDBPyConnection:
    """Return a connection with a view `given` of text columns and no row."""
    connection = duckdb.connect(":memory:")
    cells = ", ".join(f'NULL::VARCHAR AS "{c}"' for c in columns)
    connection.execute(f"CREATE VIEW given AS SELECT {cells} WHERE FALSE")
    return connection


@pytest.mark.parametrize("name", SHELF)
def test_a_source_says_where_it_comes_from_and_what_it_permits(name: str) -> None:
    source = SHELF[name]
    assert source.name == name
    assert all((source.label, source.publisher, source.version, source.license.name, source.vantage, source.funder))
    assert source.license.ships in get_args(Ships)
    assert source.domain in get_args(Subject)
    assert source.role in get_args(Role)
    assert source.cadence in get_args(Cadence)
    assert source.access in get_args(Access)
    assert source.first <= source.last
    assert source.faults, "every source has a fault"
    assert all(fault == fault.strip() and "\n" not in fault and not fault.endswith(".") for fault in source.faults)
    assert source.tables or source.gives or name == OWN


@pytest.mark.parametrize("name", SHELF)
def test_its_address_is_https_and_has_a_host(name: str) -> None:
    source = SHELF[name]
    if name == OWN:  # a file of the project
        assert (PROJECT / source.url).is_file()
        return
    parts = urlsplit(source.url)
    assert parts.scheme == "https"
    assert "." in (parts.hostname or "")
    assert not re.search(r"\s", source.url)
    assert (parts.port, parts.username) == (None, None)


@pytest.mark.parametrize("name", SHELF)
def test_downloads_reach_the_allowed_hosts_and_no_other(name: str) -> None:
    source = SHELF[name]
    addresses = [urlsplit(d.url) for d in source.downloads if d.url]
    assert all(a.scheme == "https" and a.hostname and a.port is None and a.username is None for a in addresses)
    reached = {a.hostname for a in addresses}
    assert reached <= set(source.hosts)
    if reached:
        assert set(source.hosts) - reached <= set().union(*(STORES.get(str(h), set()) for h in reached))
    if source.tables:
        assert (source.access == "open") == bool(reached), "open to a program is what has an address"


@pytest.mark.parametrize("name", SHELF)
def test_downloads_have_names_formats_and_known_choices(name: str) -> None:
    downloads = SHELF[name].downloads
    names = [d.name for d in downloads]
    assert len(set(names)) == len(names)
    for download in downloads:
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", download.name), "a plain file name"
        assert download.format in get_args(Format)
        assert 0 < download.megabytes <= 10_000
        assert set(download.choices) <= set(CHOICES)
        assert not download.sha256 or re.fullmatch(r"[0-9a-f]{64}", download.sha256)
        assert not (download.sql and not download.gives)
        assert not download.gives or not SHELF[name].tables or download.gives in SHELF[name].tables


@pytest.mark.parametrize("name", [n for n, s in HELD.items() if layouts(s)])
def test_a_reading_yields_its_table_from_the_columns_that_it_names(name: str) -> None:
    source = HELD[name]
    for download in layouts(source):
        wanted = source.tables[download.gives].columns
        if not download.sql:
            assert set(wanted) <= set(download.columns)
            continue
        found = described(empty_given((*download.columns, *SPREAD.get(name, ()))), download.sql)
        assert set(found) == set(wanted), download.name
        for column in download.columns:  # a column that the reading does not need would stop a refresh for nothing
            less = tuple(c for c in download.columns if c != column)
            connection = empty_given((*less, *SPREAD.get(name, ())))
            with pytest.raises(duckdb.Error):
                described(connection, download.sql)


@pytest.mark.parametrize("name", [n for n, s in SHELF.items() if s.twin])
def test_twins_name_each_other_or_a_pair_that_does(name: str) -> None:
    """A third source of the same thing names one of two that name each other."""
    seen = [name]
    while SHELF[seen[-1]].twin not in seen:
        seen.append(SHELF[seen[-1]].twin)
        assert SHELF[seen[-1]].twin, f"{seen[-1]} names no twin"
    assert SHELF[seen[-1]].twin == seen[-2], f"no two name each other: {' -> '.join(seen)}"


def test_every_citation_is_on_file() -> None:
    keys = set(re.findall(r"^@\w+\{([^,\s]+),", (PROJECT / "references.bib").read_text(encoding="utf-8"), flags=re.M))
    missing = {(s.name, key) for s in SHELF.values() for key in s.cites if key not in keys}
    assert missing == set()
    assert all(s.cites for s in HELD.values())


def test_the_shelf_covers_every_field() -> None:
    assert len(HERE) >= 25
    assert {s.domain for s in SHELF.values()} == set(get_args(Subject))
    assert {s.role for s in SHELF.values()} == set(get_args(Role))
    views = [view for s in SHELF.values() for view in s.tables]
    assert len(set(views)) == len(views), "a table belongs to one source"


def test_every_source_with_tables_is_used() -> None:
    text = "\n".join(
        f.read_text(encoding="utf-8")
        for f in sorted((PROJECT / "src/tightrope").rglob("*.py"))
        if f.parent.name != "sources"
    )
    asked = {name for e in indicators().values() for name in e.variable.sources}
    idle = [n for n, s in HELD.items() if n not in asked and not any(re.search(rf"\b{v}\b", text) for v in s.tables)]
    assert idle == []


@pytest.mark.parametrize("name", HELD)
def test_columns_are_those_that_queries_name(name: str) -> None:
    shelves = [PROJECT / "src/tightrope/catalog", PROJECT / "src/tightrope/study/targets"]
    code = {f: f.read_text(encoding="utf-8") for shelf in shelves for f in sorted(shelf.rglob("*.py"))}
    for view, table in HELD[name].tables.items():
        readers = [t for f, t in code.items() if f.parent.name != "sources" and re.search(rf"\b{view}\b", t)]
        # a query can name columns in a module that hands it on, such as the components of an index
        for column in table.columns:
            assert any(re.search(rf"(?<!\w){re.escape(column)}(?!\w)", t) for t in readers), f"{view}.{column}: unused"


@pytest.mark.shared
@pytest.mark.parametrize("name", HERE)
def test_tables_of_the_data_folder_have_the_columns(name: str, shared_data: Path) -> None:
    for view, table in HELD[name].tables.items():
        file = shared_data / table.path
        assert file.is_file(), view
        held = described(duckdb.connect(":memory:"), f"SELECT * FROM {_reader(file)}")
        assert set(table.columns) <= set(held), view


@pytest.mark.shared
@pytest.mark.parametrize("name", [n for n, s in HERE.items() if layouts(s)])
def test_a_reading_has_the_types_of_the_data_folder(name: str, shared_data: Path) -> None:
    source = HELD[name]
    for download in layouts(source):
        table = source.tables[download.gives]
        held = described(duckdb.connect(":memory:"), f"SELECT * FROM {_reader(shared_data / table.path)}")
        if download.sql:
            found = described(empty_given(download.columns), download.sql)
            assert {c: found[c] for c in table.columns} == {c: held[c] for c in table.columns}, download.name


def _reader(file: Path) -> str:
    return f"read_csv('{file}', sample_size = -1)" if file.suffix == ".csv" else f"read_parquet('{file}')"
