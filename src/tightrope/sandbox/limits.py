"""What the child may do: so much memory and time, no network, no other program, no writing outside its folder."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import struct
import sys
from pathlib import Path

# Numbers of the system calls refused: sockets, starting programs, signals, other processes' memory, io_uring.
REFUSED_CALLS: dict[str, tuple[int, tuple[int, ...]]] = {
    "x86_64": (0xC000003E, (41, 42, 43, 44, 46, 49, 50, 57, 58, 59, 62, 101, 288, 307, 310, 311, 322, 425)),
    "aarch64": (0xC00000B7, (117, 129, 198, 200, 201, 202, 203, 206, 211, 221, 242, 269, 270, 271, 281, 425)),
}
REFUSED_EVENTS = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.fork", "os.system", "os.kill", "ftplib.")
NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER, DIE_WITH_PARENT, SIGKILL = 38, 22, 2, 1, 9
CREATE_RULES, ADD_RULE, RESTRICT = 444, 445, 446
GRACE = 5  # seconds between the signal that ends a process and the one that it cannot refuse
WRITES = sum(1 << bit for bit in (1, *range(4, 13)))  # write, remove and make files, in the terms of Landlock


def confine(*, seconds: int, memory: int, work: Path, longest: int = 0) -> tuple[str, ...]:
    """Limit this process for good; return the limits that this system could set.

    Parameters
    ----------
    seconds : processor time; the kernel ends the process after it.
    memory : bytes of address space, and of any one file written.
    work : the only folder that stays writable, where the system can say so.
    longest : processor time up to which `more_time` may go; 0 for not beyond `seconds`.
    """
    held = [*_resources(seconds, memory, max(seconds, longest))]
    sys.addaudithook(_refuse)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(DIE_WITH_PARENT, SIGKILL, 0, 0, 0)
        if libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0:
            held += ["writes"] if _only_writes_to(libc, work) else []
            held += ["calls"] if _refuse_calls(libc) else []
    return tuple(held)


def more_time(seconds: int) -> None:
    """Give this process so many seconds of processor time from now on, within what `confine` allowed at the longest."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    used = int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2])) + 1
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (min(used + seconds, hard - GRACE), hard))


def _resources(seconds: int, memory: int, longest: int) -> list[str]:
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is what holds
        return []
    held = []
    for name, soft, hard in (
        ("RLIMIT_CORE", 0, 0),
        ("RLIMIT_CPU", seconds, longest + GRACE),
        ("RLIMIT_AS", memory, memory),
        ("RLIMIT_FSIZE", memory, memory),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS refuses RLIMIT_AS
            resource.setrlimit(getattr(resource, name), (soft, hard))
            held.append(name)
    return held


def _refuse(event: str, _arguments: object) -> None:
    if event.startswith(REFUSED_EVENTS) and event != "socket.gethostname":
        raise PermissionError(f"a reader may not do this: {event}")


def _refuse_calls(libc: ctypes.CDLL) -> bool:
    """Install a filter that answers EPERM to the calls refused."""
    if platform.machine() not in REFUSED_CALLS:
        return False
    architecture, calls = REFUSED_CALLS[platform.machine()]
    load, equal, atleast, give = 0x20, 0x15, 0x35, 0x06
    steps = [(load, 0, 0, 4), (equal, 0, len(calls) + 3, architecture), (load, 0, 0, 0)]
    steps.append((atleast, len(calls) + 1, 0, 0x40000000))  # the x32 calls, which have numbers of their own
    steps += [(equal, len(calls) - i, 0, call) for i, call in enumerate(calls)]
    steps += [(give, 0, 0, 0x7FFF0000), (give, 0, 0, 0x00050001)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code))
    return bool(libc.prctl(SET_SECCOMP, FILTER, program, 0, 0) == 0)


def _only_writes_to(libc: ctypes.CDLL, work: Path) -> bool:
    """Let files be written under `work` only, by Landlock."""
    attribute = struct.pack("Q", WRITES)
    rules = libc.syscall(CREATE_RULES, attribute, ctypes.c_size_t(len(attribute)), 0)
    if rules < 0:
        return False
    try:
        folder = os.open(work, os.O_PATH | os.O_CLOEXEC)
        beneath = struct.pack("=Qi", WRITES, folder)
        added = libc.syscall(ADD_RULE, rules, 1, beneath, 0)
        os.close(folder)
        return bool(added == 0 and libc.syscall(RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)
