"""Our tilt and dependence beside published indices (M27-M31), by the rules of docs/explanation/indices.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from tightrope.core.panel import DOMAINS, FloatArray
from tightrope.measure import dependence
from tightrope.measure.assess import Measured
from tightrope.measure.derive import pooled, tilt_of
from tightrope.study import perform
from tightrope.study.holdings import reference
from tightrope.study.shelf import locate
from tightrope.study.spec import read_study
from tightrope.study.targets.target import Target

STUDY, DRAWS, BACK = "pakistan", 100, 5
CHINESE_END, AMERICAN_END = ("LAO", "KHM", "MMR"), ("PHL", "SGP")
ASEAN = ("BRN", "IDN", "KHM", "LAO", "MMR", "MYS", "PHL", "SGP", "THA", "VNM")
# share that would choose China, percent; the brief gives the American share for the last three
CHOICE = {
    "LAO": 73.9, "BRN": 69.1, "MMR": 61.5, "MYS": 60.7, "KHM": 57.7, "THA": 52.1, "IDN": 52.0,
    "VNM": 100 - 85.5, "PHL": 100 - 82.5, "SGP": 100 - 61.3,
}  # fmt: skip
LEADS = {"KHM": 1, "IDN": 1, "MYS": 1, "MMR": 1, "THA": 1, "VNM": 1, "PHL": -1, "SGP": -1}
HARD = ("security", "economic", "diplomatic")
EXPOSED = ("PAK", "KHM", "SGP", "THA", "ZAF", "PER", "PHL", "KGZ", "TJK", "MYS", "DEU")
TO_CHINA, UNALIGNED = ("PAK", "RUS", "IRN"), ("BRA", "IDN", "NGA")
TO_AMERICA = ("IND", "COL", "MEX", "MAR", "TUR", "KOR")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the comparisons read from one fit.

    Parameters
    ----------
    tilt : (U, T) mean overall tilt, negative toward the first power, NaN where not observed.
    hard : the states of `LEADS` that are in the panel -> (T,) mean tilt without the societal domain.
    need : (U, T) mean dependence on the second power.
    """

    measured: Measured
    states: tuple[str, ...]
    years: tuple[int, ...]
    tilt: FloatArray
    hard: dict[str, FloatArray]
    need: FloatArray


@cache
def fitted() -> Read:
    """Measure all states once in a process, on the shipped panel, as the flagship study does."""
    study = replace(read_study(locate(STUDY)), draws=DRAWS, compare=tuple(sorted(LEADS)))
    inputs = perform.inputs(study, {"panel": reference.SHIPPED})
    study = replace(study, compare=tuple(code for code in study.compare if code in inputs.ties.states))
    found = perform.measured(study, {"inputs": inputs})
    given = dependence.shares(inputs)
    need = [
        dependence.dependence(given, code, u, inputs.ties.powers, draws=DRAWS, seed=study.seed)
        .both[..., 1]
        .mean(axis=0)
        for u, code in enumerate(inputs.ties.states)
    ]
    alignment = found.alignment
    return Read(
        measured=found,
        states=found.standing.states,
        years=study.period.years,
        tilt=np.asarray(found.standing.tilt, dtype=float),
        hard={code: _hard(found, row) for row, code in enumerate(alignment.drawn) if code in LEADS},
        need=np.asarray(need, dtype=float),
    )


def around(values: FloatArray, years: tuple[int, ...], last: int) -> FloatArray:
    """Return the mean of the five years up to `last`, over those observed; NaN where none is.

    Parameters
    ----------
    values : (..., T); years : (T,) calendar years.
    """
    chosen = values[..., [t for t, year in enumerate(years) if last - BACK < year <= last]]
    seen = np.isfinite(chosen)
    number = seen.sum(axis=-1)
    total = np.where(seen, chosen, 0.0).sum(axis=-1)
    return np.asarray(np.where(number > 0, total / np.maximum(number, 1), np.nan))


def tilts(last: int) -> dict[str, float]:
    """Return the tilt of each state in the five years up to `last`; NaN where not observed."""
    read = fitted()
    return dict(zip(read.states, around(read.tilt, read.years, last).tolist(), strict=True))


def ends(folder: Path) -> tuple[float, ...]:
    """Return how many of six pairs of states stand in the order of the index (M27)."""
    return (float(in_order(tilts(2024))),)


def in_order(found: dict[str, float]) -> int:
    """Return how many states at China's end have a higher tilt than those at the American end, pair by pair."""
    nan = float("nan")
    return sum(found.get(c, nan) > found.get(a, nan) for c in CHINESE_END for a in AMERICAN_END)


def tiers(folder: Path) -> tuple[float, ...]:
    """Return the rank correlation with three tiers of ten states (M27.rank)."""
    tier = {code: float((code in CHINESE_END) - (code in AMERICAN_END)) for code in ASEAN}
    return (ranked(tilts(2024), tier),)


def choice(folder: Path) -> tuple[float, ...]:
    """Return the rank correlation with the shares that would choose China (M28)."""
    return (ranked(tilts(2019), CHOICE),)


def ranked(found: dict[str, float], other: dict[str, float]) -> float:
    """Return Spearman's correlation over the states of `other`; a state without tilt is put in the worst place."""
    codes = sorted(other)
    ours = np.array([found.get(code, float("nan")) for code in codes])
    theirs = np.array([other[code] for code in codes])
    worst = np.where(theirs > np.median(theirs), -1.0, 1.0)
    return float(spearmanr(np.where(np.isfinite(ours), ours, worst), theirs)[0])


def leads(folder: Path) -> tuple[float, ...]:
    """Return in how many of eight states the sign of the tilt is that of the index (M29)."""
    read = fitted()
    mean = {code: float(around(series, read.years, 2024)) for code, series in read.hard.items()}
    return (float(sum(mean.get(code, float("nan")) * sign > 0 for code, sign in LEADS.items())),)


def exposed(folder: Path) -> tuple[float, ...]:
    """Return Pakistan's rank in dependence on China among the states that the index names (M30)."""
    read = fitted()
    mean = dict(zip(read.states, around(read.need, read.years, 2022).tolist(), strict=True))
    known = {code: mean[code] for code in EXPOSED if np.isfinite(mean.get(code, float("nan")))}
    if "PAK" not in known:
        return (float("nan"),)
    return (float(1 + sum(value > known["PAK"] for value in known.values())),)


def blocs(folder: Path) -> tuple[float, ...]:
    """Return how many of twelve states stand where the blocs have them (M31)."""
    found = tilts(2023)
    values = np.array([v for v in found.values() if np.isfinite(v)])
    low, middle, high = np.quantile(values, [1 / 3, 1 / 2, 2 / 3])
    at = {code: found.get(code, float("nan")) for code in (*TO_CHINA, *UNALIGNED, *TO_AMERICA)}
    good = sum(at[code] > middle for code in TO_CHINA) + sum(at[code] < middle for code in TO_AMERICA)
    return (float(good + sum(low <= at[code] <= high for code in UNALIGNED)),)


def _hard(found: Measured, row: int) -> FloatArray:
    """Return the mean tilt (T,) of one drawn state from three domains with equal weights."""
    alignment = found.alignment
    draws = alignment.draws[:, :, row].reshape(-1, *alignment.draws.shape[3:]).astype(float)
    weights = np.array([1.0 / len(HARD) if d in HARD else 0.0 for d in DOMAINS])
    seen = alignment.observed[alignment.states.index(alignment.drawn[row])] & (weights > 0)[:, None]
    levels = pooled(draws, seen, weights)
    return np.asarray(tilt_of(levels[..., 0], levels[..., 1]).mean(axis=0))


def _target(
    id: str, source: str, what: str, best: float, slack: float, compute: Callable[[Path], tuple[float, ...]]
) -> Target:
    return Target(
        id=id, source=source, what=what, expected=(best,), tolerance=slack, compute=compute, comparison=True,
        reason=WHY[id[:3]] + " (docs/explanation/indices.md)",
    )  # fmt: skip


WHY = {
    "M27": "the index counts signals and groupings that are not measured here",
    "M28": "a survey of opinion, the tilt of ties",
    "M29": "Vietnam gets some American arms and no Chinese ones; the Philippines and Singapore lean to the United "
    "States in security, but in trade and votes to China; "
    "exercises, forces stationed and partners' networks, which the index counts, are not measured here",
    "M30": "the index counts media, academia, law and technology; dependence here is arms and goods imports",
    "M31": "the blocs are a judgment on finance and technology too",
}
AOCAI = "Khong and Liow 2025, Anatomy of Choice Alignment Index"
TARGETS = (
    _target("M27", AOCAI, "pairs in order of six: Laos, Cambodia, Myanmar x Philippines, Singapore", 6, 1, ends),
    _target("M27.rank", AOCAI, "Spearman over ten states in three tiers (0.7 or more)", 1, 0.3, tiers),
    _target(
        "M28", "ISEAS, State of Southeast Asia survey 2020: forced choice",
        "Spearman of tilt 2015-19 with the share that would choose China (0.5 or more)", 1, 0.5, choice,
    ),
    _target(
        "M29", "Lowy Institute, Southeast Asia Influence Index 2025",
        "signs right of eight: security, economic and diplomatic tilt 2020-24", 8, 1, leads,
    ),
    _target(
        "M30", "Doublethink Lab, China Index 2022",
        "Pakistan's rank in dependence on China among the named states", 1, 2, exposed,
    ),
    _target(
        "M31", "Capital Economics, blocs as of 2023",
        "states of twelve on the side, or in the middle third, where the blocs have them", 12, 3, blocs,
    ),
)  # fmt: skip
