"""Needs, lean beyond structure and bounds in words."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tightrope.core.alignment import TurningPoint
from tightrope.report.compose import compose
from tightrope.report.parts import quantities
from tightrope.report.parts.where import attached
from tightrope.report.view import view

_spec = importlib.util.spec_from_file_location("report_values", Path(__file__).with_name("report_values.py"))
values = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(values)


@pytest.fixture(scope="module")
def report():
    return compose(**values.everything())


def test_both_directions_and_what_has_none(report):
    rows = {(r["domain"], r["power"]): r for r in quantities.needs(report)}
    assert len(rows) == 8
    economic = rows["economic", "United States"]
    assert economic["own"]["mean"] == "10 %"
    assert economic["back"]["mean"] == "0.40 %"
    assert float(economic["times"]["mean"]) == pytest.approx(np.exp(3.5), abs=0.5)
    assert rows["economic", "China"]["back"] is None
    assert rows["societal", "China"]["own"] is None
    assert rows["societal", "China"]["year"] is None


def test_the_sentence_on_structure_follows_both_models(report):
    assert "goods trade closer to the United States" in quantities.structure(report).replace("clearly ", "")
    position = values.position()
    other = dict(position.beyond["trade"]) | {"net_peers": values.curve(0.1, 0.3, 0.1)}
    turned = compose(**values.everything() | {"position": replace(position, beyond={"trade": other})})
    assert "not settled" in quantities.structure(turned)
    bare = compose(**values.everything() | {"position": replace(position, beyond={}, needs={}, sensitivity={})})
    assert quantities.structure(bare) == ""
    assert quantities.needs(bare) == []
    assert quantities.bounds(bare) == {}
    assert quantities.overturned(bare) == []
    assert any("could not be taken out" in line for line in view(bare)["limits"])


def test_bounds_that_overturn_the_answer_are_said(report):
    table = quantities.bounds(report)
    assert [row["label"] for row in table["rows"]] == [
        "as set", "ceiling of dependence at the 97.5th percentile of all states",
    ]  # fmt: skip
    assert "from 30 % to 60 %" in table["told"]
    assert quantities.overturned(report) == []
    position = values.position()
    rows = [dict(row) for row in position.sensitivity["rows"]]
    rows[1]["inside"] = rows[0]["inside"] + 0.5
    moved = compose(
        **values.everything() | {"position": replace(position, sensitivity=dict(position.sensitivity, rows=rows))}
    )
    said = next(f for f in moved["findings"] if f["id"] == "but.bounds")
    assert "97.5th percentile" in said["sentence"]
    assert "but.bounds" in moved["screen"]["but"]


def test_who_moved_is_several_where_events_stand_equal():
    events = [e for e in values.everything()["events"] if e.sourced]
    base = events[0]
    one = replace(base, id="a", date="1990-01-01", sign_first=-1, domain="security", initiator="first")
    two = replace(one, id="b", initiator="focal")
    turn = TurningPoint(year=1990, probability=0.9, tie="security:USA", direction=-1)
    assert attached(turn, (one, two), ("USA", "CHN")).initiator == "several"
    assert attached(turn, (one,), ("USA", "CHN")).initiator == "first"
    late = replace(two, date="1991-01-01")
    assert attached(turn, (one, late), ("USA", "CHN")).initiator == "first"
