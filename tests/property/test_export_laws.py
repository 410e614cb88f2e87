"""Laws of exports: text and numbers come back through every format; neutralized text is never live and is restored."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import python_calamine
import rdata
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tightrope.data.exports.names import RESERVED, TYPE_NAME, sheet_names, stata_names
from tightrope.data.exports.neutral import neutralize, restore
from tightrope.data.exports.sheet import ColumnNote, Sheet
from tightrope.data.exports.write import write

LIVE = st.sampled_from(
    ["=", "+", "-", "@", "\t", "\r", "\n", "'", " ", "＝", "＋", "－", "＠", "\ufeff", "\u200b", "−"]
)
ODD = st.sampled_from(
    ["اردو متن", "中文", '"', ",", "\n", "\r\n", "_x0041_", "\x0b", "é", "🦊", "a" * 300, ";", "{", "%"]
)
ANY = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=12)
WORDS = st.lists(st.one_of(LIVE, ODD, ANY), max_size=4).map("".join)
NUMBERS = st.one_of(
    st.just(float("nan")), st.floats(allow_nan=False, allow_infinity=False, max_value=8e307, min_value=-8e307)
)
ROWS = st.lists(st.tuples(WORDS, NUMBERS), min_size=1, max_size=8)
PHASES = (Phase.explicit, Phase.generate)  # files are slow to write: a failure is shown as found
DANGER = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


@given(WORDS)
def test_neutral_text_is_not_live_and_comes_back(text: str) -> None:
    kept = neutralize(text)
    assert not kept.startswith(DANGER)
    assert not kept.lstrip().startswith(DANGER)
    assert restore(kept) == text
    assert kept in (text, "'" + text)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "－1", " =1", "\ufeff=1"])
def test_each_live_start_is_marked(text: str) -> None:
    assert neutralize(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=1", "2-1", "it's", "'quoted'", "–dash", "中"])
def test_plain_text_is_left_alone(text: str) -> None:
    assert neutralize(text) == text


def _sheet(rows: list[tuple[str, float]]) -> Sheet:
    words, numbers = zip(*rows, strict=True)
    return Sheet(
        name="t", title="T", columns={"w": np.array(words, dtype=object), "x": np.array(numbers)},
        notes={"w": ColumnNote(label="W", kind="text"), "x": ColumnNote(label="X")},
    )  # fmt: skip


def _same(found: list[object], rows: list[tuple[str, float]]) -> None:
    for cell, (_, number) in zip(found, rows, strict=True):
        if number != number:
            assert cell is None or cell == "" or cell != cell
        else:
            assert float(cell) == number  # type: ignore[arg-type]


@settings(max_examples=30, deadline=None, phases=PHASES)
@given(ROWS)
def test_every_format_gives_cells_back(rows: list[tuple[str, float]]) -> None:
    given_words = [word for word, _ in rows]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for suffix in ("csv", "xlsx", "dta", "rds"):
            write(_sheet(rows), place / f"t.{suffix}")
        with (place / "t.csv").open(encoding="utf-8", newline="") as stream:
            read = list(csv.DictReader(stream))
        assert [restore(row["w"]) for row in read] == given_words
        _same([row["x"] for row in read], rows)

        book = python_calamine.load_workbook(str(place / "t.xlsx")).get_sheet_by_name("t").to_python()[1:]
        book += [["", ""]] * (len(rows) - len(book))  # calamine leaves out empty rows at the end
        assert [restore(str(row[0])) for row in book] == given_words
        _same([row[1] for row in book], rows)

        stata = pd.read_stata(place / "t.dta")
        assert stata["w"].tolist() == given_words
        _same(stata["x"].tolist(), rows)

        frame = rdata.read_rds(place / "t.rds")
        assert ["" if pd.isna(w) else w for w in frame["w"].tolist()] == given_words
        _same(frame["x"].tolist(), rows)


@given(st.lists(WORDS, max_size=12, unique=True))
def test_stata_names_are_lawful_and_distinct(columns: list[str]) -> None:
    names = list(stata_names(columns, columns[::2]).values())
    assert len(set(names)) == len(columns)
    for name in names:
        assert name.isascii()
        assert name.isidentifier()
        assert len(name) <= 32
        assert name not in RESERVED
        assert not TYPE_NAME.match(name)


@given(st.lists(WORDS, max_size=12, unique=True))
def test_sheet_names_are_lawful_and_distinct(tables: list[str]) -> None:
    names = list(sheet_names(tables, ("codebook", "sources")).values())
    assert len({name.lower() for name in (*names, "codebook", "sources")}) == len(tables) + 2
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
