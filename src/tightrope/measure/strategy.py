"""Labels of where a state stands: base labels, of which one holds, and overlays beside them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tightrope.core.actor import State
from tightrope.core.panel import BoolArray, FloatArray, Inputs, IntArray
from tightrope.measure.derive import BAND
from tightrope.measure.observe.scale import WINDOW

UNKNOWN_SHARE = 0.05
LAPSE = 0.05
OUTWEIGHS = 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Bounds fixed from the whole panel before any state is looked at.

    Parameters
    ----------
    floors : (P,) 33rd percentile of all state-year ties to each power, 1995-2015.
    ceiling : 95th percentile of the larger dependence, 1995-2014.
    level : largest |tilt| that is called level.
    """

    floors: FloatArray
    ceiling: float
    level: float = BAND


def reference(years: FloatArray, *, stop: int = WINDOW[1]) -> BoolArray:
    """Return (T,) the years of the reference window, or all years where the period holds none of it.

    References
    ----------
    Own: floors and ceiling rest on 1995-2015, docs/explanation/measurement.md.
    """
    window: BoolArray = (years >= WINDOW[0]) & (years <= stop)
    return window if window.any() else np.ones_like(window)


def floors(ties: FloatArray, years: FloatArray, *, at: float = 1.0 / 3.0) -> FloatArray:
    """Return (P,) the given percentile of overall ties (..., T, P) over 1995-2015 and all draws.

    A period that holds no year of that window is judged by all its years.

    References
    ----------
    Own: the floors of docs/explanation/measurement.md, 33rd percentile of all state-year ties to a power.
    """
    window = reference(years)
    cut = ties[..., window, :].reshape(-1, 2)
    known = cut[np.isfinite(cut).all(axis=1)]
    return np.quantile(known, at, axis=0) if len(known) else np.full(2, np.nan)


def named(power: State) -> str:
    """Return a power's name as it stands in a sentence.

    References
    ----------
    Own: English takes an article before the United States and other plural names.
    """
    plural = power.name.startswith("United") or power.name.endswith("s")
    return f"the {power.name}" if plural else power.name


def labels(powers: tuple[State, State]) -> tuple[str, ...]:
    """Return the base labels, in the order of `classify`; the last three are two-sided engagement.

    References
    ----------
    Own: the labels of docs/explanation/measurement.md.
    """
    first, second = named(powers[0]), named(powers[1])
    return (
        "estrangement",
        f"alignment with {first}",
        f"alignment with {second}",
        f"limited alignment with {first}",
        f"limited alignment with {second}",
        "two-sided engagement, level",
        f"two-sided engagement, leaning to {first}",
        f"two-sided engagement, leaning to {second}",
    )


def classify(
    ties: FloatArray, tilt: FloatArray, dependence: FloatArray, pact: FloatArray, bounds: Thresholds
) -> IntArray:
    """Return the base label of every draw and year, -1 where an input that decides is missing.

    Both ties below their floors: estrangement. One below: alignment with the other power. Both above,
    and dependence on a power over the ceiling: limited alignment with it (with the one depended on more,
    if both are over). Else an obligation against one power: limited alignment with the other (against
    both: with the one that the tilt leans to). Else two-sided engagement.

    An unknown obligation (after the last check of the treaty table) leaves the label to the other
    rules; callers say so in a note. Where one dependence is unknown and the other not over the ceiling,
    or no ceiling is known, a draw with both ties above their floors has no label.

    Parameters
    ----------
    ties : (..., T, P) in (0, 1); tilt : (..., T); dependence : (..., T, P); pact : (T, P) 1 if an
        obligation against the power is in force, 0 if not, NaN if unknown.

    Returns
    -------
    label : (..., T) int8 index into `labels`.

    References
    ----------
    Own: system's definition of two-sided engagement and of the labels beside it, docs/explanation/measurement.md.
    """
    above = ties >= bounds.floors
    one, two = above[..., 0], above[..., 1]
    known = np.isfinite(ties).all(axis=-1) & np.isfinite(bounds.floors).all()
    over = np.nan_to_num(dependence, nan=-1.0) > bounds.ceiling
    settled = np.isfinite(dependence).all(axis=-1) & np.isfinite(bounds.ceiling)
    on_second = over[..., 1] & (~over[..., 0] | (dependence[..., 1] > dependence[..., 0]))
    on_first = over[..., 0] & ~on_second
    against = np.nan_to_num(pact) > 0.5
    to_second = against[..., 0] & (~against[..., 1] | (tilt > 0.0))
    to_first = against[..., 1] & ~to_second
    engaged = np.where(np.abs(tilt) <= bounds.level, 5, np.where(tilt < 0.0, 6, 7))
    engaged = np.where(to_first, 3, np.where(to_second, 4, engaged))
    engaged = np.where(on_first, 3, np.where(on_second, 4, np.where(settled, engaged, -1)))
    label = np.where(one & two, engaged, np.where(one, 1, np.where(two, 2, 0)))
    return np.where(known, label, -1).astype(np.int8)


def probabilities(label: IntArray, count: int) -> FloatArray:
    """Return (T, K) shares of draws (S, T) with each label; rows sum to 1.

    A year in which more than 5 % of the draws have no label is unknown (NaN); fewer are left out.

    References
    ----------
    Own: a year with more than 5 % of draws without a label has no probabilities, docs/explanation/measurement.md.
    """
    shares = np.stack([(label == k).mean(axis=0) for k in range(count)], axis=-1)
    total = shares.sum(axis=-1, keepdims=True)
    return np.asarray(np.where(total >= 1.0 - UNKNOWN_SHARE, shares / np.where(total > 0, total, 1.0), np.nan))


def inside_of(label: IntArray) -> IntArray:
    """Return 1 inside two-sided engagement, 0 outside, -1 unknown.

    References
    ----------
    Own: system's definition of two-sided engagement, docs/explanation/measurement.md.
    """
    return np.where(label < 0, -1, (label >= 5).astype(np.int8)).astype(np.int8)


def equidistance(tilt: FloatArray, *, level: float = BAND) -> IntArray:
    """Return 1 where |tilt| is at most `level`, 0 where larger, -1 where unknown.

    References
    ----------
    Own: the reading by equal distance, docs/explanation/measurement.md.
    """
    return np.where(np.isfinite(tilt), (np.abs(tilt) <= level).astype(np.int8), -1).astype(np.int8)


def utility(ties: FloatArray, bounds: Thresholds) -> IntArray:
    """Return 1 where both ties still pay: neither lies more than 0.05 below its own mean of ten years before.

    A state with both ties under their floors has nothing that could pay, and is outside. Unknown (-1)
    with fewer than five of the ten years observed.

    Parameters
    ----------
    ties : (..., T, P).

    References
    ----------
    Own: the reading by utility, docs/explanation/measurement.md.
    """
    steps = ties.shape[-2]
    pays = np.zeros(ties.shape[:-1], dtype=np.int8)
    for t in range(steps):
        before = ties[..., max(t - 10, 0) : t, :]
        seen = np.isfinite(before)
        count = seen.sum(axis=-2)
        mean = np.where(seen, before, 0.0).sum(axis=-2) / np.maximum(count, 1)
        held = (ties[..., t, :] >= mean - LAPSE).all(axis=-1)
        some = (ties[..., t, :] >= bounds.floors).any(axis=-1)
        known = np.isfinite(ties[..., t, :]).all(axis=-1) & (count >= 5).all(axis=-1)
        pays[..., t] = np.where(known, held & some, -1)
    return pays


@dataclass(frozen=True, slots=True, kw_only=True)
class Threats:
    """Threat of other states to one state.

    Parameters
    ----------
    codes : (O,) the other states.
    value : (O, T) CINC share times proximity times (1 + disputes in ten years); NaN where unknown.
    rival : the strategic rival with most years of rivalry that is no power; empty if none.
    """

    codes: tuple[str, ...]
    value: FloatArray
    rival: str


def threats(inputs: Inputs, state: str) -> Threats:
    """Measure the threat of every other state to one state.

    Proximity is 1 / (1 + distance between capitals in 1,000 km), 1 for land neighbors. Disputes count
    over the ten years up to the year; where the register ends inside them, at least five covered years
    are scaled up, fewer are unknown. Before 1956 the window is what there is.

    References
    ----------
    :cite:`walt1987` (power, proximity and intentions make a threat; the product is ours).
    """
    years = np.array(inputs.ties.period.years)
    codes = tuple(code for code in inputs.series.states if code != state)
    at = {code: k for k, code in enumerate(codes)}
    power = np.full((len(codes), len(years)), np.nan)
    if inputs.series.has("capability_share"):
        table = inputs.series.column("capability_share")
        power = np.stack([table[inputs.series.row(code)] for code in codes])
    near = np.full(len(codes), np.nan)
    for other, _, value in _mine(inputs, "distance", state):
        if other in at:
            near[at[other]] = 1.0 / (1.0 + value / 1000.0)
    for other, _, value in _mine(inputs, "contiguity", state):
        if other in at and value > 0:
            near[at[other]] = 1.0
    disputes = inputs.pairs.get("disputes")
    counted = np.full((len(codes), len(years)), np.nan)
    if disputes is not None and len(disputes["year"]):
        last, start = int(np.max(disputes["year"])), int(years[0])
        yearly = np.zeros_like(counted)
        for other, year, value in _mine(inputs, "disputes", state):
            if other in at and start <= year <= years[-1]:
                yearly[at[other], year - start] += value
        for t, year in enumerate(years):
            covered = min(int(year), last) - max(int(year) - 9, start) + 1
            if covered >= 5 or (year <= last and covered > 0):
                counted[:, t] = yearly[:, max(t - 9, 0) : t + 1].sum(axis=1) * (10.0 / covered if year > last else 1.0)
    rivalry: dict[str, float] = {}
    for other, _, value in _mine(inputs, "rivalry", state):
        if other not in inputs.ties.powers:
            rivalry[other] = rivalry.get(other, 0.0) + value
    latest = {code: float(np.nanmax(np.append(power[at[code]], 0.0))) for code in rivalry if code in at}
    ranked = sorted(latest, key=lambda code: (-rivalry[code], -latest[code], code))
    return Threats(codes=codes, value=power * near[:, None] * (1.0 + counted), rival=ranked[0] if ranked else "")


def largest(found: Threats, code: str) -> FloatArray:
    """Return (T,) 1 where a state is the largest threat, 0 where not, NaN where its own threat is unknown.

    References
    ----------
    Own: the comparison of `threats`, which rests on :cite:`walt1987`.
    """
    if code not in found.codes:
        return np.full(found.value.shape[1], np.nan)
    own = found.value[found.codes.index(code)]
    top = np.where(np.isfinite(found.value), found.value, -np.inf).max(axis=0)
    return np.where(np.isfinite(own), (own >= top).astype(float), np.nan)


def overlays(
    security: FloatArray,
    obligation: FloatArray,
    found: Threats,
    *,
    powers: tuple[State, State],
    rival: str,
    median: float,
) -> dict[str, FloatArray]:
    """Return overlay labels with their yearly probabilities (T,), NaN where an input is missing.

    Neutrality: no obligation to either power and |security tilt| at most 0.2. Counterbalancing against a
    power: security tilt more than 0.35 away from it, and it is the largest threat. Counterbalancing
    against the rival: it is the largest threat, and the larger security tie is above the panel median.

    Parameters
    ----------
    security : (S, T, P) security ties, NaN where not observed.
    obligation : (T, P) 1 if a defense obligation with the power is in force.
    rival : the rival's printed name, empty if there is none.
    median : panel median of the larger security tie.

    References
    ----------
    :cite:`walt1987` (balancing is against threat); the overlays and their bounds are ours,
    docs/explanation/measurement.md.
    """
    tilt = (security[..., 1] - security[..., 0]) / (security[..., 1] + security[..., 0])
    blank = np.where(np.isfinite(tilt).all(axis=0), 0.0, np.nan)
    free = np.where(np.isfinite(obligation).all(axis=-1), (obligation < 0.5).all(axis=-1).astype(float), np.nan)
    table = {"neutrality": _share(np.abs(tilt) <= BAND) * free + blank}
    for p, away in ((0, tilt > OUTWEIGHS), (1, tilt < -OUTWEIGHS)):
        name = f"counterbalancing against {named(powers[p])}"
        table[name] = _share(away) * largest(found, powers[p].code) + blank
    if rival and found.rival:
        strong = _share(security.max(axis=-1) > median)
        table[f"counterbalancing against {rival}"] = strong * largest(found, found.rival) + blank
    return table


def _share(true: BoolArray) -> FloatArray:
    return np.asarray(true.mean(axis=0))


def _mine(inputs: Inputs, name: str, state: str) -> list[tuple[str, int, float]]:
    table = inputs.pairs.get(name)
    if table is None:
        return []
    rows = np.flatnonzero(table["state"] == state)
    return [(str(table["other"][k]), int(table["year"][k]), float(table["value"][k])) for k in rows]
