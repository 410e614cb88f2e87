"""Events: what counts once, what is left out and why, which layout says what, on real engines and small files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
from benchmarks.made_events import Shares, make

from tightrope.core.errors import ColumnsMoved, DataError, InvalidValue, SourceUnavailable
from tightrope.data import events as expression
from tightrope.data.events import COLUMNS, DROPPED, dyad_month, dyad_year
from tightrope.data.events_run import aggregate
from tightrope.data.layouts import CAMEO, GDELT1, GDELT2, ICEWS, ICEWS_SAMPLE, LAYOUTS, PLOVER, POLECAT

ibis = pytest.importorskip("ibis", reason="the extra events is not installed")

KINDS = {"GLOBALEVENTID": "BIGINT", "SQLDATE": "INTEGER", "NumArticles": "INTEGER", "NumSources": "INTEGER"}
KINDS |= {"GoldsteinScale": "DOUBLE", "DATEADDED": "BIGINT"}

# Ibis 12 itself uses what DuckDB 2 and pandas 3 have begun to give up; nothing of ours warns
pytestmark = [
    pytest.mark.filterwarnings("ignore:The 'future.infer_string' option"),
    pytest.mark.filterwarnings("ignore:fetch_arrow_table"),
]


def gdelt(*rows: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Rows of (id, day, source, target, code, articles, sources, Goldstein, day added)."""
    names = ("GLOBALEVENTID", "SQLDATE", "Actor1CountryCode", "Actor2CountryCode", "EventCode", "NumArticles")
    return [dict(zip((*names, "NumSources", "GoldsteinScale", "DATEADDED"), row, strict=True)) for row in rows]


def written(file: Path, rows: list[dict[str, Any]], kinds: dict[str, str]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(":memory:") as connection:
        columns = ", ".join('"' + name + '" ' + kinds.get(name, "VARCHAR") for name in rows[0])
        connection.execute(f"CREATE TABLE t ({columns})")
        connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(rows[0]))})", [[*r.values()] for r in rows])
        connection.execute(f"COPY t TO '{file}' (FORMAT parquet)")
    return file


def read(folder: Path) -> list[dict[str, Any]]:
    with duckdb.connect(":memory:") as connection:
        found = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM '{folder}/*.parquet' ORDER BY ALL")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_layouts_have_the_columns_of_their_publishers() -> None:
    assert [len(layout.columns) for layout in (GDELT1, GDELT2, ICEWS, POLECAT)] == [58, 61, 20, 40]
    place = {name: GDELT1.columns.index(name) for name in GDELT1.columns}
    assert (place["SQLDATE"], place["Actor1CountryCode"], place["Actor2CountryCode"]) == (1, 7, 17)
    assert (place["EventCode"], place["QuadClass"], place["GoldsteinScale"]) == (26, 29, 30)
    assert (place["NumMentions"], place["NumArticles"], place["DATEADDED"], place["SOURCEURL"]) == (31, 33, 56, 57)
    assert GDELT2.columns.index("Actor1Geo_ADM2Code") == 39
    assert GDELT2.columns.index("DATEADDED") == 59
    for layout in LAYOUTS.values():
        assert set(layout.needed) <= set(layout.columns), layout.name
        assert len(set(layout.columns)) == len(layout.columns)


@pytest.mark.parametrize(
    ("code", "means"),
    [
        ("010", ("verbal_cooperation", "diplomatic")),
        ("0211", ("verbal_cooperation", "economic")),
        ("0254", ("verbal_cooperation", "economic")),
        ("036", ("verbal_cooperation", "diplomatic")),
        ("062", ("material_cooperation", "security")),
        ("071", ("material_cooperation", "economic")),
        ("072", ("material_cooperation", "security")),
        ("0874", ("material_cooperation", "security")),
        ("1123", ("verbal_conflict", "security")),
        ("1312", ("verbal_conflict", "economic")),
        ("145", ("material_conflict", "domestic")),
        ("163", ("material_conflict", "economic")),
        ("190", ("material_conflict", "security")),
        ("2042", ("material_conflict", "security")),
    ],
)
def test_a_code_has_a_side_and_a_domain(code: str, means: tuple[str, str]) -> None:
    assert CAMEO.of(code) == means


def test_codes_that_no_scheme_has_are_unknown() -> None:
    assert [CAMEO.of(code) for code in ("", "---", "21", "00", "1", "01234", "X1")] == [None] * 7
    assert PLOVER.of("aid") is None
    assert PLOVER.of("AID") == ("material_cooperation", "economic")


def test_reports_are_not_events(tmp_path: Path) -> None:
    rows = gdelt(
        (1, 20140301, "USA", "CHN", "042", 5, 3, 1.9, 20140301),
        (2, 20140301, "USA", "CHN", "042", 7, 2, 1.9, 20140309),  # told again a week later: one event, 12 reports
        (2, 20140301, "USA", "CHN", "042", 7, 2, 1.9, 20140309),  # delivered twice: one record
        (3, 20140302, "USA", "CHN", "042", 1, 1, 1.9, 20140302),  # the next day: another event
        (4, 20140302, "USA", "CHN", "112", 1, 1, -2.0, 20140302),  # another code: another event
        (5, 20140302, "CHN", "USA", "042", 1, 1, 1.9, 20140302),  # the other direction
        (6, 20140302, "USA", "CHN", "163", 2, 2, -8.0, 20140302),  # another domain
    )
    account = aggregate(written(tmp_path / "in.parquet", rows, KINDS), GDELT1, target=tmp_path / "out")
    found = {(r["source_iso3"], r["domain"]): r for r in read(tmp_path / "out")}
    visit = found["USA", "diplomatic"]
    assert (visit["events"], visit["records"], visit["reports"], visit["sources"]) == (3, 4, 14, 2)
    assert (visit["verbal_cooperation"], visit["verbal_conflict"], visit["cooperation"], visit["conflict"]) == (
        2,
        1,
        2,
        1,
    )
    assert visit["intensity"] == pytest.approx((1.9 + 1.9 - 2.0) / 3)
    assert (visit["year"], visit["month"]) == (2014, 3)
    assert found["USA", "economic"]["material_conflict"] == 1
    assert (account.rows, account.repeated, account.merged, account.events) == (7, 1, 1, 5)
    assert account.adds_up


def test_what_is_left_out_is_counted_by_reason(tmp_path: Path) -> None:
    rows = gdelt(
        (1, 20140301, "USA", "CHN", "042", 5, 3, 1.9, 20140301),
        (2, 20140301, None, "CHN", "042", 5, 3, 1.9, 20140301),
        (3, 20140301, "USA", "", "042", 5, 3, 1.9, 20140301),
        (4, 20140301, "USA", "EUR", "042", 5, 3, 1.9, 20140301),
        (5, 20140301, "ROU", "ROM", "042", 5, 3, 1.9, 20140301),  # one state under two codes
        (6, 20140301, "USA", "CHN", "---", 5, 3, None, 20140301),
        (7, None, "USA", "CHN", "042", 5, 3, 1.9, 20140301),
        (8, 20141399, "USA", "CHN", "042", 5, 3, 1.9, 20140301),
        (9, 20130301, "USA", "CHN", "042", 5, 3, 1.9, 20140301),  # told a year after
        (10, 20140301, "USA", "ROM", "042", 1, 1, None, 20140301),
    )
    file = written(tmp_path / "in.parquet", rows, KINDS)
    account = aggregate(file, GDELT1, target=tmp_path / "out", late_days=30)
    assert account.dropped == {
        "no_date": 2, "no_actor": 2, "no_state": 1, "same_state": 1, "no_code": 1, "late": 1,
    }  # fmt: skip
    assert (account.rows, account.events, account.adds_up) == (10, 2, True)
    assert {r["target_iso3"]: r["intensity"] for r in read(tmp_path / "out")} == {"CHN": 1.9, "ROU": None}
    table = ibis.duckdb.connect().read_parquet(file)
    asked = expression.dropped(table, GDELT1, late_days=30).to_pyarrow().to_pylist()[0]
    assert asked.pop("rows") == 10
    assert asked == account.dropped
    assert account.lines()[0].split() == ["10", "rows", "in"]
    assert len(account.lines()) == len(DROPPED) + 6


def test_lateness_counts_days_over_the_end_of_a_year(tmp_path: Path) -> None:
    rows = gdelt(
        (1, 20151231, "USA", "CHN", "042", 1, 1, 1.9, 20160101000000),
        (2, 20160228, "USA", "CHN", "043", 1, 1, 1.9, 20160301120000),  # a leap year: two days
        (3, 20150228, "USA", "CHN", "044", 1, 1, 1.9, 20150302000000),  # two days as well: the month is shorter
    )
    file = written(tmp_path / "in.parquet", rows, KINDS)
    for days, events in ((0, 0), (1, 1), (2, 3)):
        assert aggregate(file, GDELT2, target=tmp_path / f"out{days}", late_days=days).events == events


def test_text_files_are_read_in_their_layout(tmp_path: Path) -> None:
    cells = dict.fromkeys(GDELT1.columns, "")
    cells |= gdelt((1, 20140301, "USA", "CHN", "0211", 5, 3, 3.4, 20140301))[0]
    line = "\t".join(str(cells[name]) for name in GDELT1.columns)
    file = tmp_path / "20140301.export.CSV"
    file.write_text(line + "\n" + line.replace("0211", '"') + "\n", encoding="utf-8")
    lower = file.rename(tmp_path / "20140301.csv")
    account = aggregate(lower, GDELT1, target=tmp_path / "out")
    assert (account.rows, account.events, account.dropped["no_code"]) == (2, 1, 1)
    assert read(tmp_path / "out")[0]["reports"] == 5


def test_icews_needs_a_map_and_counts_publishers(tmp_path: Path) -> None:
    base = dict.fromkeys(ICEWS.columns, "")
    base |= {"Event Date": "2014-03-01", "Source Country": "United States", "Target Country": "China"}
    base |= {"CAMEO Code": "042", "Intensity": "1.9"}
    rows = [
        base | {"Event ID": "1", "Publisher": "A"},
        base | {"Event ID": "2", "Publisher": "B"},
        base | {"Event ID": "2", "Publisher": "B"},
        base | {"Event ID": "2", "Event Date": "2014-03-05", "Publisher": "A"},  # the number alone is not the record
        base | {"Event ID": "3", "Target Country": "Atlantis", "Publisher": "A"},
    ]
    file = tmp_path / "events.tab"
    file.write_text("\n".join("\t".join(r.values()) for r in [dict(zip(base, base, strict=True)), *rows]) + "\n")
    with pytest.raises(InvalidValue, match="hand in a map"):
        aggregate(file, ICEWS, target=tmp_path / "out")
    account = aggregate(file, ICEWS, target=tmp_path / "out", actors={"United States": "USA", "China": "CHN"})
    assert (account.events, account.merged, account.repeated, account.dropped["no_state"]) == (2, 1, 1, 1)
    (row,) = read(tmp_path / "out")
    assert (row["sources"], row["reports"], account.sources_are) == (2, 3, "distinct publishers")


def test_polecat_tells_the_domain_by_context_and_keeps_manners_apart(tmp_path: Path) -> None:
    base = dict.fromkeys(POLECAT.columns, "None")
    base |= {"Event Date": "2021-05-01", "Actor Country": "USA", "Recipient Country": "PAK", "Intensity": "4"}
    rows = [
        base | {"Event ID": "1", "Event Type": "AID", "Event Mode": "", "Contexts": "military;legal", "Source": "A"},
        base | {"Event ID": "2", "Event Type": "AID", "Event Mode": "", "Contexts": "", "Source": "A"},
        base | {"Event ID": "3", "Event Type": "CONSULT", "Event Mode": "visit", "Contexts": "", "Source": "A"},
        base | {"Event ID": "4", "Event Type": "CONSULT", "Event Mode": "phone", "Contexts": "", "Source": "B"},
        base | {"Event ID": "5", "Event Type": "CONSULT", "Recipient Country": "None", "Source": "B"},
    ]
    file = written(tmp_path / "in.parquet", rows, {"Event Date": "DATE", "Intensity": "DOUBLE"})
    account = aggregate(file, POLECAT, target=tmp_path / "out")
    found = {row["domain"]: row for row in read(tmp_path / "out")}
    assert {domain: row["events"] for domain, row in found.items()} == {"security": 1, "economic": 1, "diplomatic": 2}
    assert found["diplomatic"]["sources"] == 2
    assert account.dropped["no_actor"] == 1


def test_years_come_from_months(tmp_path: Path) -> None:
    rows = gdelt(
        (1, 20140301, "USA", "CHN", "042", 5, 3, 2.0, 20140301),
        (2, 20140501, "USA", "CHN", "112", 5, 4, -1.0, 20140501),
        (3, 20140502, "USA", "CHN", "112", 5, 1, -1.0, 20140502),
        (4, 20150502, "USA", "CHN", "112", 5, 1, None, 20150502),
    )
    table = ibis.duckdb.connect().read_parquet(written(tmp_path / "in.parquet", rows, KINDS))
    first, second = dyad_year(dyad_month(table, GDELT1)).order_by("year").to_pyarrow().to_pylist()
    assert (first["year"], first["events"], first["cooperation"], first["conflict"]) == (2014, 3, 1, 2)
    assert (first["sources"], first["intensity"]) == (4, pytest.approx(0.0))
    assert (second["year"], second["intensity"]) == (2015, None)


def test_years_in_folders_are_read_in_turn_with_the_same_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(9000, tmp_path / "in")
    files = sorted((tmp_path / "in").rglob("*.parquet"))
    at_once = aggregate(files, GDELT1, target=tmp_path / "a")
    monkeypatch.setattr("tightrope.data.events_run.CHUNK_ROWS", 500)
    in_turn = aggregate(tmp_path / "in", GDELT1, target=tmp_path / "b")
    assert in_turn == at_once
    assert len(list((tmp_path / "b").iterdir())) > 2
    assert read(tmp_path / "a") == read(tmp_path / "b")
    copied = written(tmp_path / "c" / "one.parquet", [{"x": "1"}], {})
    with duckdb.connect(":memory:") as connection:
        listed = ", ".join(f"'{file}'" for file in files)
        connection.execute(f"COPY (FROM read_parquet([{listed}])) TO '{copied}' (FORMAT parquet)")
    assert aggregate(copied, GDELT1, target=tmp_path / "d") == at_once
    assert read(tmp_path / "d") == read(tmp_path / "a")


def test_the_made_events_are_the_same_every_time_and_have_what_they_promise(tmp_path: Path) -> None:
    first, second, other = (make(3000, tmp_path / name, seed=seed) for name, seed in (("a", 1), ("b", 1), ("c", 2)))
    assert first == second == other
    both = [sorted((tmp_path / name).rglob("*.parquet")) for name in "abc"]
    assert [f.read_bytes() for f in both[0]] == [f.read_bytes() for f in both[1]]
    assert [f.read_bytes() for f in both[0]] != [f.read_bytes() for f in both[2]]
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"CREATE VIEW e AS FROM read_parquet('{tmp_path}/a/*/*.parquet', hive_partitioning = true)")
        names = {row[0] for row in connection.execute("DESCRIBE e").fetchall()}
        assert names == set(GDELT1.columns)
        query = "SELECT count(*), count(DISTINCT GLOBALEVENTID), count(Actor1CountryCode) FROM e"
        rows, ids, actors = connection.execute(query).fetchone()
    shares = Shares()
    assert 1 - ids / rows == pytest.approx(shares.twice / 1000, abs=0.01)
    assert 1 - actors / rows == pytest.approx(shares.no_source / 1000, abs=0.03)


def test_folders_of_another_year_are_refused(tmp_path: Path) -> None:
    rows = gdelt((1, 20140301, "USA", "CHN", "042", 5, 3, 1.9, 20150301))
    written(tmp_path / "in" / "year=2015" / "a.parquet", rows, KINDS)
    with pytest.raises(DataError, match="list the files instead"):
        aggregate(tmp_path / "in", GDELT1, target=tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]
    assert aggregate([tmp_path / "in/year=2015/a.parquet"], GDELT1, target=tmp_path / "out").events == 1


def test_refusals_say_what_to_do(tmp_path: Path) -> None:
    rows = gdelt((1, 20140301, "USA", "CHN", "042", 5, 3, 1.9, 20150301))
    file = written(tmp_path / "in.parquet", rows, KINDS)
    with pytest.raises(InvalidValue, match="duckdb or spark"):
        aggregate(file, GDELT1, target=tmp_path / "out", engine="polars")
    with pytest.raises(SourceUnavailable):
        aggregate(tmp_path / "none.parquet", GDELT1, target=tmp_path / "out")
    with pytest.raises(ColumnsMoved, match="Event Date"):
        aggregate(file, POLECAT, target=tmp_path / "out")
    with pytest.raises(InvalidValue, match="leave late_days out"):
        aggregate(file, ICEWS_SAMPLE, target=tmp_path / "out", late_days=3)
    (tmp_path / "out").mkdir()
    with pytest.raises(DataError, match="is there already"):
        aggregate(file, GDELT1, target=tmp_path / "out")
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 nothing")
    with pytest.raises(DataError, match="check the files"):
        aggregate(broken, GDELT1, target=tmp_path / "other")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.parquet", "in.parquet", "out"]


def test_without_ibis_one_line_says_what_to_install() -> None:
    script = (
        "import sys; sys.modules['ibis'] = None\n"
        "from tightrope.data.events import engine\n"
        "from tightrope.core.errors import DataError\n"
        "try: engine()\nexcept DataError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("install tightrope[events]")


@pytest.mark.shared
def test_the_icews_sample_agrees_with_its_own_dyad_months(shared_data: Path, tmp_path: Path) -> None:
    """Their table counts rows, ours events: their rows are our records, but for the EU, which is no state."""
    folder = shared_data / "icews_tkg"
    account = aggregate(folder / "icews_events.parquet", ICEWS_SAMPLE, target=tmp_path / "out")
    assert account.adds_up
    assert (account.rows, account.dropped["no_state"]) == (278_637, 575)
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            f"CREATE TABLE ours AS SELECT source_iso3 s, target_iso3 t, year, month, sum(records) records "
            f"FROM '{tmp_path}/out/*.parquet' GROUP BY ALL"
        )
        connection.execute(
            "CREATE TABLE theirs AS SELECT src_iso3 s, tgt_iso3 t, year(month) AS year, month(month) AS month, "
            f"sum(n_events) n FROM '{folder}/icews_dyad_month.parquet' GROUP BY ALL"
        )
        joined = "FROM theirs FULL JOIN ours USING (s, t, year, month)"
        union = "'EUE' IN (s, t)"
        query = f"SELECT count(*) FILTER (n IS DISTINCT FROM records AND NOT {union}), sum(n) FILTER ({union}) {joined}"
        assert connection.execute(query).fetchone() == (0, 575)
        assert connection.execute(f"SELECT sum(n), sum(records) {joined}").fetchone() == (47_181, 46_606)
    assert (account.events, account.merged) == (42_039, 4_567)  # records of one day, dyad and code are one event
