"""The mirrored stage game with assumed values, as the report shows it: threshold both ways, statics, leaning branch."""

from __future__ import annotations

import numpy as np

from tightrope.core.errors import NoEquilibrium
from tightrope.core.panel import FloatArray
from tightrope.core.scenario import Sketch
from tightrope.outlook.engine.rest import balanced, gain_bounds, residual, settle, threshold
from tightrope.outlook.engine.stage import overall_tilt
from tightrope.outlook.engine.symbols import Game, reference

START, PUSHES = 0.1, 150


def leaning(game: Game, *, points: int = 41) -> FloatArray:
    """Return pressure and the |tilt| where the game rests, (points, 2): zero while balancing is stable, then the
    leaning branch.

    Raises
    ------
    NoEquilibrium : no rest is found beside the point before.

    References
    ----------
    Own: the shares pushed toward rest from the point before, then Newton's method.
    """
    size = len(game.domains)
    lean: FloatArray | None = None
    rows = []
    for pressure in (float(p) for p in np.linspace(0.0, 1.0, points)):
        if gain_bounds(pressure, game)[1] < 1.0:
            rows.append((pressure, 0.0))
            continue
        if lean is None:
            lean = balanced(pressure, game)
            lean[size:] += START
        for _ in range(PUSHES):
            lean = np.asarray(lean + game["speed"] * residual(lean, pressure, game))
        lean = settle(lean, pressure, game)
        if lean is None:
            raise NoEquilibrium(f"no leaning rest at pressure {pressure:g}", where="game", next="change fewer symbols")
        rows.append((pressure, abs(float(overall_tilt(lean, game)))))
    return np.array(rows)


def sketch() -> Sketch:
    """Return the game with assumed values: threshold both ways, statics, branch.

    References
    ----------
    Own; every value is assumed and none is estimated.
    """
    base = reference()
    dependence, locked = (float(base.array(name)[0]) for name in ("autonomy_cost", "lock_in"))
    changes: dict[str, dict[str, float]] = {
        "domains kept apart (no growth of linkage)": {"linkage_slope": 0.0},
        "value of keeping away from both, 15 % more": {"hedge": base["hedge"] * 1.15},
        "value of keeping away from both, 15 % less": {"hedge": base["hedge"] * 0.85},
        "no security dilemma": {"dilemma": 0.0},
        "no bidding by the powers": {"bidding": 0.0},
        "cost of dependence, half more": {"autonomy_cost": dependence * 1.5},
        "growth of linkage, half more": {"linkage_slope": base["linkage_slope"] * 1.5},
        "growth of the loyalty premium, a fifth more": {"exclusivity_slope": base["exclusivity_slope"] * 1.2},
        "lock-in, half more": {"lock_in": locked * 1.5},
        "precision of choice, a fifth more": {"precision": base["precision"] * 1.2},
        "coercion, half more": {"coercion": base["coercion_first"] * 1.5},
    }
    named = {**base.scalars, **{name: [float(v) for v in row] for name, row in base.vectors.items()}}
    return Sketch(
        status="illustrative",
        threshold={"analytic": threshold(base), "full_map": threshold(base, full=True)},
        statics={name: threshold(reference(**change)) for name, change in changes.items()},
        branch=leaning(base),
        parameters={**{k: None if v == np.inf else v for k, v in named.items()}, "domains": base.domains},
        notes=(
            "Every parameter is assumed; none is estimated. The threshold belongs to the sketch, not to any state.",
            "The formula holds at equal ties to both powers; a state whose ties are unequal is not computed here.",
        ),
    )
