"""The step that sets the theories of a study against each other; where it cannot, the reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tightrope.core.alignment import Standing
from tightrope.core.effect import Pressure
from tightrope.core.errors import CoverageError
from tightrope.core.panel import Inputs
from tightrope.core.theory import Theory


def rivals(
    inputs: Inputs, standing: Standing, pressure: Pressure, theories: Sequence[Theory], *, last: int,
    rng: np.random.Generator,
) -> dict[str, Any]:  # fmt: skip
    """Return {"rivals": Rivals or None, "why": the reason if there is none}.

    Parameters
    ----------
    last : last year of the left side, the study's as-of year.
    """
    from tightrope.explain.rivals.matrix import matrix
    from tightrope.explain.rivals.score import score
    from tightrope.explain.rivals.splits import regions

    if not theories:
        return {"rivals": None, "why": "this study names no theory"}
    try:
        table = matrix(inputs, standing, pressure, theories, last=last)
        seen = np.flatnonzero(np.isfinite(table.y["tilt"]).any(axis=1))
        there = [table.states[u] for u in seen]
        region = regions(inputs, there, rng=rng)
        return {"rivals": score(table, theories, region, seed=int(rng.integers(2**31))), "why": ""}
    except CoverageError as error:
        return {"rivals": None, "why": f"not scored: {error.what}"}
