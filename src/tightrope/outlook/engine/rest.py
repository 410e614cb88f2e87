"""Where the game rests at one pressure, and whether small changes die out there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq

from tightrope.core.errors import InvalidValue, NoEquilibrium
from tightrope.core.panel import FloatArray
from tightrope.outlook.engine.stage import step
from tightrope.outlook.engine.symbols import Game

WIDTH = 1e-6
LEANS = (0.02, 0.25, 0.46, 0.9)


def rested(shares: FloatArray, pressure: float, game: Game) -> FloatArray:
    """Return the whole states that rest where the shares do: dependence at the shares, no misperception.

    Parameters
    ----------
    shares : (..., 2 D) shares of the first and the second power.

    Returns
    -------
    (..., 5 D + 1) states.

    References
    ----------
    Own: the slow parts of `stage.step` at rest.
    """
    size = len(game.domains)
    lean = shares[..., size] - shares[..., 0]
    support = game["support_first"] * shares[..., 0] + game["support_second"] * shares[..., size]
    threat = (
        game["threat_base"] + game["threat_rival"] * pressure * np.maximum(lean, 0.0) - game["threat_support"] * support
    )
    none = np.zeros((*shares.shape[:-1], size))
    return np.concatenate([shares, shares, none, threat[..., None]], axis=-1)


def residual(shares: FloatArray, pressure: float, game: Game) -> FloatArray:
    """Return the logit answer at rest less the shares, (..., 2 D); zero at an equilibrium.

    References
    ----------
    :cite:`mckelvey1995`, definition of the logit equilibrium, applied to the stage game.
    """
    size = 2 * len(game.domains)
    moved = step(rested(shares, pressure, game), pressure, game)[..., :size] - shares
    return np.asarray(moved / (game["speed"] * game["capacity"]))


def slopes(function: Callable[[FloatArray], FloatArray], x: FloatArray) -> FloatArray:
    """Return the Jacobian (M, N) of a function that takes many points at once, by central differences.

    References
    ----------
    Textbook method.
    """
    nudge = WIDTH * np.eye(x.size)
    both = function(np.concatenate([x + nudge, x - nudge]))
    return np.asarray((both[: x.size] - both[x.size :]).T / (2.0 * WIDTH))


def settle(start: FloatArray, pressure: float, game: Game) -> FloatArray | None:
    """Return the equilibrium (2 D,) that Newton's method finds from a start, or none.

    References
    ----------
    Textbook method.
    """
    x = np.array(start, dtype=float)
    for _ in range(40):
        value = residual(x, pressure, game)
        try:
            change = np.linalg.solve(slopes(lambda v: residual(v, pressure, game), x), value)
        except np.linalg.LinAlgError:
            return None
        x = x - change * min(1.0, 0.3 / max(float(np.abs(change).max()), 1e-300))
        if not ((x > -0.5) & (x < 1.5)).all():
            return None
        if np.abs(change).max() < 1e-12:
            inside = bool((x > 0).all() and (x < 1).all())
            return x if inside and np.abs(residual(x, pressure, game)).max() < 1e-9 else None
    return None


def equilibria(pressure: float, game: Game) -> FloatArray:
    """Return the equilibria found at a pressure from a fixed set of starts, ordered by the second power's shares.

    Starts lean to the first power, to neither and to the second, in all domains alike and with security and the rest
    apart, before and after stepping the shares toward rest. Newton's method finds unstable ones too; more may exist.

    Returns
    -------
    (E, 2 D) shares.

    Raises
    ------
    NoEquilibrium : none was found.

    References
    ----------
    Own: Newton's method on `residual`.
    """
    size = len(game.domains)
    others = max(size - 1, 0)
    pairs = [(a, b) for a in LEANS for b in LEANS if a + b < 1.0]
    starts = [[a] * size + [b] * size for a, b in pairs]
    if others:
        starts += [[a] + [b] * others + [b] + [a] * others for a, b in pairs if a != b]
    drawn = np.array(starts)
    for _ in range(30):
        drawn = drawn + 0.5 * residual(drawn, pressure, game)
    found: list[FloatArray] = []
    for start in (*np.array(starts), *drawn):
        at = settle(start, pressure, game)
        if at is not None and all(np.abs(at - other).max() > 1e-6 for other in found):
            found.append(at)
    if not found:
        raise NoEquilibrium(
            f"no equilibrium at pressure {pressure:g}", where="game", next="change fewer symbols at once"
        )
    order = np.lexsort([*np.stack(found).T[::-1], np.stack(found)[:, size:].sum(axis=1)])
    return np.stack(found)[order]


def spectral_radius(shares: FloatArray, pressure: float, game: Game) -> float:
    """Return the largest modulus of the eigenvalues of the full map's Jacobian at an equilibrium; stable below 1.

    Parameters
    ----------
    shares : (2 D,) equilibrium.

    References
    ----------
    Own: numeric Jacobian of `stage.step`.
    """
    at = rested(shares, pressure, game)
    return float(np.abs(np.linalg.eigvals(slopes(lambda x: step(x, pressure, game), at))).max())


def balanced(pressure: float, game: Game) -> FloatArray:
    """Return the equilibrium (2 D,) with equal shares of both powers, of a game whose powers differ at most
    in exclusivity, which has no pull at equal shares.

    Raises
    ------
    InvalidValue : the powers differ otherwise, so no such point exists.
    NoEquilibrium : Newton's method does not settle.

    References
    ----------
    Own: Newton's method from 0.25 within equal shares.
    """
    if not game.mirrored:
        raise InvalidValue(
            "the powers differ, so equal shares are no resting point", where="game", next="use equilibria and branches"
        )
    size = len(game.domains)

    def moved(share: FloatArray) -> FloatArray:
        return residual(np.concatenate([share, share], axis=-1), pressure, game)[..., :size]

    x = np.full(size, 0.25)
    for _ in range(60):
        change = np.linalg.solve(slopes(moved, x), moved(x))
        x = x - change
        if np.abs(change).max() < 1e-12:
            return np.concatenate([x, x])
    raise NoEquilibrium("equal shares do not settle", where="game", next="change fewer symbols at once")


def tilt_gain(pressure: float, game: Game) -> FloatArray:
    """Return the gain matrix M (D, D) of the tilt at equal shares, where small tilts move by (1 - r) I + r M.

    Raises
    ------
    InvalidValue : the powers differ in more than exclusivity; use `spectral_radius` at an equilibrium.

    References
    ----------
    Own derivation: linearization of `stage.step` in the tilt at equal shares.
    """
    size = len(game.domains)
    at = balanced(pressure, game)
    share, weight = at[:size], game.array("weight")
    answer = game["precision"] * game["capacity"]
    demand = 0.5 * (game["exclusivity_first"] + game["exclusivity_second"])
    premium = demand * (game["exclusivity"] + game["exclusivity_slope"] * pressure)
    linked = min(game["linkage"] + game["linkage_slope"] * pressure, 1.0)
    gain = premium * ((1.0 - linked) * np.eye(size) + linked * np.ones((size, size)))
    keep = game.array("lock_in") - 2.0 * game.array("autonomy_cost") * share
    response, turn = answer * share * (1.0 - share), answer * (1.0 - 2.0 * share)
    curve = game["bid_curvature_first"]
    wanted = response * pressure * game["bidding_first"] * weight - game["bid_cost"] * share
    rise = turn * pressure * game["bidding_first"] * weight - game["bid_cost"]
    bid = (rise * (curve + response) - wanted * turn) / (curve + response) ** 2
    if game["bid_clipped"]:
        bid = np.where(wanted > 0.0, bid, 0.0)
    gain += np.diag(0.5 * (bid + keep))
    need = max(float(game.array("need")[0] + rested(at, pressure, game)[-1]), 0.0)
    gain[0, 0] += 0.5 * game["dilemma"] * game["rival_arms"] * pressure * need
    slack = game["tolerance"] * (1.0 - pressure) / game["smoothing"]
    gain -= game["coercion_first"] * pressure * np.exp(-np.logaddexp(0.0, slack)) * np.outer(weight, weight)
    return np.asarray(2.0 * answer * share[:, None] * gain)


def gain_bounds(pressure: float, game: Game) -> tuple[float, float]:
    """Return the smallest and the largest eigenvalue of `tilt_gain`.

    Equal shares are stable if the largest lies below 1 and the smallest above 1 - 2 / (speed * capacity); below that
    the state over-corrects and swings.

    References
    ----------
    Own derivation, see `tilt_gain`.
    """
    values = np.linalg.eigvals(tilt_gain(pressure, game)).real
    return float(values.min()), float(values.max())


def threshold(game: Game, *, full: bool = False) -> float:
    """Return the pressure at which equal shares lose local stability.

    Parameters
    ----------
    full : from the numeric Jacobian of the full map instead of the gain matrix.

    Returns
    -------
    Pressure in [0, 1]; NaN if equal shares are stable, or unstable, at both ends of the range.

    Raises
    ------
    InvalidValue : the powers differ.

    References
    ----------
    Own derivation; both ways agree at 0.61247 with `symbols.reference`.
    """

    def excess(pressure: float) -> float:
        if full:
            return spectral_radius(balanced(pressure, game), pressure, game) - 1.0
        return gain_bounds(pressure, game)[1] - 1.0

    if excess(0.01) * excess(0.99) > 0:
        return float("nan")
    return float(brentq(excess, 0.01, 0.99, xtol=1e-9))
