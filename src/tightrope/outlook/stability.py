"""When balancing loses local stability in the game: the threshold, analytic and from the full map, and its statics."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from tightrope.core.panel import FloatArray
from tightrope.core.scenario import Sketch
from tightrope.outlook.game import DOMAINS, Parameters, inducement_slope, step
from tightrope.outlook.solve import jacobian, newton


def balanced_point(pressure: float, game: Parameters) -> FloatArray:
    """Return the symmetric fixed point (4 D,): equal shares of both powers, dependence at its rest.

    Raises
    ------
    NoEquilibrium : Newton's method does not settle.

    References
    ----------
    Own: the map of `game.step` restricted to equal shares; Newton from 0.25.
    """
    size = len(game.weight)

    def moved(share: FloatArray) -> FloatArray:
        after = step(np.tile(share, 4), pressure, game)
        return np.asarray((after[:size] + after[size : 2 * size]) / 2.0 - share)

    return np.tile(newton(moved, np.full(size, 0.25)), 4)


def tilt_gain(pressure: float, game: Parameters) -> FloatArray:
    """Return the gain matrix M (D, D) of the tilt at the balanced point; balancing is stable if its largest
    eigenvalue is below 1.

    References
    ----------
    Own derivation: linearization of `game.step` in the tilt at equal shares.
    """
    size = len(game.weight)
    share = balanced_point(pressure, game)[:size]
    weight = np.asarray(game.weight)
    premium = game.exclusivity + game.exclusivity_slope * pressure
    linked = game.linkage + game.linkage_slope * pressure
    gain = premium * ((1.0 - linked) * np.eye(size) + linked * np.ones((size, size)))
    keep = game.lock_in - 2.0 * game.autonomy_cost * share
    gain += np.diag(0.5 * (inducement_slope(share, pressure, game) + keep))
    gain[0, 0] += 0.5 * game.dilemma * game.rival_arms * pressure * game.security_need
    slack = game.tolerance * (1.0 - pressure) / game.smoothing
    gain -= game.coercion * pressure / (1.0 + np.exp(slack)) * np.outer(weight, weight)
    return 2.0 * game.precision * share[:, None] * gain


def largest_gain(pressure: float, game: Parameters) -> float:
    """Return the largest real part of the eigenvalues of `tilt_gain`; below 1 balancing is locally stable.

    References
    ----------
    Own derivation, see `tilt_gain`.
    """
    return float(np.linalg.eigvals(tilt_gain(pressure, game)).real.max())


def spectral_radius(pressure: float, game: Parameters) -> float:
    """Return the largest modulus of the eigenvalues of the full map's Jacobian at the balanced point.

    References
    ----------
    Own: numeric Jacobian of `game.step`.
    """
    at = balanced_point(pressure, game)
    return float(np.abs(np.linalg.eigvals(jacobian(lambda x: step(x, pressure, game), at))).max())


def threshold(game: Parameters, *, full: bool = False) -> float:
    """Return the pressure at which balancing loses local stability.

    Parameters
    ----------
    full : from the numeric Jacobian of the full map instead of the analytic gain matrix.

    Returns
    -------
    Pressure in [0, 1]; NaN if balancing is stable, or unstable, at every pressure.

    References
    ----------
    Own derivation; both ways agree at 0.61247 with the default parameters.
    """
    size = spectral_radius if full else largest_gain
    low, high = size(0.01, game) - 1.0, size(0.99, game) - 1.0
    if low * high > 0:
        return float("nan")
    return float(brentq(lambda pressure: size(pressure, game) - 1.0, 0.01, 0.99, xtol=1e-9))


def one_domain(hedge: float) -> tuple[float, float, float]:
    """Return where one domain loses and regains balance, and how far it jumps, at precision 1.

    Parameters
    ----------
    hedge : value of keeping away from both powers, times precision.

    Returns
    -------
    Gain at which balance is lost, gain below which it returns, and size of the jump of |tilt|, in [0, 1].

    References
    ----------
    :cite:`blume1966` and :cite:`capel1966` in mean field: a = 2 sinh(K a) / (exp(hedge) + 2 cosh(K a)).
    """
    weight = np.exp(hedge)
    lost = (2.0 + weight) / 2.0
    if weight <= 4.0:
        return float(lost), float(lost), 0.0

    def tilt(y: float) -> float:
        return float(2.0 * np.sinh(y) / (weight + 2.0 * np.cosh(y)))

    best = minimize_scalar(lambda y: y / tilt(y), bounds=(1e-3, 80.0), method="bounded", options={"xatol": 1e-12})
    far = brentq(lambda y: y / tilt(y) - lost, best.x, 700.0)
    return float(lost), float(best.fun), tilt(far)


def branches(game: Parameters, *, points: int = 41) -> FloatArray:
    """Return pressure and the |tilt| where the game rests, (points, 2): zero while balancing is stable, then the
    leaning branch.

    References
    ----------
    Own: iteration of `game.step` from the branch before, polished by Newton's method.
    """
    size = len(game.weight)
    weight = np.asarray(game.weight)
    lean: FloatArray | None = None
    rows = []
    for pressure in (float(p) for p in np.linspace(0.0, 1.0, points)):
        if largest_gain(pressure, game) < 1.0:
            rows.append((pressure, 0.0))
            continue
        if lean is None:
            lean = balanced_point(pressure, game).copy()
            lean[size : 2 * size] += 0.1
        for _ in range(150):
            lean = step(lean, pressure, game)
        lean = newton(lambda x, pressure=pressure: step(x, pressure, game) - x, lean)  # type: ignore[misc]
        rows.append((pressure, abs(float(weight @ (lean[size : 2 * size] - lean[:size])))))
    return np.array(rows)


def sketch(game: Parameters | None = None) -> Sketch:
    """Return the game with assumed parameters: threshold both ways, statics, branch.

    References
    ----------
    Own; every parameter is assumed and none is estimated.
    """
    base = game or Parameters()
    changes: dict[str, dict[str, Any]] = {
        "domains kept apart (no growth of linkage)": {"linkage_slope": 0.0},
        "value of keeping away from both, 15 % more": {"hedge": base.hedge * 1.15},
        "value of keeping away from both, 15 % less": {"hedge": base.hedge * 0.85},
        "no security dilemma": {"dilemma": 0.0},
        "no bidding by the powers": {"bidding": 0.0},
        "cost of dependence, half more": {"autonomy_cost": base.autonomy_cost * 1.5},
        "growth of linkage, half more": {"linkage_slope": base.linkage_slope * 1.5},
        "growth of the loyalty premium, a fifth more": {"exclusivity_slope": base.exclusivity_slope * 1.2},
        "lock-in, half more": {"lock_in": base.lock_in * 1.5},
        "precision of choice, a fifth more": {"precision": base.precision * 1.2},
        "coercion, half more": {"coercion": base.coercion * 1.5},
    }
    return Sketch(
        status="illustrative",
        threshold={"analytic": threshold(base), "full_map": threshold(base, full=True)},
        statics={name: threshold(replace(base, **change)) for name, change in changes.items()},
        branch=branches(base),
        parameters={**asdict(base), "domains": DOMAINS},
        notes=(
            "Every parameter is assumed; none is estimated. The threshold belongs to the sketch, not to any state.",
            "The formula holds at equal ties to both powers; a state whose ties are unequal is not computed here.",
        ),
    )
