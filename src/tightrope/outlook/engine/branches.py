"""Branches of equilibria in pressure by continuation: where they turn, and where a state tips and returns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from tightrope.core.panel import FloatArray
from tightrope.outlook.engine.rest import equilibria, residual, slopes, spectral_radius
from tightrope.outlook.engine.symbols import Game

SEEDS = (0.0, 0.25, 0.5, 0.75, 1.0)
LONGEST, SHORTEST, LIMIT = 0.04, 1e-5, 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A connected curve of equilibria within pressure [0, 1]; of a game with assumed values, not of a state.

    Parameters
    ----------
    points : (K, 2 D + 1) shares of the first and the second power, pressure last.
    radius : (K,) largest modulus of the full map's eigenvalues; stable below 1.
    tilt : (K,) overall tilt in [-1, 1], positive toward the second power.
    folds : (F, 2 D + 1) points where pressure turns: folds, and where mirrored leans meet the level branch.
    crossings : (C, 2 D + 1) points where the radius crosses 1, along the curve.
    whole : whether both ends reach the edge of [0, 1]; if not, the curve closed or could not be followed further.
    """

    points: FloatArray
    radius: FloatArray
    tilt: FloatArray
    folds: FloatArray
    crossings: FloatArray
    whole: bool

    @property
    def pressure(self) -> FloatArray:
        """Pressure along the curve, (K,)."""
        return self.points[:, -1]

    @property
    def stable(self) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Whether small changes die out, (K,)."""
        return self.radius < 1.0


def branches(game: Game) -> tuple[Branch, ...]:
    """Return the branches of equilibria found over pressure [0, 1], by their tilt at the start of the curve.

    Equilibria from many starts at five pressures are each followed both ways; a start on a curve already followed
    begins no new one. A closed curve that lies between two of the pressures can be missed.

    Raises
    ------
    NoEquilibrium : a pressure at which none was found.

    References
    ----------
    Pseudo-arclength continuation, :cite:`keller1977`.
    """
    found: list[Branch] = []
    for pressure in SEEDS:
        for start in equilibria(pressure, game):
            point = np.append(start, pressure)
            if not any(_on(point, branch.points) for branch in found):
                found.append(trace(point, game))
    return tuple(sorted(found, key=lambda b: (float(b.tilt[0]), float(b.tilt[-1]))))


def trace(point: FloatArray, game: Game) -> Branch:
    """Return the branch through an equilibrium, followed both ways until pressure leaves [0, 1].

    Parameters
    ----------
    point : (2 D + 1,) shares and pressure.

    References
    ----------
    Pseudo-arclength continuation with step control, :cite:`keller1977`.
    """
    down, ended_low, folds_low = _follow(point, -1.0, game)
    up, ended_high, folds_high = _follow(point, 1.0, game)
    points = np.array([*down[::-1], point, *up])
    size = len(game.domains)
    radius = np.array([spectral_radius(row[:-1], float(row[-1]), game) for row in points])
    turns = np.flatnonzero(np.diff(radius < 1.0))
    return Branch(
        points=points,
        radius=radius,
        tilt=np.asarray((points[:, size : 2 * size] - points[:, :size]) @ game.array("weight")),
        folds=np.array([*folds_low[::-1], *folds_high]).reshape(-1, point.size),
        crossings=np.array([_crossing(points[i], points[i + 1], game) for i in turns]).reshape(-1, point.size),
        whole=ended_low and ended_high,
    )


def hysteresis(found: tuple[Branch, ...]) -> tuple[float, float]:
    """Return where the least tilted resting point is lost as pressure rises, and where it is regained as it falls.

    Parameters
    ----------
    found : from `branches`.

    Returns
    -------
    Pressure above which the stable equilibrium of least tilt, followed from pressure 0, is gone; pressure below which
    no other stable equilibrium is left. NaN where the first is not lost, or where others last down to 0.

    References
    ----------
    Own: end of the first stable stretch, and the smallest pressure of the other stable stretches.
    """
    stretches = [s for branch in found for s in _stretches(branch)]
    low = [s for s in stretches if s[:, 0].min() < 1e-9]
    if not low:
        return float("nan"), float("nan")
    home = min(low, key=lambda s: float(np.abs(s[s[:, 0].argmin(), 1])))
    lost = float(home[:, 0].max())
    if lost > 1.0 - 1e-9:
        return float("nan"), float("nan")
    others = [float(s[:, 0].min()) for s in stretches if s is not home]
    back = min(others, default=float("nan"))
    return lost, float("nan") if back < 1e-9 else back


def _stretches(branch: Branch) -> list[FloatArray]:
    """Return stable stretches as (pressure, tilt) rows, closed where the radius crosses 1."""
    found: list[FloatArray] = []
    rows: list[FloatArray] = []
    table = np.column_stack([branch.pressure, branch.tilt])
    crossings = iter(branch.crossings)
    for i, stable in enumerate(branch.stable):
        if i and stable != branch.stable[i - 1]:
            middle = np.array([next(crossings)[-1], branch.tilt[i - 1 : i + 1].mean()])
            if not stable:
                found.append(np.array([*rows, middle]))
            rows = [middle]
        if stable:
            rows.append(table[i])
    return [*found, np.array(rows)] if branch.stable[-1] else found


def _crossing(a: FloatArray, b: FloatArray, game: Game) -> FloatArray:
    """Return the point between two neighbors on a curve where the radius crosses 1."""
    chord = (b - a) / np.linalg.norm(b - a)

    def there(share: float) -> FloatArray:
        found = _correct(a + share * (b - a), chord, game)
        return a + share * (b - a) if found is None else found

    def excess(share: float) -> float:
        at = there(share)
        return spectral_radius(at[:-1], float(at[-1]), game) - 1.0

    return there(float(brentq(excess, 0.0, 1.0, xtol=1e-9)))


def _follow(start: FloatArray, direction: float, game: Game) -> tuple[list[FloatArray], bool, list[FloatArray]]:
    """Follow a curve one way: its points, whether it reached the edge, its folds."""
    points: list[FloatArray] = []
    folds: list[FloatArray] = []
    at, tangent = start, _tangent(start, game)
    tangent = tangent * (np.sign(tangent[-1]) or 1.0) * direction
    length = LONGEST / 4.0
    for _ in range(LIMIT):
        after = _correct(at + length * tangent, tangent, game)
        turned = None if after is None else _tangent(after, game)
        if turned is not None:
            turned = turned * (np.sign(turned @ tangent) or 1.0)
        if after is None or turned is None or turned @ tangent < 0.95 or np.abs(after - at).max() > 2.0 * length:
            length /= 2.0
            if length < SHORTEST:
                return points, False, folds
            continue
        if not 0.0 <= after[-1] <= 1.0:
            edge = float(np.clip(after[-1], 0.0, 1.0))
            share = (edge - at[-1]) / (after[-1] - at[-1])
            last = _correct(at + share * (after - at), np.append(np.zeros(at.size - 1), 1.0), game, level=edge)
            return ([*points, last], True, folds) if last is not None else (points, False, folds)
        if turned[-1] * tangent[-1] < 0:
            folds.append(_fold(at, tangent, length, game))
        if len(points) > 10 and np.abs(after - start).max() < length:
            return points, False, folds
        points.append(after)
        at, tangent, length = after, turned, min(length * 1.3, LONGEST)
    return points, False, folds


def _correct(guess: FloatArray, normal: FloatArray, game: Game, *, level: float | None = None) -> FloatArray | None:
    """Bring a point onto the curve within the plane through it (or at a pressure), by Newton's method."""
    z = guess.copy()
    target = float(normal @ guess) if level is None else level
    for _ in range(12):
        value = np.append(residual(z[:-1], float(z[-1]), game), normal @ z - target)
        try:
            change = np.linalg.solve(np.vstack([_whole(z, game), normal]), value)
        except np.linalg.LinAlgError:
            return None
        z = z - change
        if not np.isfinite(z).all() or np.abs(z).max() > 2.0:
            return None
        if np.abs(change).max() < 1e-11:
            return z
    return None


def _whole(z: FloatArray, game: Game) -> FloatArray:
    """Jacobian (2 D, 2 D + 1) of the residual in shares and pressure."""
    shares, pressure = z[:-1], float(z[-1])
    inner = slopes(lambda x: residual(x, pressure, game), shares)
    ahead, behind = (residual(shares, pressure + h, game) for h in (1e-6, -1e-6))
    return np.column_stack([inner, (ahead - behind) / 2e-6])


def _tangent(z: FloatArray, game: Game) -> FloatArray:
    return np.asarray(np.linalg.svd(_whole(z, game))[2][-1])


def _fold(at: FloatArray, tangent: FloatArray, length: float, game: Game) -> FloatArray:
    """Return the point between two neighbors where pressure turns."""

    def moved(distance: float) -> FloatArray:
        found = _correct(at + distance * tangent, tangent, game)
        return at if found is None else found

    def rise(distance: float) -> float:
        there = _tangent(moved(distance), game)
        return float(there[-1] * (np.sign(there @ tangent) or 1.0))

    return moved(float(brentq(rise, 0.0, length, xtol=1e-12)))


def _on(point: FloatArray, curve: FloatArray) -> bool:
    """Whether a point lies on a curve given by its points, within the error of its chords."""
    ends = np.diff(curve, axis=0)
    square = np.maximum((ends**2).sum(axis=1), 1e-300)
    share = np.clip(((point - curve[:-1]) * ends).sum(axis=1) / square, 0.0, 1.0)
    off = np.linalg.norm(curve[:-1] + share[:, None] * ends - point, axis=1)
    return bool((off < 2e-3).any())
