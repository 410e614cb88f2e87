"""Check a study without running it: faults, plan, table of roles."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from tightrope.study import perform
from tightrope.study.plan import plan
from tightrope.study.run import cache_folder
from tightrope.study.shocks.held import shocks_of
from tightrope.study.spec import read_study
from tightrope.study.store import Store


def check(file: Path, *, texts: Path | None, panel: Path) -> dict[str, Any]:
    """Return the plan and the table of roles of a study without fault.

    Raises
    ------
    StudyError : with every fault; also where a source row would play two roles in one equation.
    """
    study = read_study(file, texts=texts)
    if study.chronology or study.texts or study.codings:
        events = perform.events(study, {})
        perform.corpus(study, {"events": events})
    perform.register(study, {})
    theories = perform.theories(study, {})
    shocks_of(study)
    steps = plan(study, panel, Store(cache_folder()))
    inputs = perform.inputs(study, {"panel": panel})
    rows = perform.roles(study, {"inputs": inputs, "theories": theories})
    return {
        "study": study.name,
        "plan": [{"name": p.step.name, "says": p.step.says, "fresh": p.fresh, "key": p.key} for p in steps.steps],
        "roles": [dataclasses.asdict(row) for row in rows],
    }
