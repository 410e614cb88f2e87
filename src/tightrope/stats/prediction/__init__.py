"""Predicting panels and scoring the predictions: crossed effects, constrained slopes, log score, CRPS, stacking."""
