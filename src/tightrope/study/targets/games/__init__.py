"""Targets of games: the sketch and its tools, the full stage game."""

from tightrope.study.targets.games import engine, game

TARGETS = (*game.TARGETS, *engine.TARGETS)
