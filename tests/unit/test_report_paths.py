"""Pathways on the page: what is resolved is a finding, what is not is printed as such; a slope can be walked back."""

import importlib.util
import json
from pathlib import Path

import pytest

from tightrope.report.compose import compose
from tightrope.report.draw.paths import paths as drawing
from tightrope.report.page import html
from tightrope.report.parts import paths
from tightrope.study.why import walk

_spec = importlib.util.spec_from_file_location("report_values", Path(__file__).with_name("report_values.py"))
values = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(values)


@pytest.fixture(scope="module")
def report():
    return compose(**values.everything())


def test_a_path_carries_what_a_reader_needs(report):
    row = report["explanation"]["pathways"][2]
    assert (row["from"], row["to"], row["resolved"]) == ("needs", "tie_first", True)
    assert row["interval"] == pytest.approx([0.15, 0.25])
    assert {"estimate", "n", "shocks", "detectable", "open_paths", "hidden_by", "left_out", "unit"} <= row.keys()


def test_only_what_is_resolved_becomes_a_finding(report):
    said = [f for f in report["findings"] if f["id"].startswith("pathway.")]
    assert [f["id"] for f in said] == ["pathway.needs.regional_stability"]
    assert "lowers regional stability by 0.50 (0.30 to 0.70)" in said[0]["sentence"]
    assert "would hide it" in said[0]["sentence"]
    assert said[0]["evidence"] == ["result:path.needs.regional_stability"]
    assert said[0]["id"] not in {i for ids in report["screen"].values() for i in ids}


def test_the_page_says_how_little_is_resolved(report):
    told = paths.summary(report)
    assert "worth about 4 independent ones" in told["head"]
    assert "1 of the 5 slopes on the two ties is resolved; 3 intervals leave out zero" in told["head"]
    assert "is not found to bend" in told["clarity"]
    assert "17 % for the tie to the United States" in told["signal"]
    assert [w["way"] for w in told["ways"]] == ["total", "by way of economic needs"]
    page = html(report)
    assert 'id="path.needs.tie_first"' in page
    assert "From pressure to ties and results" in page


def test_a_placebo_that_fails_is_named(report):
    system = report["explanation"]["system"]
    failed = {"needs": {"estimate": 0.3, "low": 0.1, "high": 0.5, "passed": 0.0}}
    told = paths.summary(report | {"explanation": report["explanation"] | {"system": system | {"placebo": failed}}})
    assert "goes with economic needs: trends are at work there" in told["placebo"]


def test_resolved_edges_are_solid_and_carry_their_number(report):
    svg = drawing(report)
    assert svg.count('stroke-width="2.6"') == 2 + 2, "two edges and two marks of the legend"
    assert "0.20" in svg
    assert "2 of them resolved" in svg
    assert svg == drawing(report)


def test_without_a_fit_the_page_says_why():
    bare = compose(**values.everything(pathways=None))
    assert "too few states" in bare["explanation"]["pathways"]["why"]
    assert paths.summary(bare) is None
    assert drawing(bare) == ""
    assert "too few states" in html(bare)


def test_a_slope_is_walked_back_to_its_rows_and_steps(report, tmp_path):
    (tmp_path / "report.json").write_text(json.dumps(report))
    back = walk("path.needs.tie_first", tmp_path, panel=tmp_path)
    assert back.text.startswith("needs on tie_first: +0.200 [+0.150, +0.250], resolved")
    lines = [text for _, text in back.lines()]
    assert any("needs is made of external_debt_gni" in text for text in lines)
    assert any("left open: what is in none" in text for text in lines)
    assert any("step pathways" in text for text in lines)
    finding = walk("pathway.needs.regional_stability", tmp_path, panel=tmp_path)
    assert finding.below[0].text.startswith("needs on regional stability")
