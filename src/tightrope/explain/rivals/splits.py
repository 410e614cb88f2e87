"""What is left out: the years after a fit, and regions drawn by the seed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tightrope.core.panel import FloatArray, Inputs, IntArray

EVERY = 5  # years between refits
FEWEST_YEARS = 12  # of the left side in the first fit
REGIONS = 6
LATE = 2018  # years after this lay open while the program was built


def origins(first: int, last: int) -> tuple[int, ...]:
    """Return the last year of each fit, five years apart, the latest five years before the last.

    References
    ----------
    Own: a refit every five years, docs/explanation/rivals.md.
    """
    found = range(last - EVERY, first + FEWEST_YEARS - 2, -EVERY)
    return tuple(sorted(found))


def regions(inputs: Inputs, states: Sequence[str], *, rng: np.random.Generator) -> IntArray:
    """Draw regions: centers among the states by the seed, each as likely as another, and the nearest center for all.

    Parameters
    ----------
    states : those with rows; others get -1.

    Returns
    -------
    (U,) number of the region on the calendar of `inputs.ties.states`. Where the panel has no distances between
    states the regions are groups drawn at random.

    References
    ----------
    Own: neighbors share shocks, so that whole neighborhoods must be left out.
    """
    out = np.full(len(inputs.ties.states), -1)
    here = [u for u, code in enumerate(inputs.ties.states) if code in set(states)]
    count = min(REGIONS, len(here))
    km = _distances(inputs, [inputs.ties.states[u] for u in here])
    if not np.nansum(km) > 0.0:
        out[here] = rng.permutation(np.arange(len(here)) % count)
        return out
    centers = [int(rng.integers(len(here)))]
    while len(centers) < count:
        # Farther states are likelier centers, so that no two regions are halves of one.
        reach = np.nan_to_num(km[:, centers], nan=0.0).min(axis=1) ** 2
        centers.append(int(rng.choice(len(here), p=reach / reach.sum())))
    out[here] = np.nan_to_num(km[:, centers], nan=np.inf).argmin(axis=1)
    return out


def _distances(inputs: Inputs, states: Sequence[str]) -> FloatArray:
    place = {code: u for u, code in enumerate(states)}
    out = np.full((len(states), len(states)), np.nan)
    np.fill_diagonal(out, 0.0)
    if "distance" not in inputs.pairs:
        return out
    table = inputs.pairs["distance"]
    for one, other, km in zip(table["state"], table["other"], table["value"], strict=True):
        if one in place and other in place:
            out[place[one], place[other]] = out[place[other], place[one]] = float(km)
    return out
