"""One domain in mean field: where balance is lost and regained, in closed form; a check on every larger game."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq, minimize_scalar


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
