"""The map of the full game from one quarter to the next, for one state or many at once."""

from __future__ import annotations

import numpy as np

from tightrope.core.panel import FloatArray
from tightrope.outlook.engine.symbols import Game


def step(state: FloatArray, pressure: float, game: Game, shock: FloatArray | None = None) -> FloatArray:
    """Return the states one quarter later.

    Parameters
    ----------
    state : (..., 5 D + 1): shares of the first and of the second power in (0, 1), dependence on each, misperception
        (utility, positive toward the second power), by domain each; threat last.
    pressure : rivalry of the powers, in [0, 1].
    shock : (..., D + 1) standard normals for misperception and threat; none: no noise.

    Returns
    -------
    (..., 5 D + 1) the next states.

    References
    ----------
    Logit (quantal) response as in :cite:`mckelvey1995`; security dilemma as in :cite:`jervis1978`; the terms are this
    project's.
    """
    size = len(game.domains)
    first, second, held_first, held_second, misread = (state[..., i * size : (i + 1) * size] for i in range(5))
    threat = state[..., -1]
    toward_first, away, toward_second = utilities(state, pressure, game)
    answer = game["precision"] * game["capacity"]
    gain_first = np.exp(answer * (toward_first - away))
    gain_second = np.exp(answer * (toward_second - away))
    whole = 1.0 + gain_first + gain_second
    rate = game["speed"] * game["capacity"]
    lean = (second - first)[..., 0]
    support = game["support_first"] * first[..., 0] + game["support_second"] * second[..., 0]
    pull = (
        game["threat_base"] + game["threat_rival"] * pressure * np.maximum(lean, 0.0) - game["threat_support"] * support
    )
    kept = game["threat_keep"]
    after = np.empty_like(state)
    after[..., :size] = first + rate * (gain_first / whole - first)
    after[..., size : 2 * size] = second + rate * (gain_second / whole - second)
    after[..., 2 * size : 3 * size] = held_first + game["dependence_speed"] * (first - held_first)
    after[..., 3 * size : 4 * size] = held_second + game["dependence_speed"] * (second - held_second)
    after[..., 4 * size : 5 * size] = game["misperception_keep"] * misread
    after[..., -1] = kept * threat + (1.0 - kept) * pull
    if shock is not None:
        after[..., 4 * size : 5 * size] += game["misperception"] * shock[..., :size]
        after[..., -1] += game["threat_noise"] * shock[..., size]
    return after


def utilities(state: FloatArray, pressure: float, game: Game) -> tuple[FloatArray, float, FloatArray]:
    """Return the utility of the first power, of the outside option and of the second power.

    Parameters
    ----------
    state, pressure : as in `step`.

    Returns
    -------
    (..., D), number, (..., D), in utility.

    References
    ----------
    Own; symbols and their meaning in outlook/engine/symbols.toml.
    """
    size = len(game.domains)
    first, second, held_first, held_second, misread = (state[..., i * size : (i + 1) * size] for i in range(5))
    weight = game.array("weight")
    tilt = second - first
    overall = _weighted(tilt, weight)
    premium = game["exclusivity"] + game["exclusivity_slope"] * pressure
    linked = min(game["linkage"] + game["linkage_slope"] * pressure, 1.0)
    pull = premium * ((1.0 - linked) * tilt + linked * _weighted(tilt, np.ones(size))[..., None])
    need = np.repeat(game.array("need")[None], state[..., 0].size, axis=0).reshape(first.shape)
    need[..., 0] = np.maximum(need[..., 0] + state[..., -1], 0.0)
    risk = 0.5 * game["dilemma"] * game["rival_arms"] * pressure * need[..., 0] * tilt[..., 0]
    if np.isfinite(game["nuclear_floor"]):
        risk = game["nuclear_floor"] * np.tanh(risk / game["nuclear_floor"])
    side = (1.0 - game["clarity"]) * (misread + game.array("bias"))
    side[..., 0] += risk
    tolerated = game["tolerance"] * (1.0 - pressure)
    width = game["smoothing"]

    def worth(power: str, other: str, share: FloatArray, held: FloatArray, lean: FloatArray) -> FloatArray:
        forced = game[f"coercion_{other}"] * pressure * width * np.logaddexp(0.0, (lean - tolerated) / width)
        total: FloatArray = (
            need * game.array(f"offer_{power}") * game[f"reliability_{power}"]
            + inducement(share, pressure, game, power)
            - weight * np.asarray(forced)[..., None]
            + game.array("lock_in") * held
            - game.array("autonomy_cost") * held**2
            - game.array("audience") * (1.0 - game[f"opinion_{power}"])
        )
        return total

    toward_first = worth("first", "second", first, held_first, -overall) - game["exclusivity_first"] * pull - side
    toward_second = worth("second", "first", second, held_second, overall) + game["exclusivity_second"] * pull + side
    away = game["hedge"] - game["hedge_slope"] * pressure + game["partner_value"] * game["partners"]
    return toward_first, away, toward_second


def inducement(share: FloatArray, pressure: float, game: Game, power: str) -> FloatArray:
    """Return a power's best inducement at a share, in closed form.

    A little more of it wins `precision * capacity * share * (1 - share)`, worth `pressure * bidding * weight` less the
    inducement itself; on the share already held the power pays the part `bid_cost` of it, and costs rise with
    `bid_curvature`. The best inducement sets gain equal to cost.

    Parameters
    ----------
    share : (..., D) share of the state's ties that the power holds, in (0, 1).
    power : "first" or "second".

    Returns
    -------
    (..., D) inducement, in utility; not below zero where `bid_clipped` is 1.

    References
    ----------
    Own: s (pressure R w - I) = c p + k I, with the logit response s = dp/dI = precision * capacity * p (1 - p).
    """
    response = game["precision"] * game["capacity"] * share * (1.0 - share)
    wanted = response * pressure * game[f"bidding_{power}"] * game.array("weight") - game["bid_cost"] * share
    found: FloatArray = wanted / (game[f"bid_curvature_{power}"] + response)
    return np.maximum(found, 0.0) if game["bid_clipped"] else found


def overall_tilt(state: FloatArray, game: Game) -> FloatArray:
    """Return the weighted tilt (...,) in [-1, 1], positive toward the second power.

    References
    ----------
    Own: shares of the second less the first power, by `weight`.
    """
    size = len(game.domains)
    return _weighted(state[..., size : 2 * size] - state[..., :size], game.array("weight"))


def _weighted(tilt: FloatArray, weight: FloatArray) -> FloatArray:
    """Sum over domains in a fixed order: a matrix product would round by the number of states given at once."""
    total: FloatArray = tilt[..., 0] * weight[0]
    for domain in range(1, weight.size):
        total = total + tilt[..., domain] * weight[domain]
    return total
