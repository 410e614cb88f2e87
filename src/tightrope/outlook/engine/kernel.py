"""The map of `stage.step` as plain loops over runs and quarters, to be compiled by the extra `fast`.

The same equations stand in `stage` for arrays; tests hold the two together to 1e-9. Nothing here is called before
it is compiled, except in those tests.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tightrope.core.panel import FloatArray
from tightrope.outlook.engine.noise import DROPPED, FIRST, GOLDEN, SECOND, SHIFTS, UNIT, Keys
from tightrope.outlook.engine.symbols import Game

SCALARS = (
    "precision", "speed", "capacity", "exclusivity", "exclusivity_slope", "exclusivity_first", "exclusivity_second",
    "linkage", "linkage_slope", "hedge", "hedge_slope", "partner_value", "partners", "bidding_first", "bidding_second",
    "bid_curvature_first", "bid_curvature_second", "bid_cost", "bid_clipped", "coercion_first", "coercion_second",
    "tolerance", "smoothing", "dilemma", "rival_arms", "nuclear_floor", "threat_base", "threat_keep", "threat_rival",
    "threat_support", "support_first", "support_second", "threat_noise", "dependence_speed", "misperception",
    "misperception_keep", "clarity", "opinion_first", "opinion_second", "reliability_first", "reliability_second",
)  # fmt: skip
VECTORS = ("weight", "need", "offer_first", "offer_second", "lock_in", "autonomy_cost", "audience", "bias")
SHIFT_A, SHIFT_B, SHIFT_C = SHIFTS
HALF = 0.5 * UNIT


def flat(game: Game) -> tuple[FloatArray, FloatArray]:
    """Return the game as arrays for `follow`: scalars in the order of SCALARS, vectors (8, D) in that of VECTORS.

    References
    ----------
    Own.
    """
    return np.array([game[name] for name in SCALARS]), np.stack([game.array(name) for name in VECTORS])


def follow(
    start: FloatArray, pressure: FloatArray, key: Keys, scalars: Any, vectors: FloatArray, tilt: FloatArray
) -> None:
    """Write the overall tilt of each run after each quarter.

    Parameters
    ----------
    start : (5 D + 1,) state before the first quarter.
    pressure : (T,) rivalry in each quarter.
    key : (N,) from `noise.keys`.
    scalars, vectors : from `flat`.
    tilt : (N, T), written to.

    References
    ----------
    As `stage.step` and `noise.normals`.
    """
    (
        precision, speed, capacity, g0, g1, e1, e2, lam0, lam1, hedge, hedge_slope, partner_value, partners, bid1, bid2,
        curve1, curve2, bid_cost, clipped, force1, force2, tolerance, width, dilemma, arms, floor, threat_base,
        threat_keep, threat_rival, threat_support, cap1, cap2, threat_noise, held_speed, sigma, keep, clarity, opinion1,
        opinion2, rely1, rely2,
    ) = scalars  # fmt: skip
    size = vectors.shape[1]
    weight, need, offer1, offer2, lock_in, autonomy, audience, bias = vectors
    answer, rate = precision * capacity, speed * capacity
    pairs = (size + 2) // 2  # D + 1 normals, taken by two
    z = np.empty(2 * pairs)
    first, second, held1, held2, misread = (
        np.empty(size),
        np.empty(size),
        np.empty(size),
        np.empty(size),
        np.empty(size),
    )
    for run in range(tilt.shape[0]):
        first[:], second[:] = start[:size], start[size : 2 * size]
        held1[:], held2[:] = start[2 * size : 3 * size], start[3 * size : 4 * size]
        misread[:] = start[4 * size : 5 * size]
        threat = start[5 * size]
        place = key[run]
        for quarter in range(tilt.shape[1]):
            pi = pressure[quarter]
            for pair in range(pairs):
                if threat_noise == 0.0 and 2 * pair >= size:  # nothing uses these two
                    place += GOLDEN + GOLDEN
                    z[2 * pair] = z[2 * pair + 1] = 0.0
                    continue
                place += GOLDEN
                bits = (place ^ (place >> SHIFT_A)) * FIRST
                bits = (bits ^ (bits >> SHIFT_B)) * SECOND
                radius = math.sqrt(-2.0 * math.log(float((bits ^ (bits >> SHIFT_C)) >> DROPPED) * UNIT + HALF))
                place += GOLDEN
                bits = (place ^ (place >> SHIFT_A)) * FIRST
                bits = (bits ^ (bits >> SHIFT_B)) * SECOND
                angle = 2.0 * math.pi * (float((bits ^ (bits >> SHIFT_C)) >> DROPPED) * UNIT + HALF)
                z[2 * pair], z[2 * pair + 1] = radius * math.cos(angle), radius * math.sin(angle)
            overall = total = 0.0
            for d in range(size):
                overall += weight[d] * (second[d] - first[d])
                total += second[d] - first[d]
            premium = g0 + g1 * pi
            linked = min(lam0 + lam1 * pi, 1.0)
            slack = tolerance * (1.0 - pi)
            over1, over2 = (overall - slack) / width, (-overall - slack) / width
            lost2 = force1 * pi * width * (max(over1, 0.0) + math.log1p(math.exp(-abs(over1))))
            lost1 = force2 * pi * width * (max(over2, 0.0) + math.log1p(math.exp(-abs(over2))))
            away = hedge - hedge_slope * pi + partner_value * partners
            lean = second[0] - first[0]
            wanting = max(need[0] + threat, 0.0)
            risk = 0.5 * dilemma * arms * pi * wanting * lean
            if floor < np.inf:
                risk = floor * math.tanh(risk / floor)
            pull = (
                threat_base + threat_rival * pi * max(lean, 0.0) - threat_support * (cap1 * first[0] + cap2 * second[0])
            )
            threat = threat_keep * threat + (1.0 - threat_keep) * pull + threat_noise * z[size]
            overall = 0.0
            for d in range(size):
                p, s = first[d], second[d]
                wants = wanting if d == 0 else need[d]
                gap = premium * ((1.0 - linked) * (s - p) + linked * total)
                side = (1.0 - clarity) * (misread[d] + bias[d])
                if d == 0:
                    side += risk
                by1, by2 = answer * p * (1.0 - p), answer * s * (1.0 - s)
                gift1 = (by1 * pi * bid1 * weight[d] - bid_cost * p) / (curve1 + by1)
                gift2 = (by2 * pi * bid2 * weight[d] - bid_cost * s) / (curve2 + by2)
                if clipped != 0.0:
                    gift1, gift2 = max(gift1, 0.0), max(gift2, 0.0)
                u1 = wants * offer1[d] * rely1 + gift1 - weight[d] * lost1
                u1 += (
                    (lock_in[d] - autonomy[d] * held1[d]) * held1[d] - audience[d] * (1.0 - opinion1) - e1 * gap - side
                )
                u2 = wants * offer2[d] * rely2 + gift2 - weight[d] * lost2
                u2 += (
                    (lock_in[d] - autonomy[d] * held2[d]) * held2[d] - audience[d] * (1.0 - opinion2) + e2 * gap + side
                )
                gain1, gain2 = math.exp(answer * (u1 - away)), math.exp(answer * (u2 - away))
                whole = 1.0 + gain1 + gain2
                first[d] = p + rate * (gain1 / whole - p)
                second[d] = s + rate * (gain2 / whole - s)
                held1[d] += held_speed * (p - held1[d])
                held2[d] += held_speed * (s - held2[d])
                misread[d] = keep * misread[d] + sigma * z[d]
                overall += weight[d] * (second[d] - first[d])
            tilt[run, quarter] = overall
