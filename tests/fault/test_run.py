"""A run that fails, is killed, or finds its store damaged costs nothing that was saved."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from tightrope.cli.main import main
from tightrope.core.errors import StoreError
from tightrope.study import plan as planning
from tightrope.study import run as running
from tightrope.study.spec import Study, read_study
from tightrope.study.steps import Step

TOY = """schema = 1
[study]
name = "toy"
title = "A toy"
focal = "PAK"
powers = ["USA", "CHN"]
period = { start = 1990, stop = 2020, step = "year" }
seed = 1
[explain]
theories = []
"""


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Run a toy score of two steps instead of the real one, and note which steps ran."""
    done: list[str] = []

    def first(study: Study, values: object) -> dict[str, int]:
        done.append("first")
        return {"seed": study.seed}

    def report(study: Study, values: dict) -> dict:
        done.append("report")
        return {"study": {"name": study.name}, "first": values["first"], "manifest": values["manifest"], "findings": []}

    steps = (
        Step(name="first", says="first", function=first, uses=("seed",)),
        Step(name="report", says="report", function=report, takes=("first",), uses=("file",)),
    )
    monkeypatch.setattr(planning, "STEPS", steps)

    def write(report: dict, folder: Path) -> tuple[Path, ...]:
        (folder / "tables").mkdir()
        (folder / "report.json").write_text(json.dumps(report))
        (folder / "tables" / "t.csv").write_text("a\n1\n")
        return ()

    monkeypatch.setattr("tightrope.report.page.write", write)
    return done


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Return a toy study."""
    file = tmp_path / "study.toml"
    file.write_text(TOY)
    return read_study(file)


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file under a folder with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_nothing_changed_runs_nothing(tmp_path: Path, study: Study, calls: list[str]) -> None:
    running.run(study, tmp_path / "out", cache=tmp_path / "cache")
    before = tree(tmp_path / "out")
    again = running.run(study, tmp_path / "out", cache=tmp_path / "cache")
    assert again.reused
    assert calls == ["first", "report"]
    assert tree(tmp_path / "out") == before
    assert set(before) == {"report.json", "tables/t.csv", "manifest.json"}
    assert len({(tmp_path / "out" / name).stat().st_mode for name in before}) == 1


def test_an_output_that_was_touched_is_written_again(tmp_path: Path, study: Study, calls: list[str]) -> None:
    running.run(study, tmp_path / "out", cache=tmp_path / "cache")
    before = tree(tmp_path / "out")
    (tmp_path / "out" / "tables" / "t.csv").write_text("forged\n")
    assert not running.run(study, tmp_path / "out", cache=tmp_path / "cache").reused
    assert tree(tmp_path / "out") == before
    assert calls == ["first", "report"]


def test_a_damaged_store_is_computed_again(tmp_path: Path, study: Study, calls: list[str]) -> None:
    running.run(study, tmp_path / "out", cache=tmp_path / "cache")
    before = tree(tmp_path / "out")
    for file in (tmp_path / "cache").iterdir():
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    running.run(study, tmp_path / "elsewhere", cache=tmp_path / "cache")
    assert calls == ["first", "report"] * 2
    assert tree(tmp_path / "elsewhere") == before


def test_a_step_that_fails_leaves_the_earlier_output(
    tmp_path: Path, study: Study, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    running.run(study, out, cache=tmp_path / "cache")
    before = tree(out)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("tightrope.report.page.write", full)
    (tmp_path / "study.toml").write_text(TOY.replace("seed = 1", "seed = 2"))
    with pytest.raises(StoreError, match="No space left"):
        running.run(read_study(tmp_path / "study.toml"), out, cache=tmp_path / "cache")
    assert tree(out) == before


def test_outputs_of_an_earlier_run_that_are_no_longer_made_go_and_a_strangers_file_stays(
    tmp_path: Path, study: Study, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    running.run(study, out, cache=tmp_path / "cache")
    (out / "mine.txt").write_text("keep")

    def fewer(report: dict, folder: Path) -> None:
        (folder / "report.json").write_text(json.dumps(report))

    monkeypatch.setattr("tightrope.report.page.write", fewer)
    (tmp_path / "study.toml").write_text(TOY.replace("A toy", "Another"))
    running.run(read_study(tmp_path / "study.toml"), out, cache=tmp_path / "cache")
    assert set(tree(out)) == {"report.json", "manifest.json", "mine.txt"}


def test_a_second_run_in_the_same_folder_is_refused_and_a_dead_lock_is_taken_over(
    tmp_path: Path, study: Study, calls: list[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / ".tightrope.lock").write_text(str(os.getpid()))
    with pytest.raises(StoreError, match="another run"):
        running.run(study, out, cache=tmp_path / "cache")
    assert calls == []
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (out / ".tightrope.lock").write_text(str(gone.pid))
    running.run(study, out, cache=tmp_path / "cache")
    assert calls == ["first", "report"]
    assert not (out / ".tightrope.lock").exists()


def test_killed_at_any_moment_the_store_and_the_output_stay_whole(tmp_path: Path) -> None:
    script = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        import numpy as np
        from tightrope.core.provenance import Key
        from tightrope.study.store import Store
        store = Store(Path(sys.argv[1]))
        for i in range(10_000):
            store.put(Key("k" * 64), {"i": i, "x": np.full(20_000, float(i))})
            print(i, flush=True)
        """
    )
    from tightrope.core.provenance import Key
    from tightrope.study.store import Store

    for moment in range(6):
        child = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        for _ in range(2):
            child.stdout.readline()
        time.sleep(0.003 * moment)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        try:
            found = Store(tmp_path).get(Key("k" * 64))
        except StoreError:
            continue  # structure and arrays of two writes met: noticed, so it is computed again
        assert (found["x"] == found["i"]).all()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [("empty.txt", b"", "empty"), ("odd.txt", b"a\xb7\xb7\xb7b", "UTF-8"), ("nul.txt", b"a\x00b", "NUL")],
)
def test_a_document_that_cannot_be_read_ends_the_run_in_one_line(
    tmp_path: Path, name: str, data: bytes, says: str
) -> None:
    texts, out = tmp_path / "texts", tmp_path / "out"
    texts.mkdir()
    (texts / name).write_bytes(data)
    (tmp_path / "study.toml").write_text(TOY)
    arguments = ["check", str(tmp_path / "study.toml"), "--documents", str(texts)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 3
    assert name in result.output
    assert says in result.output
    assert len(result.output.strip().splitlines()) == 1
    assert not out.exists()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, study: Study, calls: list[str]) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be"):
        running.run(study, tmp_path / "file" / "out", cache=tmp_path / "cache")
    assert calls == []
