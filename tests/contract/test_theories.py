"""Every theory on the shelf names series and codes that exist; the shipped panel gives lawful roles."""

import numpy as np
import pytest

from tightrope.catalog.shelf import declared, indicators
from tightrope.core.actor import Triad
from tightrope.core.calendar import Period
from tightrope.data.states import states
from tightrope.evidence.codebook import load_codebook
from tightrope.explain.pressure import pressure
from tightrope.explain.rows import FILTER_ROWS, RISKS, system_rows
from tightrope.explain.theories.read import load_theory
from tightrope.study.holdings.reference import load
from tightrope.study.theories.roles import roles

THEORIES = declared("theories")
CODES = {code.name for code in load_codebook(declared("codebooks")["ncr"]).codes}


@pytest.fixture(scope="module")
def shipped():
    known = states()
    triad = Triad(focal=known["PAK"], powers=(known["USA"], known["CHN"]))
    return load(triad, Period(start=1950, stop=2024))


@pytest.mark.parametrize("name", sorted(THEORIES))
def test_a_theory_names_what_the_catalog_has(name):
    theory = load_theory(THEORIES[name])
    for construct in theory.constructs:
        assert set(construct.indicators) <= set(indicators()), construct.name
        assert set(construct.codes) <= CODES, construct.name
    for proposition in theory.propositions:
        assert {clue.code for clue in proposition.clues} <= CODES


def test_the_rows_of_the_equations_are_in_the_catalog():
    for row in (*FILTER_ROWS, *RISKS, *system_rows(("USA", "CHN"))):
        if row.series in ("rivals", "powers_trade_share_usa_comtrade", "powers_trade_share_chn_census"):
            continue
        assert row.series in indicators(), row.name


def test_no_source_row_has_two_roles_in_the_shipped_panel(shipped):
    rows = roles(shipped, [load_theory(file) for file in THEORIES.values()])
    assert {"ties", "pathways:needs", "pathways:tie_first", "pathways:strategic autonomy", "theories"} <= {
        r.equation for r in rows
    }
    measured = {r.variable for r in rows if r.measured}
    assert {"growth", "rival_spending", "speech_attention.first", "polyarchy", "sanctions", "un_kappa"} <= measured


def test_the_rivalry_of_the_two_powers_reads_as_the_record_does(shipped):
    """War in Korea and no relations to 1971; relations and trade in the eighties; sanctions and tariffs of late."""
    found = pressure(shipped, rng=np.random.default_rng(1))
    level = dict(zip(found.years, found.mean, strict=True))
    assert np.mean([level[y] for y in range(1951, 1970)]) > 0.65
    assert np.mean([level[y] for y in range(1979, 1989)]) < 0.35
    assert level[2022] > level[2005] + 0.2
    assert len(found.components) >= 6
