"""The balancing game: three options a domain, two powers that bid and coerce, and the map from one step to the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tightrope.core.panel import FloatArray

DOMAINS = ("security", "economic", "diplomatic", "technology")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Assumed parameters of the game; none is estimated, so nothing computed from them is a finding about a state.

    Parameters
    ----------
    weight : (D,) share of each domain in what the powers watch.
    benefit : (D,) what either power offers there, in utility.
    precision : responsiveness of the focal state's choices to utility (1 / utility).
    speed : share of the way to the new choice that is gone in one quarter.
    exclusivity, exclusivity_slope : loyalty premium at no rivalry and its growth with pressure.
    linkage, linkage_slope : share of the premium that depends on all domains together, and its growth.
    hedge, hedge_slope : value of keeping away from both, and its loss with pressure.
    autonomy_cost : cost of the square of dependence.
    lock_in : gain from dependence.
    bidding : how much a power pays for a share, by pressure.
    bid_cost : part of an inducement that is also paid on the share held already.
    coercion, tolerance, smoothing : scale of coercion, tilt tolerated at no pressure, width of the corner.
    dilemma, rival_arms, security_need : the rival's arming when the state leans away, and the need for security.
    dependence_speed : share of the gap between dependence and choice closed in a quarter.
    """

    weight: tuple[float, ...] = (0.35, 0.30, 0.15, 0.20)
    benefit: tuple[float, ...] = (0.40, 0.25, 0.10, 0.10)
    precision: float = 3.0
    speed: float = 0.25
    exclusivity: float = 0.0
    exclusivity_slope: float = 0.55
    linkage: float = 0.05
    linkage_slope: float = 0.35
    hedge: float = 0.90
    hedge_slope: float = 0.50
    autonomy_cost: float = 0.30
    lock_in: float = 0.25
    bidding: float = 0.50
    bid_cost: float = 0.10
    coercion: float = 0.60
    tolerance: float = 0.50
    smoothing: float = 0.05
    dilemma: float = 0.60
    rival_arms: float = 0.80
    security_need: float = 0.80
    dependence_speed: float = 0.06


def inducement(share: FloatArray, pressure: float, game: Parameters) -> FloatArray:
    """Return the powers' best inducement at a share, by domain.

    A little more of it wins `precision * share * (1 - share)`, worth `pressure * bidding * weight` less the inducement;
    on the share already held the power pays the part `bid_cost` of it, and costs rise one for one. Gain equals cost in
    closed form, left unclipped as in the sketch it comes from.

    Parameters
    ----------
    share : (D,) share of the state's ties held by the power, in (0, 1).
    pressure : rivalry, in [0, 1].

    Returns
    -------
    (D,) inducement, in utility.

    References
    ----------
    Own derivation from the logit response dp/dI = precision * p (1 - p).
    """
    slope = game.precision * share * (1.0 - share)
    found: FloatArray = (slope * pressure * game.bidding * np.asarray(game.weight) - game.bid_cost * share) / (
        1.0 + slope
    )
    return found


def inducement_slope(share: FloatArray, pressure: float, game: Parameters) -> FloatArray:
    """Return the derivative of `inducement` in the share, (D,).

    References
    ----------
    Own derivation (quotient rule on `inducement`).
    """
    weight = np.asarray(game.weight)
    slope = game.precision * share * (1.0 - share)
    turn = game.precision * (1.0 - 2.0 * share)
    gain = slope * pressure * game.bidding * weight - game.bid_cost * share
    rise = turn * pressure * game.bidding * weight - game.bid_cost
    found: FloatArray = (rise * (1.0 + slope) - gain * turn) / (1.0 + slope) ** 2
    return found


def step(state: FloatArray, pressure: float, game: Parameters) -> FloatArray:
    """Return the state one quarter later.

    Parameters
    ----------
    state : (4 D,) shares of the first and the second power and dependence on each, by domain, in (0, 1).
    pressure : rivalry, in [0, 1].

    Returns
    -------
    (4 D,) the next state.

    References
    ----------
    Logit (quantal) response as in :cite:`mckelvey1995`; the terms are this project's.
    """
    size = len(game.weight)
    first, second, held_first, held_second = state.reshape(4, size)
    weight = np.asarray(game.weight)
    tilt = second - first
    premium = game.exclusivity + game.exclusivity_slope * pressure
    linked = game.linkage + game.linkage_slope * pressure
    pull = premium * ((1.0 - linked) * tilt + linked * tilt.sum())
    pull[0] += 0.5 * game.dilemma * game.rival_arms * pressure * game.security_need * tilt[0]
    overall = float(weight @ tilt)
    tolerated = game.tolerance * (1.0 - pressure)

    def coerced(lean: float) -> float:
        return game.coercion * pressure * game.smoothing * float(np.logaddexp(0.0, (lean - tolerated) / game.smoothing))

    def worth(share: FloatArray, held: FloatArray, by_other: float) -> FloatArray:
        keep = game.lock_in * held - game.autonomy_cost * held**2
        total: FloatArray = np.asarray(game.benefit) + inducement(share, pressure, game) - weight * by_other + keep
        return total

    toward_second = worth(second, held_second, coerced(overall)) + pull
    toward_first = worth(first, held_first, coerced(-overall)) - pull
    away = np.full(size, game.hedge - game.hedge_slope * pressure)
    choice = _softmax(game.precision * np.stack([toward_first, away, toward_second]))
    moved = (1.0 - game.speed) * np.stack([first, second]) + game.speed * choice[[0, 2]]
    held = np.stack([held_first, held_second])
    held = held + game.dependence_speed * (np.stack([first, second]) - held)
    return np.concatenate([moved.ravel(), held.ravel()])


def _softmax(utility: FloatArray) -> FloatArray:
    weights = np.exp(utility - utility.max(axis=0))
    shares: FloatArray = weights / weights.sum(axis=0)
    return shares
