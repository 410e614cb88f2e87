"""The same expression on a local Spark that is really started, beside DuckDB: equal in every cell."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import duckdb
import pytest
from benchmarks.made_events import make

from tightrope.data.events import COLUMNS
from tightrope.data.events_run import aggregate
from tightrope.data.layouts import GDELT1

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(shutil.which("java") is None, reason="no Java on this machine"),
    pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="the extra spark is not installed"),
    # Spark's own use of pandas and of sockets left to its gateway; nothing of ours warns
    pytest.mark.filterwarnings("default"),
]


def test_duckdb_and_spark_give_equal_results(tmp_path: Path) -> None:
    make(40_000, tmp_path / "made", seed=5)
    duck = aggregate(tmp_path / "made", GDELT1, target=tmp_path / "duck")
    spark = aggregate(tmp_path / "made", GDELT1, target=tmp_path / "spark", engine="spark", memory="2GB")
    assert (spark.rows, spark.dropped, spark.repeated, spark.merged, spark.events, spark.cells, spark.reports) == (
        duck.rows, duck.dropped, duck.repeated, duck.merged, duck.events, duck.cells, duck.reports
    )  # fmt: skip
    assert spark.engine == "spark"
    exact = ", ".join(name for name in COLUMNS if name != "intensity")
    both = [
        f"SELECT {exact}, round(intensity, 9) FROM read_parquet('{tmp_path}/{e}/*.parquet')" for e in ("duck", "spark")
    ]
    assert duckdb.sql(f"({both[0]}) EXCEPT ({both[1]})").fetchall() == []
    assert duckdb.sql(f"({both[1]}) EXCEPT ({both[0]})").fetchall() == []
