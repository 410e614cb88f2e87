"""Versions on disk: whole or not there, hashed on opening, current by a pointer, dropped only when told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from tightrope.core.citation import Citation, License
from tightrope.core.errors import CoverageError, DigestMismatch, SourceUnavailable, StoreError
from tightrope.data import vault as vaults
from tightrope.data.pulls import disk
from tightrope.data.read import read_parquet
from tightrope.data.vault import Vault, brought, describe

CITATION = Citation(key="toy2020", license=License(name="CC BY 4.0", ships="derived"), url="https://example.org")
SRC = Path(__file__).parents[2] / "src"


def table(values: list[float]) -> dict[str, np.ndarray]:
    states = np.array(["PAK", "IND", ""][: len(values)], dtype=object)
    return {"state": states, "a value": np.array(values), 'odd "name"': np.arange(len(values))}


def keep(vault: Vault, text: str, day: str = "2026-11-22", values: tuple[float, ...] = (0.5, float("nan"))):
    with vault.pulling("toy") as incoming:
        file = incoming / "t.csv"
        file.write_text(text)
        snapshot = describe(
            "toy", [brought(file, retrieved=f"{day}T10:00:00+00:00")], url="https://example.org", citation=CITATION,
            retrieved=f"{day}T10:00:00+00:00",
        )  # fmt: skip
        return vault.keep("toy", {"t.csv": file}, snapshot, {"toy": table(list(values))})


def everything(folder: Path) -> dict[str, bytes]:
    """Return every byte that is held; what is on its way aside."""
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and "incoming" not in p.parts and p.name != ".lock"
    }


def test_a_version_holds_what_was_received_and_its_tables(tmp_path: Path):
    vault = Vault(tmp_path / "a folder" / "پاکستان")
    made = keep(vault, "a\n1\n")
    assert made.name == f"2026-11-22-{made.digest[:8]}"
    assert made.folder == vault.folder / "toy" / made.name
    assert made.received["t.csv"].read_text() == "a\n1\n"
    got = read_parquet(made.tables["toy"])
    assert list(got) == ["state", "a value", 'odd "name"']
    assert got["state"].tolist() == ["IND", "PAK"]
    assert np.isnan(got["a value"][0])
    assert made.snapshot.citation == CITATION
    assert vault.current("toy") == vault.open("toy") == vault.open("toy", made.name) == made
    assert vault.sources() == ("toy",)
    assert sorted(p.name for p in made.folder.iterdir()) == ["received", "snapshot.json", "tables"]
    assert not (vault.folder / "toy" / "incoming" / "t.csv").exists()


def test_nothing_held_is_none_or_said(tmp_path: Path):
    vault = Vault(tmp_path / "absent")
    assert vault.current("toy") is None
    assert vault.versions("toy") == ()
    assert vault.sources() == ()
    assert vault.pinned("toy") == ""
    with pytest.raises(SourceUnavailable, match="tightrope data pull toy"):
        vault.open("toy")
    with pytest.raises(SourceUnavailable, match="held are: none"):
        vault.open("toy", "2020-01-01-00000000")


def test_versions_are_kept_in_order_and_current_is_the_last_kept(tmp_path: Path):
    vault = Vault(tmp_path)
    first, second = keep(vault, "a\n1\n", "2026-11-22"), keep(vault, "a\n2\n", "2026-12-01")
    assert vault.versions("toy") == (first, second)
    assert vault.current("toy") == second
    late = keep(vault, "a\n3\n", "2020-01-01")  # a clock that went wrong
    assert vault.versions("toy") == (late, first, second)
    assert vault.current("toy") == late


def test_the_same_bytes_make_no_new_version(tmp_path: Path):
    vault = Vault(tmp_path)
    first = keep(vault, "a\n1\n", "2026-11-22")
    assert keep(vault, "a\n1\n", "2026-12-01") == first
    other = keep(vault, "a\n1\n", "2026-12-01", values=(0.5, 0.7))  # the reading changed
    assert vault.versions("toy") == (first, other)
    assert keep(Vault(tmp_path / "b"), "a\n1\n").digest == first.digest


def test_pins_hold_against_newer_versions(tmp_path: Path):
    vault = Vault(tmp_path)
    first = keep(vault, "a\n1\n")
    vault.pin("toy", first.name)
    second = keep(vault, "a\n2\n", "2026-12-01")
    assert vault.current("toy") == first
    assert vault.pinned("toy") == first.name
    with pytest.raises(StoreError, match="in use"):
        vault.drop("toy", first.name)
    vault.unpin("toy")
    assert vault.current("toy") == second
    with pytest.raises(StoreError, match="in use"):
        vault.drop("toy", second.name)
    vault.drop("toy", first.name)
    assert vault.versions("toy") == (second,)
    with pytest.raises(SourceUnavailable, match="not held"):
        vault.pin("toy", first.name)


@pytest.mark.parametrize("harm", ["changed", "gone", "table"])
def test_every_byte_is_hashed_on_opening(tmp_path: Path, harm: str):
    vault = Vault(tmp_path)
    made = keep(vault, "a\n1\n")
    file = made.tables["toy"] if harm == "table" else made.received["t.csv"]
    if harm == "gone":
        file.unlink()
    else:
        raw = bytearray(file.read_bytes())
        raw[len(raw) // 2] ^= 1
        file.write_bytes(bytes(raw))
    with pytest.raises(DigestMismatch, match="pull toy again"):
        vault.open("toy")
    again = keep(vault, "a\n1\n")  # and pulling again does mend it
    assert vault.open("toy") == again
    assert not list((tmp_path / "toy").glob(".aside-*-damaged")) or keep(vault, "a\n1\n") == again


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '{"seal": "0"}', "\x00\xff"])
def test_a_damaged_record_is_said(tmp_path: Path, text: str):
    vault = Vault(tmp_path)
    made = keep(vault, "a\n1\n")
    (made.folder / "snapshot.json").write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match="record of the version is damaged"):
        vault.open("toy")


def test_a_record_cannot_point_outside(tmp_path: Path):
    vault = Vault(tmp_path)
    made = keep(vault, "a\n1\n")
    told = json.loads((made.folder / "snapshot.json").read_text())
    told.pop("seal")
    told["holds"]["../../../outside"] = ["0" * 64, 1]
    told = {"seal": vaults.hashlib.sha256(vaults._canonical(told)).hexdigest(), **told}
    (made.folder / "snapshot.json").write_text(json.dumps(told))
    with pytest.raises(StoreError, match="damaged"):
        vault.open("toy")


def full(*_: object, **__: object) -> None:
    """Be a full disk."""
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("where", ["copy", "table", "record", "rename", "pointer", "aside"])
def test_a_full_disk_leaves_no_half_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str):
    vault = Vault(tmp_path)
    first = keep(vault, "a\n1\n")
    before = everything(tmp_path)
    with monkeypatch.context() as patch:
        if where == "copy":
            patch.setattr(os, "fsync", full)
        if where == "table":
            patch.setattr(vaults, "write_parquet", full)
        if where == "record":
            patch.setattr(vaults, "write", full)
        if where == "rename":
            patch.setattr(Path, "rename", full)
        if where == "pointer":
            patch.setattr(vaults, "replace", full)
        if where == "aside":
            patch.setattr(vaults.tempfile, "mkdtemp", full)
        with pytest.raises(StoreError, match="No space left on device"):
            keep(vault, "a\n2\n", "2026-12-01")
    assert vault.open("toy") == first
    after = everything(tmp_path)
    assert {name: after[name] for name in before} == before
    if where != "pointer":  # there the new version is whole, and only not in use
        assert after == before
    assert keep(vault, "a\n2\n", "2026-12-01") == vault.open("toy")


def test_a_keeping_that_was_killed_leaves_the_old_version(tmp_path: Path):
    vault = Vault(tmp_path)
    first = keep(vault, "a\n1\n")
    before = everything(tmp_path)
    code = f"""
        import os, sys, pathlib
        sys.path.insert(0, {str(Path(__file__).parents[2])!r})
        from tests.unit.test_vault import keep, vaults
        vaults.write = lambda *a: os.kill(os.getpid(), 9)
        keep(vaults.Vault(pathlib.Path({str(tmp_path)!r})), "a\\n2\\n", "2026-12-01")
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], env={**os.environ, "PYTHONPATH": str(SRC)})
    assert done.returncode == -9
    assert list((tmp_path / "toy").glob(".aside-*"))
    assert vault.open("toy") == first
    assert vault.versions("toy") == (first,)
    with vault.pulling("toy"):
        pass
    assert everything(tmp_path) == before


def test_what_is_wrong_with_a_new_version_leaves_the_old(tmp_path: Path):
    vault = Vault(tmp_path)
    first = keep(vault, "a\n1\n")
    before = everything(tmp_path)
    with pytest.raises(CoverageError, match="no rows"):
        keep(vault, "a\n2\n", values=())
    file = tmp_path / "mine.csv"
    file.write_text("a\n3\n")
    snapshot = describe(
        "toy", [brought(file, retrieved="2026-12-01")], url="", citation=CITATION, retrieved="2026-12-01"
    )
    with pytest.raises(StoreError, match="not those of the snapshot"):
        vault.keep("toy", {"other.csv": file}, snapshot, {})
    file.write_text("a\n4\n")
    with pytest.raises(DigestMismatch, match="not the one that was received"):
        vault.keep("toy", {"mine.csv": file}, snapshot, {})
    bad = describe("toy", snapshot.files, url="", citation=CITATION, retrieved="yesterday")
    file.write_text("a\n3\n")
    with pytest.raises(StoreError, match="no ISO date"):
        vault.keep("toy", {"mine.csv": file}, bad, {})
    file.rename(tmp_path / "moved.csv")
    with pytest.raises(StoreError, match="No such file"):
        vault.keep("toy", {"mine.csv": file}, snapshot, {})
    (tmp_path / "moved.csv").unlink()
    assert everything(tmp_path) == before
    assert vault.open("toy") == first


def test_a_users_own_file_stays_where_it_is(tmp_path: Path):
    file = tmp_path / "mine.csv"
    file.write_text("a\n3\n")
    received = brought(file, retrieved="2026-12-01", name="t.csv")
    snapshot = describe("toy", [received], url="", citation=CITATION, retrieved="2026-12-01")
    made = Vault(tmp_path / "vault").keep("toy", {"t.csv": file}, snapshot, {})
    assert file.read_text() == "a\n3\n"
    assert made.received["t.csv"].read_text() == "a\n3\n"
    assert made.tables == {}
    with pytest.raises(SourceUnavailable, match="not there"):
        brought(tmp_path / "absent.csv", retrieved="2026-12-01")


def test_two_pulls_at_once_one_is_refused(tmp_path: Path):
    one, other = Vault(tmp_path), Vault(tmp_path)
    with one.pulling("toy"):
        with pytest.raises(StoreError, match="another pull of this source is under way"):
            keep(other, "a\n1\n")
        keep(one, "a\n1\n")
        with other.pulling("another"):
            pass
    assert keep(other, "a\n2\n", "2026-12-01") == one.current("toy")


@pytest.mark.parametrize("name", ["../toy", "a/b", "", ".hidden", "a\nb", "x" * 200])
def test_a_name_cannot_leave_the_vault(tmp_path: Path, name: str):
    with pytest.raises(StoreError, match="cannot stand in a folder"):
        Vault(tmp_path).current(name)
    with pytest.raises(StoreError, match="cannot stand in a folder"):
        disk.safe(name)


def test_a_folder_that_cannot_be_written(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="TIGHTROPE_DATA"), Vault(tmp_path / "file").pulling("toy"):
        pass


def test_a_snapshot_does_not_depend_on_the_order_of_files(tmp_path: Path):
    files = []
    for name in ("b.csv", "a.csv"):
        (tmp_path / name).write_text(name)
        files.append(brought(tmp_path / name, retrieved="2026-12-01"))
    given = {"url": "", "citation": CITATION, "retrieved": "2026-12-01"}
    assert describe("toy", files, **given) == describe("toy", files[::-1], **given)
    assert describe("toy", files, **given).size == 10
