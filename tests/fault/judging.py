"""A process that kills writers of a review's log at random moments, and tells what each had acknowledged was lost.

Run as a script: log, rounds, seed. It forks a writer per round, reads what that acknowledges, and kills it with
SIGKILL; in every other round a write reaches the disk a few bytes at a time, so that a kill tears a line.
"""

import json
import os
import random
import select
import signal
import sys
import time
from pathlib import Path

from tightrope.evidence.review import log as logs


def write_on(file, pipe, slowly):
    """Append events until killed; acknowledge each when it is on disk."""
    if slowly:
        whole = os.write
        logs.os.write = lambda handle, data: (time.sleep(0.0002), whole(handle, bytes(data)[:9]))[1]
    with logs.Log(file) as log:
        while True:
            token = random.getrandbits(64)
            event = log.append("memo", coder="A", body={"passage": "", "text": f"{token} é中"})
            data = f"{event.n} {token}\n".encode()
            while data:
                data = data[os.write(pipe, data) :] if not slowly else data[whole(pipe, data) :]


def round_of(file, rng, slowly):
    """Let one writer run for a while, kill it, and return what it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        random.seed(rng.random())
        try:
            write_on(file, writing, slowly)
        finally:
            os._exit(1)
    os.close(writing)
    heard, wanted = b"", rng.randrange(3)
    while heard.count(b"\n") < wanted and select.select([reading], [], [], 10)[0]:
        got = os.read(reading, 4096)
        if not got:
            break
        heard += got
    time.sleep(rng.uniform(0, 0.004))
    os.kill(child, signal.SIGKILL)
    while got := os.read(reading, 4096):
        heard += got
    os.close(reading)
    status = os.waitpid(child, 0)[1]
    return heard, os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def main(file, rounds, seed):
    """Kill as many writers as asked for; print one line of JSON."""
    rng = random.Random(seed)
    said = {"rounds": 0, "killed": 0, "acknowledged": 0, "lost": 0, "torn": 0}
    with logs.Log(file, new=True) as log:
        log.append("start", body={"codes": []})
    for number in range(rounds):
        before = len(logs.read_log(file)[0])
        heard, killed = round_of(file, rng, slowly=number % 2 == 1)
        promised = [line.split() for line in heard.decode().split("\n")[:-1]]
        with logs.Log(file) as log:
            kept = {str(event.n): event.body for event in log.events}
            said["torn"] += bool(log.notes)
        lost = [n for n, token in promised if n not in kept or not kept[n]["text"].startswith(f"{token} ")]
        said["lost"] += len(lost) + (before > len(kept))
        said["acknowledged"] += len(promised)
        said["killed"] += killed
        said["rounds"] += 1
    print(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
