"""Published numbers of predictive scores."""

from tightrope.study.targets.prediction import loo

TARGETS = loo.TARGETS
