"""Shock, Lever, Uncertainty, Scenario and Outcomes; Sketch, the game with assumed parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tightrope.core.panel import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Shock:
    """A change of one node at a step, for a number of steps, in the node's unit."""

    node: str
    size: float
    start: int = 0
    steps: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """A move that an actor can make on a node."""

    name: str
    actor: str
    node: str
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """A parameter that is not known, with its range."""

    name: str
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A story told as shocks, levers and uncertainties over a horizon of quarters."""

    name: str
    label: str
    story: str
    shocks: tuple[Shock, ...]
    levers: tuple[Lever, ...]
    uncertainties: tuple[Uncertainty, ...]
    horizon: int
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What runs of a scenario gave: values (R, H, M) of the measures, inputs (R, N)."""

    values: FloatArray
    inputs: FloatArray
    measures: tuple[str, ...]
    scenario: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """The game with assumed parameters: a what-if, never a finding about a state.

    Parameters
    ----------
    status : "illustrative" until calibrated.
    threshold : pressure at which balancing loses local stability, analytic and from the full map.
    statics : change of one assumption -> threshold.
    branch : (N, 2) pressure and largest |tilt| along the stable branches.
    """

    status: str
    threshold: dict[str, float]
    statics: dict[str, float]
    branch: FloatArray
    parameters: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
