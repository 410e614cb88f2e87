"""Each format is read back by readers other than its writer: Python's own, pandas, pyarrow, calamine, rdata."""

from __future__ import annotations

import csv
import datetime
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import python_calamine
import rdata

from tightrope.core.errors import DataError, InvalidValue, StoreError
from tightrope.data.exports.neutral import SAID
from tightrope.data.exports.sheet import STATUSES, ColumnNote, Sheet, Withheld
from tightrope.data.exports.write import write

TEXT = ["=1+1", "پاکستان", "中国的\u3000", 'a "b", c\nd\r\ne', "x" * 300, "y" * 3000, "", "'=x", "_x0041_ \x0b"]
VALUES = [1.5, np.nan, np.nan, -3, 0.1, 5e-324, 1e300, 0.0, 2]
STATUS = ["observed", "missing", "beyond coverage", *["observed"] * 6]
BIG = 2**53 + 1


def sheet(**changes: object) -> Sheet:
    """Return a sheet with every kind of column and awkward cells."""
    given: dict = {
        "name": "awkward", "title": "A table of awkward cells",
        "columns": {
            "text": np.array(TEXT, dtype=object), "if": np.arange(9), "big": np.full(9, BIG),
            "value": np.array(VALUES), "status": np.array(STATUS, dtype=object),
            "yes": np.array([True, False, True] * 3), "maybe": np.array([1, 0, np.nan] * 3),
            "year": np.array([1990, np.nan, 2001] * 3), "date": np.array(["1971-12-16", "1954", ""] * 3, dtype=object),
        },
        "notes": {
            "text": ColumnNote(label="Text", kind="text"),
            "if": ColumnNote(label="A reserved word of Stata, with a label that is far longer than eighty characters: "
                             "so it is cut and the whole stands in a note", kind="integer"),
            "big": ColumnNote(label="A whole number beyond 2^53", kind="integer"),
            "value": ColumnNote(label="Value", unit="share, 0 to 1", says="higher = closer", status="status",
                                source="made", coverage="1990-2001"),
            "status": ColumnNote(label="Status", kind="category", levels=STATUSES),
            "yes": ColumnNote(label="Yes", kind="flag"), "maybe": ColumnNote(label="Maybe", kind="flag"),
            "year": ColumnNote(label="Year", kind="integer"), "date": ColumnNote(label="Date", kind="date"),
        },
        "license": ("Made for a test: CC BY 4.0",), "citations": ("Author (2000). Work. [author2000]",),
        "bibtex": "@misc{author2000,\n  title = {Work}\n}", "made": (("digest", "abc"),),
        "withheld": (Withheld(name="posts", label="Posts", why="Index: no reuse", recipe=("tightrope data add FILE",),
                              citations=("Index (2024).",)),),
    }  # fmt: skip
    return Sheet(**{**given, **changes})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("exports")
    for suffix in ("csv", "parquet", "xlsx", "dta", "rds"):
        write(sheet(), place / f"t.{suffix}")
    return place


def test_csv_by_pythons_own_reader_and_by_pandas(folder: Path) -> None:
    with (folder / "t.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["text"] for row in rows] == ["'" + t if t in ("=1+1", "'=x") else t for t in TEXT]
    assert [float(row["value"]) if row["value"] else None for row in rows][3:] == VALUES[3:]
    assert rows[3]["value"] == "-3.0"  # a negative number stays a number
    assert [row["status"] for row in rows] == STATUS
    assert rows[0]["big"] == str(BIG)
    assert [row["maybe"] for row in rows[:3]] == ["1", "0", ""]
    frame = pd.read_csv(folder / "t.csv")
    assert frame["value"].isna().sum() == 2
    assert frame["big"].tolist() == [BIG] * 9


def test_csv_mark_for_excel(tmp_path: Path) -> None:
    write(sheet(), tmp_path / "a.csv", bom=True)
    write(sheet(), tmp_path / "b.csv")
    marked, bare = (tmp_path / "a.csv").read_bytes(), (tmp_path / "b.csv").read_bytes()
    assert marked == b"\xef\xbb\xbf" + bare


def test_parquet_by_pyarrow(folder: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    read = parquet.read_table(folder / "t.parquet")
    columns = read.to_pydict()
    assert columns["text"] == [t or None for t in TEXT]
    assert columns["value"] == [None if v != v else v for v in VALUES]
    assert columns["big"] == [BIG] * 9
    assert columns["maybe"] == [True, False, None] * 3
    assert columns["year"] == [1990, None, 2001] * 3
    meta = read.schema.metadata
    assert b"CC BY 4.0" in meta[b"license"]
    assert meta[b"bibtex"].startswith(b"@misc{author2000")
    book = json.loads(meta[b"tightrope"])
    value = next(row for row in book["codebook"] if row["name"] == "value")
    assert (value["label"], value["unit"], value["status"]) == ("Value", "share, 0 to 1", "status")


def test_xlsx_by_calamine(folder: Path) -> None:
    book = python_calamine.load_workbook(str(folder / "t.xlsx"))
    assert book.sheet_names == ["awkward", "codebook", "license and sources"]
    head, *rows = book.get_sheet_by_name("awkward").to_python()
    cells = dict(zip(head, zip(*rows, strict=True), strict=True))
    assert list(cells["text"]) == ["'" + t if t in ("=1+1", "'=x") else t for t in TEXT]
    assert [c if c != "" else None for c in cells["value"]] == [None if v != v else v for v in VALUES]
    assert all(isinstance(c, float) for c in cells["value"] if c != "")
    assert cells["maybe"][:3] == (True, False, "")
    assert cells["big"][0] == str(BIG)  # said, as text: Excel would round it
    assert cells["date"][:3] == ("1971-12-16", "1954", "")
    told = book.get_sheet_by_name("license and sources").to_python()
    assert ["awkward", "license", "Made for a test: CC BY 4.0"] in told
    assert any(row[1] == "withheld" and "posts" in row[2] for row in told)
    assert any(row[1] == "BibTeX" and row[2].startswith("'@misc") for row in told)
    assert any(row[2] == SAID for row in told)


def test_xlsx_holds_no_formula_and_a_frozen_head(folder: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(folder / "t.xlsx")
    assert all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)
    assert book["awkward"].freeze_panes == "A2"


def test_dta_by_pandas(folder: Path) -> None:
    frame = pd.read_stata(folder / "t.dta")
    assert frame["text"].tolist() == TEXT
    assert frame["value"].tolist()[3:] == VALUES[3:]
    assert frame["status"].tolist() == STATUS
    assert frame["maybe"].astype(object).where(frame["maybe"].notna(), None).tolist() == ["yes", "no", None] * 3
    with pd.io.stata.StataReader(folder / "t.dta", convert_missing=True, convert_categoricals=False) as reader:
        raw = reader.read()
        labels = reader.variable_labels()
        stamp = reader.time_stamp
    assert [str(raw["value"][i]) for i in (1, 2)] == [".a", ".b"]
    assert str(raw["year"][1]) == "."
    assert "v_if" in labels
    assert all(len(name) <= 32 for name in labels)
    assert len(labels["v_if"]) <= 80
    assert stamp == "01 Jan 1980 00:00"
    assert (folder / "t.dta").read_bytes().startswith(b"<stata_dta><header><release>118</release>")


def test_dta_map_of_renamed_columns_is_said(tmp_path: Path) -> None:
    long = {f"{'a' * 40}{i}": np.arange(2) for i in range(3)} | {"str9": np.arange(2), "two words": np.arange(2)}
    notes = {name: ColumnNote(label=name, kind="integer") for name in long}
    done = write(Sheet(name="n", title="Names", columns=long, notes=notes), tmp_path / "n.dta")
    names = list(pd.read_stata(tmp_path / "n.dta").columns)
    assert len(set(names)) == 5
    assert names[3:] == ["v_str9", "two_words"]
    assert len(done.said) == 5
    assert "two words: renamed two_words" in done.said[4]
    assert "two_words" in (tmp_path / "n.dta.codebook.md").read_text()


def test_rds_by_rdata(folder: Path) -> None:
    frame = rdata.read_rds(folder / "t.rds")
    assert [None if v is pd.NA or v != v else v for v in frame["text"]] == [t or None for t in TEXT]
    assert frame["value"].tolist()[3:] == VALUES[3:]
    assert frame["value"].isna().sum() == 2
    assert frame["status"].tolist() == STATUS
    assert list(frame["status"].cat.categories) == list(STATUSES)
    assert frame["year"].tolist()[0] == 1990
    assert frame["year"].isna().tolist() == [False, True, False] * 3
    assert frame["maybe"].isna().tolist() == [False, False, True] * 3


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx", "dta", "rds"])
def test_the_same_bytes_every_time(folder: Path, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write(sheet(), tmp_path / f"t.{suffix}")
    for name in (f"t.{suffix}", f"t.{suffix}.codebook.md", f"t.{suffix}.bib"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()
    year = str(datetime.date.today().year).encode()
    assert year not in (tmp_path / f"t.{suffix}").read_bytes()[:400]


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx", "dta", "rds"])
def test_codebook_and_bibliography_lie_beside(folder: Path, suffix: str) -> None:
    book = (folder / f"t.{suffix}.codebook.md").read_text(encoding="utf-8")
    assert "| value | Value | share, 0 to 1 | number | higher = closer | made | 1990-2001 |  | status |" in book
    assert "CC BY 4.0" in book
    assert "posts (Posts): Index: no reuse" in book
    assert "tightrope data add FILE" in book
    assert (SAID in book) == (suffix in ("csv", "xlsx"))
    assert (folder / f"t.{suffix}.bib").read_text(encoding="utf-8").startswith("@misc{author2000,")
    if suffix in ("xlsx", "dta", "rds"):
        assert "beyond 2^53" in book


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx", ".dta", ".rds"])
def test_a_table_without_rows_keeps_its_columns(tmp_path: Path, suffix: str) -> None:
    whole = sheet()
    empty = sheet(columns={name: array[:0] for name, array in whole.columns.items()})
    write(empty, tmp_path / f"e{suffix}")
    readers = {
        ".csv": pd.read_csv, ".parquet": pd.read_parquet, ".dta": pd.read_stata, ".rds": rdata.read_rds,
        ".xlsx": lambda f: pd.DataFrame(columns=first_page(f)[0]),
    }  # fmt: skip
    read = readers[suffix](tmp_path / f"e{suffix}")
    assert len(read) == 0
    assert len(read.columns) == 9


def first_page(file: Path) -> list[list[object]]:
    return python_calamine.load_workbook(str(file)).get_sheet_by_index(0).to_python()


def test_several_tables_make_a_workbook_or_a_folder_never_one_file(tmp_path: Path) -> None:
    pair = (sheet(), sheet(name="Awkward"), sheet(name="sources", title="Another"))
    write(pair, tmp_path / "b.xlsx")
    names = python_calamine.load_workbook(str(tmp_path / "b.xlsx")).sheet_names
    assert names == ["awkward", "Awkward_2", "sources", "codebook", "license and sources"]
    done = write(pair[::2], tmp_path / "many", kind=".rds")
    assert [f.name for f in done.files[:2]] == ["awkward.rds", "sources.rds"]
    with pytest.raises(InvalidValue, match=r"2 tables do not fit one \.csv file; name an \.xlsx file or a folder"):
        write(pair[:2], tmp_path / "b.csv")
    with pytest.raises(InvalidValue, match=r"no format '\.sav'"):
        write(pair[0], tmp_path / "b.sav")


def test_a_file_is_replaced_only_if_asked(tmp_path: Path) -> None:
    write(sheet(), tmp_path / "t.csv")
    with pytest.raises(StoreError, match="the file exists; add --force to replace it"):
        write(sheet(), tmp_path / "t.csv")
    write(sheet(), tmp_path / "t.csv", force=True)
    write(sheet(), tmp_path / "t.dta")  # another format of the same table has a codebook of its own


@pytest.mark.parametrize(
    ("column", "kind", "says"),
    [
        ([1.0, np.inf], "number", "infinite"),
        (["a\0b", "c"], "text", "NUL"),
        (["\ud800", "c"], "text", "surrogate"),
        ([1.5, 2.0], "integer", "fraction"),
        ([2, 1], "flag", "0 and 1"),
        (["a", "b"], "category", "levels"),
        (["a", "b"], "number", "no number"),
        (np.array([2**63, 1], dtype=np.uint64), "integer", "64 bits"),
    ],
)
def test_what_no_format_holds_is_refused_in_one_line(column: object, kind: str, says: str) -> None:
    with pytest.raises(DataError, match=says) as caught:
        Sheet(name="t", title="T", columns={"c": np.asarray(column)}, notes={"c": ColumnNote(label="C", kind=kind)})
    assert str(caught.value).startswith("t.c: ")
    assert "\n" not in str(caught.value)


def test_columns_and_notes_have_to_agree() -> None:
    one = {"a": np.arange(2), "b": np.arange(3)}
    notes = {name: ColumnNote(label=name, kind="integer") for name in one}
    with pytest.raises(DataError, match="one length"):
        Sheet(name="t", title="T", columns=one, notes=notes)
    with pytest.raises(DataError, match="differ: b"):
        Sheet(name="t", title="T", columns={"a": one["a"]}, notes=notes)


def test_a_number_too_large_for_stata_is_refused(tmp_path: Path) -> None:
    huge = Sheet(name="h", title="H", columns={"x": np.array([1e308])}, notes={"x": ColumnNote(label="X")})
    with pytest.raises(DataError, match=r"too large for Stata; write \.parquet or \.csv"):
        write(huge, tmp_path / "h.dta")
    assert list(tmp_path.iterdir()) == []


def test_excel_cuts_long_text_and_says_so(tmp_path: Path) -> None:
    long = Sheet(
        name="l", title="L", columns={"x": np.array(["z" * 40_000], dtype=object)},
        notes={"x": ColumnNote(label="X", kind="text")},
    )  # fmt: skip
    done = write(long, tmp_path / "l.xlsx")
    assert done.said == ("l.x: 1 texts are cut at 32767 characters, the most Excel holds",)
    cell = python_calamine.load_workbook(str(tmp_path / "l.xlsx")).get_sheet_by_index(0).to_python()[1][0]
    assert len(cell) == 32_767
