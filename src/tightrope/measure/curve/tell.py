"""What a table of recipes says: in how many the default's answer holds, which choice breaks it, what decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tightrope.core.panel import FloatArray, IntArray
from tightrope.measure.curve.choices import KINDS, NOTHING, PLAIN
from tightrope.measure.curve.rule import SIDES
from tightrope.measure.curve.values import DECLARED
from tightrope.measure.derive import BAND

MARK = " | "


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """One recipe and what it gives for one state.

    Parameters
    ----------
    choices : one of each of `KINDS`.
    tilt : (T,) by year, NaN where too little is known.
    side, listed : (T,) index into `SIDES` by floors and by the ordered list, -1 where unknown.
    rank, among : place of the state's tilt among all states in the year measured, from the first power's side (1) on.
    """

    choices: tuple[str, ...]
    tilt: FloatArray
    side: IntArray
    listed: IntArray
    rank: int
    among: int


def told(
    recipes: list[Recipe], *, years: tuple[int, ...], now: int, tilt: FloatArray, side: IntArray
) -> dict[str, Any]:
    """Return counts, families, years, ranks and the list itself.

    Parameters
    ----------
    now : place of the year measured; recipes that give no tilt in it are left out of everything but `by_year`.
    tilt, side : (T,) tilt of the default model and its side (-1 unknown), against which recipes are held.

    Returns
    -------
    n, agree (k), agree_share: recipes, and those whose tilt has the default's sign; n_class, agree_classes,
    agree_class: those with a side, and with the default's; n_list, agree_list: the same by the ordered list.
    low, high: central 90 % of tilts over recipes. families: "kind: choice" -> n, agree, agree_share, tilt.
    broken_by: the family that agrees least ("" if all agree). decides: kind -> share of the variance of tilts over
    the full grid that its choice alone explains. ranks: low, high, states over 27 plain recipes. by_year. rows: every
    recipe. variance: of tilts; method: the part of it that is left once weights are held fixed.

    References
    ----------
    :cite:`steegen2016` (all results of a multiverse are shown); :cite:`gelman2013` section 1.8 (variance as the
    variance of means plus the mean of variances).
    """
    here = [r for r in recipes if np.isfinite(r.tilt[now])]
    if not here or not np.isfinite(tilt[now]):
        return {"n": 0, "agree_share": float("nan"), "agree_class": float("nan"), "broken_by": "", "families": {}}
    tilts = np.array([r.tilt[now] for r in here])
    agree = np.sign(tilts) == np.sign(tilt[now])
    sides, listed = (np.array([getattr(r, name)[now] for r in here]) for name in ("side", "listed"))
    families: dict[str, dict[str, float]] = {}
    for k, kind in enumerate(KINDS):
        for name in dict.fromkeys(r.choices[k] for r in here):
            mine = np.array([r.choices[k] == name for r in here])
            families[f"{kind}: {name}"] = {
                "n": int(mine.sum()),
                "agree": int(agree[mine].sum()),
                "agree_share": float(agree[mine].mean()),
                "tilt": float(tilts[mine].mean()),
            }
    worst = min(families, key=lambda name: (families[name]["agree_share"], name))
    plain = [r for r in here if _is_plain(r)]
    grid = np.array([r.choices[4] == NOTHING for r in here])
    found: dict[str, Any] = {"n": len(here), "agree": int(agree.sum()), "agree_share": float(agree.mean())}
    found |= _held(sides, int(side[now]), ("n_class", "agree_classes", "agree_class"))
    found |= _held(listed, int(side[now]), ("n_list", "agree_lists", "agree_list"))
    return found | {
        "low": float(np.quantile(tilts, 0.05)),
        "high": float(np.quantile(tilts, 0.95)),
        "tilt": float(tilt[now]),
        "side": SIDES[side[now]] if side[now] >= 0 else "unknown",
        "broken_by": worst if families[worst]["agree_share"] < 1.0 else "",
        "families": families,
        "decides": _decides([r.choices for r, g in zip(here, grid, strict=True) if g], tilts[grid]),
        "variance": float(tilts[grid].var()) if grid.any() else 0.0,
        "method": _within([r.choices[1] for r, g in zip(here, grid, strict=True) if g], tilts[grid]),
        "ranks": _ranks(plain),
        "by_year": _by_year(recipes, years, tilt, side),
        "level": BAND,
        "kinds": list(KINDS),
        "rows": [_row(r, now) for r in sorted(here, key=lambda r: (r.tilt[now], r.choices))],
    }


def _held(sides: IntArray, reference: int, names: tuple[str, str, str]) -> dict[str, Any]:
    known = sides >= 0 if reference >= 0 else np.zeros(len(sides), dtype=bool)
    count, agree = int(known.sum()), int((sides[known] == reference).sum())
    return dict(zip(names, (count, agree, agree / count if count else float("nan")), strict=True))


def _is_plain(recipe: Recipe) -> bool:
    free = recipe.choices[3] == DECLARED and recipe.choices[4] == NOTHING
    return free and all(recipe.choices[k] in PLAIN[k] for k in range(3))


def _decides(choices: list[tuple[str, ...]], tilts: FloatArray) -> dict[str, float]:
    """Return, by kind, the share of the variance of tilts that its choice alone explains; together: the rest."""
    total = float(tilts.var()) if len(tilts) else 0.0
    if total <= 0.0:
        return {}
    found = {}
    for k, kind in enumerate(KINDS[:4]):
        found[kind] = 1.0 - _within([c[k] for c in choices], tilts) / total
    return found | {"together": 1.0 - sum(found.values())}


def _within(labels: list[str], tilts: FloatArray) -> float:
    """Return the mean variance of tilts within equal labels."""
    if not labels:
        return 0.0
    named = np.array(labels)
    return float(sum(tilts[named == name].var() * (named == name).mean() for name in sorted(set(labels))))


def _ranks(plain: list[Recipe]) -> dict[str, int]:
    if not plain:
        return {}
    places = [r.rank for r in plain]
    return {"low": min(places), "high": max(places), "states": max(r.among for r in plain), "cells": len(plain)}


def _by_year(recipes: list[Recipe], years: tuple[int, ...], tilt: FloatArray, side: IntArray) -> dict[str, list[int]]:
    """Return, for each year with a default tilt, how many recipes there are and in how many the default holds."""
    tilts, sides = np.array([r.tilt for r in recipes]), np.array([r.side for r in recipes])
    there = np.isfinite(tilts)
    kept = [t for t in range(len(years)) if np.isfinite(tilt[t]) and there[:, t].any()]
    same = np.sign(tilts) == np.sign(tilt)
    return {
        "years": [years[t] for t in kept],
        "n": [int(there[:, t].sum()) for t in kept],
        "agree": [int((same & there)[:, t].sum()) for t in kept],
        "n_class": [int((sides[:, t] >= 0).sum()) if side[t] >= 0 else 0 for t in kept],
        "agree_classes": [int(((sides[:, t] == side[t]) & (side[t] >= 0)).sum()) for t in kept],
    }


def _row(recipe: Recipe, now: int) -> str:
    side, listed = (SIDES[k[now]] if k[now] >= 0 else "unknown" for k in (recipe.side, recipe.listed))
    return MARK.join((*recipe.choices, f"{recipe.tilt[now] + 0.0:.4f}", side, listed))
