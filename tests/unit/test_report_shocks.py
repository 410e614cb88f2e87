"""Synthetic cases in the report: rows, one figure or one line a shock, a finding only where a move can be told."""

import importlib.util
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tightrope.core.effect import SyntheticCase
from tightrope.core.errors import CatalogError
from tightrope.report.compose import compose
from tightrope.report.figure import figures
from tightrope.report.page import html
from tightrope.report.parts.shocks import shocks_of
from tightrope.report.table import tables
from tightrope.study.shelf import begin
from tightrope.study.shocks.held import shocks_of as declared_shocks
from tightrope.study.show import part_of
from tightrope.study.spec import read_study
from tightrope.study.why import walk

_spec = importlib.util.spec_from_file_location("report_values", Path(__file__).with_name("report_values.py"))
values = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(values)

YEARS = tuple(range(2000, 2020))
GAP = np.where(np.arange(20) < 15, 0.02, 0.8)
BLANK = np.where(np.arange(20) < 15, np.nan, 0.0)
TOLD = SyntheticCase(
    shock="corridor", title="A corridor begins", year=2015, after=2015, who="CHN", outcome="second", of="second",
    domain="", main=True, verdict="closer", reason="rank 1 of 31, p 0.03", series=("arms_share",),
    cut=("arms_share",), years=YEARS, pool=("BGD", "VNM"), donors={"VNM": 0.6, "BGD": 0.4},
    paths={
        "actual": GAP + 1.0, "synthetic": np.ones(20), "gap": GAP, "low": GAP - 0.3 + BLANK, "high": GAP + 0.2 + BLANK,
        "measured_low": GAP - 0.5, "measured_high": GAP + 0.5, "band_low": GAP * 0 - 0.4, "band_high": GAP * 0 + 0.4,
    },
    effect={"mean": 0.8, "low": 0.5, "high": 1.0, "measured_low": 0.6, "measured_high": 0.9, "augmented": 0.7},
    fit={"before": 0.1, "after": 0.8, "relative": 0.1, "bound": 0.5, "ratio": 8.0, "rank": 1.0, "placebos": 30.0,
         "p": 0.032, "penalty": 0.1},
    in_time=({"year": 2012.0, "ratio": 1.0, "p": 0.4, "placebos": 30.0},), without={"VNM": 0.7},
)  # fmt: skip
UNTOLD = replace(
    TOLD, shock="early", title="An early shock", year=1990, verdict="cannot tell", reason="12 states are left",
    paths={}, effect={}, donors={}, fit={}, years=(), in_time=(), without={},
)  # fmt: skip


@pytest.fixture(scope="module")
def report():
    quiet = replace(TOLD, outcome="first", of="first", main=False, verdict="no clear move", cut=())
    return compose(**values.everything(synthetic=(UNTOLD, TOLD, quiet)))


def test_every_case_is_a_row_and_what_was_not_computed_is_absent(report):
    rows = report["explanation"]["synthetic"]
    assert [row["id"] for row in rows] == ["shock.early.second", "shock.corridor.second", "shock.corridor.first"]
    assert rows[0]["gap"]["status"] == "absent"
    assert rows[0]["p"] is None
    assert rows[1]["gap"]["low"][:15] == [None] * 15
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows
    assert compose(**values.everything())["explanation"]["synthetic"]["status"] == "absent"


def test_a_finding_is_made_of_a_main_outcome_that_moved_and_of_nothing_else(report):
    found = [f for f in report["findings"] if f["id"].startswith("shock.")]
    assert [f["id"] for f in found] == ["shock.corridor.second"]
    assert found[0]["interval"] == [0.5, 1.0]
    assert "cannot be told" in found[0]["sentence"]
    still = compose(**values.everything(synthetic=(UNTOLD, replace(TOLD, main=False))))
    assert not [f for f in still["findings"] if f["id"].startswith("shock.")]


def test_how_often_chance_would_do_it_is_said_where_several_were_tried():
    many = tuple(replace(TOLD, shock=f"s{k}", cut=()) for k in range(5))
    found = compose(**values.everything(synthetic=many))["findings"]
    assert any("of 5 shocks that can be told, one stands out by chance alone in 23 % of cases" in f["sentence"]
               for f in found)  # fmt: skip


def test_a_shock_that_can_be_told_is_drawn_and_another_has_one_line(report):
    drawn = figures(report)
    assert "shock-corridor" in drawn
    assert "shock-early" not in drawn
    root = ET.fromstring(drawn["shock-corridor"])
    assert any(node.tag.endswith("desc") and "closer" in (node.text or "") for node in root)
    shocks = shocks_of(report)
    assert shocks[0]["drawn"] is None
    assert "cannot be told: 12 states are left" in shocks[0]["line"]
    page = html(report)
    assert 'id="fig-shock-corridor"' in page
    assert "An early shock" in page
    assert "Vietnam and Bangladesh" in page.replace("\n", " ")


def test_a_null_says_what_could_not_have_been_seen():
    quiet = replace(TOLD, verdict="no clear move", reason="rank 20 of 31, p 0.65")
    line = shocks_of(compose(**values.everything(synthetic=(quiet,))))[0]["line"]
    assert "could not have been seen" in line


def test_where_the_declared_outcome_cannot_be_told_another_does_not_speak_for_it():
    quiet = replace(TOLD, shock="early", outcome="first", of="first", main=False, verdict="no clear move", cut=())
    report = compose(**values.everything(synthetic=(UNTOLD, quiet)))
    shock = shocks_of(report)[0]
    assert shock["drawn"]["outcome"] == "first"
    assert shock["verdict"] == "cannot tell"
    assert shock["line"].startswith("What it did to the tie to China cannot be told: 12 states are left.")
    assert "could not have been seen" in shock["line"]


def test_paths_are_a_table_and_cases_a_part(report):
    text = tables(report)["shocks.csv"]
    assert text.startswith("shock,outcome,verdict,year,gap,")
    assert "corridor,second,closer,2019,0.8," in text
    part = part_of(report, "synthetic")
    assert part.rows[0][0] == "shock.early.second"
    assert part.rows[1][2] == "closer"
    assert part_of(compose(**values.everything()), "synthetic").rows


def test_why_walks_from_a_case_to_its_donors(report, tmp_path):
    (tmp_path / "report.json").write_text(json.dumps(report))
    lines = [line for _, line in walk("shock.corridor.second", tmp_path, panel=tmp_path).lines()]
    assert any("verdict: closer" in line for line in lines)
    assert any(line == "donor VNM, weight 0.60" for line in lines)
    assert any("arms_share VNM 2000-2019" in line for line in lines)
    assert any("step synthetic" in line for line in lines)


@pytest.fixture
def study(tmp_path):
    """Return a study with the shock that the how-to declares."""
    file = begin(tmp_path / "vietnam", focal="VNM", powers=("USA", "CHN"))
    page = (Path(__file__).parents[2] / "docs/how-to/declare-a-shock.md").read_text()
    shelf = file.parent / "catalog/shocks"
    shelf.mkdir(parents=True)
    (shelf / "rig.toml").write_text(page.split("```toml\n")[1].split("```")[0])
    return file


def test_the_shock_of_the_how_to_is_read_beside_the_shelf(study):
    found = declared_shocks(read_study(study))
    assert [s.id for s in found] == ["rig-2014"]
    assert [o.name for o in found[0].outcomes] == ["second", "second.diplomatic", "first", "engagement"]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [('"PHL"', '"PHX"', "PHX"), ("cut = []", 'cut = ["gold"]', "no indicator 'gold'"),
     ('who = "CHN"', 'who = "XXX"', "XXX")],
)  # fmt: skip
def test_a_name_that_is_not_known_is_refused(study, old, new, why):
    file = study.parent / "catalog/shocks/rig.toml"
    file.write_text(file.read_text().replace(old, new))
    with pytest.raises(CatalogError, match=why):
        declared_shocks(read_study(study))
