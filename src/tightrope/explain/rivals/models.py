"""Each theory as restrictions on the shared columns: which slopes are free, of which sign, and which are held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tightrope.core.panel import FloatArray
from tightrope.core.theory import Theory

OWN, OTHER, LAG = 0.5, 0.05, 10.0  # prior sd of a slope on standardized data: named, shrunk, and of the own lag
SAID = {"votes": "tilt"}  # what a theory says of tilt it says of votes
AR1, WALK, ALL, BOOSTED = "ar1", "random_walk", "no_theory", "gradient_boosting"
SIGNS = {"+": 1.0, "-": -1.0, "?": 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A prior on the slopes of the own lag and the K columns.

    Parameters
    ----------
    spread : (1 + K,) prior sd, 0 where the slope is held at 0; signs : (1 + K,) +1, -1 or 0.
    """

    name: str
    form: str
    spread: FloatArray
    signs: FloatArray

    @property
    def same(self) -> bool:
        """Whether nothing sets it apart from AR(1) for this outcome."""
        return not self.spread[1:].any()


def models(theories: Sequence[Theory], columns: Sequence[str], outcome: str) -> tuple[Model, ...]:
    """Return AR(1), the columns without a theory, and each theory in its strict and its soft form.

    Parameters
    ----------
    outcome : left side.

    Returns
    -------
    AR(1) first. Strict: slopes that the theory names have sd 0.5 and its sign, all others are 0. Soft: all others
    are shrunk with sd 0.05. "no_theory": every slope is shrunk with sd 0.05.

    References
    ----------
    Own: docs/explanation/rivals.md; sd of the priors on standardized data.
    """
    size = 1 + len(columns)
    bare = np.zeros(size)
    bare[0] = LAG
    shrunk = np.full(size, OTHER)
    shrunk[0] = LAG
    free = np.zeros(size)
    found = [Model(name=AR1, form="baseline", spread=bare, signs=free),
             Model(name=ALL, form="baseline", spread=shrunk, signs=free)]  # fmt: skip
    for theory in theories:
        own, signs = named(theory, columns, outcome)
        strict = np.where(own, OWN, 0.0)
        strict[0] = LAG
        found.append(Model(name=theory.name, form="strict", spread=strict, signs=signs))
        found.append(Model(name=theory.name, form="soft", spread=np.where(own, OWN, shrunk), signs=signs))
    return tuple(found)


def named(theory: Theory, columns: Sequence[str], outcome: str) -> tuple[FloatArray, FloatArray]:
    """Return which slopes a theory names for an outcome and of which sign, (1 + K,) each; the own lag comes first.

    References
    ----------
    Own: the restrictions of the theory's file.
    """
    own, signs = np.zeros(1 + len(columns), dtype=bool), np.zeros(1 + len(columns))
    for r in theory.restrictions:
        if SAID.get(outcome, outcome) in r.outcomes and r.column in columns:
            place = 1 + list(columns).index(r.column)
            own[place], signs[place] = True, SIGNS[r.sign]
    return own, signs
