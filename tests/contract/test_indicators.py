"""What every entry of the shelves must be, whoever wrote it."""

import re
from pathlib import Path

import numpy as np
import pytest

from tightrope.catalog.entry import ALLOWED
from tightrope.catalog.shelf import indicators, sources
from tightrope.core.calendar import Period
from tightrope.core.panel import DOMAINS
from tightrope.data import join
from tightrope.data.read import open_library
from tightrope.data.states import states

KEYS = set(re.findall(r"^@\w+\{([^,\s]+),", (Path(__file__).parents[2] / "references.bib").read_text(), re.MULTILINE))
SHELF = dict(indicators())
DYADS = sorted(name for name, entry in SHELF.items() if entry.shape == "dyad")
POWERS = ("USA", "CHN")


@pytest.mark.parametrize("name", sorted(sources()))
def test_source_says_whose_it_is_and_what_it_permits(name):
    source = sources()[name]
    assert source.license.name
    assert source.license.ships in ALLOWED
    assert source.url, "an address, or in words that none is on file"
    assert source.cites or source.gives
    assert set(source.cites) <= KEYS, set(source.cites) - KEYS
    assert source.first <= source.last
    used = any(name in entry.variable.sources for entry in SHELF.values())
    assert used or source.gives, "a source that nothing uses says what it would give"


@pytest.mark.parametrize("name", sorted(SHELF))
def test_indicator_says_what_it_is(name):
    variable = SHELF[name].variable
    assert variable.label
    assert variable.unit
    assert variable.higher
    assert variable.family
    assert variable.sources
    assert set(variable.sources) <= set(sources())
    assert variable.cites
    assert set(variable.cites) <= KEYS, set(variable.cites) - KEYS
    if variable.role == "tie":
        assert variable.domain in DOMAINS
        assert SHELF[name].shape == "dyad"
    if variable.first and variable.last:
        assert variable.first <= variable.last
    if variable.after:
        assert SHELF[variable.after].shape == SHELF[name].shape
        assert not set(SHELF[variable.after].variable.sources) & set(variable.sources)
    assert not (variable.paired and variable.power), "paired means measured alike for both powers"


@pytest.mark.parametrize("name", sorted(SHELF))
def test_label_names_one_indicator(name):
    labels = [entry.variable.label for entry in SHELF.values()]
    assert labels.count(SHELF[name].variable.label) == 1


@pytest.mark.parametrize("name", DYADS)
def test_swapping_the_powers_swaps_the_columns(name):
    variable = SHELF[name].variable
    table = {
        "state": np.array(["PAK", "PAK", "IND"], dtype=object),
        "power": np.array(["USA", "CHN", "CHN"], dtype=object),
        "year": np.array([2000, 2000, 2001]),
        "value": np.array([0.1, 0.7, 0.4]),
        "error": np.array([0.01, 0.02, np.nan]),
    }
    period, codes = Period(start=1999, stop=2002), ("IND", "PAK")
    one = join.ties({name: table}, (variable,), period=period, states=codes, powers=POWERS)
    two = join.ties({name: table}, (variable,), period=period, states=codes, powers=POWERS[::-1])
    for part in ("values", "error", "coverage"):
        np.testing.assert_array_equal(getattr(one, part), getattr(two, part)[:, :, ::-1])


@pytest.mark.shared
@pytest.mark.parametrize("name", sorted(n for n, entry in SHELF.items() if not entry.to_pull(dict(sources()))))
def test_computed_rows_are_observed_cells_of_known_states(name, shared_data):
    entry = SHELF[name]
    tables = {view: path for source in entry.variable.sources for view, path in sources()[source].paths.items()}
    library = open_library(shared_data, tables)
    table = entry.compute(library, POWERS)
    assert len(table["year"])
    assert np.isfinite(np.asarray(table["value"], dtype=float)).all()
    if "error" in table:
        error = np.asarray(table["error"], dtype=float)
        assert not np.any(error < 0)
    assert table["year"].min() >= 1900
    assert table["year"].max() <= entry.variable.last or not entry.variable.last
    if entry.shape == "dyad":
        assert set(table["power"]) <= set(POWERS)
        assert not np.any(table["state"] == table["power"])
    if entry.shape in ("dyad", "state"):
        assert set(table["state"]) <= set(states()), set(table["state"]) - set(states())
    key = {"dyad": ("state", "power", "year"), "pair": ("state", "other", "year")}.get(entry.shape, ("state", "year"))
    rows = list(zip(*(table[k].tolist() for k in key), strict=True))
    assert len(rows) == len(set(rows))
    if entry.shape == "dyad":
        again = entry.compute(library, POWERS[::-1])
        assert _records(table) == _records(again), "the order of the powers must not matter"


def _records(table):
    keys = zip(table["state"].tolist(), table["power"].tolist(), table["year"].tolist(), strict=True)
    return dict(zip(keys, np.round(table["value"].astype(float), 9).tolist(), strict=True))
