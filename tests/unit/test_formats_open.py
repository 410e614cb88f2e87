"""What a name and the first bytes say of a file, and what loading the package costs."""

from __future__ import annotations

import gzip
import pickle
import subprocess
import sys

import numpy as np
import pytest

from tightrope.core.errors import ChoiceNeeded, FileRefused, FileTooLarge
from tightrope.data import checks
from tightrope.data.formats.kind import identify, refuse_name, told
from tightrope.data.formats.reading import CAPS, CHOICES, CLOSED, Given, check_choices, check_size, listed


@pytest.mark.parametrize(
    ("name", "format"), [("a.CSV", "csv"), ("a.rda", "rds"), ("a.RData", "rds"), ("a.jsonl", "json"), ("a.dat", "")]
)
def test_a_name_tells_the_format(name, format):
    assert told(name) == format


@pytest.mark.parametrize("name", ["x.pkl", "x.PICKLE", "x.joblib", "x.npy", "x.npz", "x.feather", "x.xls", "x.pkl.gz"])
def test_names_that_are_never_opened(name):
    with pytest.raises(FileRefused, match="never opened"):
        refuse_name(name)
    refuse_name("V-Dem-v15.p.csv")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"a,b\n1,2\n", "text"),
        (b"(a, b)\n1,2\n", "text"),
        (b"country,year\nc,1\n.", "text"),
        (b"PAR1....", "parquet"),
        (gzip.compress(b"x", mtime=0), "gzip"),
        (pickle.dumps([1], 0), "never"),
        (pickle.dumps({"a": 1}, 0), "never"),
        (pickle.dumps([1], 4), "never"),
        (b"cos\nsystem\n(S'true'\ntR.", "never"),
        ("<html>".encode("utf-16"), "never"),
        (b"\x73\x02\x01\x00\x05\x00", "dta"),
    ],
)
def test_bytes_tell_the_kind(tmp_path, data, kind):
    file = tmp_path / "x"
    file.write_bytes(data)
    assert identify(file)[0] == kind


def test_choices_are_closed():
    assert set(CLOSED) <= set(CHOICES)
    check_choices({"units": "drop", "sheet": "any"}, "x")
    for bad in ({"colour": "red"}, {"units": "perhaps"}):
        with pytest.raises(ChoiceNeeded):
            check_choices(bad, "x")


def test_counts_and_lists(tmp_path):
    made = Given(file=tmp_path, name="x", caps=CAPS, choices={"skip": "two"}, work=tmp_path)
    with pytest.raises(ChoiceNeeded, match="no count"):
        made.counted("skip")
    assert made.counted("header") is None
    with pytest.raises(FileTooLarge, match="raise the cap on rows"):
        check_size(made, rows=CAPS.rows + 1)
    assert listed(range(12), 3) == "0, 1, 2 and 9 more"


def test_the_package_is_cheap_to_load():
    code = (
        "import sys, tightrope.data.formats.open; "
        "print(*[m for m in ('pandas', 'openpyxl', 'pyreadstat', 'rdata', 'pyarrow', 'duckdb') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_duplicates_are_listed_with_their_rows():
    table = {"a": np.array(["x", "y", "x"], dtype=object), "t": np.array([1, 1, 1])}
    assert checks.duplicates(table, ("a", "t")) == {("x", 1): (0, 2)}


def test_stale_series_are_found():
    years = np.arange(2000, 2010)
    moving, stuck = np.arange(10.0), np.array([1.0, 2, 3, 4, 5, 5, 5, 5, 5, np.nan])
    table = {
        "a": np.array(["m"] * 10 + ["s"] * 10 + ["c"] * 10, dtype=object),
        "t": np.concatenate([years, years, years]),
        "v": np.concatenate([moving, stuck, np.full(10, 2.0)]),
    }
    found = checks.stale(table, "v", unit=("a",), time="t")
    assert [(s.unit, s.count, s.since) for s in found] == [(("c",), 10, ""), (("s",), 5, 2004)]
