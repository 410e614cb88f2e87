"""Versions of what is held: files and panels side by side, what moved for a state and why, and the two commands."""

from __future__ import annotations

import copy
import json
from csv import DictReader
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from tightrope.catalog.shelf import indicators, sources
from tightrope.cli.main import main
from tightrope.core.citation import Citation, License
from tightrope.core.errors import CoverageError, InvalidValue, SourceUnavailable, StoreError
from tightrope.data.formats.reading import Reading
from tightrope.data.read import read_parquet, sha256, write_parquet
from tightrope.data.vault import Vault, brought, describe
from tightrope.study.holdings import build, changes, compare
from tightrope.study.holdings.reference import SHIPPED, manifest

KEPT = ("arms_share", "growth", "powers_rivalry")
POWERS = ("USA", "CHN")


def save(folder, tables, *, edit=lambda m: None):
    """Write a small panel: some series of the shipped one, changed."""
    folder.mkdir()
    told = copy.deepcopy(manifest())
    told["indicators"] = {n: row for n, row in told["indicators"].items() if n in tables}
    for name, table in tables.items():
        order = tuple(k for k in ("state", "power", "year") if k in table)
        write_parquet(folder / f"{name}.parquet", table, order=order)
        told["indicators"][name]["sha256"] = sha256(folder / f"{name}.parquet")
    edit(told)
    (folder / "manifest.json").write_text(json.dumps(told))
    return folder


@pytest.fixture(scope="module")
def tables():
    return {name: read_parquet(SHIPPED / f"{name}.parquet") for name in KEPT}


@pytest.fixture
def old(tmp_path, tables):
    return save(tmp_path / "old", tables)


def test_a_panel_does_not_differ_from_itself(old):
    found = compare.differ(str(old), str(old))
    assert found.same
    assert not found.stops
    assert found.rows() == []


def test_a_revision_is_told_with_its_cause(tmp_path, old, tables):
    table = dict(tables["growth"])
    at = (table["state"] == "PAK") & (table["year"] == 2020)
    table["value"] = np.where(at, table["value"] + 5, table["value"])

    def newer(told):
        told["sources"]["world_bank"]["version"] = "2027-01-01"
        told["sources"]["world_bank"]["files"] = {"x.parquet": {"sha256": "0" * 64, "bytes": 1}}

    new = save(tmp_path / "new", {**tables, "growth": table}, edit=newer)
    (moved,) = changes.panels("PAK", POWERS, old, new)
    assert (moved.name, moved.added, moved.gone, moved.revised) == ("growth", 0, 0, 1)
    assert "source world_bank changed" in moved.cause
    assert "2027-01-01" in moved.cause
    assert moved.changes.moves[0].new == pytest.approx(moved.changes.moves[0].old + 5)
    assert changes.panels("IND", POWERS, old, new) == [], "another state's numbers did not move"


def test_code_coverage_and_license_are_causes_of_their_own(tmp_path, old, tables):
    table = {n: np.concatenate([a, a[-1:]]) for n, a in tables["growth"].items()}
    table["state"][-1], table["year"][-1] = "PAK", 2030

    def reaches(told):
        told["indicators"]["growth"]["last"] = 2030

    new = save(tmp_path / "new", {**tables, "growth": table}, edit=reaches)
    (moved,) = changes.panels("PAK", POWERS, old, new)
    assert (moved.added, moved.revised) == (1, 0)
    assert "coverage extended" in moved.cause
    assert "to 1961-2030" in moved.cause
    assert "code changed" in moved.cause

    def private(told):
        told["indicators"]["growth"]["shipped"] = False

    less = save(tmp_path / "less", {n: t for n, t in tables.items() if n != "growth"})
    more = save(tmp_path / "more", tables, edit=private)
    (moved,) = changes.panels("PAK", POWERS, less, more)
    assert moved.cause == "license: only in a local panel (world_bank)"
    assert moved.added == int((tables["growth"]["state"] == "PAK").sum())


def test_only_rows_of_the_triad_count(tmp_path, old, tables):
    table = dict(tables["arms_share"])
    table["value"] = np.where(table["power"] == "RUS", 0.5, table["value"])
    new = save(tmp_path / "new", {**tables, "arms_share": table})
    assert changes.panels("PAK", POWERS, old, new) == []
    assert changes.panels("PAK", ("USA", "RUS"), old, new)[0].revised > 10


def report(shift=0.0, *, as_of=2023, digest="a", code="c"):
    """Return the parts of a report that are held against each other."""
    years = [2022, 2023]
    series = {"mean": [0.1, 0.2 + shift], "low": [0.0, 0.1 + shift], "high": [0.2, 0.3 + shift], "prob": 0.9}
    classes = {"names": ["level", "leaning"], "probability": [[0.6, 0.4], [0.6 - shift / 2, 0.4 + shift / 2]]}
    p = {"mean": [0.9], "low": [0.8], "high": [0.95]}
    inputs = [{"name": "visits", "sha256": digest, "role": "tie"}, {"name": "claims", "sha256": "z"}]
    return {
        "study": {"focal": "PAK", "powers": list(POWERS), "name": "pakistan"}, "as_of": as_of,
        "position": {"years": years, "tilt": series, "dependence_first": series, "classes": classes},
        "horizon": {"survival": {"years": [1], "probability": p}},
        "manifest": {"inputs": inputs, "code": {"sha256": code}, "parameters": {"seed": 1}},
    }  # fmt: skip


def test_two_runs_are_held_against_each_other():
    found = changes.reports(report(), report(0.5, digest="b", as_of=2024))
    rows = {r["name"]: r for r in found["numbers"]}
    assert rows["tilt 2023"]["intervals"] == "intervals do not overlap"
    assert rows["tilt 2023"]["behind"] == "changed behind it: visits"
    assert rows["dependence_first 2023"]["behind"] == "nothing behind it changed"
    assert rows["still inside after 1 years"]["intervals"] == "intervals overlap"
    assert rows["probability of leaning 2023"]["new"] == "0.65"
    assert found["inputs"]["changed"] == ["visits"]
    assert any("as of 2023 and 2024" in note for note in found["notes"])
    same = changes.reports(report(), report(code="d"))
    assert same["notes"] == ["The code changed, c -> d.", "All 90 % intervals overlap."]
    other = report()
    other["study"]["focal"] = "IND"
    with pytest.raises(StoreError, match="other states"):
        changes.reports(report(), other)


def test_one_vintage_is_said_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setenv("TIGHTROPE_DATA", str(tmp_path))
    shown = CliRunner().invoke(main, ["show", "pakistan", "changes"])
    assert shown.exit_code == 0
    assert shown.output.count("\n") == 1
    assert "only one vintage" in shown.output


def test_show_changes_prints_what_moved(old, tmp_path, tables):
    table = dict(tables["growth"], value=tables["growth"]["value"] + 1)
    new = save(tmp_path / "new", {**tables, "growth": table})
    asked = ["show", "pakistan", "changes", "--from", str(old), "--to", str(new), "--json"]
    shown = json.loads(CliRunner().invoke(main, asked).output)
    (row,) = shown["indicators"]
    assert row["name"] == "growth"
    assert "no causal decomposition" in shown["notes"][-1]


def csv(file, rows):
    file.write_text("country,year,gdp\n" + "".join(f"{s},{y},{v}\n" for s, y, v in rows))
    return str(file)


@pytest.fixture
def plainly(monkeypatch):
    """Read CSV here instead of in a child process, which has tests of its own."""

    def read(file):
        told = list(DictReader(file.read_text().splitlines()))
        kinds = {"country": object, "year": int, "gdp": float}
        return Reading(columns={n: np.array([row[n] for row in told]).astype(k) for n, k in kinds.items()})

    monkeypatch.setattr(compare, "read_file", read)


def test_a_file_is_read_as_any_foreign_file_is(tmp_path):
    one = csv(tmp_path / "one.csv", [("PAK", 2000, 1)])
    assert compare.side(one).tables["one.csv"]["gdp"].tolist() == [1]


@pytest.mark.usefixtures("plainly")
def test_diff_ends_with_three_where_a_refresh_would_stop(tmp_path, rng):
    rows = [(s, y, round(float(v), 3)) for s in ("IND", "PAK") for y, v in enumerate(rng.lognormal(3, 1, 20), 2000)]
    one = csv(tmp_path / "one.csv", rows)
    revised = csv(tmp_path / "two.csv", [(s, y, v * 1.03 if y % 3 else v) for s, y, v in rows])
    scaled = csv(tmp_path / "three.csv", [(s, y, v * 1e6) for s, y, v in rows])

    def run(*names):
        return CliRunner().invoke(main, ["data", "diff", *names])

    assert run(one, one).exit_code == 0
    ordinary, stopped = run(one, revised), run(one, scaled)
    assert (ordinary.exit_code, stopped.exit_code) == (0, 3)
    assert "an ordinary revision" in ordinary.output
    assert "gdp: another unit, 1,000,000 times the old in all 40 rows" in stopped.output
    told = json.loads(run(one, scaled, "--json", "--keys", "country,year").output)
    assert told["stops"]
    assert told["tables"]["three.csv"]["jumps"][0]["kind"] == "unit"


@pytest.mark.usefixtures("plainly")
def test_what_cannot_be_compared_is_said(tmp_path, old, monkeypatch):
    monkeypatch.setenv("TIGHTROPE_DATA", str(tmp_path))
    one = csv(tmp_path / "one.csv", [("PAK", 2000, 1)])
    with pytest.raises(InvalidValue, match="a panel is compared with a panel"):
        compare.differ(one, str(old))
    with pytest.raises(SourceUnavailable):
        compare.differ(one, "gpr@2020-01-01-00000000")
    with pytest.raises(SourceUnavailable, match="no such file"):
        compare.differ(one, str(tmp_path / "no-such.csv"))


def keep(folder, day, factor):
    """Keep a version of a source in the vault."""
    vault = Vault(folder)
    citation = Citation(key="x", license=License(name="CC0", ships="values"), url="https://example.org")
    with vault.pulling("gpr") as incoming:
        file = incoming / "gpr.csv"
        file.write_text(f"{factor}")
        received = [brought(file, retrieved=day)]
        snapshot = describe("gpr", received, url="https://example.org", citation=citation, retrieved=day)
        months = np.arange(1, 25)
        table = {"month": months, "index": factor * (100.0 + months)}
        return vault.keep("gpr", {"gpr.csv": file}, snapshot, {"gpr": table}).name


def test_versions_that_were_pulled_are_compared_by_name(tmp_path, monkeypatch):
    monkeypatch.setenv("TIGHTROPE_DATA", str(tmp_path))
    first = keep(tmp_path / "sources", "2026-11-01T00:00:00+00:00", 1.0)
    second = keep(tmp_path / "sources", "2026-11-22T00:00:00+00:00", 0.01)
    found = compare.differ(f"gpr@{first}", "gpr")
    assert found.new == f"gpr@{second}"
    (jump,) = found.tables["gpr"].jumps
    assert (jump.kind, found.stops) == ("unit", True)
    assert compare.differ(f"gpr@{second}", "gpr").same


def test_a_build_refuses_pairs_that_stand_one_way(tmp_path):
    entry = indicators()["rivalry"]

    def lone(library, powers):
        pair = {"state": ["IND"], "other": ["PAK"]}
        return {n: np.array(v, dtype=object) for n, v in pair.items()} | {
            "year": np.array([2000]), "value": np.array([1.0]),
        }  # fmt: skip

    with pytest.raises(CoverageError, match=r"rivalry\.py: 1 of 1 rows stand one way only, such as IND-PAK 2000"):
        build._made(tmp_path, replace(entry, compute=lone), None, dict(sources()))
