"""`python -m benchmarks.made_events --rows N --to FOLDER`: made GDELT-shaped events, Parquet partitioned by year.

Every value is invented by a hash of the seed and the row's number; only the shape is real: the columns of GDELT 1.0
with their names and order, codes that CAMEO has, states that exist. What is put in on purpose: years that grow, dyads
and codes by a power law, missing actors, regions instead of states, codes that no table knows, records delivered twice
under one id, and the same event reported again on later days under new ids.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tightrope.data.layouts import GDELT1
from tightrope.data.states import rows as state_rows

FIRST, LAST, GROWTH = 1979, 2023, 1.08
REGIONS = ("AFR", "EUR", "SAS", "WST")
STEEP = (
    1.25  # with it the ten and hundred largest dyads of 48 states hold 0.21 and 0.55 of the events (ICEWS: 0.18, 0.67)
)
BLOCK = 8  # in every block of eight rows the last may repeat an earlier row of its year

CODES = (
    *("042", "010", "043", "036", "051", "040", "020", "190", "111", "173", "046", "112", "012", "057", "013", "060"),
    *("050", "030", "193", "017", "061", "018", "120", "084", "071", "130", "014", "128", "180", "070", "062", "110"),
    *("141", "023", "175", "041", "100", "138", "194", "055", "044", "016", "015", "011", "164", "160", "090", "143"),
    *("072", "073", "1056", "0211", "021", "171", "074", "037", "045", "172", "091", "042", "161", "186", "154", "195"),
    *("0311", "063", "192", "064", "0331", "0231", "152", "0212", "163", "1122", "0312", "0332", "1621", "1311", "203"),
    *("1246", "0256", "075", "081", "0871", "085", "1723", "1383", "0354", "0874", "1411", "145", "1054", "0841"),
    *("1312", "196", "1244", "202", "087"),
)
ROOTS = (0, 3, 4, 1, 3.5, 6, 7, 5, -2, -5, -2, -4, -6, -6.5, -7.2, -4, -7, -9, -10, -10)  # made, of roots 01 to 20

OWN = {
    "GLOBALEVENTID": "id",
    "SQLDATE": "year(day) * 10000 + month(day) * 100 + day(day)",
    "MonthYear": "year(day) * 100 + month(day)",
    "Year": "year(day)",
    "FractionDate": "round(year(day) + (month(day) * 30 + day(day)) / 365.0, 4)",
    "Actor1Code": "source",
    "Actor1CountryCode": "source",
    "Actor2Code": "target",
    "Actor2CountryCode": "target",
    "IsRootEvent": "(h7 & 1)::INTEGER",
    "EventCode": "code",
    "EventBaseCode": "left(code, 3)",
    "EventRootCode": "left(code, 2)",
    "QuadClass": "CASE WHEN root <= 5 THEN 1 WHEN root <= 8 THEN 2 WHEN root <= 13 THEN 3 ELSE 4 END",
    "GoldsteinScale": "intensity",
    "NumMentions": "articles + ((h7 >> 8) % 5)::INTEGER",
    "NumSources": "(1 + (h7 >> 16) % least(articles, 4))::INTEGER",
    "NumArticles": "articles",
    "AvgTone": "round(((h7 >> 24) % 2000) / 100.0 - 12, 2)",
    "DATEADDED": "year(added) * 10000 + month(added) * 100 + day(added)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How often, per thousand rows, what goes wrong in the made events."""

    no_source: int = 120
    no_target: int = 150
    region: int = 20
    unknown_code: int = 2
    again: int = 105  # the same event under a new id on a later day
    twice: int = 20  # the same record delivered twice


def by_year(rows: int) -> dict[int, int]:
    """Return how many rows each year gets: whole blocks, growing, in all about the number asked for."""
    weights = {year: GROWTH ** (year - FIRST) for year in range(FIRST, LAST + 1)}
    total = sum(weights.values())
    return {year: max(BLOCK, round(rows * weight / total / BLOCK) * BLOCK) for year, weight in weights.items()}


def make(rows: int, folder: Path, *, seed: int = 1, shares: Shares | None = None) -> int:
    """Write the made events, one Parquet file a year, and return how many rows there are.

    The same rows, seed, shares and DuckDB version give the same content.
    """
    shares = shares or Shares()
    written = 0
    with duckdb.connect(":memory:") as connection:
        _lists(connection)
        for year, count in by_year(rows).items():
            target = folder / f"Year={year}"
            target.mkdir(parents=True, exist_ok=True)
            query = _query(year=year, start=written, count=count, seed=seed, shares=shares)
            file = str(target / "events.parquet").replace("'", "''")
            connection.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 262144)")
            written += count
    return written


def _lists(connection: duckdb.DuckDBPyConnection) -> None:
    states = sorted({row["iso3"] for row in state_rows() if not row["until"]})
    first = ["USA", "CHN", "RUS", "ISR", "GBR", "IND", "PAK", "FRA", "IRN", "JPN"]  # the heads of the power law
    ranked = first + [code for code in states if code not in first]
    connection.execute(
        "CREATE TABLE actors AS SELECT unnest(?) AS name, unnest(range(?)) AS rank", [ranked, len(ranked)]
    )
    regions = [(-2 - i, name) for i, name in enumerate(REGIONS)]
    connection.executemany("INSERT INTO actors (rank, name) VALUES (?, ?)", regions)
    connection.execute("CREATE TABLE codes (rank BIGINT, code VARCHAR, root INTEGER, intensity DOUBLE)")
    told = [(-1, "---", 20, None)]
    for rank, code in enumerate(dict.fromkeys(CODES)):
        root = int(code[:2])
        told.append((rank, code, root, round(ROOTS[root - 1] + int(code[2]) / 10, 1)))
    connection.executemany("INSERT INTO codes VALUES (?, ?, ?, ?)", told)


def _rank(hashed: str, items: str) -> str:
    """Return SQL that draws a rank; its chance falls a little faster than one over the rank."""
    count = f"(SELECT count(*) FROM {items} WHERE rank >= 0)"
    return f"floor(exp(pow((({hashed}) % 1000003) / 1000003.0, {STEEP}) * ln({count} + 1.0)))::BIGINT - 1"


def _query(*, year: int, start: int, count: int, seed: int, shares: Shares) -> str:
    last = BLOCK * (shares.again + shares.twice)  # a share of all rows is eight times that of the last of each block
    days = 366 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 365
    columns = [f"{OWN.get(name, 'NULL::VARCHAR')} AS {name}" for name in GDELT1.columns if name != "Year"]
    actors = "(SELECT count(*) FROM actors WHERE rank >= 0)"
    return f"""
    WITH numbered AS (
      SELECT range AS i, (hash(range + {start}, {seed}, 0) >> 1)::BIGINT AS h0, range % {BLOCK} = {BLOCK - 1} AS tail
      FROM range({count})
    ), based AS (
      SELECT i, tail AND h0 % 1000 < {last} AS copied, tail AND h0 % 1000 < {BLOCK * shares.twice} AS twice,
        CASE WHEN tail AND h0 % 1000 < {last}
             THEN {BLOCK} * ((h0 >> 12) % {count // BLOCK}) + (h0 >> 44) % {BLOCK - 1}
             ELSE i END + {start} AS base
      FROM numbered
    ), hashed AS (
      SELECT *, (hash(base, {seed}, 1) >> 1)::BIGINT AS h1, (hash(base, {seed}, 2) >> 1)::BIGINT AS h2,
        (hash(base, {seed}, 3) >> 1)::BIGINT AS h3,
        (hash(CASE WHEN copied AND NOT twice THEN i + {start} ELSE base END, {seed}, 4) >> 1)::BIGINT AS h7
      FROM based
    ), drawn AS (
      SELECT *, CASE WHEN twice THEN base ELSE i + {start} END + 1 AS id,
        DATE '{year}-01-01' + ((h1 >> 40) % {days})::INTEGER AS day,
        CASE WHEN copied AND NOT twice THEN (1 + (h7 >> 50) % 30)::INTEGER ELSE 0 END AS late,
        CASE WHEN h1 % 1000 < {shares.no_source} THEN -1
             WHEN h1 % 1000 >= {1000 - shares.region} THEN -2 - (h1 >> 20) % {len(REGIONS)}
             ELSE {_rank("h1 >> 10", "actors")} END AS from_rank,
        CASE WHEN h2 % 1000 < {shares.no_target} THEN -1
             WHEN h2 % 2 = 0 THEN {_rank("h2 >> 10", "actors")}
             ELSE -5 - ({_rank("h2 >> 10", "actors")}) END AS drawn_to,
        CASE WHEN h3 % 1000 < {shares.unknown_code} THEN -1 ELSE {_rank("h3 >> 10", "codes")} END AS code_rank,
        1 + (((h7 >> 32) % 8) * ((h7 >> 40) % 4))::INTEGER AS articles
      FROM hashed
    ), paired AS (  -- half of the targets are partners of their source's own: a state has neighbors
      SELECT *, CASE WHEN drawn_to >= -1 THEN drawn_to
                     ELSE (greatest(from_rank, 0) * 7 + 1 - drawn_to - 5) % {actors} END AS to_rank
      FROM drawn
    ), told AS (
      SELECT paired.*, day + late AS added, s.name AS source, t.name AS target, code, root, intensity
      FROM paired
      LEFT JOIN actors s ON s.rank = from_rank LEFT JOIN actors t ON t.rank = to_rank
      LEFT JOIN codes ON codes.rank = code_rank
    )
    SELECT {", ".join(columns)} FROM told
    """


def main(arguments: Sequence[str]) -> int:
    """Read the arguments, write the events, say what was written."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.made_events", description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=50_000_000)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    begun = time.perf_counter()
    rows = make(given.rows, given.to, seed=given.seed)
    sys.stdout.write(f"{rows:,} made events in {given.to}, {time.perf_counter() - begun:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
