"""Targets on simulated panels: gravity and placebo."""

from tightrope.study.targets.simulated.structure import TARGETS

__all__ = ["TARGETS"]
