"""What the measured states teach of one of them: questions of cause, before and after the cases, beside bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tightrope.core.alignment import Standing
from tightrope.core.effect import Pressure
from tightrope.core.errors import CoverageError
from tightrope.core.panel import FloatArray, Inputs
from tightrope.explain.case.limits import by_data, by_graph
from tightrope.explain.case.nodes import GRAPH, KEPT, KEPT_SIGNS, REGISTERED, SIGNS, SPAN, Cases, cases
from tightrope.explain.types.graph import read_graph
from tightrope.explain.types.model import Model, make
from tightrope.explain.types.nodal import counted
from tightrope.explain.types.nodewise import average, learn, prior_draws
from tightrope.explain.types.query import ask
from tightrope.explain.types.worlds import world
from tightrope.stats.interval import r_hat

WEIGHT = 32.0  # cases that the prior counts for at each node, spread evenly over its types
LIGHTER = 4.0  # how many times less it counts in the other run, so that a reader sees what its weight does
SHORT = {"chains": 6, "sweeps": 60, "warmup": 100, "every": 3}
PRIOR_DRAWS = 1000
PATHS = ("needs", "requirements")
MODERATORS = ("perception", "capacity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of cause with its answer.

    Parameters
    ----------
    name : stable, such as "effect.needs" or "case.mediation".
    words : the question, for a reader.
    query : the same in the notation of `types.query`, its condition left to `level`.
    level : "all" (mean over state-periods) or "case" (the focal state's last one).
    mean, low, high : after the cases; the interval holds 90 %.
    prior_mean, prior_low, prior_high : before any case.
    data : least and most that the observed values alone allow, whatever else is true of the case or of what confounds.
    graph : least and most that the observed shares allow if the graph and its signs hold; None where no such bound is
        taken.
    lighter : the mean after the cases where the prior counts a quarter as much.
    r_hat : of the halves of a chain, in the middle chain.
    """

    name: str
    words: str
    query: str
    level: str
    mean: float
    low: float
    high: float
    prior_mean: float
    prior_low: float
    prior_high: float
    data: tuple[float, float]
    graph: tuple[float, float] | None
    lighter: float
    r_hat: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """The graph on the measured states, and on the focal state as one of them.

    Parameters
    ----------
    nodes : node -> what makes it 1.
    cases, states, periods : numbers of state-periods, states and periods; all states of a period share its pressure.
    pressed : periods in which pressure was likelier high than not.
    values : node -> chance that it is 1 for the focal state, None where not measured; empty without a case.
    span : first and last year of the focal state's period.
    asked : every question.
    broken : how far the observed shares had to be moved to meet the signs, 0 to 1 (mean over state-periods).
    why : why the focal state has no case, empty if it has.
    """

    nodes: dict[str, str]
    graph: str
    cases: int
    states: int
    periods: tuple[int, ...]
    pressed: tuple[int, ...]
    values: dict[str, float | None]
    span: tuple[int, int]
    asked: tuple[Asked, ...]
    broken: float
    why: str = ""

    def prior_of(self, name: str) -> Asked | None:
        """Return the answer to one question, None if it was not asked."""
        return next((asked for asked in self.asked if asked.name == name), None)


def learned(
    inputs: Inputs,
    standing: Standing,
    pressure: Pressure,
    focal: str,
    *,
    as_of: int,
    rng: np.random.Generator,
    **size: Any,
) -> Learned | str:
    """Put the neoclassical-realist graph on all measured states and ask it of the focal one.

    Parameters
    ----------
    as_of : year in which the focal state's outcome is read.
    size : `chains`, `sweeps`, `warmup` of `types.nodewise.learn`.

    Returns
    -------
    Learned, or why nothing could be learned.

    References
    ----------
    :cite:`tietz2026` (types and questions); :cite:`ripsman2016` (the graph); :cite:`balke1997` (bounds).
    """
    model, light = of_theory(), of_theory(WEIGHT / LIGHTER)
    try:
        laid = cases(inputs, standing, pressure, focal, as_of=as_of, nodes=model.graph.nodes)
    except CoverageError as error:
        return error.what
    draw_rng, prior_rng, light_rng = rng.spawn(3)
    state = np.unique(laid.states, return_inverse=True)[1]
    groups = (state, laid.periods)
    posterior = learn(model, laid.chance, groups=groups, rng=draw_rng, **size)
    other = learn(light, laid.chance, groups=groups, rng=light_rng, **(SHORT | size))
    before = prior_draws(model, PRIOR_DRAWS, rng=prior_rng)
    place = model.graph.nodes.index("pressure")
    pressed = sorted({int(p) for p, c in zip(laid.periods, laid.chance[:, place], strict=True) if c > 0.5})
    asked, broken = _questions(model, laid, posterior.draws, before, other.draws)
    start = as_of - SPAN
    return Learned(
        nodes=dict(REGISTERED),
        graph=" ".join(GRAPH.split()),
        cases=len(laid.states),
        states=len(set(laid.states)),
        periods=tuple(sorted({int(p) for p in laid.periods})),
        pressed=tuple(pressed),
        values={} if laid.focal is None else {
            node: float(p) if np.isfinite(p) else None
            for node, p in zip(laid.nodes, laid.chance[laid.focal], strict=True)
        },
        span=(start, start + SPAN - 1),
        asked=asked,
        broken=broken,
        why=laid.out,
    )  # fmt: skip


def of_theory(weight: float = WEIGHT) -> Model:
    """Return the graph of neoclassical realism with the signs that it states; perception has none.

    Five causes bear on the stand, too many for all monotone types, so those that count conditions stand for them.

    Parameters
    ----------
    weight : cases that the prior counts for at each node.

    References
    ----------
    :cite:`ripsman2016`; the signs are those of catalog/theories/neoclassical_realism.toml.
    """
    causes = read_graph(GRAPH).parents[KEPT]
    types = {KEPT: counted(tuple(KEPT_SIGNS[cause] for cause in causes))}
    bare = make(GRAPH, monotone=SIGNS, types=types)
    prior = {node: np.full(len(types), weight / len(types)) for node, types in bare.nodal.items()}
    return make(GRAPH, monotone=SIGNS, types=types, prior=prior)


def _questions(
    model: Model, laid: Cases, draws: FloatArray, before: FloatArray, other: FloatArray
) -> tuple[tuple[Asked, ...], float]:  # fmt: skip
    causes = ("pressure", *PATHS, *MODERATORS)
    plain = {f"effect.{cause}": (_effect(cause), f"What {_named(cause)} does to the chance of keeping both ties")
             for cause in causes}  # fmt: skip
    own = {f"case.{cause}": (_otherwise(cause), f"Had {_named(cause)} been otherwise, so would the stand have been")
           for cause in causes}  # fmt: skip
    own["case.mediation"] = (_mediated(), "What rivalry changed, it changed through needs or requirements")
    own["case.moderation"] = (
        f"({_moderated('perception')}) | ({_moderated('capacity')})",
        "What rivalry does depends on perception or capacity",
    )
    facts = world(model)
    values: list[FloatArray] = []
    weight: FloatArray = np.ones(model.types)
    if laid.focal is not None:
        for node, p in zip(laid.nodes, laid.chance[laid.focal], strict=True):
            if np.isfinite(p):
                weight = weight * np.where(facts[node] == 1, p, 1.0 - p)
    rows: list[tuple[str, str, str, str, FloatArray, FloatArray]] = []
    for level, asked in (("all", plain), ("case", own if laid.focal is not None else {})):
        for name, (text, words) in asked.items():
            value = ask(model, text).value
            about = weight if level == "case" else np.ones(model.types)
            if name == "case.mediation":  # asked only of cases in which rivalry changed anything
                about = about * ask(model, _otherwise("pressure")).value
            rows.append((name, words, text, level, value, about))
            values += [value * about, about]
    flat = draws.reshape(-1, model.parameters)
    after, prior = average(model, flat, values), average(model, before, values)
    light = average(model, other.reshape(-1, model.parameters), values).mean(axis=1)
    limits, broken = by_graph(model, laid, [row[4] for row in rows], [row[0] for row in rows])
    found = []
    for k, (name, words, text, level, value, about) in enumerate(rows):
        share, held = _ratio(after[2 * k], after[2 * k + 1]), _ratio(prior[2 * k], prior[2 * k + 1])
        chains = share.reshape(draws.shape[:2])
        found.append(Asked(
            name=name, words=words, query=text, level=level, **_span("", share, after[2 * k], after[2 * k + 1]),
            **_span("prior_", held, prior[2 * k], prior[2 * k + 1]),
            data=by_data(model, laid, value, about, name), graph=limits[k],
            lighter=float(light[2 * k] / light[2 * k + 1]), r_hat=_halves(chains),
        ))  # fmt: skip
    return tuple(found), broken


def _ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    return np.where(below > 0.0, above / np.where(below > 0.0, below, 1.0), np.nan)


def _span(prefix: str, share: FloatArray, above: FloatArray, below: FloatArray) -> dict[str, float]:
    """Return the ratio of expectations, and the interval of the ratio over draws."""
    low, high = np.nanquantile(share, [0.05, 0.95])
    mean = float(above.mean() / below.mean())
    return {f"{prefix}mean": mean, f"{prefix}low": min(float(low), mean), f"{prefix}high": max(float(high), mean)}


def _halves(chains: FloatArray) -> float:
    """Return R-hat of the two halves of a chain, of the middle chain: each chain learned from a resample of its own."""
    half = chains.shape[1] // 2
    known = [c for c in chains if np.isfinite(c).all()]
    each = [float(np.max(r_hat(np.stack([c[:half], c[half : 2 * half]])[..., None]))) for c in known]
    return float(np.median(each)) if each else float("nan")


def _effect(cause: str) -> str:
    return f"{KEPT}[{cause}=1] - {KEPT}[{cause}=0]"


def _otherwise(cause: str) -> str:
    return f"({cause} == 1) * ({KEPT}[{cause}=0] != {KEPT}) + ({cause} == 0) * ({KEPT}[{cause}=1] != {KEPT})"


def _mediated() -> str:
    def moved(to: int) -> str:
        paths = ", ".join(f"{path}={path}[pressure={to}]" for path in PATHS)
        return f"({KEPT}[{paths}] != {KEPT})"

    return f"(pressure == 1) * {moved(0)} + (pressure == 0) * {moved(1)}"


def _moderated(by: str) -> str:
    def effect(value: int) -> str:
        return f"({KEPT}[pressure=1, {by}={value}] - {KEPT}[pressure=0, {by}={value}])"

    return f"{effect(1)} != {effect(0)}"


def _named(node: str) -> str:
    return {"pressure": "rivalry", "needs": "economic need", "requirements": "security requirement"}.get(node, node)


def parts_of(found: Sequence[Asked], prefix: str) -> tuple[Asked, ...]:
    """Return the questions whose name begins with a prefix.

    References
    ----------
    Own: names are "effect.CAUSE" over all state-periods and "case.QUESTION" for the focal state.
    """
    return tuple(asked for asked in found if asked.name.startswith(prefix))
