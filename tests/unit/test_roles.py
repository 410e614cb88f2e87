"""Rows of the panel system and of the theories' design matrix have one role each; an overlap is refused by name."""

import sys
from pathlib import Path

import numpy as np
import pytest

from tightrope.core.errors import InvalidValue, UnknownName
from tightrope.core.theory import Restriction, Theory
from tightrope.explain.pathways.roles import pathway_roles
from tightrope.explain.rivals.columns import column
from tightrope.explain.rivals.roles import theory_roles
from tightrope.explain.roles import KEPT, OWN, check_roles
from tightrope.explain.rows import FILTER_ROWS
from tightrope.study.theories.roles import roles

sys.path.insert(0, str(Path(__file__).parent))
from test_pressure import made, row, tie, variable, world


def theory(*columns):
    return Theory(
        name="t", label="T", summary="s", constructs=(), edges=(), propositions=(), cites=(),
        restrictions=tuple(Restriction(outcomes=("tilt",), column=c, sign="?", mechanism="m") for c in columns),
    )  # fmt: skip


@pytest.fixture(scope="module")
def inputs():
    rng = np.random.default_rng(3)
    return made(
        world()[1],
        series={r.series: rng.standard_normal(60) for r in FILTER_ROWS if r.kind == "series"},
        ties=[tie("fdi_stock", "economic"), tie("arms_share", "security"), tie("import_share_cow", "economic"),
              variable("speech_attention", "filter")],
    )  # fmt: skip


def test_the_panel_system_lists_every_equation_and_passes(inputs):
    rows = pathway_roles(inputs)
    check_roles(rows)
    by = {(r.equation, r.variable, r.dyad, r.lag): r for r in rows if r.measured}
    assert by["pathways:needs", "external_debt_gni", "state", 0].role == "filter"
    assert by["pathways:needs", "external_debt_gni", "state", 1].note == OWN
    assert by["pathways:needs", "growth", "state", 1].role == "outcome"
    assert by["pathways:needs", "fdi_stock", "state-CHN", 1].role == "tie"
    assert by["pathways:tie_first", "arms_share", "state-USA", 0].role == "tie"
    assert ("pathways:tie_first", "arms_share", "state-CHN", 0) not in by
    assert by["pathways:regional stability", "battle_deaths", "state", 0].role == "outcome"
    assert by["pathways:tie_second", "powers_kappa", "CHN-USA", 1].role == "pressure"
    assert ("pathways:security partnerships", "arms_share", "state-USA", 1) not in by
    assert len(set(rows)) == len(rows)


def test_a_filter_over_the_total_of_a_tie_enters_a_year_earlier_and_is_said_to_be_kept(inputs):
    rows = [r for r in pathway_roles(inputs) if r.variable == "external_balance"]
    assert {(r.lag, r.note) for r in rows if r.equation == "pathways:needs"} == {(1, KEPT), (2, OWN)}
    assert {r.lag for r in rows if r.equation == "pathways:tie_first"} == {2}
    said = {r.variable: r.note for r in pathway_roles(inputs) if r.equation == "pathways:needs" and not r.measured}
    assert said["growth"] == "left out: it is a result here"


def test_without_the_year_and_the_note_the_table_is_refused(inputs, monkeypatch):
    monkeypatch.setattr("tightrope.explain.pathways.roles.filter_lag", lambda inputs, row: 1)
    with pytest.raises(InvalidValue, match=r"external_balance \(filter\).*gross domestic product") as told:
        check_roles(pathway_roles(inputs))
    assert told.value.where == "equation 'pathways:tie_first'"


def test_the_own_past_may_share_a_total_and_no_more():
    past = row("effective_partners", "outcome", dyad="state", note=OWN)
    share = row("import_share_cow", "tie", dyad="state-USA")
    with pytest.raises(InvalidValue, match=r"imports \(COW\)"):
        check_roles((row("effective_partners", "outcome"), row("import_share_cow", "tie")))
    check_roles((past, share))
    with pytest.raises(InvalidValue, match="same source row"):
        check_roles((past, row("effective_partners", "filter")))


def test_the_design_matrix_lists_the_rows_behind_its_columns(inputs):
    rows = theory_roles(
        inputs, [theory("pressure x needs", "trade.gap", "exposure", "capability_parity", "near.first")]
    )
    check_roles(rows)
    by = {(r.variable, r.dyad, r.lag): r.role for r in rows if r.measured}
    assert by["powers_kappa", "CHN-USA", 1] == "pressure"
    assert by["external_debt_gni", "state", 1] == "filter"
    assert by["external_balance", "state", 2] == "filter"
    assert by["import_share_cow", "state-CHN", 0] == by["import_share_cow", "state-CHN", 1] == "tie"
    assert ("import_share_cow", "tie") in {(r.variable, r.role) for r in rows if r.construct == "dealings with both"}
    assert [r.note for r in rows if r.variable == "distance"] == ["the panel has no such series"]
    assert theory_roles(inputs, [theory()]) == ()


def test_a_theory_that_takes_a_row_over_the_total_of_a_tie_is_refused_by_name(inputs):
    assert roles(inputs, [theory("polyarchy")])
    with pytest.raises(InvalidValue, match=r"fdi_stock \(tie\) and external_balance \(filter\)") as told:
        roles(inputs, [theory("external_balance")])
    assert told.value.where == "equation 'theories'"


def test_a_column_of_needs_takes_a_shared_total_a_year_earlier(inputs):
    moved = column("needs", inputs, None)
    bare = made(
        world()[1], series={"external_balance": inputs.series.column("external_balance")[0]},
        ties=[tie("fdi_stock", "economic")],
    )  # fmt: skip
    one = column("needs", bare, None)
    assert np.isnan(one[:, 0]).all()
    assert np.isfinite(one[:, 1:]).all()
    now = bare.series.column("external_balance")
    assert np.corrcoef(one[0, 1:], -now[0, :-1])[0, 1] > 0.98
    assert np.isfinite(moved).all()


def test_an_optional_filter_that_the_panel_lacks_is_refused_with_its_place(inputs):
    with pytest.raises(UnknownName, match="no series 'public_opinion'") as told:
        roles(inputs, (), optional=("public_opinion",), file="study.toml")
    assert told.value.where == "study.toml [explain.optional_filters]"
    assert "bring" in told.value.next
