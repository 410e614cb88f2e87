"""Work ahead: one step runs in a second process, through the store, while the first process measures."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tightrope.study.plan import Plan, plan
from tightrope.study.spec import Study, read_study
from tightrope.study.store import Store

AHEAD, BESIDE = "apart", "measured"
PATIENCE = 300.0  # seconds to wait for the second process before doing its work here


@contextmanager
def working(study: Study, steps: Plan, panel: Path, store: Store) -> Iterator[subprocess.Popen[bytes] | None]:
    """Run the step AHEAD in a second process while the step BESIDE runs here, if both are to be run.

    The value arrives in the store under its key; if the second process fails, nothing is there and the
    first computes it. The second never outlives the first's work.
    """
    stale = {planned.step.name for planned in steps.steps if not planned.fresh}
    if not {AHEAD, BESIDE} <= stale:
        yield None
        return
    part = [",".join(study.domains or ()), ",".join(study.without)]
    arguments = [sys.executable, "-m", "tightrope.study.ahead", study.file, panel, store.folder, *part]
    quiet = subprocess.DEVNULL
    child = subprocess.Popen([str(a) for a in arguments], stdin=quiet, stdout=quiet, stderr=quiet)  # noqa: S603
    try:
        yield child
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()


def main(arguments: list[str]) -> int:
    """Run the step AHEAD of a study and store its value."""
    file, panel, cache = (Path(argument) for argument in arguments[:3])
    domains, without = (tuple(filter(None, part.split(","))) for part in arguments[3:])
    study, store = read_study(file, domains=domains, without=without), Store(cache)
    steps = {planned.step.name: planned for planned in plan(study, panel, store).steps}
    step = steps[AHEAD].step
    values: dict[str, object] = {"panel": panel}
    for name in step.takes:
        values[name] = steps[name].step.function(study, values)
    store.put(steps[AHEAD].key, step.function(study, values))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
