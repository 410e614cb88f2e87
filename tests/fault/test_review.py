"""Kills, torn lines, damage, full disks and two writers: a review keeps what it acknowledged."""

import errno
import importlib.util
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tightrope.core.errors import StoreError
from tightrope.evidence.review.log import Log, read_log

HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills and locks as on POSIX")


@pytest.fixture
def log(tmp_path):
    file = tmp_path / "review.jsonl"
    with Log(file, new=True) as opened:
        opened.append("start", body={"codes": ["a"]})
        opened.append("memo", coder="A", body={"passage": "", "text": "Zwölf 中文 اردو"})
    return file


def test_two_hundred_kills_lose_nothing_acknowledged(tmp_path):
    file = tmp_path / "review.jsonl"
    ran = subprocess.run(
        [sys.executable, HERE / "judging.py", file, "200", "20261122"], capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert (said["rounds"], said["killed"], said["lost"]) == (200, 200, 0)
    assert said["acknowledged"] > 100
    assert said["torn"] > 10
    assert (tmp_path / "review.jsonl.torn").read_bytes().count(b"\n") == said["torn"]


def test_a_killed_command_keeps_every_line_that_it_printed(tmp_path):
    spec = importlib.util.spec_from_file_location("reviewing", HERE.parent / "unit" / "reviewing.py")
    toy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(toy)
    file = tmp_path / "review.jsonl"
    with Log(file, new=True) as opened:
        opened.append("start", body=toy.begin().body)
    table = tmp_path / "t.csv"
    table.write_text("passage,codes\n" + "".join(f"{i % 6 + 1},arms talks\n" for i in range(2000)), encoding="utf-8")
    judging = [sys.executable, "-c", "from tightrope.cli.main import main; main()", "review", "decide"]
    judging += ["--from", table, "--log", file, "--coder", "A"]
    with subprocess.Popen(judging, stdout=subprocess.PIPE, text=True) as child:
        lines = [child.stdout.readline() for _ in range(7)]
        os.kill(child.pid, signal.SIGKILL)
        lines += child.stdout.readlines()
    found = {f"{e.n} {e.body.get('passage')}" for e in read_log(file)[0]}
    promised = [" ".join(line.split()[:2]) for line in lines if line.endswith("\n")]
    assert 7 <= len(promised) < 2000
    assert set(promised) <= found


def test_a_line_cut_anywhere_is_set_aside_and_said(log):
    raw = log.read_bytes()
    first = raw.index(b"\n") + 1
    for cut in range(first + 1, len(raw)):
        log.write_bytes(raw[:cut])
        log.with_name("review.jsonl.torn").unlink(missing_ok=True)
        events, notes = read_log(log)
        assert (len(events), len(notes)) == (1, 1)
        with Log(log) as opened:
            assert len(opened.events) == 1
            assert "never acknowledged" in opened.notes[0]
            assert opened.append("memo", coder="A", body={"passage": "", "text": "again"}).n == 2
        assert log.with_name("review.jsonl.torn").read_bytes() == raw[first:cut] + b"\n"
        with Log(log) as opened:
            assert (len(opened.events), opened.notes) == (2, ())


def test_zeros_after_a_power_cut_are_set_aside(log):
    raw = log.read_bytes()
    log.write_bytes(raw + b"\0" * 512)
    with Log(log) as opened:
        assert len(opened.events) == 2
        assert opened.notes
    assert log.read_bytes() == raw


@pytest.mark.parametrize("damage", [(b"Zw", b"zw"), (b'"n":2', b'"n":3'), (b"memo", b"momo"), (b"}\n", b"\n")])
def test_a_changed_line_is_refused_by_number(log, damage):
    lines = log.read_bytes().split(b"\n")
    lines[1] = (lines[1] + b"\n").replace(*damage).rstrip(b"\n")
    log.write_bytes(b"\n".join([*lines[:2], lines[1], b""]))
    with pytest.raises(StoreError, match="line 2 is not as it was written"), Log(log):
        pass
    with pytest.raises(StoreError, match="line 2"):
        read_log(log)


def test_a_missing_line_is_noticed(log):
    lines = log.read_bytes().split(b"\n")
    log.write_bytes(b"\n".join(lines[1:]))
    with pytest.raises(StoreError, match="line 1"):
        read_log(log)


def test_two_writers_at_once_are_refused(log):
    with Log(log):
        with pytest.raises(StoreError, match="open elsewhere"), Log(log):
            pass
        assert len(read_log(log)[0]) == 2
    with Log(log) as opened:
        assert len(opened.events) == 2


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_full_disk_leaves_the_log_as_it_was(log, monkeypatch, call):
    raw = log.read_bytes()
    real = os.write

    def full(handle, data=b""):
        if call == "write":
            real(handle, bytes(data)[:5])
        raise OSError(errno.ENOSPC, "No space left on device")

    with Log(log) as opened:
        with monkeypatch.context() as patched:
            patched.setattr(os, call, full)
            with pytest.raises(StoreError, match="No space left"):
                opened.append("memo", coder="A", body={"passage": "", "text": "lost"})
        assert log.read_bytes() == raw
        assert len(opened.events) == 2
        assert opened.append("memo", coder="A", body={"passage": "", "text": "kept"}).n == 3
    assert len(read_log(log)[0]) == 3


def test_a_log_is_never_overwritten_and_a_missing_one_is_said(log, tmp_path):
    with pytest.raises(StoreError, match="already"), Log(log, new=True):
        pass
    with pytest.raises(StoreError, match="no review can be read"), Log(tmp_path / "none.jsonl"):
        pass
    assert not (tmp_path / "none.jsonl").exists()
    with pytest.raises(StoreError, match="cannot be written"), Log(tmp_path / "no" / "folder.jsonl", new=True):
        pass
