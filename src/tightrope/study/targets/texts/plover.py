"""Deeds told of by news sentences, held against the gold classes of the PLOVER sentences (test split)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tightrope.catalog.shelf import declared
from tightrope.data.read import read_parquet
from tightrope.evidence.claims.actors import actors, widened
from tightrope.evidence.claims.deeds import deeds
from tightrope.evidence.claims.frames import Lexicon, decide, load_lexicon, lowered
from tightrope.evidence.gazetteer import Gazetteer, load_gazetteer
from tightrope.study.targets.target import Target

FILE = "plover_labelled/plv_sentences.parquet"
SOURCE = "Hu et al. 2024, Zero-Shot-PLOVER, PLV sentences, test split (arXiv:2308.07876)"
SIDES = {"1": "verbal cooperation", "2": "material cooperation", "3": "verbal conflict", "4": "material conflict"}
_MARK = re.compile(r"</?[st]>")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A gold sentence: its text without marks, the first span of each role (None if not marked), root and side."""

    text: str
    source: Span | None
    target: Span | None
    root: str
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """How the lexicon did on one split.

    Parameters
    ----------
    sentences : how many; `none` of them showed no frame and count as wrong.
    side : share whose cooperation or conflict is right, source and target as marked.
    four : share whose one of the four sides is right.
    root : share whose root is right.
    pairs : sentences whose source and target each name a state, not the same.
    direction : of these, the share in which the surest deed found without the marks runs from source to target.
    confusion : (gold root, root given) -> number; "NONE" where no frame was found.
    """

    sentences: int
    none: int
    side: float
    four: float
    root: float
    pairs: int
    direction: float
    confusion: Counter[tuple[str, str]]

    def classes(self) -> tuple[tuple[str, int, float, float], ...]:
        """Return (root, gold sentences, precision, recall) for each gold root; precision NaN if never given."""
        rows = []
        for root in sorted({gold for gold, _ in self.confusion}):
            gold = sum(n for (g, _), n in self.confusion.items() if g == root)
            given = sum(n for (_, p), n in self.confusion.items() if p == root)
            right = self.confusion[root, root]
            rows.append((root, gold, right / given if given else float("nan"), right / gold))
        return tuple(rows)


@cache
def scores(folder: Path, split: str) -> Scores:
    """Score the shipped lexicon on one split of the gold sentences.

    The lexicon was written from the class definitions and tuned by hand on the train split; nothing is learned here.
    """
    lexicon, gazetteer = _tools()
    sentences = tuple(gold(folder, split))
    confusion: Counter[tuple[str, str]] = Counter()
    side = four = pairs = direction = 0
    for one in sentences:
        low = lowered(one.text)
        end = len(low)
        hit = decide(lexicon.find(low), one.source or (0, 0), one.target or (end, end))
        root = lexicon.roots[hit.frame.root] if hit else None
        confusion[one.root, root.name if root else "NONE"] += 1
        if root is not None:
            side += root.cooperative == one.side.endswith("cooperation")
            four += root.side == one.side
        right = _direction(one, low, lexicon, gazetteer)
        pairs += right is not None
        direction += bool(right)
    n = len(sentences)
    return Scores(
        sentences=n,
        none=sum(k for (_, p), k in confusion.items() if p == "NONE"),
        side=side / n,
        four=four / n,
        root=sum(k for (g, p), k in confusion.items() if g == p) / n,
        pairs=pairs,
        direction=direction / pairs if pairs else float("nan"),
        confusion=confusion,
    )


def gold(folder: Path, split: str) -> Iterator[Marked]:
    """Yield the gold sentences of a split, in the order of their ids."""
    table = read_parquet(folder / FILE)
    order = sorted(range(len(table["split"])), key=lambda i: int(table["sentence_id"][i]))
    for i in order:
        if table["split"][i] == split:
            text, source, target = _unmarked(str(table["marked_sentence"][i]))
            yield Marked(
                text=text,
                source=source,
                target=target,
                root=str(table["gold_root"][i]),
                side=SIDES[str(table["gold_penta"][i])],
            )


@cache
def _tools() -> tuple[Lexicon, Gazetteer]:
    verbs = declared("verbs")
    return load_lexicon(verbs["plover"]), widened(load_gazetteer(declared("gazetteer").values()), verbs["world"])


def _unmarked(marked: str) -> tuple[str, Span | None, Span | None]:
    text, at = "", 0
    spans: dict[str, list[int]] = {"s": [], "t": []}
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        spans[mark.group()[-2]].append(len(text))
        at = mark.end()
    text += marked[at:]
    source, target = ((s[0], s[1]) if len(s) > 1 else None for s in (spans["s"], spans["t"]))
    return text, source, target


def _direction(one: Marked, low: str, lexicon: Lexicon, gazetteer: Gazetteer) -> bool | None:
    """Whether the surest deed, found without marks, runs as marked; None where not both name a state."""
    if one.source is None or one.target is None:
        return None
    named = [actors(one.text[a:b], gazetteer) for a, b in (one.source, one.target)]
    if not (named[0] and named[1]) or named[0][0].states[0] == named[1][0].states[0]:
        return None
    found = deeds(low, actors(one.text, gazetteer), lexicon)
    source, target = named[0][0].states[0], named[1][0].states[0]
    return bool(found) and source in found[0].doer.states and target in found[0].done.states


def _at_least(name: str, what: str, least: float, value: Callable[[Scores], float]) -> Target:
    return Target(
        id=f"E1.{name}",
        source=SOURCE,
        what=f"{what}: at least {least:.2f}",
        expected=(1.0,),
        tolerance=1.0 - least,
        compute=lambda folder: (value(scores(folder, "test")),),
        needs=(FILE,),
        reason=f"all right is 1; {least:.2f} was set as enough before the lexicon was written",
    )


TARGETS: tuple[Target, ...] = (
    _at_least("side", "share with cooperation or conflict right, source and target as marked", 0.80, lambda s: s.side),
    _at_least("root", "share with the root right, source and target as marked", 0.45, lambda s: s.root),
    _at_least("direction", "share with doer and other right, unmarked, where both name a state", 0.55,
              lambda s: s.direction),
)  # fmt: skip
