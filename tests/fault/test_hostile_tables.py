"""Hostile and broken tables (B20-B31): each is refused with its place, or read with its choices shown."""

from __future__ import annotations

import bz2
import datetime
import gzip
import io
import json
import os
import pickle
import re
import struct
import sys
import tempfile
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import openpyxl
import pytest

from tightrope.core.errors import (
    ChoiceNeeded,
    ColumnsMoved,
    DataError,
    FileDamaged,
    FileRefused,
    FileTooLarge,
    InvalidValue,
    SourceUnavailable,
)
from tightrope.core.panel import Coverage
from tightrope.data import checks
from tightrope.data.formats import apart
from tightrope.data.formats.open import read_file
from tightrope.data.formats.reading import CAPS, Reading


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Write bytes under a name and read them; nothing may stay behind, and no error may take two lines."""
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))

    def read(name: str, data: bytes | str, **options) -> Reading:
        file = tmp_path / name
        file.write_bytes(data.encode() if isinstance(data, str) else data)
        try:
            return read_file(file, **options)
        except DataError as error:
            said = str(error)
            # One line that begins with the file's name and does not tell where it lies.
            if len(said.splitlines()) != 1 or not said.startswith(name) or str(tmp_path) in said:
                pytest.fail(f"a bad message: {said}")
            raise
        finally:
            assert not list(aside.iterdir()), "temporary files stay behind"

    return read


# B20: rows that do not fit, line breaks in cells, semicolons, decimal commas


def test_b20_ragged_rows_are_listed_by_line(opened):
    text = 'a,b,c\n1,2,3\n4,5\n6,7,8,9\n"x\ny",1,2\n\n1,2\n5,6,7\n'
    with pytest.raises(FileDamaged, match=r"3 rows .* lines 3, 4, 8;"):
        opened("x.csv", text)


def test_b20_every_row_is_read_or_the_file_is_refused(opened):
    for text in ('a,b\n1,x"y\n3,z\n', 'a,b\n1,"open\n2,3\n', "a,b\n1,2\r3,4\n5,6\n"):
        with pytest.raises(FileDamaged):
            opened("x.csv", text)


def test_b20_line_breaks_in_cells_stay(opened):
    reading = opened("x.csv", 'a,b\r\n1,"x\r\ny"\r\n2,"say ""so"""\r\n')
    assert reading.columns["b"].tolist() == ["x\ny", 'say "so"']
    assert "line ends are CR LF" in reading.notes


def test_b20_semicolons_and_decimal_commas_are_said(opened):
    reading = opened("x.csv", "land;share\nPAK;1,5\nIND;12,25\n")
    assert reading.columns["share"].tolist() == [1.5, 12.25]
    assert "cells stand between semicolons" in reading.notes
    assert any("decimal commas" in note for note in reading.notes)


def test_b20_what_could_be_thousands_is_a_choice(opened):
    text = "a;b\n1,500;2\n12,250;3\n"
    with pytest.raises(ChoiceNeeded, match=r"column 'a'.*'1,500'.*thousands"):
        opened("x.csv", text)
    assert opened("x.csv", text, choices={"thousands": ","}).columns["a"].tolist() == [1500, 12250]
    assert opened("x.csv", text, choices={"decimal": ","}).columns["a"].tolist() == [1.5, 12.25]
    assert opened("x.csv", text, choices={"thousands": "none"}).columns["a"].tolist() == ["1,500", "12,250"]


def test_b20_points_beside_decimal_commas_are_a_choice(opened):
    text = "a;b\n1,5;1.234\n2,5;5.678\n"
    with pytest.raises(ChoiceNeeded, match="column 'b'"):
        opened("x.csv", text)
    reading = opened("x.csv", text, choices={"decimal": ",", "thousands": "."})
    assert reading.columns["b"].tolist() == [1234, 5678]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("a,b\né,1\n".encode(), "utf-8"),
        ("a,b\né,1\n".encode("utf-8-sig"), "utf-8-sig"),
        ("a,b\né,1\n".encode("utf-16"), "utf-16"),
        ("a,b\né,1\n".encode("utf-16-le"), "utf-16-le"),
        ("a,b\né,1\n".encode("latin-1"), "cp1252 (Latin-1 reads the same here)"),
    ],
)
def test_b20_the_encoding_is_said(opened, data, encoding):
    reading = opened("x.csv", data)
    assert reading.columns["a"].tolist() == ["é"]
    assert f"encoding: {encoding}" in reading.notes[0]


def test_b20_two_encodings_in_one_file_are_a_choice(opened):
    data = "a,b\né,1\nü,2\nö,3\n".encode() + "à,4\n".encode("latin-1")
    with pytest.raises(ChoiceNeeded, match="line 5 first"):
        opened("x.csv", data)


def test_b20_zero_bytes_and_half_letters_are_damage(opened):
    with pytest.raises(FileDamaged, match="byte 6 is zero"):
        opened("x.csv", b"a,b\n1,\x00\n" + b"2,2\n" * 9)
    with pytest.raises(FileDamaged, match="not utf-8"):
        opened("x.csv", b"a,b\n1,\xff\n", choices={"encoding": "utf-8"})


# B21: columns twice or without a name, units under the header


def test_b21_columns_twice_or_unnamed_are_named(opened):
    with pytest.raises(ColumnsMoved, match=r"columns 3 are empty; the column names 'a' stand more than once"):
        opened("x.csv", "a,a,\n1,2,3\n")
    reading = opened("x.csv", "a,a,\n1,2,3\n", choices={"names": "number"})
    assert list(reading.columns) == ["a", "a_2", "column_3"]


def test_b21_a_row_of_units_is_a_choice(opened):
    text = "iso,v,w\n,USD,%\nPAK,2,3\nIND,4,5\n"
    with pytest.raises(ChoiceNeeded, match=r"row 2 looks like units.*v: 'USD', w: '%'"):
        opened("x.csv", text)
    dropped = opened("x.csv", text, choices={"units": "drop"})
    assert dropped.columns["v"].tolist() == [2, 4]
    assert dropped.labels == {"v": "USD", "w": "%"}
    assert opened("x.csv", text, choices={"units": "keep"}).columns["v"].tolist() == ["USD", "2", "4"]


def test_b21_a_header_of_numbers_is_a_choice(opened):
    with pytest.raises(ChoiceNeeded, match="first row holds numbers"):
        opened("x.csv", "1,2\n3,4\n")


# B22: size


def test_b22_rows_stream_in_little_memory(opened):
    rows = "".join(f"{i},{i * 7919 % 1000003 / 1000},state {i % 200}\n" for i in range(400_000))
    reading = opened("x.csv", "id,v,s\n" + rows, caps=replace(CAPS, memory=1_200_000_000))
    assert reading.rows == 400_000
    assert reading.columns["id"][-1] == 399_999
    assert len({id(text) for text in reading.columns["s"].tolist()}) == 200, "equal texts share one string"


def test_b22_over_a_cap_is_refused_with_its_size(opened):
    small = replace(CAPS, rows=10, columns=5, bytes=1000, cell=20)
    with pytest.raises(FileTooLarge, match="11 rows, more than the 10"):
        opened("x.csv", "a\n" + "1\n" * 11, caps=small)
    with pytest.raises(FileTooLarge, match="6 columns, more than the 5"):
        opened("x.csv", "a,b,c,d,e,f\n" + "1,1,1,1,1,1\n", caps=small)
    with pytest.raises(FileTooLarge, match="1,002 bytes, more than the 1,000"):
        opened("x.csv", "a\n" + "1\n" * 500, caps=small)
    with pytest.raises(FileTooLarge, match="21 characters"):
        opened("x.csv", "a,b\n1," + "x" * 21 + "\n", caps=small)


@pytest.mark.slow
def test_b22_five_million_rows_under_two_gigabytes(tmp_path):
    import resource

    file = tmp_path / "big.csv"
    duckdb.sql(
        "COPY (SELECT i AS id, i * 31 % 99991 / 8 AS v, 'S' || i % 200 AS s FROM range(5000000) t(i)) "
        f"TO '{file}' (HEADER)"
    )
    reading = read_file(file)
    assert reading.rows == 5_000_000
    assert reading.columns["id"].sum() == 5_000_000 * 4_999_999 // 2
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < 2e9


# B23: workbooks


def _book(make) -> bytes:
    book = openpyxl.Workbook()
    make(book, book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _with_part(data: bytes, part: str, change) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def test_b23_formulas_are_counted_never_computed(opened):
    def make(book, sheet):
        for row in (["a", "b"], [1, "=A2*100"], [2, "=A3*100"]):
            sheet.append(row)

    stored = _with_part(
        _book(make),
        "xl/worksheets/sheet1.xml",
        lambda x: re.sub(rb"(<f>A2.100</f>)<v( ?/>|></v>)", rb"\1<v>7</v>", x, count=1),
    )
    reading = opened("x.xlsx", stored)
    assert reading.columns["b"][0] == 7, "the value that is stored is used, though it is not what the formula gives"
    assert np.isnan(reading.columns["b"][1])
    assert any("2 formulas" in note and "1 have no stored value" in note for note in reading.notes)


def test_b23_merged_headers_are_a_choice(opened):
    def make(book, sheet):
        sheet["A1"], sheet["B1"] = "iso", "Exports"
        sheet.merge_cells("B1:C1")
        sheet.append([None, "x", "y"])
        sheet.append(["PAK", 1, 2])
        sheet.append(["IND", 3, 4])

    with pytest.raises(ChoiceNeeded, match=r"merged cells \(B1:C1\)"):
        opened("x.xlsx", _book(make))
    reading = opened("x.xlsx", _book(make), choices={"header": "2"})
    assert list(reading.columns) == ["iso", "Exports / x", "Exports / y"]
    assert reading.columns["Exports / y"].tolist() == [2, 4]


def test_b23_dates_of_both_epochs_are_the_same_days(opened):
    def make(epoch):
        def inner(book, sheet):
            book.epoch = epoch
            sheet.append(["d"])
            sheet.append([datetime.date(2020, 2, 29)])

        return inner

    for epoch in (openpyxl.utils.datetime.CALENDAR_WINDOWS_1900, openpyxl.utils.datetime.CALENDAR_MAC_1904):
        reading = opened("x.xlsx", _book(make(epoch)))
        assert reading.columns["d"].tolist() == ["2020-02-29"]
        assert ("dates count from 1904" in reading.notes) == (epoch.year == 1904)


def test_b23_sheets_are_a_choice_and_hidden_ones_named(opened):
    def make(book, sheet):
        sheet.append(["a"])
        sheet.append([1])
        other = book.create_sheet("Notes")
        other.append(["z"])
        other.sheet_state = "hidden"
        book.create_sheet("Empty")

    with pytest.raises(ChoiceNeeded, match=r"'Sheet', 'Notes' \(hidden\)"):
        opened("x.xlsx", _book(make))
    reading = opened("x.xlsx", _book(make), choices={"sheet": "Sheet"})
    assert reading.columns["a"].tolist() == [1]
    assert "hidden sheets: 'Notes'" in reading.notes
    with pytest.raises(ChoiceNeeded, match="no sheet 'X'"):
        opened("x.xlsx", _book(make), choices={"sheet": "X"})


def test_b23_bombs_and_entities_are_refused(opened):
    plain = _book(lambda book, sheet: sheet.append(["a"]))
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml"):
        with pytest.raises(FileRefused, match="declares entities"):
            opened("x.xlsx", _with_part(plain, part, lambda x: laughs + x))
    bomb = _with_part(plain, "xl/worksheets/sheet1.xml", lambda x: x + b" " * 50_000_000)
    with pytest.raises(FileTooLarge, match="more than 100 to 1"):
        opened("x.xlsx", bomb)
    with pytest.raises(FileRefused, match="no plain encoding"):
        opened("x.xlsx", _with_part(plain, "xl/workbook.xml", lambda x: x.decode().encode("utf-16")))


# B24: Stata


def _stata(tmp_path: Path, version: int, **options) -> bytes:
    import pandas as pd

    frame = pd.DataFrame({"a": [1.0, np.nan, 3.0], "s": ["x", "y", "z"]})
    file = tmp_path / "made.dta"
    frame.to_stata(file, write_index=False, version=version, variable_labels={"a": "Alpha"}, **options)
    return file.read_bytes()


@pytest.mark.parametrize("version", [114, 117, 118, 119])
def test_b24_versions_and_labels(opened, tmp_path, version):
    reading = opened("x.dta", _stata(tmp_path, version, value_labels={"a": {1: "one", 3: "three"}}))
    np.testing.assert_array_equal(reading.columns["a"], [1.0, np.nan, 3.0])
    assert reading.columns["s"].tolist() == ["x", "y", "z"]
    assert reading.labels == {"a": "Alpha"}
    assert reading.value_labels == {"a": {"1": "one", "3": "three"}}


def test_b24_kinds_of_missing_stay_apart(opened, tmp_path):
    data = _stata(tmp_path, 118)
    plain, extended = struct.pack("<d", 8.98846567431158e307), 8.98846567431158e307
    step = struct.unpack("<Q", plain)[0] + (1 << 40)  # Stata's .a is the next of its 27 missing doubles
    assert extended < struct.unpack("<d", struct.pack("<Q", step))[0]
    reading = opened("x.dta", data.replace(plain, struct.pack("<Q", step)))
    np.testing.assert_array_equal(reading.columns["a"], [1.0, np.nan, 3.0])
    assert reading.kinds["a"].tolist() == ["", ".a", ""]
    assert opened("x.dta", data).kinds == {}


def test_b24_long_strings(opened, tmp_path):
    import pandas as pd

    file = tmp_path / "made.dta"
    pd.DataFrame({"s": ["é" * 3000, "y"]}).to_stata(file, write_index=False, version=118, convert_strl=["s"])
    assert opened("x.dta", file.read_bytes()).columns["s"].tolist() == ["é" * 3000, "y"]


def test_b24_cut_off(opened, tmp_path):
    data = _stata(tmp_path, 118)
    with pytest.raises(FileDamaged):
        opened("x.dta", data[: len(data) // 2])


# B25: R


def _int(value: int) -> bytes:
    return struct.pack(">i", value)


def _char(text: str) -> bytes:
    return _int(9 | 1 << 18) + _int(len(text)) + text.encode()


def _strings(*texts: str) -> bytes:
    return _int(16) + _int(len(texts)) + b"".join(_char(t) for t in texts)


def _attribute(name: str, value: bytes) -> bytes:
    return _int(2 | 1 << 10) + _int(1) + _char(name) + value


NIL = _int(254)
HEAD = b"X\n" + _int(2) + _int(0x30602) + _int(0x20300)


def _frame_of(*columns: bytes, names: tuple[str, ...] = ("a", "b")) -> bytes:
    body = _int(19 | 1 << 8 | 1 << 9) + _int(len(columns)) + b"".join(columns)
    return HEAD + body + _attribute("names", _strings(*names)) + _attribute("class", _strings("data.frame")) + NIL


REALS = _int(14) + _int(2) + struct.pack(">dd", 1.5, 2.5)
INTEGERS = _int(13) + _int(2) + _int(7) + _int(-(2**31))


@pytest.mark.parametrize("pack", [lambda d: d, gzip.compress, bz2.compress])
def test_b25_a_data_frame_is_read(opened, pack):
    reading = opened("x.rds", pack(_frame_of(REALS, INTEGERS)))
    assert reading.columns["a"].tolist() == [1.5, 2.5]
    np.testing.assert_array_equal(reading.columns["b"], [7, np.nan])


def test_b25_letters_of_missing_stay_apart(opened):
    tagged = _int(14) + _int(2) + struct.pack(">IId", 0x7FF00000 | ord("b"), 1954, 2.5)
    reading = opened("x.rds", _frame_of(tagged, REALS))
    assert reading.kinds["a"].tolist() == [".b", ""]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (_int(5) + NIL + NIL, "promise"),
        (_int(25 | 1 << 8 | 1 << 9 | 1 << 16) + _attribute("class", _strings("Evil")) + NIL, "S4 object"),
        (_int(4) + _int(0) + NIL + NIL + NIL + NIL, "an environment"),
        (_int(6) + _int(1) + _char("system") + NIL, "code"),
        (REALS, "a plain vector"),
        (NIL, "NULL"),
    ],
)
def test_b25_what_is_no_table_is_named(opened, body, words):
    with pytest.raises(FileDamaged, match=words):
        opened("x.rds", HEAD + body)


def test_b25_a_column_of_code_is_refused(opened):
    with pytest.raises(FileDamaged, match="column 'b' holds a promise"):
        opened("x.rds", _frame_of(REALS, _int(5) + NIL + NIL))


def test_b25_malformed_files_are_contained(opened, rng):
    whole = _frame_of(REALS, INTEGERS)
    deep = HEAD + (_int(19) + _int(1)) * 200_000 + NIL
    vast = HEAD + _int(14) + _int(2**31 - 1)
    compact = _int(238) + _int(2) + _int(1) + _char("compact_intseq") + NIL
    long = HEAD + compact + _int(14) + _int(3) + struct.pack(">ddd", 1e12, 1, 1) + NIL
    for data in (whole[: len(whole) // 2], deep, vast, long, HEAD, HEAD + _int(99)):
        with pytest.raises((FileDamaged, FileTooLarge)):
            opened("x.rds", data)


def test_b25_several_objects_are_a_choice(opened):
    pairs = (
        _int(2 | 1 << 10) + _int(1) + _char("one") + REALS + _int(2 | 1 << 10) + _int(1) + _char("two") + REALS + NIL
    )
    with pytest.raises(ChoiceNeeded, match=r"'one' .*'two'"):
        opened("x.rda", b"RDX2\n" + HEAD + pairs)
    with pytest.raises(ChoiceNeeded, match="no object 'three'"):
        opened("x.rda", b"RDX2\n" + HEAD + pairs, choices={"object": "three"})


def test_b25_a_bomb_is_refused(opened):
    with pytest.raises(FileTooLarge, match="unpacks"):
        opened("x.rds", gzip.compress(HEAD + b"\x00" * 60_000_000))


# B26: Parquet and Feather


def _parquet(tmp_path: Path, query: str) -> bytes:
    file = tmp_path / "made.parquet"
    duckdb.sql(f"COPY ({query}) TO '{file}'")
    return file.read_bytes()


def test_b26_plain_columns_are_exact(opened, tmp_path):
    query = "SELECT 9007199254740993 AS i, 18446744073709551615::UBIGINT AS u, "
    query += "TIMESTAMP_NS '2020-01-02 03:04:05.123456789' AS t"
    reading = opened("x.parquet", _parquet(tmp_path, query))
    assert reading.columns["i"].tolist() == [9007199254740993]
    assert reading.columns["u"].tolist() == ["18446744073709551615"]
    assert reading.columns["t"].tolist() == ["2020-01-02T03:04:05.123456789"]


def test_b26_nested_columns_are_a_choice(opened, tmp_path):
    data = _parquet(tmp_path, "SELECT 1 AS a, {'x': 1, 'y': [1, 2]} AS s")
    with pytest.raises(ChoiceNeeded, match="columns s hold fields or lists"):
        opened("x.parquet", data)
    reading = opened("x.parquet", data, choices={"nested": "flatten"})
    assert json.loads(reading.columns["s"][0]) == {"x": 1, "y": [1, 2]}


def test_b26_extension_types_are_refused_by_default(opened, tmp_path):
    schema = "QVJST1c6ZXh0ZW5zaW9uOm5hbWU="  # "ARROW:extension:name", as it stands in the schema Arrow keeps
    file = tmp_path / "made.parquet"
    duckdb.sql(f"COPY (SELECT 1 AS a) TO '{file}' (KV_METADATA {{'ARROW:schema': '{schema}'}})")
    with pytest.raises(ChoiceNeeded, match="extension types, which are refused"):
        opened("x.parquet", file.read_bytes())
    assert opened("x.parquet", file.read_bytes(), choices={"extension": "storage"}).columns["a"].tolist() == [1]


def test_b26_real_extension_types_are_refused(opened, tmp_path):
    pa = pytest.importorskip("pyarrow", reason="needs pyarrow to write extension types")
    pq = pytest.importorskip("pyarrow.parquet")
    file = tmp_path / "made.parquet"
    pq.write_table(
        pa.table({"u": pa.ExtensionArray.from_storage(pa.uuid(), pa.array([b"x" * 16], pa.binary(16)))}), file
    )
    with pytest.raises(ChoiceNeeded, match="extension types"):
        opened("x.parquet", file.read_bytes())


def test_b26_feather_and_damage(opened, tmp_path):
    for head in (b"ARROW1\x00\x00", b"FEA1"):
        with pytest.raises(FileRefused, match="Feather"):
            opened("x.parquet", head + b"\x00" * 100)
    data = _parquet(tmp_path, "SELECT range AS a FROM range(1000)")
    broken = bytearray(data)
    broken[len(data) // 2 :] = os.urandom(len(data) - len(data) // 2 - 4) + b"PAR1"
    for hostile in (data[:-20], bytes(broken)):
        with pytest.raises((FileDamaged, FileTooLarge)):
            opened("x.parquet", hostile)


# B27: what can run code


class _Canary:
    def __reduce__(self):
        return os.system, ("touch canary",)


def _object_array() -> bytes:
    out = io.BytesIO()
    np.save(out, np.array([_Canary()], dtype=object), allow_pickle=True)
    return out.getvalue()


@pytest.mark.parametrize("name", ["x.csv", "x.parquet", "x.rds", "x.json", "x.dta", "x.pkl", "x.joblib", "x.npy"])
@pytest.mark.parametrize("made", ["pickle 0", "pickle 2", "pickle 5", "npy"])
def test_b27_pickles_are_never_opened(opened, tmp_path, monkeypatch, name, made):
    monkeypatch.chdir(tmp_path)
    data = _object_array() if made == "npy" else pickle.dumps(_Canary(), protocol=int(made[-1]))
    with pytest.raises((FileRefused, FileDamaged)) as caught:
        opened(name, data)
    if name in ("x.csv", "x.pkl", "x.joblib", "x.npy"):
        assert isinstance(caught.value, FileRefused)
        assert "pickle" in str(caught.value)
    assert not (tmp_path / "canary").exists()


def test_b27_pickles_in_archives_are_never_opened(opened):
    evil = pickle.dumps(_Canary())
    with pytest.raises(FileRefused, match="pickle"):
        opened("x.csv.gz", gzip.compress(evil))
    with pytest.raises(FileRefused, match="pickle"):
        opened("x.zip", _zip({"a.csv": evil}))
    with pytest.raises(FileRefused, match="pickle"):
        opened("x.zip", _zip({"a.pkl": b"a,b\n1,2\n"}), format="csv")


@pytest.mark.parametrize("key", ["pickle", "allow_pickle", "trust"])
def test_b27_there_is_no_choice_that_allows_it(opened, key):
    with pytest.raises(ChoiceNeeded, match="there is no choice"):
        opened("x.csv", pickle.dumps(_Canary()), choices={key: "yes"})


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("x.csv", b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
        ("x.csv", b"\xef\xbb\xbf\n <HTML><table><tr><td>1</td></tr></table>", "web page"),
        ("x.xls", b"<table><tr><td>1</td></tr></table>", "old binary workbook or a page"),
        ("x.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500, "old binary workbook"),
        ("x.csv", b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        ("x.csv", b"<?xml version='1.0'?><Workbook/>", "an XML file"),
        ("x.csv", b"SQLite format 3\x00", "SQLite"),
        ("x.csv", b"\x7fELF\x02\x01", "a program"),
        ("x.yaml", b"a: !!python/object/apply:os.system ['id']\n", "YAML"),
        ("x.feather", b"ARROW1\x00\x00", "Feather"),
    ],
)
def test_b27_disguises_are_named(opened, name, data, words):
    with pytest.raises(FileRefused, match=words):
        opened(name, data)


# B28: JSON


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[{"a":1},\n {"a":NaN}]', "line 2, column 7: NaN is no JSON number"),
        ('[{"a":1},\n {"a":-Infinity}]', "line 2, column 7: -Infinity"),
        ('[{"a":1,"b":2,\n"a":3}]', "line 2, column 1: the key 'a' stands twice"),
        ('[{"a":"\\q"}]', "line 1, column 8: invalid"),
        ('[{"a":' + "9" * 50_000 + "}]", "line 1, column 7: the number 9+ is too large"),
        ('[{"a":9223372036854775808}]', "too large to be held exactly"),
        ('[{"a":1e999}]', "line 1, column 7: the number 1e999"),
        ('[{"a":1}', "line 1, column 9"),
        ('{"a":1}\n{"a":1,"a":2}\n', "line 2: the key 'a' stands twice"),
        ('[{"a":"\\ud800"}]', "lone surrogate"),
        ("[1, 2]", "no list of records"),
        ("[]", "no data"),
        ('[{"message":[{"id":"120","value":"Invalid value"}]}]', "error message.*Invalid value"),
        ('[{"page":1,"pages":4,"total":9},[{"a":1}]]', "page 1 of 4, not the whole"),
    ],
)
def test_b28_json_faults_have_a_place(opened, text, words):
    with pytest.raises(FileDamaged, match=words):
        opened("x.json", text)


@pytest.mark.parametrize("text", ["[" * 10_000 + "]" * 10_000, '[{"a":' * 10_000 + "1" + "}]" * 10_000])
def test_b28_deep_json_is_refused_with_its_place(opened, text):
    with pytest.raises(FileTooLarge, match=r"line 1, column \d+: nested more than 64 deep"):
        opened("x.json", text)


def test_b28_nested_records_are_a_choice(opened):
    text = '[{"a":{"b":1,"c":[1,2]}},{"a":{"b":null}}]'
    with pytest.raises(ChoiceNeeded, match="'a' holds fields"):
        opened("x.json", text)
    reading = opened("x.json", text, choices={"nested": "flatten"})
    np.testing.assert_array_equal(reading.columns["a.b"], [1, np.nan])
    assert reading.columns["a.c"].tolist() == ["[1, 2]", ""]


def test_b28_the_world_banks_reply_is_flat(opened):
    rows = [{"country": {"id": "PK"}, "date": str(y), "value": v} for y, v in ((2019, 1.5), (2020, None))]
    reading = opened("x.json", json.dumps([{"page": 1, "pages": 1, "total": 2}, rows]))
    assert reading.columns["country.id"].tolist() == ["PK", "PK"]
    np.testing.assert_array_equal(reading.columns["value"], [1.5, np.nan])


# Archives


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_one_member_is_read_and_several_are_a_choice(opened):
    assert opened("x.zip", _zip({"a.csv": b"a\n1\n", "__MACOSX/._a.csv": b"x"})).columns["a"].tolist() == [1]
    two = _zip({"a.csv": b"a\n1\n", "b.csv": b"a\n2\n"})
    with pytest.raises(ChoiceNeeded, match=r"2 members: a\.csv, b\.csv"):
        opened("x.zip", two)
    assert opened("x.zip", two, member="b.csv").columns["a"].tolist() == [2]
    with pytest.raises(ChoiceNeeded, match=r"no member 'c\.csv'"):
        opened("x.zip", two, member="c.csv")


@pytest.mark.parametrize("path", ["../a.csv", "/etc/a.csv", "C:\\a.csv", "x\\..\\..\\a.csv", "a/../../b.csv"])
def test_paths_that_lead_out_refuse_the_archive_whole(opened, tmp_path, path):
    with pytest.raises(FileRefused, match="leads out"):
        opened("x.zip", _zip({"good.csv": b"a\n1\n", path: b"a\n1\n"}), member="good.csv")


def test_links_locks_and_nested_archives_are_refused(opened):
    link = zipfile.ZipInfo("a.csv")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(FileRefused, match="is a link"):
        opened("x.zip", out.getvalue())
    locked = bytearray(_zip({"a.csv": b"a\n1\n"}))
    locked[6] |= 1
    at = locked.rindex(b"PK\x01\x02")
    locked[at + 8] |= 1
    with pytest.raises(FileRefused, match="password"):
        opened("x.zip", bytes(locked))
    inner = _zip({"a.csv": b"a\n1\n"})
    with pytest.raises(FileRefused, match="nested archives"):
        opened("x.zip", _zip({"a.csv": inner}))
    with pytest.raises(FileRefused, match="nested archives"):
        opened("x.csv.gz", gzip.compress(gzip.compress(b"a\n1\n")))


def test_bombs_are_refused_whatever_size_they_claim(opened):
    zeros = b"0\n" * 30_000_000
    with pytest.raises(FileTooLarge, match=r"to 1|bomb"):
        opened("x.zip", _zip({"a.csv": b"a\n" + zeros}))
    with pytest.raises(FileTooLarge, match="bomb"):
        opened("x.csv.gz", gzip.compress(b"a\n" + zeros))
    with pytest.raises(FileTooLarge, match="more than the 1,000 allowed"):
        opened("x.csv.gz", gzip.compress(os.urandom(2000)), caps=replace(CAPS, unpacked=1000))
    with pytest.raises(FileTooLarge, match="12 members"):
        opened("x.zip", _zip({f"{i}.csv": b"a" for i in range(12)}), caps=replace(CAPS, members=10))
    lying = bytearray(_zip({"a.csv": b"a\n" + b"1\n" * 5000}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", lying, lying.index(mark) + offset, 10)
    with pytest.raises(FileDamaged, match="damaged"):
        opened("x.zip", bytes(lying))


# The child: a crash, a hang, a hunger and a reach outside are told, not shared


CHILD = """
import ctypes, os, pathlib, socket, time
from tightrope.sandbox import limits
def main(r):
    work = pathlib.Path(r["work"])
    limits.confine(seconds=r["seconds"], memory=r["memory"], work=work)
    {body}
"""


@pytest.fixture
def doing(tmp_path, monkeypatch):
    """Run a body in a child under limits."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def run(body: str, *, seconds: int = 20, memory: int = 10**9):
        name = f"doing_{abs(hash(body))}"
        (tmp_path / f"{name}.py").write_text(CHILD.format(body=body), encoding="utf-8")
        caps = replace(CAPS, seconds=seconds, memory=memory)
        return apart.run(name, {"seconds": seconds, "memory": memory}, caps=caps, where="x.rds")

    return run


@pytest.mark.skipif(sys.platform != "linux", reason="limits of this kind are Linux's")
@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        ("ctypes.string_at(0)", FileDamaged, "crashed .SIGSEGV."),
        ("os.abort()", FileDamaged, "crashed .SIGABRT."),
        ("raise SystemExit(3)", FileDamaged, "exit code 3"),
        ("pass", FileDamaged, "handed over nothing"),
        ("(work / 'fault.json').write_text('{')", FileDamaged, "could not say why"),
        ("(work / 'reading.json').write_text('[]')", FileDamaged, "handed over nothing"),
    ],
)
def test_a_crash_is_told(doing, body, kind, words):
    with pytest.raises(kind, match=words):
        doing(body)


@pytest.mark.skipif(sys.platform != "linux", reason="limits of this kind are Linux's")
@pytest.mark.parametrize("body", ["time.sleep(60)", "exec('while True: pass')"])
def test_a_hang_ends(doing, body):
    with pytest.raises(FileTooLarge, match="seconds"):
        doing(body, seconds=1)


@pytest.mark.skipif(sys.platform != "linux", reason="limits of this kind are Linux's")
@pytest.mark.parametrize(
    "reach",
    [
        "socket.create_connection(('127.0.0.1', 9))",
        "os.system('true')",
        "os.fork()",
        "open(r['outside'], 'w')",
        "bytearray(2 * 10**9)",
        "_raw(libc.socket(2, 1, 0))",
        "_raw(libc.execve(b'/bin/true', None, None))",
    ],
)
def test_a_child_reaches_nothing(doing, tmp_path, reach):
    body = (
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "    def _raw(code):\n"
        "        if code < 0: raise PermissionError\n"
        f"    r['outside'] = {str(tmp_path / 'outside')!r}\n"
        "    try:\n"
        f"        {reach}\n"
        "    except (PermissionError, MemoryError):\n"
        "        raise SystemExit(7)"
    )
    with pytest.raises(FileDamaged, match="exit code 7"):
        doing(body)


def test_memory_over_the_cap_is_told(opened):
    text = "[" + ",".join('{"a":"' + "x" * 50 + f'{i}"' + "}" for i in range(500_000)) + "]"
    with pytest.raises(FileTooLarge, match="memory"):
        opened("x.json", text, caps=replace(CAPS, memory=300_000_000))


def test_what_is_not_there_or_empty_or_unknown(opened, tmp_path):
    with pytest.raises(SourceUnavailable, match="not there"):
        read_file(tmp_path / "none.csv")
    with pytest.raises(FileDamaged, match="empty"):
        opened("x.csv", b"")
    with pytest.raises(FileDamaged, match="empty"):
        opened("x.csv.gz", gzip.compress(b""))
    with pytest.raises(ChoiceNeeded, match="does not say what it is"):
        opened("x.dat", b"a\n1\n")
    with pytest.raises(InvalidValue, match="no format 'pickle'"):
        read_file(tmp_path / "x.dat", format="pickle")


# B29-B31: values


def test_b29_values_out_of_range_are_listed_never_clipped():
    table = {"share": np.array([0.2, 1.4, -0.1, np.nan, np.inf]), "year": np.array([1990, 20023, 2000, 2001, 0])}
    before = table["share"].copy()
    found = checks.out_of_range(table, "share", 0, 1)
    assert [(r.row, r.why) for r in found] == [(1, "above 1"), (2, "below 0"), (4, "infinite")]
    assert [r.row for r in checks.out_of_range(table, "share", 0, 1, missing=False)] == [1, 2, 3, 4]
    assert [(r.row, r.value) for r in checks.out_of_range(table, "year", 1816, 2100)] == [(1, 20023), (4, 0)]
    np.testing.assert_array_equal(table["share"], before)
    assert "row 2 (1.4: above 1)" in checks.said(found, "share")


def test_b29_out_of_a_foreign_file(opened):
    reading = opened("x.csv", "year,trade\n1990,5\n20023,-1\n1991,inf\n1992,NaN\n")
    assert [r.row for r in checks.out_of_range(reading.columns, "trade", 0, 1e12)] == [1, 2]
    assert [r.row for r in checks.out_of_range(reading.columns, "year", 1816, 2100)] == [1]


def test_b30_zeros_beyond_coverage():
    table = {"year": np.array([2017, 2018, 2019, 2020]), "value": np.array([1.0, np.nan, 0.0, np.nan])}
    mended, lost = checks.beyond(table, "value", "year", first=1946, last=2018)
    np.testing.assert_array_equal(mended["value"], [1.0, np.nan, np.nan, np.nan])
    assert mended["coverage"].tolist() == [Coverage.OBSERVED, Coverage.MISSING, Coverage.BEYOND, Coverage.BEYOND]
    assert lost == (2,)


@pytest.mark.shared
def test_b30_the_atop_fault(shared_data):
    """A panel to 2024 joined to treaties that end in 2018 reads as no treaty from 2019 on; it must not."""
    file = shared_data / "alliances" / "atop_directed_dyad_year.parquet"
    atop = read_file(file).columns
    last = int(atop["year"].max())
    assert last == 2018
    pact = {
        int(y): float(d)
        for x, z, y, d in zip(atop["ccode1"], atop["ccode2"], atop["year"], atop["atop_defense"], strict=True)
        if (x, z) == (2, 200)
    }
    years = np.arange(2010, 2025)
    joined = {"year": years, "value": np.array([pact.get(int(y), 0.0) for y in years])}
    assert joined["value"][years > 2018].tolist() == [0.0] * 6, "the fault as a plain left join makes it: NATO ends"
    mended, lost = checks.beyond(joined, "value", "year", first=1815, last=last)
    assert mended["value"][years <= 2018].tolist() == [1.0] * 9
    assert np.isnan(mended["value"][years > 2018]).all()
    assert len(lost) == 6
    assert not checks.one_way(atop, "ccode1", "ccode2", "year"), "the table holds both directions"


def test_b31_one_way_pairs_are_found_and_need_a_choice():
    table = {
        "a": np.array(["PAK", "CHN", "PAK", "IND"], dtype=object),
        "b": np.array(["CHN", "PAK", "USA", "IND"], dtype=object),
        "year": np.array([2000, 2000, 2000, 2000]),
        "value": np.array([1.0, 3.0, 5.0, 9.0]),
    }
    found = checks.one_way(table, "a", "b", "year")
    assert [(f.row, f.a, f.b) for f in found] == [(2, "PAK", "USA")]
    with pytest.raises(ChoiceNeeded, match="PAK to USA in 2000"):
        checks.symmetric(table, "a", "b", "year", "value")
    for how, value in (("mean", 2.0), ("max", 3.0)):
        made = checks.symmetric(table, "a", "b", "year", "value", how=how)
        pairs = dict(zip(zip(made["a"], made["b"], strict=True), made["value"], strict=True))
        assert pairs[("PAK", "CHN")] == pairs[("CHN", "PAK")] == value
        assert pairs[("USA", "PAK")] == pairs[("PAK", "USA")] == 5.0
        assert not checks.one_way(made, "a", "b", "year")
    copied = checks.symmetric(table, "a", "b", "year", "value", how="copy")
    assert dict(zip(zip(copied["a"], copied["b"], strict=True), copied["value"], strict=True))[("PAK", "CHN")] == 1.0
