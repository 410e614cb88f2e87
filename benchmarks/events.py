"""50 million made events to dyad-months: the Ibis expression on DuckDB beside SQL written by hand, in one run.

`TIGHTROPE_EVENTS=5000000 python -m benchmarks events` takes fewer rows. Each run is a process of its own, so that its
peak memory can be read; both write Parquet, and what they wrote is compared.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from benchmarks.row import Row
from tightrope.data.layouts import CAMEO, DOMAINS, GDELT1, SIDES, states_by_code

ROWS = 50_000_000
GROWTH = (10, 5, 2, 1)
MEMORY, THREADS, RUNS = "5GB", 2, 3


def by_hand(files: Path, target: Path) -> None:
    """Write dyad-months of GDELT-shaped files by one SQL statement, as an analyst would write it."""
    with duckdb.connect(":memory:", config={"threads": THREADS, "memory_limit": MEMORY}) as connection:
        connection.execute(f"SET temp_directory = '{target.parent}/spill'")
        connection.execute("CREATE TABLE actor (code VARCHAR, iso3 VARCHAR)")
        connection.executemany("INSERT INTO actor VALUES (?, ?)", [list(pair) for pair in states_by_code().items()])
        connection.execute("CREATE TABLE meaning (code VARCHAR, side INTEGER, domain VARCHAR)")
        told = [[code, side, DOMAINS[domain]] for code, side, domain in CAMEO.codes()]
        connection.executemany("INSERT INTO meaning VALUES (?, ?, ?)", told)
        sides = ", ".join(f"count(*) FILTER (side = {i}) AS {name}" for i, name in enumerate(SIDES))
        query = f"""
            WITH record AS (
                SELECT DISTINCT e.GLOBALEVENTID AS id, e.SQLDATE::INTEGER AS day, a.iso3 AS source, b.iso3 AS target,
                    m.code, m.side, m.domain, e.NumArticles AS articles, e.NumSources AS publishers,
                    e.GoldsteinScale AS scale
                FROM read_parquet('{files}/*/*.parquet', hive_partitioning = false) e
                JOIN actor a ON a.code = e.Actor1CountryCode JOIN actor b ON b.code = e.Actor2CountryCode
                JOIN meaning m ON m.code = e.EventCode
                WHERE a.iso3 <> b.iso3 AND e.SQLDATE IS NOT NULL
            ), event AS (
                SELECT source, target, day, code, any_value(side) AS side, any_value(domain) AS domain,
                    count(*) AS records, sum(articles) AS reports,
                    max_by(publishers, (articles, publishers, scale)) AS sources,
                    max_by(scale, (articles, publishers, scale)) AS scale
                FROM record GROUP BY source, target, day, code
            )
            SELECT source AS source_iso3, target AS target_iso3, day // 10000 AS year, day // 100 % 100 AS month,
                domain, count(*) AS events, {sides}, sum(records) AS records, sum(reports) AS reports,
                max(sources) AS sources, avg(scale) AS intensity
            FROM event GROUP BY ALL
        """
        target.mkdir()
        connection.execute(f"COPY ({query}) TO '{target}/all.parquet' (FORMAT parquet, COMPRESSION zstd)")


def by_expression(files: Path, target: Path) -> None:
    """Write the same dyad-months by the project's expression."""
    from tightrope.data.events_run import aggregate

    aggregate(files, GDELT1, target=target, memory=MEMORY, threads=THREADS)


def apart(one: Path, two: Path) -> int:
    """Return how many dyad-month-domains of two folders differ in any count, or in intensity by more than 1e-6."""
    counts = ", ".join(("source_iso3", "target_iso3", "year", "month", "domain", "events", *SIDES, "records", "reports",
                        "sources"))  # fmt: skip
    query = f"""
        WITH a AS (SELECT {counts}, round(intensity, 6) AS scale FROM read_parquet('{one}/*.parquet')),
            b AS (SELECT {counts}, round(intensity, 6) AS scale FROM read_parquet('{two}/*.parquet'))
        SELECT count(*) FROM a FULL JOIN b USING ({counts})
        WHERE a.source_iso3 IS NULL OR b.source_iso3 IS NULL OR abs(a.scale - b.scale) > 2e-6
    """
    with duckdb.connect(":memory:") as connection:
        found = connection.execute(query).fetchone()
    return int(found[0]) if found else -1


def measured(how: str, files: Path, target: Path) -> tuple[float, float]:
    """Run one way in a process of its own; return its seconds and its peak memory in GB."""
    shutil.rmtree(target, ignore_errors=True)
    command = [sys.executable, "-m", "benchmarks.events", how, str(files), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    return found["seconds"], found["peak"] / 1e6


def run() -> tuple[Row, ...]:
    from benchmarks.made_events import make

    rows = int(os.environ.get("TIGHTROPE_EVENTS", ROWS))
    found: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="events-") as folder:
        base = Path(folder)
        for part in GROWTH:
            files = base / f"made-{part}"
            made = make(rows // part, files)
            mine = [measured("expression", files, base / "mine") for _ in range(RUNS)]
            peer = [measured("hand", files, base / "hand") for _ in range(1 if part > 1 else 2)]
            differ = apart(base / "mine", base / "hand")
            seconds = statistics.median(s for s, _ in mine)
            note = (
                f"peak {max(m for _, m in mine):.1f} GB (by hand {max(m for _, m in peer):.1f}); "
                f"{seconds / made * 1e6:.2f} s a million; {differ} cells differ"
            )
            found.append(
                Row(
                    name="events to dyad-months, beside SQL by hand",
                    ours=seconds,
                    peer=statistics.median(s for s, _ in peer),
                    runs=(len(mine), len(peer)),
                    size=f"{made / 1e6:.1f} million events, 45 years",
                    note=note,
                )
            )
            shutil.rmtree(files)
    return tuple(found)


def main(how: str, files: str, target: str) -> None:
    start = time.perf_counter()
    (by_expression if how == "expression" else by_hand)(Path(files), Path(target))
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(json.dumps({"seconds": seconds, "peak": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
