"""Targets of what is read from texts."""

from tightrope.study.targets.texts.plover import TARGETS

__all__ = ["TARGETS"]
