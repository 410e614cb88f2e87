"""Targets of causal models: types, bounds, and clues."""

from tightrope.study.targets.causes.clues import TARGETS as CLUES
from tightrope.study.targets.causes.types import TARGETS as TYPES

TARGETS = (*TYPES, *CLUES)
