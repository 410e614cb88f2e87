"""Published survival curves."""

from tightrope.study.targets.survival import remission

TARGETS = remission.TARGETS
