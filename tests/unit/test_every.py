"""The table of states: which rows it has, what its cells say, how it is shown and exported."""

from __future__ import annotations

import csv
import importlib.util
import io
from pathlib import Path

import numpy as np
import pytest

from tightrope.core.actor import State, Triad
from tightrope.core.alignment import Alignment, Standing
from tightrope.core.calendar import Period
from tightrope.core.errors import InvalidValue, StoreError
from tightrope.core.panel import DOMAINS
from tightrope.report.compose import compose
from tightrope.study import every
from tightrope.study.holdings.parts import names, part_sheet

_spec = importlib.util.spec_from_file_location("report_values", Path(__file__).with_name("report_values.py"))
report_values = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(report_values)

PERIOD = Period(start=1989, stop=1993)
STATES = ("PAK", "IND", "DDR")
LABELS = tuple(f"label {k}" for k in range(8))
REPORT = {
    "study": {"name": "made", "powers": ["USA", "CHN"]},
    "as_of": 1992,
    "states": {"year": 1992, "labels": list(LABELS), "rows": []},
}


@pytest.fixture
def values(rng):
    shape = (len(STATES), len(PERIOD), len(DOMAINS), 2)
    observed = np.ones(shape, dtype=bool)
    observed[1, :2, 2:] = False  # India: two domains only until 1990
    observed[1, 2, 3, 0] = False  # and one power alone in the fourth in 1991
    triad = Triad(
        focal=State(code="PAK", name="Pakistan", since=1947),
        powers=(State(code="USA", name="United States", since=1816), State(code="CHN", name="China", since=1860)),
    )
    blank = np.zeros(shape)
    alignment = Alignment(
        draws=np.zeros((1, 2, 1, *shape[1:]), dtype=np.float32), drawn=("PAK",), mean=blank, low=blank, high=blank,
        observed=observed, states=STATES, period=PERIOD, triad=triad, weights=np.full(4, 0.25), loadings={},
        diagnostics={},
    )  # fmt: skip
    tilt = rng.uniform(-0.4, 0.4, shape[:2])
    engagement = rng.uniform(0.3, 0.7, shape[:2])
    dependence = np.full(shape[:2], 0.2)
    dependence[0, 0] = np.nan
    label = np.full((20, *shape[:2]), 5)
    label[:5, 0] = 7
    label[:, 1, 4] = -1
    spans = {
        f"{name}{end}": held + step
        for name, held in (("tilt", tilt), ("engagement", engagement), ("dependence", dependence))
        for end, step in (("_low", -0.1), ("_high", 0.1))
    }
    standing = Standing(
        states=STATES, period=PERIOD, labels=LABELS, label=label.astype(np.int8),
        inside=(label >= 5).astype(np.int8), tilt=tilt, engagement=engagement,
        extra={"tie_first": engagement, "tie_second": engagement, "dependence": dependence, **spans},
    )  # fmt: skip
    return alignment, standing


@pytest.fixture
def folder(values, tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / every.FILE).write_text(every.text(every.every(*values, as_of=1992)), encoding="utf-8")
    return tmp_path


def rows(values):
    return list(csv.DictReader(io.StringIO(every.text(every.every(*values, as_of=1992)))))


def test_a_row_needs_three_domains_of_both_powers(values):
    india = {row["year"]: row["domains"] for row in rows(values) if row["state"] == "IND"}
    assert india == {"1991": "3", "1992": "4", "1993": "4"}


def test_a_state_that_is_gone_has_no_row(values):
    assert {row["year"] for row in rows(values) if row["state"] == "DDR"} == {"1989", "1990"}


def test_cells_say_what_is_known_and_are_empty_where_not(values):
    first = next(row for row in rows(values) if row["state"] == "PAK")
    assert (first["label"], first["label_probability"]) == ("label 5", "0.75")
    assert first["p_leaning_second"] == "0.25"
    assert first["inside"] == "1.0"
    assert first["dependence"] == first["dependence_low"] == ""
    assert float(first["tilt_low"]) < float(first["tilt"]) < float(first["tilt_high"])
    unknown = next(row for row in rows(values) if row["state"] == "IND" and row["year"] == "1993")
    assert unknown["label"] == unknown["p_level"] == unknown["inside"] == ""
    assert unknown["after_as_of"] == "True"


def test_the_rows_of_a_year_go_into_the_report(values):
    held = every.latest(every.every(*values, as_of=1992), 1992)
    assert [row["state"] for row in held["rows"]] == ["IND", "PAK"]
    assert held["rows"][1]["probability"] == [0.0, 0.0, 0.0, 0.0, 0.0, 0.75, 0.0, 0.25]


def test_a_year_is_shown_from_one_end_to_the_other(folder):
    part = every.show(folder, REPORT, None)
    tilts = [row["tilt"] for row in part.data]
    assert tilts == sorted(tilts)
    assert "below 0 toward USA" in part.title
    assert len(every.show(folder, REPORT, 1990).rows) == 2


def test_a_year_without_rows_is_refused(folder):
    with pytest.raises(InvalidValue, match="1989-1993"):
        every.show(folder, REPORT, 2050)


def test_no_table_is_one_line(tmp_path):
    with pytest.raises(StoreError, match="no table of states"):
        every.read(tmp_path)


def test_the_table_is_exported_with_labels(folder):
    report = compose(**report_values.everything()) | {"states": REPORT["states"]}
    assert "states" in names(report)
    sheet = part_sheet(report, "states", out=folder)
    assert len(sheet) == 10
    assert sheet.notes["tilt"].label == "Tilt, -1 to 1; below 0 toward United States, above 0 toward China"
    assert sheet.notes["p_level"].label == "Probability: label 5"
    assert sheet.notes["tilt_low"].label.startswith("Lower end, 90% interval")
    bare = compose(**report_values.everything(states=None))
    assert "states" not in names(bare)
