"""A theory in the report says what its file says: every arrow, clue and slope."""

from pathlib import Path

import pytest

from tightrope.explain.theories.read import load_theory
from tightrope.report.parts.theories import theory_of

SHELF = sorted((Path(__file__).parents[2] / "src/tightrope/catalog/theories").glob("*.toml"))


@pytest.mark.parametrize("file", SHELF, ids=lambda f: f.stem)
def test_nothing_of_the_file_is_lost(file):
    theory = load_theory(file)
    found = theory_of(theory, "<svg/>", None, "not scored")
    assert len(found["arrows"]) == len(theory.edges)
    assert [a["mechanism"] for a in found["arrows"]] == [e.mechanism for e in theory.edges]
    assert [c["name"] for c in found["clues"]] == [c.name for p in theory.propositions for c in p.clues]
    assert all(len(c["if_true"]) == len(c["if_false"]) == 2 for c in found["clues"])
    assert [r["column"] for r in found["restrictions"]] == [r.column for r in theory.restrictions]
    assert (found["score"], found["why"]) == (None, "not scored")


def test_an_arrow_is_told_in_words():
    theory = next(load_theory(f) for f in SHELF if f.stem == "neoclassical_realism")
    says = [a["says"] for a in theory_of(theory, "", None, "")["arrows"]]
    assert "Security requirements \u2192 ties with both powers: more." in says
    assert (
        "Institutional capacity \u2192 ties with both powers: more, by bending the effect of rivalry of the two powers."
        in says
    )
    assert "Ties with both powers \u2192 strategic autonomy: more, 1 year later." in says
