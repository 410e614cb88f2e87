"""Laws of foreign files: what is written comes back, however it is laid out; damage never gives a wrong table."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tightrope.core.errors import DataError
from tightrope.data import checks
from tightrope.data.formats import handover
from tightrope.data.formats.readers import delimited, records
from tightrope.data.formats.readers.body import cut
from tightrope.data.formats.reading import CAPS, Coded, Found, Given

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12).map(lambda t: f"k{t.strip()}")
BROKEN = st.text(st.sampled_from('ab,;"\n\r\t 1.'), max_size=60)


def read(reader, data: bytes, **choices) -> dict[str, list]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x"
        file.write_bytes(data)
        work = Path(folder) / "work"
        work.mkdir()
        found = reader.read(Given(file=file, name="x", caps=CAPS, choices=choices, work=work))
        columns = {name: handover.texts(c) if isinstance(c, Coded) else c for name, c in found.columns}
        return {name: column.tolist() for name, column in columns.items()}


def as_csv(names, rows, **dialect) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, **dialect)
    writer.writerow(names)
    writer.writerows(rows)
    return out.getvalue().encode()


@FEW
@given(
    rows=st.lists(
        st.tuples(TEXT, st.integers(-(2**63) + 1, 2**63 - 1), st.floats(allow_nan=False)), min_size=1, max_size=8
    ),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_a_table_comes_back_exact(rows, delimiter, end):
    data = as_csv(
        ["t", "i", "x"],
        [(t, i, repr(x)) for t, i, x in rows],
        delimiter=delimiter,
        lineterminator=end,
        quoting=csv.QUOTE_ALL,
    )
    columns = read(delimited, data, delimiter="tab" if delimiter == "\t" else delimiter)
    assert columns["t"] == [t for t, _, _ in rows]
    assert columns["i"] == [i for _, i, _ in rows]
    assert [float(x) for x in columns["x"]] == [x for _, _, x in rows]


@FEW
@given(cells=st.lists(st.tuples(st.text(st.sampled_from('a,";\n x'), max_size=6)), min_size=1, max_size=6))
def test_quotes_commas_and_line_breaks_stay_in_their_cells(cells):
    rows = [(f"k{text}", "z") for (text,) in cells]
    columns = read(delimited, as_csv(["a", "b"], rows, quoting=csv.QUOTE_ALL), delimiter=",")
    assert columns["a"] == [a for a, _ in rows]


@FEW
@given(text=BROKEN)
def test_every_row_is_read_or_the_file_is_refused(text):
    data = f"a,b\n{text}".encode()
    try:
        columns = read(delimited, data, delimiter=",", header="1")
    except (DataError, duckdb.Error):
        return
    plain = text.replace("\r\n", "\n") if "\n" in text else text.replace("\r", "\n")
    expected = [row for row in csv.reader(io.StringIO(plain, newline=""), strict=True) if row]
    assert len(columns["a"]) == len(expected)
    # A delimiter too many at a row's end holds nothing; anything else that is too much refuses the file.
    assert all(len(row) >= 2 and not any(row[2:]) for row in expected)


@FEW
@given(rows=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=20))
def test_rows_are_counted_without_the_parser(rows):
    data = as_csv(["a", "b"], rows, quoting=csv.QUOTE_ALL)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x"
        file.write_bytes(data)
        made = Given(file=file, name="x", caps=CAPS, choices={}, work=Path(folder))
        assert cut(file, at=data.index(b"\n") + 1, given=made).records == len(rows)


@FEW
@given(
    rows=st.lists(
        st.fixed_dictionaries({"i": st.integers(-(2**53), 2**53), "t": TEXT, "n": st.none() | st.floats(-1e9, 1e9)}),
        min_size=1,
        max_size=8,
    ),
    lines=st.booleans(),
)
def test_json_records_come_back_exact(rows, lines):
    text = "\n".join(json.dumps(row) for row in rows) if lines and len(rows) > 1 else json.dumps(rows)
    columns = read(records, text.encode())
    assert columns["i"] == [row["i"] for row in rows]
    assert columns["t"] == [row["t"] for row in rows]
    expected = [np.nan if row["n"] is None else row["n"] for row in rows]
    np.testing.assert_array_equal(np.array(columns["n"], dtype=float), expected)


@FEW
@given(texts=st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=5)), seed=st.integers(0, 2**32 - 1))
def test_what_is_handed_over_arrives(texts, seed):
    numbers = np.random.default_rng(seed).normal(size=len(texts))
    words = np.array(texts, dtype=object)
    with tempfile.TemporaryDirectory() as folder:
        handover.save(Found(columns=[("t", words), ("x", numbers)], notes=("n",), kinds={"x": words}), Path(folder))
        reading = handover.load(Path(folder), where="x")
    assert reading.columns["t"].tolist() == texts
    np.testing.assert_array_equal(reading.columns["x"], numbers)
    assert reading.kinds["x"].tolist() == texts


@FEW
@given(data=st.binary(max_size=300))
def test_what_a_child_hands_over_is_never_trusted(data):
    with tempfile.TemporaryDirectory() as folder:
        page = {"columns": ["a"], "kinds": [], "notes": [], "labels": {}, "value_labels": {}}
        (Path(folder) / handover.PAGE).write_text(json.dumps(page), encoding="utf-8")
        (Path(folder) / "c0.npy").write_bytes(data)
        with pytest.raises(DataError):
            handover.load(Path(folder), where="x")


@given(
    pairs=st.lists(st.tuples(*[st.sampled_from("ABCD")] * 2, st.integers(2000, 2002)), unique=True, max_size=12),
    how=st.sampled_from(["mean", "max", "copy"]),
    seed=st.integers(0, 1000),
)
def test_a_table_made_symmetric_has_both_directions(pairs, how, seed):
    table = {
        "a": np.array([p[0] for p in pairs], dtype=object),
        "b": np.array([p[1] for p in pairs], dtype=object),
        "t": np.array([p[2] for p in pairs], dtype=int),
        "v": np.random.default_rng(seed).normal(size=len(pairs)),
    }
    made = checks.symmetric(table, "a", "b", "t", "v", how=how)
    assert not checks.one_way(made, "a", "b", "t")
    assert not checks.duplicates(made, ("a", "b", "t"))
    if how != "copy":
        again = checks.symmetric(made, "a", "b", "t", "v", how=how)
        np.testing.assert_array_equal(again["v"], made["v"])


@given(
    values=st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=20),
    ends=st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)).map(sorted),
)
def test_a_value_is_rejected_or_within_its_ends(values, ends):
    table = {"v": np.array(values, dtype=float)}
    rejected = {r.row for r in checks.out_of_range(table, "v", *ends)}
    for row, value in enumerate(values):
        assert (row in rejected) != (np.isnan(value) or ends[0] <= value <= ends[1])
