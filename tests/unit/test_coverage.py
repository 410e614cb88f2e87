"""The coverage of a panel: counts that add up, a terminal table, and a heat map that tells three things apart."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from click.testing import CliRunner

from tightrope.cli.main import main
from tightrope.core.errors import InvalidValue, UnknownName
from tightrope.report.draw.heatmap import HeatRow, heatmap
from tightrope.study.holdings import coverage
from tightrope.study.holdings.coverage import covered, draw, save
from tightrope.study.holdings.reference import manifest

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def whole():
    return covered()


def test_every_series_of_the_panel_is_accounted_for(whole):
    assert {line.name for line in whole.lines} == set(manifest()["indicators"])
    for line in whole.lines:
        if line.account is None:
            assert line.name in {"disputes", "disputes_gml", "rivalry", "distance", "contiguity"}
            continue
        a = line.account
        assert a.possible == a.observed + a.missing + a.no_state + a.no_power, line.name
        assert a.universe == a.possible + a.beyond, line.name
        assert a.observed > 0, line.name
        assert a.unmapped == {}, line.name


def test_known_coverage_comes_out(whole):
    by = {line.name: line for line in whole.lines}
    assert by["import_share_cow"].decades(whole.period)[2020] is None, "ended in 2014: beyond, never zero"
    assert by["imf_program"].account.missing == 0
    assert by["favorability"].account.no_state > by["favorability"].account.observed
    assert by["capability_share"].account.observed == by["capability_share"].account.possible
    assert by["elite_visits_china"].account.no_power == 0, "only China's are counted, so none of the other lacks"


def test_one_state(whole):
    mine = covered(state="pak")
    assert mine.state == "PAK"
    by = {line.name: line.account for line in mine.lines}
    assert by["growth"].observed == by["growth"].possible == 64
    with pytest.raises(UnknownName):
        covered(state="ZZZ")


def test_the_picture_shows_value_gap_and_end_apart(whole):
    drawn = draw(whole)
    root = ET.fromstring(drawn)
    words = [t.text or "" for t in root.iter(f"{SVG}text")]
    shown = " ".join(words)
    for line in whole.lines:
        if line.account is not None:
            assert all(word in shown for word in line.label.split()), "labels are never cut"
    assert "beyond coverage" in words
    assert "covered, nothing observed" in words
    fills = {r.get("fill") for r in root.iter(f"{SVG}rect")}
    assert "url(#beyond)" in fills
    assert "#f2b27a" in fills
    titles = [t.text for t in root.iter(f"{SVG}title")]
    assert any(re.fullmatch(r"Share of goods imports to the power.*|Share of goods imports from.*: beyond coverage", t)
               for t in titles)  # fmt: skip
    assert "\u2026" not in drawn
    assert draw(whole) == drawn


def test_no_text_leaves_the_picture(whole):
    root = ET.fromstring(draw(whole))
    wide = float(root.get("width"))
    for text in root.iter(f"{SVG}text"):
        size, x = float(text.get("font-size")), float(text.get("x"))
        length = 0.5 * size * len(text.text or "")
        left = x - length if text.get("text-anchor") == "end" else x
        assert left >= 0, text.text
        assert text.get("text-anchor") == "end" or x + 0.5 * size * len(text.text or "") < wide, text.text


def test_shares_fall_into_named_shades():
    rows = [HeatRow(label="a <b> & c", group="G", share=[None, 0.0, 0.1, 1.0], beside="37 %")]
    drawn = heatmap(rows, [2000, 2001, 2002, 2003], title="T", subtitle="S", beside="observed")
    assert "a &lt;b&gt; &amp; c" in drawn
    titles = [t.text for t in ET.fromstring(drawn).iter(f"{SVG}title")][1:]
    assert [t.rpartition(": ")[2] for t in titles] == ["beyond coverage", "0% to 0%", "10% to 10%", "100% to 100%"]


def test_pictures_are_written_whole(whole, tmp_path):
    whole = replace(whole, lines=whole.lines[:6])
    for suffix, head in (("svg", b"<svg"), ("html", b"<!doctype html>"), ("png", b"\x89PNG")):
        save(whole, tmp_path / f"deep/coverage.{suffix}")
        assert (tmp_path / f"deep/coverage.{suffix}").read_bytes().startswith(head)
    assert b"http" not in (tmp_path / "deep/coverage.html").read_bytes().replace(b"http://www.w3.org/2000/svg", b"")
    with pytest.raises(InvalidValue, match="no picture"):
        save(whole, tmp_path / "coverage.pdf")


def test_the_command_prints_and_draws(tmp_path, whole, monkeypatch):
    mine = covered(state="PAK")
    monkeypatch.setattr(coverage, "covered", lambda folder, *, state, powers: mine if state else whole)
    shown = CliRunner().invoke(main, ["data", "coverage"]).output
    assert max(map(len, shown.split("\nof: ")[0].splitlines())) <= 80
    assert "import_share_cow" in shown
    assert "state: the source never names the state" in shown
    file = tmp_path / "c.svg"
    told = CliRunner().invoke(main, ["data", "coverage", "--state", "PAK", "--json", "--draw", str(file)])
    rows = {row["name"]: row for row in json.loads(told.stdout)["indicators"]}
    assert rows["growth"]["observed"] == 64
    assert rows["import_share_cow"]["share"][-1] is None
    assert file.is_file()
