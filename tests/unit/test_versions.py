"""What changed between two versions: rows, columns, cells; jumps are found, ordinary revisions pass."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tightrope.core.errors import ColumnsMoved, CoverageError
from tightrope.data.versions import compare, guess_keys, jumps

STATES = ("AFG", "BGD", "CHN", "IND", "IRN", "LKA", "NPL", "PAK", "USA", "VNM")
YEARS = range(2000, 2020)


def panel(rng, *, low=1.0, high=1000.0):
    """A table of ten states by twenty years, one number each."""
    pairs = [(s, y) for s in STATES for y in YEARS]
    level = {s: rng.uniform(np.log(low), np.log(high)) for s in STATES}
    value = np.array([np.exp(level[s] + 0.02 * (y - 2000) + 0.05 * rng.standard_normal()) for s, y in pairs])
    return {
        "state": np.array([s for s, _ in pairs], dtype=object),
        "year": np.array([y for _, y in pairs], dtype=np.int32),
        "value": value,
    }


def changed(table, **columns):
    return {**table, **columns}


def rows(table, keep):
    return {name: array[keep] for name, array in table.items()}


def kinds(old, new):
    return [jump.kind for jump in jumps(old, new)]


def test_rows_columns_and_cells_are_counted(rng):
    old = panel(rng)
    keep = ~((old["state"] == "USA") & (old["year"] == 2000))
    new = {**rows(old, keep), "note": np.full(int(keep.sum()), "x", dtype=object)}
    new["value"] = new["value"].copy()
    at = (new["state"] == "PAK") & (new["year"] == 2010)
    new["value"][at] *= 3
    found = compare({**old, "gone": old["value"]}, new)
    assert found.keys == ("state", "year")
    assert (found.added, found.gone, found.changed) == (0, 1, 1)
    assert (found.columns_added, found.columns_gone) == (("note",), ("gone",))
    assert found.examples_gone == (("USA", 2000),)
    assert found.moves[0].key == ("PAK", 2010)
    assert found.moves[0].new == pytest.approx(3 * found.moves[0].old)
    assert [j.message for j in found.jumps] == ["gone: the column is gone"]
    json.dumps(found.data(), allow_nan=False)


@pytest.mark.parametrize(
    ("factor", "kind", "says"),
    [
        (1e3, "unit", "1,000 times"),
        (1e-6, "unit", "1/1,000,000 times"),
        (10.0, "unit", "10 times"),
        (1.10231, "unit", "short tons"),
        (1 / 1.60934, "unit", "miles"),
        (0.8437, "base", "another base"),
        (-1.0, "sign", "sign"),
    ],
)
def test_a_constant_factor_is_a_jump(rng, factor, kind, says):
    old = panel(rng)
    (jump,) = jumps(old, changed(old, value=factor * old["value"]))
    assert jump.kind == kind
    assert says in jump.message
    assert "\n" not in jump.message
    assert jump.factor == pytest.approx(factor, rel=1e-6)
    (key, before, after) = jump.evidence[0]
    assert after == pytest.approx(factor * before)
    assert key[0] in STATES


def test_a_unit_is_told_under_a_revision_and_under_rounding(rng):
    old = panel(rng, low=5.0)
    revised = 1000 * old["value"] * (1 + 0.03 * rng.standard_normal(len(old["value"])))
    assert kinds(old, changed(old, value=revised)) == ["unit"]
    assert kinds(old, changed(old, value=np.round(old["value"] / 1.10231, 2))) == ["unit"]


def test_a_share_in_percent_is_a_jump_of_scale(rng):
    old = changed(panel(rng), value=rng.uniform(0.01, 0.99, 200))
    (jump,) = jumps(old, changed(old, value=100 * old["value"]))
    assert (jump.kind, jump.factor) == ("share", pytest.approx(100))
    assert kinds(changed(old, value=100 * old["value"]), old) == ["share"]


def test_an_index_with_a_new_base_year_for_each_state_is_a_jump(rng):
    old = panel(rng)
    base = {s: old["value"][(old["state"] == s) & (old["year"] == 2015)][0] for s in STATES}
    index = old["value"] / np.array([base[s] for s in old["state"]]) * 100
    (jump,) = jumps(old, changed(old, value=index))
    assert jump.kind == "base"
    assert "10 series" in jump.message


def test_a_score_standardized_anew_is_a_jump(rng):
    old = changed(panel(rng), value=rng.standard_normal(200))
    assert kinds(old, changed(old, value=0.3 + 1.4 * old["value"])) == ["base"]


def test_one_state_in_another_unit_is_a_jump(rng):
    old = panel(rng)
    value = np.where(old["state"] == "IND", 1e6 * old["value"], old["value"])
    (jump,) = jumps(old, changed(old, value=value))
    assert jump.kind == "unit"
    assert "IND alone" in jump.message


def test_one_year_in_another_unit_is_a_jump(rng):
    old = panel(rng)
    (jump,) = jumps(old, changed(old, value=np.where(old["year"] == 2019, 1000 * old["value"], old["value"])))
    assert jump.kind == "unit"
    assert "2019 alone" in jump.message


def test_codes_that_were_renamed_are_one_finding(rng):
    old = panel(rng)
    new = changed(old, state=np.where(old["state"] == "VNM", "RVN", old["state"]).astype(object))
    (jump,) = jumps(old, new)
    assert jump.kind == "code"
    assert "VNM is now RVN" in jump.message


def test_a_label_that_another_replaced_is_a_code(rng):
    old = {**panel(rng), "kind": np.array(["ally", "none"] * 100, dtype=object)}
    new = changed(old, kind=np.where(old["kind"] == "ally", "pact", "none").astype(object))
    assert kinds(old, new) == ["code"]


def test_zeros_where_nothing_stood_and_the_reverse(rng):
    old = panel(rng)
    blank = old["year"] >= 2015
    holes, zeros = old["value"].copy(), old["value"].copy()
    holes[blank], zeros[blank] = np.nan, 0.0
    assert kinds(changed(old, value=holes), changed(old, value=zeros)) == ["zeros"]
    assert kinds(changed(old, value=zeros), changed(old, value=holes)) == ["blanks"]
    assert kinds(old, changed(old, value=holes)) == ["coverage"]
    assert kinds(changed(old, value=holes), old) == [], "values that arrive are no jump"


def test_years_added_as_zero_are_a_jump_the_treaty_fault(rng):
    old = panel(rng)
    cut = rows(old, old["year"] < 2015)
    new = changed(old, value=np.where(old["year"] >= 2015, 0.0, old["value"]))
    (jump,) = jumps(cut, new)
    assert jump.kind == "zeros"
    assert jump.evidence[0][0][1] >= 2015


def test_lost_rows_are_a_jump(rng):
    old = panel(rng)
    (jump,) = jumps(old, rows(old, old["year"] < 2018))
    assert jump.kind == "coverage"
    assert "the last year was 2019, is 2017" in jump.message
    assert kinds(old, rows(old, old["state"] != "PAK")) == ["coverage"]


def test_a_column_of_numbers_that_became_text_is_a_jump(rng):
    old = panel(rng)
    new = changed(old, value=np.array([f"{v:.2f}" for v in old["value"]], dtype=object))
    (jump,) = jumps(old, new)
    assert (jump.kind, jump.message) == ("column", "value: held number, holds text")


def test_revisions_growth_new_years_and_few_rows_pass(rng):
    old = panel(rng)
    noise = rng.standard_normal(200)
    assert jumps(old, changed(old, value=old["value"] * (1 + 0.05 * noise))) == ()
    assert jumps(old, changed(old, value=1.05 * old["value"] * (1 + 0.02 * noise))) == ()
    assert jumps(old, changed(old, value=np.where(old["year"] > 2015, 1.2 * old["value"], old["value"]))) == ()
    longer = {n: np.concatenate([a, a[old["year"] == 2019]]) for n, a in old.items()}
    longer["year"][200:] = 2020
    longer["value"][200:] *= 8
    assert jumps(old, longer) == ()
    few = rows(old, old["state"] == "PAK")
    few = rows(few, few["year"] < 2007)
    assert jumps(few, changed(few, value=1000 * few["value"])) == (), "seven rows tell nothing"


def test_counts_that_are_mostly_zero_may_grow_by_zeros(rng):
    old = changed(panel(rng), value=(rng.random(200) < 0.05).astype(float))
    longer = {n: np.concatenate([a, a[old["year"] == 2019]]) for n, a in old.items()}
    longer["year"][200:] = 2020
    longer["value"][200:] = 0
    assert jumps(old, longer) == ()


def test_keys_are_guessed_or_named(rng):
    old = panel(rng)
    assert guess_keys(old, old) == ("state", "year")
    assert guess_keys({"value": old["value"]}, {"value": old["value"]}) == ()
    with pytest.raises(ColumnsMoved, match="no column dyad"):
        compare(old, old, keys=("dyad",))
    with pytest.raises(CoverageError, match=r"two rows for \('AFG',\) in the old table"):
        compare(old, old, keys=("state",))


def test_keys_compare_across_types(rng):
    old = panel(rng)
    found = compare(old, changed(old, year=old["year"].astype(str).astype(object)))
    assert (found.added, found.gone) == (0, 0)
    assert found.retyped == {"year": ("number", "text")}


def test_tables_without_keys_are_held_together_by_rank(rng):
    value = rng.lognormal(size=500)
    value[1] = value[0]
    old, new = {"value": value}, {"value": 1000 * value}
    found = compare(old, new)
    assert found.keys == ()
    assert [j.kind for j in found.jumps] == ["unit"]
    assert compare(old, {"value": value[::-1]}).same
