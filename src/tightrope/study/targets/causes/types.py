"""Causal types: a published instrument study, monotone mediation, perfectly correlated cases, numbers of types."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from tightrope.explain.types.bounds import bounds
from tightrope.explain.types.cases import Seen
from tightrope.explain.types.model import Model, make, size
from tightrope.explain.types.update import Posterior, answer, update
from tightrope.study.targets.target import Target

PAPER = "Tietz, Medina, Syunyaev & Humphreys (2026), CausalQueries, JSS 117(1)"
SEED = 20260901
EFFECT = "Y[X=1] - Y[X=0]"
CELLS = (
    ((0, 0, 0), 158), ((1, 0, 0), 52), ((1, 1, 0), 23), ((0, 0, 1), 14), ((1, 0, 1), 12), ((1, 1, 1), 78),
)  # fmt: skip
LIPIDS = tuple(Seen(values=dict(zip("ZXY", values, strict=True)), number=number) for values, number in CELLS)


def _instrument() -> Model:
    return make("Z -> X -> Y; X <-> Y")


@cache
def _lipids() -> Posterior:
    return update(_instrument(), LIPIDS, rng=np.random.default_rng(SEED), chains=200, sweeps=700, every=10, warmup=1000)


def _means(_: Path) -> tuple[float, ...]:
    asked = (EFFECT, f"{EFFECT} :|: X == 0 & Y == 0", f"{EFFECT} :|: X[Z=1] > X[Z=0]", f"{EFFECT} :|: X == 1 & Y == 1")
    rng = np.random.default_rng(SEED)
    return tuple(answer(_lipids(), query, rng=rng).mean for query in asked)


def _bounds(_: Path) -> tuple[float, ...]:
    found = bounds(_instrument(), LIPIDS, EFFECT)
    return found.low, found.high


def _wald(_: Path) -> tuple[float, ...]:
    count = dict(CELLS)
    of = {z: sum(n for (zz, _x, _y), n in count.items() if zz == z) for z in (0, 1)}
    outcome = {z: sum(n for (zz, _x, y), n in count.items() if zz == z and y == 1) / of[z] for z in (0, 1)}
    taken = {z: sum(n for (zz, x, _y), n in count.items() if zz == z and x == 1) / of[z] for z in (0, 1)}
    intended, compliers = outcome[1] - outcome[0], taken[1] - taken[0]
    return intended / compliers, intended, compliers


def _mediated(_: Path) -> tuple[float, ...]:
    """Return exact prior answers of the monotone chain with a side path, by enumeration at the mean of the prior."""
    from tightrope.explain.types.query import ask

    model = make("X -> M -> Y <- X", monotone={"M": {"X": 1}, "Y": {"M": 1, "X": 1}})
    share = model.shares(model.normalized(model.prior))
    found = []
    for condition in ("X == 1 & Y == 1", "X == 1 & Y == 1 & M == 1", "X == 1 & Y == 1 & M == 0"):
        query = ask(model, f"{EFFECT} :|: {condition}")
        found.append(float(share @ (query.given * query.value) / (share @ query.given)))
    return tuple(found)


def _correlated(_: Path) -> tuple[float, ...]:
    model = make("X -> Y")
    seen = [Seen(values={"X": v, "Y": v}, number=10) for v in (0, 1)]
    draws = update(model, seen, rng=np.random.default_rng(SEED), chains=40).draws[..., 2:]  # the first two are of X
    return (*(float(v) for v in draws.mean(axis=(0, 1))), float(draws[..., 2].std()))


def _numbers(_: Path) -> tuple[float, ...]:
    return (
        make("X -> Y").types, size("X -> Y"), size("X -> Y; X <-> Y"), make("X1 -> Y <- X2").types,
        size("A -> B -> C -> D -> E"), size("A -> E <- B; C -> E <- D"),
    )  # fmt: skip


TARGETS = (
    Target(id="V4", source=f"{PAPER}, lipids study", what="ATE; chance that X would have caused Y where X=Y=0; LATE; "
           "chance that X caused Y where X=Y=1", expected=(0.55, 0.63, 0.70, 0.95), tolerance=0.01, compute=_means,
           reason="published with two decimals; ours in the long run: .555, .639, .703, .948"),
    Target(id="V4b", source="Balke & Pearl (1997), bounds; the lipids counts of " + PAPER, what="bounds of the ATE",
           expected=(0.39133, 0.77921), tolerance=1e-4, compute=_bounds, reason="published as .39 and .78"),
    Target(id="V4b.wald", source="the same counts", what="Wald estimate, intention to treat, compliers",
           expected=(0.75812, 0.46406, 0.61212), tolerance=1e-4, compute=_wald, reason="arithmetic"),
    Target(id="V8", source=PAPER, what="chance that X caused Y where X=Y=1; with M=1; with M=0, monotone, flat",
           expected=(8 / 13, 0.600, 0.667), tolerance=1e-3, compute=_mediated, reason="exact at the mean of the prior"),
    Target(id="V9", source=PAPER, what="shares of types Y.00, Y.10, Y.01, Y.11 after 20 correlated cases; sd of Y.01",
           expected=(0.08, 0.04, 0.80, 0.08, 0.11), tolerance=0.01, compute=_correlated,
           reason="published with two decimals"),
    Target(id="V10", source=PAPER, what="causal types and parameters of six graphs",
           expected=(8, 6, 10, 64, 18, 65_544), tolerance=0.0, compute=_numbers),
)  # fmt: skip
