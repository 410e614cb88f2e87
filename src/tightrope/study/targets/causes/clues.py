"""Process tracing: a straw in the wind, a smoking gun seen and not seen, both together."""

from __future__ import annotations

from pathlib import Path

from tightrope.explain.types.tracing import Weighed, decibels, weigh
from tightrope.study.targets.target import Target

SOURCE = "Blair, Cooper, Coppock & Humphreys (2019), DeclareDesign: process_tracing_designer, default clues"


def _straw(seen: bool = True) -> Weighed:
    return Weighed(name="straw", seen=seen, under=(0.8, 0.8), otherwise=(0.2, 0.2))


def _gun(seen: bool) -> Weighed:
    return Weighed(name="gun", seen=seen, under=(0.3, 0.3), otherwise=(0.0, 0.0))


def _clues(_: Path) -> tuple[float, ...]:
    return (
        weigh([_straw()]).probability,
        weigh([_gun(True)]).probability,
        weigh([_gun(False)]).probability,
        weigh([_straw(), _gun(False)]).probability,
        decibels(0.8, 0.2),
    )


TARGETS = (
    Target(id="V11", source=SOURCE, what="probability after a straw; a gun seen; a gun not seen; both; decibels of the "
           "straw", expected=(0.80, 1.0, 0.7 / 1.7, 0.56 / 0.76, 6.0206), tolerance=1e-5, compute=_clues,
           reason="arithmetic"),
)  # fmt: skip
