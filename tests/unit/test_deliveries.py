"""Arms indicators on a handful of invented deliveries."""

import numpy as np
import pytest

from tightrope.catalog.deliveries import share, trailing
from tightrope.catalog.indicators import arms_hhi_5y, arms_share, arms_share_5y
from tightrope.catalog.indicators.arms_fall import falls
from tightrope.data.read import open_library, write_parquet

POWERS = ("USA", "CHN")
COW = {
    "United States": 2.0,
    "China": 710.0,
    "Pakistan": 770.0,
    "Soviet Union": 365.0,
    "Turkey": 640.0,
    "Rebels*": 770.0,
}


def text(values):
    return np.array(list(values), dtype=object)


@pytest.fixture
def library(tmp_path):
    """A table to 1994 (its later rows must not be used), a register from 1995, and deals."""
    table = [
        ("United States", "Pakistan", 1992, 30),
        ("Soviet Union", "Pakistan", 1992, 10),
        ("China", "Pakistan", 1994, 20),
        ("China", "Turkey", 1994, 0),
        ("United States", "Rebels*", 1993, 50),
        ("United States", "Pakistan", 1996, 999),
    ]
    register = [
        ("China", "Pakistan", 1996, 40.0),
        ("China", "Pakistan", 1996, 40.0),
        ("United States", "Pakistan", 1996, 20.0),
        ("China", "Turkiye", 1997, 5.0),
    ]
    deals = [("Pakistan", "1991; 1992", 80.0), ("Pakistan", "1994", 20.0)]
    write_parquet(
        tmp_path / "tiv.parquet",
        {
            "supplier": text(r[0] for r in table),
            "recipient": text(r[1] for r in table),
            "year": np.array([r[2] for r in table]),
            "tiv_musd1990": np.array([r[3] for r in table]),
            "supplier_cown": np.array([COW[r[0]] for r in table]),
            "recipient_cown": np.array([COW[r[1]] for r in table]),
        },
        order=("supplier", "recipient", "year"),
    )
    write_parquet(
        tmp_path / "register.parquet",
        {
            "supplier": text(r[0] for r in register),
            "recipient": text(r[1] for r in register),
            "delivery_year": np.array([r[2] for r in register]),
            "tiv_delivered": np.array([r[3] for r in register]),
        },
        order=("supplier", "recipient", "delivery_year"),
    )
    write_parquet(
        tmp_path / "deals.parquet",
        {
            "recipient": text(r[0] for r in deals),
            "delivery_years": text(r[1] for r in deals),
            "tiv_delivered": np.array([r[2] for r in deals]),
        },
        order=("recipient",),
    )
    return open_library(
        tmp_path,
        {"sipri_tiv": "tiv.parquet", "sipri_deliveries": "register.parquet", "sipri_deals": "deals.parquet"},
    )


def cell(columns, state, power, year, name="value"):
    at = (columns["state"] == state) & (columns["year"] == year)
    if power:
        at &= columns["power"] == power
    return float(columns[name][at][0]) if at.any() else None


def test_each_range_of_years_has_one_series(library):
    columns = arms_share.compute(library, POWERS)
    assert cell(columns, "PAK", "USA", 1992) == 0.75
    assert cell(columns, "PAK", "USA", 1996) == 0.2
    assert cell(columns, "PAK", "CHN", 1996) == 0.8


def test_a_year_without_deliveries_is_missing_and_another_suppliers_year_is_zero(library):
    columns = arms_share.compute(library, POWERS)
    assert cell(columns, "PAK", "CHN", 1992) == 0
    assert cell(columns, "PAK", "USA", 1993) is None
    assert cell(columns, "TUR", "CHN", 1994) is None


def test_names_that_only_the_register_uses_find_their_state(library):
    assert cell(arms_share.compute(library, POWERS), "TUR", "CHN", 1997) == 1


def test_armed_groups_are_no_state(library):
    assert cell(arms_share.compute(library, POWERS), "PAK", "USA", 1993) is None


def test_five_years_join_both_series(library):
    columns = arms_share_5y.compute(library, POWERS)
    assert cell(columns, "PAK", "CHN", 1996) == round(100 / 160, 2)
    assert cell(columns, "PAK", "CHN", 2000) == 0.8
    assert cell(columns, "PAK", "CHN", 2001) is None


def test_concentration_counts_every_supplier(library):
    columns = arms_hhi_5y.compute(library, POWERS)
    assert cell(columns, "PAK", None, 1996) == round((100**2 + 50**2 + 10**2) / 160**2, 2)
    assert cell(columns, "TUR", None, 1999) == 1


def test_the_error_grows_as_deliveries_get_fewer():
    part, total = np.array([[50.0, 50.0]]), np.array([[100.0, 100.0]])
    _, error = share(part, total, np.array([[2.0, 20.0]]))
    assert error[0, 0] > 2 * error[0, 1]
    _, at_zero = share(0 * part, total, np.array([[2.0, 20.0]]))
    assert np.all(at_zero > 0)


def test_trailing_sums_start_when_the_window_is_full():
    out = trailing(np.arange(1.0, 6.0)[None], 3)[0]
    assert np.isnan(out[:2]).all()
    assert out[2:].tolist() == [6, 9, 12]


def test_a_sudden_fall_counts_once():
    part = np.array([[10, 10, 10, 2, 1, 0, 0, 0, 0.0]])
    fell = falls(part, part + 10)
    assert np.isnan(fell[0, :5]).all()
    assert fell[0, 5:].tolist() == [1, 0, 0, 0]


def test_a_small_supplier_does_not_fall_and_no_arms_are_unknown():
    part = np.array([[1, 1, 1, 0, 0, 0.0]])
    assert falls(part, part + 50)[0, 5] == 0
    assert np.isnan(falls(0 * part, 0 * part)[0, 5])
