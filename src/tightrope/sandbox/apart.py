"""Run a reader in a process of its own: limits, a stripped environment, a clock; a crash there is a message here."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from tightrope.core.errors import ChoiceNeeded, ColumnsMoved, DataError, FileDamaged, FileRefused, FileTooLarge
from tightrope.sandbox.faults import FAULT, HUNGRY

BOOT = (
    "import importlib, json, sys; r = json.load(sys.stdin.buffer); sys.path[:] = r['path']; "
    "importlib.import_module(r['module']).main(r)"
)
FAULTS: dict[str, type[DataError]] = {
    kind.__name__: kind for kind in (ChoiceNeeded, ColumnsMoved, DataError, FileDamaged, FileRefused, FileTooLarge)
}
GLANCE = 0.2  # seconds between two looks at a child whose progress is watched
Result = TypeVar("Result")


def run(
    module: str,
    request: Mapping[str, Any],
    *,
    seconds: int,
    memory: int,
    where: str,
    load: Callable[[Path], Result],
    watch: Callable[[Path], None] | None = None,
) -> Result:
    """Run `module.main` on a request in a child process and return what it left behind.

    Parameters
    ----------
    module : the child's program, a name of ours, never the user's; it must begin with `limits.confine`.
    request : plain values; the folder to work in is added under "work".
    seconds : processor time that the child may take; its wall clock is twice that.
    memory : bytes that the child may take, for messages.
    where : the file, for messages.
    load : reads the folder of work once the child has ended well; it checks what it reads.
    watch : is called with the folder of work every now and then; an exception in it ends the child.

    Raises
    ------
    DataError : what the child raised, or that it crashed or took too long.
    """
    with tempfile.TemporaryDirectory(prefix="tightrope-", ignore_cleanup_errors=True) as folder:
        work = Path(folder).resolve()
        path = [entry for entry in sys.path if entry and Path(entry).is_absolute()]
        sent = json.dumps({**request, "module": module, "path": path, "work": str(work)}).encode()
        child = subprocess.Popen(  # noqa: S603  our own interpreter, our own program
            [sys.executable, "-I", "-X", "utf8", "-c", BOOT],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=work,
            env=_environment(work),
        )
        try:
            _wait(child, sent, 2 * seconds, work, watch)
        except subprocess.TimeoutExpired:
            raise FileTooLarge(f"reading it took longer than {2 * seconds} seconds", where=where) from None
        finally:
            if child.poll() is None:
                child.kill()
                child.communicate()
        _raise_fault(work / FAULT, where)
        if child.returncode != 0:
            raise _crash(child.returncode, seconds, memory, where)
        return load(work)


def _wait(
    child: subprocess.Popen[bytes], sent: bytes, most: float, work: Path, watch: Callable[[Path], None] | None
) -> None:
    if watch is None:
        child.communicate(sent, timeout=most)
        return
    end = time.monotonic() + most
    waiting: bytes | None = sent
    while True:
        try:
            child.communicate(waiting, timeout=GLANCE)
            return
        except subprocess.TimeoutExpired:
            waiting = None
            if time.monotonic() > end:
                raise
            watch(work)


def _environment(work: Path) -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("SYSTEMROOT", "LD_LIBRARY_PATH") if key in os.environ}
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "ARROW")}
    return {"HOME": str(work), "TMPDIR": str(work), "LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": "", **threads, **kept}


def _raise_fault(file: Path, where: str) -> None:
    if not file.is_file():
        return
    try:
        fault = json.loads(file.read_text(encoding="utf-8"))
        kind = FAULTS[fault["kind"]]
        raise kind(str(fault["what"]), where=str(fault["where"]), next=str(fault["next"]))
    except (ValueError, KeyError, TypeError):
        raise FileDamaged("its reader failed and could not say why", where=where) from None


def _crash(code: int, seconds: int, memory: int, where: str) -> DataError:
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"exit code {code}"
    if code == HUNGRY:
        return FileTooLarge(f"reading it needs more than {memory // 10**6:,} MB of memory", where=where)
    if name == "SIGXCPU":
        return FileTooLarge(f"reading it took more than {seconds} seconds of processor time", where=where)
    if name in ("SIGKILL", "SIGXFSZ"):
        return FileTooLarge(f"its reader was ended ({name}), most likely for want of memory", where=where)
    return FileDamaged(
        f"its reader crashed ({name}); nothing was kept of it", where=where, next="the file is damaged or hostile"
    )
