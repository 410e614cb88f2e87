"""An export that fails leaves what was there as it was, and nothing half written."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import numpy as np
import pytest

from tightrope.core.errors import DataError, StoreError
from tightrope.data.exports import write as writing
from tightrope.data.exports.extra import need
from tightrope.data.exports.sheet import ColumnNote, Sheet
from tightrope.data.exports.write import write

SHEET = Sheet(
    name="t", title="T", columns={"x": np.array([1.0])}, notes={"x": ColumnNote(label="X")}, bibtex="@misc{a,}"
)
OTHER = Sheet(name="u", title="U", columns={"x": np.array([2.0])}, notes={"x": ColumnNote(label="X")})


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx", "dta", "rds"])
def test_a_full_disk_costs_nothing_that_was_there(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write(SHEET, tmp_path / f"t.{suffix}")
    before = tree(tmp_path)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing.os, "fsync", full)
    with pytest.raises(StoreError, match=r"cannot be written \(No space left on device\)"):
        write(OTHER, tmp_path / f"t.{suffix}", force=True)
    assert tree(tmp_path) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(before)  # no folder is left behind either


def test_a_second_table_that_cannot_be_written_takes_the_first_with_it(tmp_path: Path) -> None:
    huge = Sheet(name="huge", title="H", columns={"x": np.array([1e308])}, notes={"x": ColumnNote(label="X")})
    with pytest.raises(DataError, match="too large for Stata"):
        write((SHEET, huge), tmp_path / "many", kind=".dta")
    assert tree(tmp_path) == {}


def test_a_codebook_in_the_way_stops_the_whole(tmp_path: Path) -> None:
    (tmp_path / "t.csv.codebook.md").write_text("mine")
    with pytest.raises(StoreError, match=r"t\.csv\.codebook\.md: the file exists; add --force"):
        write(SHEET, tmp_path / "t.csv")
    assert tree(tmp_path) == {"t.csv.codebook.md": b"mine"}


def test_a_folder_in_the_files_place(tmp_path: Path) -> None:
    (tmp_path / "t.csv.bib").mkdir()
    with pytest.raises(StoreError, match="a folder is in the file's place"):
        write(SHEET, tmp_path / "t.csv", force=True)
    assert tree(tmp_path) == {}


def test_a_place_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="name another"):
        write(SHEET, tmp_path / "file" / "t.csv")
    with pytest.raises(StoreError, match="a file is in the place of the folder"):
        write(SHEET, tmp_path / "file")


def test_a_package_that_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(DataError, match=r"\.xlsx needs the package openpyxl; install tightrope\[exports\]"):
        write(SHEET, tmp_path / "t.xlsx")
    assert tree(tmp_path) == {}
    assert need("json", "a test").dumps([]) == "[]"


def test_a_writer_that_lays_out_differently_is_refused(tmp_path: Path) -> None:
    from tightrope.data.exports.dtabytes import finish

    write(SHEET, tmp_path / "t.dta")
    with pytest.raises(DataError, match="layout has changed"):
        finish((tmp_path / "t.dta").read_bytes(), (), {})  # it has characteristics already
