"""Fitted cues: what the words and actors of a passage say for a code or a relation, beside the patterns.

A cue is a word, two words in a row, an actor, a pair, or what the patterns gave. Its weights were fitted on coded
sentences that are part of the project (`python -m tools.cues`); the file beside a codebook holds them, one a line.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from tightrope.core.coding import Codebook, Cues, Polarity
from tightrope.core.errors import EvidenceError
from tightrope.evidence.relations import Reading

SUFFIX = ".cues.tsv.gz"
"""What stands in the place of .toml in the name of the file beside a codebook."""
SIGNS: tuple[Polarity, ...] = ("cooperation", "conflict", "neutral")
SHOWN = 3
"""How many cues a coding names."""
_WORD = re.compile(r"@?[a-z][a-z\-]*|\d+")
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        "a an the of to in on at by for with from as is are was were be been being and or but it its this that these "
        "those has have had will would can could may might which who whom whose also more most such than so their his "
        "her they he she",
    )
)
_ENDINGS = (
    "ization", "isation", "ations", "ation", "ments", "ment", "ingly", "ings", "ing", "edly", "ness", "ities", "ity",
    "ies", "ed", "es", "ly", "s", "e",
)  # fmt: skip
_SIDES = ("foc", "usa", "chn", "riv", "afg")
_STRUCTURE = ("actor ", "actors ", "pair ", "gives ", "says ", "context ")


def seen(reading: Reading, codes: Collection[str], relations: Mapping[str, str]) -> frozenset[str]:
    """Return the cues that stand in a passage.

    Parameters
    ----------
    codes, relations : what the patterns gave; relation -> polarity.
    """
    stems = [stem(word) for word in _WORD.findall(reading.view.replace("'s", "")) if word not in _EMPTY]
    stems = [word for word in stems if word not in _EMPTY]
    actors, context = reading.actors, reading.context
    found = {*stems, *(f"{one} {two}" for one, two in pairwise(stems))}
    found.update(f"actor {tag}" for tag in actors)
    found.update(f"context {tag}" for tag in context)
    found.update(f"pair {name}" for name in reading.pairs)
    found.update(f"gives {name}" for name in codes)
    for name, sign in relations.items():
        found |= {f"says {name}", f"says {name} {sign}"}
    sides = "+".join(tag for tag in _SIDES if tag in actors)
    found.add(f"actors {sides}")
    found.update(f"gives {name} | {sides}" for name in codes)
    found.add(f"gives {min(3, len(codes))} codes")
    if reading.great:
        found.add("great powers")
    if context >= {"usa", "chn"}:
        found.add("context both powers")
    words = {word for word in stems if word[0] != "@"}
    if actors & {"usa", "chn"} and not actors & {"foc", "riv"}:
        found.update(f"powers: {word}" for word in words)
    if "foc" in actors or (not actors and "foc" in context):
        found.update(f"focal: {word}" for word in words)
    return frozenset(found)


def of_relation(cues: frozenset[str], relation: str) -> frozenset[str]:
    """Return the cues for the sign of one relation: all of a passage, who stands in it also with the relation."""
    own = {f"{relation} | {cue}" for cue in cues if cue.startswith(_STRUCTURE)}
    return cues | own | {f"{relation} |"}


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return a word without its ending, at most eight letters; an actor's tag as it is."""
    if word[0] == "@":
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    return word[:8]


class Judge:
    """Fitted cues at work on one passage after another."""

    def __init__(self, cues: Cues) -> None:
        self._cues = cues
        self._number = {name: n for n, name in enumerate(cues.targets)}
        self._row = {cue: n for n, cue in enumerate(cues.weights)}
        self._table = np.zeros((len(cues.weights), len(cues.targets)))
        for row, found in enumerate(cues.weights.values()):
            for target, weight in found:
                self._table[row, target] = weight
        self._biases = np.array(cues.biases)

    def odds(self, seen: frozenset[str]) -> list[float]:
        """Return the log-odds of every target."""
        rows = sorted(self._row[cue] for cue in seen & self._row.keys())
        found: list[float] = (self._table[rows].sum(axis=0) + self._biases).tolist()
        return found

    def chance(self, odds: list[float], name: str) -> float:
        """Return the probability of a code or relation; 0 for one without weights."""
        return _chance(odds[self._number[name]]) if name in self._number else 0.0

    def codes(
        self, given: list[tuple[str, float, str]], names: Iterable[str], odds: list[float], seen: frozenset[str]
    ) -> list[tuple[str, float, str]]:
        """Return code, score and rule: those of the patterns that the cues do not speak against, those that they add.

        A code that three patterns or more gave stays at a lower probability, the lower the more of them there are.

        Parameters
        ----------
        given : what the patterns gave, in order of the codebook.
        names : all codes, in order of the codebook.
        """
        cues, by_name = self._cues, {name: (name, score, rule) for name, score, rule in given}
        found = []
        for name in names:
            chance = self.chance(odds, name)
            if name in by_name:
                if name not in self._number or chance >= cues.keep / max(1.0, by_name[name][1] - 1):
                    found.append(by_name[name])
            elif chance >= cues.add:
                rule = f"{name}.cues({', '.join(self.heaviest(name, seen))})"
                found.append((name, round(chance / cues.add, 3), rule))
        return found

    def heaviest(self, name: str, seen: frozenset[str]) -> list[str]:
        """Return the cues that speak most for a target."""
        number, weights = self._number[name], self._cues.weights
        speak = [(weight, cue) for cue in seen & weights.keys() for target, weight in weights[cue] if target == number]
        return [cue for weight, cue in sorted(speak, key=lambda each: (-each[0], each[1]))[:SHOWN] if weight > 0]

    def relations(
        self, given: Mapping[str, Polarity], names: Iterable[str], odds: list[float], seen: frozenset[str]
    ) -> list[tuple[str, Polarity]]:
        """Return relation and polarity; arguments as of `codes`."""
        cues = self._cues
        found: list[tuple[str, Polarity]] = []
        for name in names:
            chance = self.chance(odds, name)
            if chance >= (cues.keep_relation if name in given else cues.add_relation):
                found.append((name, self._sign(name, given.get(name), seen)))
        return found

    def _sign(self, name: str, given: Polarity | None, seen: frozenset[str]) -> Polarity:
        odds = self.odds(of_relation(seen, name))
        sums = [odds[self._number[sign]] for sign in SIGNS]
        top = max(sums)
        parts = [math.exp(each - top) for each in sums]
        if given is not None and parts[SIGNS.index(given)] >= self._cues.keep_sign * sum(parts):
            return given
        return SIGNS[parts.index(max(parts))]


@lru_cache(maxsize=4)
def judge(codebook: Codebook) -> Judge | None:
    """Return the judge of a codebook, made once; None if the codebook has no cues."""
    return Judge(codebook.cues) if codebook.cues is not None else None


def load_cues(file: Path, *, codebook: str) -> Cues | None:
    """Return the cues of a file, or None if there is no such file or it was fitted with another codebook.

    Parameters
    ----------
    codebook : digest of the codebook at hand.

    Raises
    ------
    EvidenceError
        If the file is damaged.
    """
    if not file.is_file():
        return None
    raw = file.read_bytes()
    try:
        head, *lines = gzip.decompress(raw).decode("utf-8").splitlines()
        about: dict[str, Any] = json.loads(head)
        if about["codebook"] != codebook:
            return None
        targets = tuple(about["biases"])
        number = {name: n for n, name in enumerate(targets)}
        weights: dict[str, tuple[tuple[int, float], ...]] = {}
        for line in lines:
            cue, *pairs = line.split("\t")
            parts = (pair.rpartition("=") for pair in pairs)
            weights[cue] = tuple((number[name], float(weight)) for name, _, weight in parts)
        bars = {name: float(about[name]) for name in ("keep", "add", "keep_relation", "add_relation", "keep_sign")}
        biases = tuple(map(float, about["biases"].values()))
        version = hashlib.sha256(raw).hexdigest()
        return Cues(version=version, targets=targets, biases=biases, weights=weights, **bars)
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise EvidenceError(f"holds no cues ({error})", where=file.name, next="install the package again") from error


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-odds)) if odds > -700 else 0.0
