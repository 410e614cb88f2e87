"""What a reader must know beside the numbers of a state."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tightrope.core.actor import Triad
from tightrope.core.alignment import TurningPoint
from tightrope.core.panel import BoolArray, FloatArray
from tightrope.measure import strategy, turning
from tightrope.measure.observe.scale import WINDOW

EXPECTED = {"PAK": (("USA", 1990), ("USA", 2018), ("USA", 2011), ("CHN", 2011))}


def caveats(
    code: str,
    triad: Triad,
    points: tuple[TurningPoint, ...],
    pact: FloatArray,
    held: BoolArray,
    years: tuple[int, ...],
    observed: BoolArray,
    absent: Mapping[str, str],
) -> tuple[str, ...]:
    """Return what would mislead about one state, a sentence each.

    Parameters
    ----------
    pact : (T, P) obligations against a power, NaN where unknown; held : (T,) years whose import concentration is held.
    observed : (T, D, P); absent : domain -> which need is not measured there.

    References
    ----------
    Own: every limit that the numbers themselves do not show.
    """
    names = {power.code: strategy.named(power) for power in triad.powers}
    notes = [
        turning.expected(points, power, year, name=names[power])
        for power, year in EXPECTED.get(code, ())
        if power in names
    ]
    unknown = [year for year, value in zip(years, pact, strict=True) if not np.isfinite(value).all()]
    if unknown:
        notes.append(
            f"obligations against a power are unknown in {len(unknown)} years, last in {unknown[-1]}; "
            "labels of those years rest on the other rules"
        )
    from_own = [year for year, flag in zip(years, held, strict=True) if flag]
    if from_own:
        notes.append(
            f"concentration of imports is held from {from_own[0]} on, drawn from the state's own 1995-2016 range"
        )
    both: BoolArray = np.asarray(observed.all(axis=-1))
    turns = [years[t] for t in range(1, len(years)) if (both[t] != both[t - 1]).any() and both[t].any()]
    if turns:
        notes.append(
            f"the set of domains in the overall tilt changes in {', '.join(map(str, turns))}: part of any step there"
        )
    inside = [year for year in years if WINDOW[0] <= year <= WINDOW[1]]
    if len(inside) <= WINDOW[1] - WINDOW[0]:
        rests = f"{inside[0]}-{inside[-1]}" if inside else "all years of the period, which holds none of 1995-2015"
        notes.append(f"floors and ceiling rest on {rests}, so they are not those of a study of the whole period")
    notes.append(
        "a zero is a bound: it says that a tie lies below what is seen elsewhere, not how far; a tie that was never "
        "there, such as arms from a power that sent none, reads higher than a reader expects"
    )
    notes += [f"who needs whom in the {domain} domain: {why}" for domain, why in absent.items()]
    notes.append("fallback rests on arms and goods imports: what is owed to whom has no series")
    notes.append(
        "beyond structure: language, colonial past and national product are in no source here, so distance, land "
        "borders and capability alone stand for structure; the weight of a power's capability rests on the histories "
        "of two powers"
    )
    return tuple(notes)
