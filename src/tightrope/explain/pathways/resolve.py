"""What the panel can resolve: the smallest effect that is told from what stays open, and the rule."""

from __future__ import annotations

from dataclasses import dataclass

from tightrope.core.panel import FloatArray
from tightrope.stats.interval import central

SMALLEST = 0.05  # sd per sd; smaller effects are not told from what this model leaves open
FEWEST = 10.0  # independent shocks
PROB, POWER_Z, EDGE_Z = 0.9, 0.8416212335729143, 1.6448536269514722
RULE = (
    "An effect is resolved if its whole 90 % interval lies beyond .05 standard deviations on one side of zero. "
    "Whatever lies within .05 is too small to be told from what the model leaves open, however narrow its interval. "
    "What rests on fewer than ten independent shocks is not resolved."
)


@dataclass(frozen=True, slots=True)
class Told:
    """An effect with its interval of probability .9, whether it is resolved, and the least that would have been.

    Parameters
    ----------
    detectable : size at which an effect measured as exactly as this one would be resolved four times in five.
    """

    estimate: float
    low: float
    high: float
    resolved: bool
    detectable: float


def tell(draws: FloatArray, shocks: float = float("inf")) -> Told:
    """Summarize draws of an effect and apply `RULE`.

    Parameters
    ----------
    shocks : independent shocks that the cause had, where it is common to all states.

    References
    ----------
    Own: `RULE`.
    """
    low, high = central(draws, prob=PROB)
    least = SMALLEST + (EDGE_Z + POWER_Z) * float(draws.std())
    return Told(
        float(draws.mean()),
        float(low),
        float(high),
        bool((low > SMALLEST or high < -SMALLEST) and shocks >= FEWEST),
        least,
    )
