"""Who needs whom, in both directions: a state's need of each power, and each power's need of the state."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tightrope.core.panel import DOMAINS, FloatArray, Inputs
from tightrope.measure.dependence import first_known
from tightrope.stats.resample import keyed

REGISTERS = ("cow", "itpd")
SIDES = {"state": "{flow}_share_{register}", "power": "power_{flow}_share_{register}"}
ALIKE = 1.4826


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutual:
    """Needs in both directions of all states.

    Parameters
    ----------
    shares : (domain, side) -> (U, T, P) shares in [0, 1]; side "state" is the power's share in what the state has
        (its goods trade, its arms imports), side "power" the state's share in what the power has (its goods trade,
        its arms deliveries, votes cast with it where the two powers part).
    errors : the same keys -> (U, T, P) standard errors; of trade they are in logs, from two registers that differ.
    absent : domain -> what is not measured there, in words.
    """

    shares: dict[tuple[str, str], FloatArray]
    errors: dict[tuple[str, str], FloatArray]
    absent: dict[str, str]


def mutual(inputs: Inputs) -> Mutual:
    """Collect needs in both directions for every state; what a panel lacks is said, not guessed.

    Trade is the mean of the shares in imports and in exports, from one register in both directions: the Correlates
    of War to 2014, ITPD-E after it. Their disagreement over the years that both cover is the error.

    References
    ----------
    :cite:`keohane1977` (asymmetry is a relation of two needs); :cite:`hirschman1945`; the choice of shares is ours.
    """
    ties = inputs.ties
    blank = np.full(ties.values.shape[:3], np.nan)
    shares: dict[tuple[str, str], FloatArray] = {}
    errors: dict[tuple[str, str], FloatArray] = {}
    for side, pattern in SIDES.items():
        both = [_trade(inputs, pattern, register) for register in REGISTERS]
        shares["economic", side] = np.where(np.isfinite(both[0]), both[0], both[1])
        errors["economic", side] = np.full(blank.shape, _differ(both[0], both[1]))
    for side, name in (("state", "arms_share_5y"), ("power", "arms_outlet_5y")):
        shares["security", side], errors["security", side] = first_known(inputs, (name,))
    shares["diplomatic", "power"], errors["diplomatic", "power"] = _support(inputs)
    absent = {}
    for domain in DOMAINS:
        missing = [
            words
            for side, words in (("state", "the state's need of either power"), ("power", "either power's need of it"))
            if not np.isfinite(shares.get((domain, side), blank)).any()
        ]
        if missing:
            absent[domain] = f"not measured, no series of {' or '.join(missing)}"
    return Mutual(shares=shares, errors=errors, absent=absent)


def _trade(inputs: Inputs, pattern: str, register: str) -> FloatArray:
    """Return (U, T, P) the mean of the shares in imports and exports by one register, NaN where either is missing."""
    names = [pattern.format(flow=flow, register=register) for flow in ("import", "export")]
    return np.asarray(np.mean([first_known(inputs, (name,))[0] for name in names], axis=0))


def _support(inputs: Inputs) -> tuple[FloatArray, FloatArray]:
    """Return (U, T, P) each state's share of the votes cast with a power where the two part, and its error.

    The error is the sampling error of the state's own share of roll calls; the others' votes are taken as they are.
    """
    cast = first_known(inputs, ("contested_with",))[0]
    total = np.nansum(cast, axis=0)
    total = np.where(total > 0.0, total, np.nan)
    number = np.full(cast.shape[1], np.nan)
    if inputs.system.has("contested_votes"):
        number = inputs.system.column("contested_votes")[0]
    error = np.sqrt(np.maximum(cast * (1.0 - cast), 0.0) / (number[:, None] + 1.0))
    return cast / total, np.nan_to_num(error / total)


def _differ(one: FloatArray, two: FloatArray) -> float:
    """Return the standard error in logs of a share that two registers print differently; 0 without years of both."""
    both = (one > 0.0) & (two > 0.0)
    if both.sum() < 2:
        return 0.0
    gap = np.log(one[both] / two[both])
    return float(ALIKE * np.median(np.abs(gap - np.median(gap))) / np.sqrt(2.0))


def needs(
    given: Mutual, state: str, row: int, powers: tuple[str, str], *, draws: int, seed: int
) -> dict[str, dict[str, FloatArray]]:
    """Return, by domain, draws (S, T) of the four needs of a state and two powers, and the asymmetry with each.

    Returns
    -------
    domain -> "state_first", "state_second" (the state's need of that power), "first_state", "second_state" (that
    power's need of the state), in [0, 1]; "asymmetry_first", "asymmetry_second": log of the state's need over the
    power's, above 0 where the state needs the power more; NaN where either is unknown or nil.

    References
    ----------
    :cite:`keohane1977` (asymmetric interdependence; the log ratio is ours).
    """
    ends = ("first", "second")
    found: dict[str, dict[str, FloatArray]] = {}
    for (domain, side), share in sorted(given.shares.items()):
        if not np.isfinite(share).any():
            continue
        for p, (end, power) in enumerate(zip(ends, powers, strict=True)):
            blur = keyed(seed, "need", domain, side, state, power).standard_normal(draws)[:, None]
            value, error = share[row, :, p], given.errors[domain, side][row, :, p]
            drawn = value * np.exp(error * blur) if domain == "economic" else value + error * blur
            name = f"state_{end}" if side == "state" else f"{end}_state"
            found.setdefault(domain, {})[name] = np.clip(drawn, 0.0, 1.0)
    for parts in found.values():
        for end in ends:
            if f"state_{end}" in parts and f"{end}_state" in parts:
                parts[f"asymmetry_{end}"] = _log(parts[f"state_{end}"]) - _log(parts[f"{end}_state"])
    return found


def _log(share: FloatArray) -> FloatArray:
    return np.log(np.where(share > 0.0, share, np.nan))
