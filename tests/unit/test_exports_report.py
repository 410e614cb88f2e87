"""Parts of a report and the catalog as tables: the report's own rows, typed; words are understood or refused."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import python_calamine
from click.testing import CliRunner

from tightrope.catalog.shelf import indicators, sources
from tightrope.cli.main import main
from tightrope.core.errors import InvalidValue, UnknownName
from tightrope.report.compose import compose
from tightrope.report.honesty import series
from tightrope.report.table import tables
from tightrope.study.holdings.export import Options, available, export, understand
from tightrope.study.holdings.parts import TITLES, names, part_sheet

_spec = importlib.util.spec_from_file_location("report_values", Path(__file__).with_name("report_values.py"))
assert _spec is not None
assert _spec.loader is not None
values = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(values)


@pytest.fixture(scope="module")
def report() -> dict:
    return json.loads(json.dumps(compose(**values.everything())))


@pytest.fixture
def out(report: dict, tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    return folder


def test_every_part_becomes_a_table_with_license_citation_and_digest(report: dict) -> None:
    found = names(report)
    assert {"position", "classes", "turning_points", "ledger", "T1", "events", "roles", "sources"} <= set(found)
    for name in found:
        sheet = part_sheet(report, name)
        assert sheet.citations
        assert sheet.license
        assert "@software{tightrope," in sheet.bibtex
        assert not [line for line in sheet.citations if "[tightrope]" in line and "no entry" in line]
        assert dict(sheet.made)["SHA-256 of the report's values"]
        assert TITLES[name] in sheet.title


def test_the_rows_are_those_of_the_reports_own_tables(report: dict) -> None:
    for file, text in tables(report).items():
        name = file.removesuffix(".csv")
        if name not in names(report) or name in ("position", "labels"):
            continue
        own = list(csv.DictReader(io.StringIO(text, newline="")))
        sheet = part_sheet(report, name)
        assert len(sheet) == len(own), name
        assert list(sheet.columns) == list(own[0])
        for column in sheet.columns:
            for cell, given in zip(sheet.cells(column), (row[column] for row in own), strict=True):
                if cell is None:
                    assert given == ""
                elif isinstance(cell, bool):
                    assert given == str(cell) or given == str(int(cell))
                else:
                    assert str(cell) == given or float(cell) == float(given)


def test_position_keeps_every_year_and_its_interval(report: dict) -> None:
    sheet = part_sheet(report, "position")
    frame = pd.DataFrame(sheet.columns)
    held = dict(series(report["position"]))
    assert len(frame) == len(held) * len(report["position"]["years"])
    tilt = frame[frame["series"] == "tilt"]
    for end in ("mean", "low", "high"):
        given = [np.nan if v is None else v for v in held["tilt"][end]]
        np.testing.assert_array_equal(tilt[end].to_numpy(), given)
    assert ((frame["status"] == "missing") == frame["mean"].isna()).all()
    assert sheet.columns["after_as_of"].sum() == len(held) * sum(
        y > report["as_of"] for y in report["position"]["years"]
    )
    assert "below 0 toward the United States" in sheet.series["tilt"].says or "below 0" in sheet.series["tilt"].says
    wide = part_sheet(report, "position", layout="wide")
    assert len(wide) == len(report["position"]["years"])
    np.testing.assert_array_equal(wide.columns["tilt_low"], tilt["low"].to_numpy())


def test_classes_long_and_wide_hold_the_same_numbers(report: dict) -> None:
    wide, long = part_sheet(report, "classes"), part_sheet(report, "classes", layout="long")
    labels = report["position"]["classes"]["labels"]
    frame = pd.DataFrame(long.columns)
    for label in labels:
        np.testing.assert_array_equal(frame[frame["label"] == label]["probability"], wide.columns[label])
    with pytest.raises(InvalidValue, match="ledger has one layout only"):
        part_sheet(report, "ledger", layout="wide")


def test_a_workbook_of_parts(out: Path, tmp_path: Path, report: dict) -> None:
    study = report["study"]["name"]
    target = tmp_path / "t.xlsx"
    done = CliRunner().invoke(
        main, ["export", study, "T1", "ledger", "position", "--out", str(out), "--to", str(target)]
    )
    assert done.exit_code == 0, done.output
    book = python_calamine.load_workbook(str(target))
    assert book.sheet_names == ["T1", "ledger", "position", "codebook", "license and sources"]
    head, *rows = book.get_sheet_by_name("position").to_python()
    assert isinstance(rows[0][head.index("year")], float)


def test_all_parts_into_a_folder(out: Path, tmp_path: Path, report: dict) -> None:
    options = Options(out=out, kind=".rds")
    done = export([report["study"]["name"], "all"], tmp_path / "many", options)
    files = {file.name for file in (tmp_path / "many").iterdir()}
    assert {f"{name}.rds" for name in names(report)} <= files
    assert set(done.rows) == set(names(report))


def test_catalog_tables_hold_every_entry(tmp_path: Path) -> None:
    export(["sources", "indicators"], tmp_path / "c.xlsx", Options())
    book = python_calamine.load_workbook(str(tmp_path / "c.xlsx"))
    assert book.sheet_names == ["sources", "indicators", "codebook", "license and sources"]
    export(["sources"], tmp_path / "s.csv", Options())
    export(["indicators"], tmp_path / "i.csv", Options())
    assert pd.read_csv(tmp_path / "s.csv")["name"].tolist() == sorted(sources())
    assert pd.read_csv(tmp_path / "i.csv")["name"].tolist() == sorted(indicators())


def test_words_are_understood() -> None:
    wanted = understand(["indicator", "arms_share", "visits"])
    assert [name for name, _ in wanted.series] == ["arms_share", "visits"]
    assert understand(["panel"]).series[0] == ("panel", tuple(indicators()))
    mixed = understand(["sources", "pakistan", "sources", "events"])
    assert (mixed.catalog, mixed.study, mixed.parts) == (("sources",), "pakistan", ("sources", "events"))


def test_words_that_name_nothing_are_refused_with_near_names() -> None:
    with pytest.raises(UnknownName, match=r"'arms_shar' to export; did you mean arms_share"):
        understand(["arms_shar"])
    with pytest.raises(UnknownName, match=r"see `tightrope export --list`"):
        understand(["pakistan", "xyzzy"])
    with pytest.raises(InvalidValue, match="nothing is named"):
        understand([])


def test_the_list_says_what_is_withheld(out: Path, report: dict) -> None:
    rows = {row["word"]: row for row in available(out)}
    assert rows["posts"]["state"].startswith("withheld")
    assert rows["arms_share"]["state"] == ""
    assert f"{report['study']['name']} position" in rows
    done = CliRunner().invoke(main, ["export", "--list", "--json", "--out", str(out)])
    assert {row["word"] for row in json.loads(done.stdout)} == set(rows)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["arms_share"], "no file is named; add --to"),
        (["arms_share", "--to", "x.txt"], "no format '.txt'"),
        (["arms_share", "visits", "--to", "x.csv"], "2 tables do not fit one .csv file"),
        (["arms_share", "--years", "now", "--to", "x.csv"], "'now' is no span of years"),
        (["arms_share", "--years", "2000-1990", "--to", "x.csv"], "the period 2000-1990 is empty"),
        (["arms_share", "--state", "ZZZ", "--to", "x.csv"], "unknown state 'ZZZ'"),
        (["pakistan", "--out", "nowhere", "--to", "x.csv"], "there is no report here"),
    ],
)
def test_errors_are_one_line(words: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["export", *words])
    assert done.exit_code in (2, 5)
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
