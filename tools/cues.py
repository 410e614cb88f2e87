"""`python -m tools.cues`: fit the cues of a codebook on coded sentences; `--scores` holds out one set after another.

Regularized logistic regressions, one a code, a relation and a sign, by L-BFGS on sparse counts; weights are rounded to
two decimals. Sentences are invented or reworded and coded by machine coders from the definitions (tools/coded/README.md
says how); no human coded them, so what is fitted is one more machine.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack
from scipy.special import expit, log1p

from tightrope.catalog.shelf import declared
from tightrope.core.coding import RELATIONS, Codebook, Cues
from tightrope.evidence.codebook import load_codebook
from tightrope.evidence.gazetteer import Gazetteer, load_gazetteer
from tightrope.evidence.ingest import document
from tightrope.evidence.passages import units
from tightrope.evidence.patterns.cues import SIGNS, SUFFIX, Judge, of_relation, seen
from tightrope.evidence.patterns.matching import machine
from tightrope.evidence.relations import Reader
from tightrope.evidence.rules import by_patterns
from tightrope.study.coding.score import pooled, score

ROOT = Path(__file__).resolve().parents[1]
SETS = (*sorted((ROOT / "tests/validation/coded").glob("dev*.jsonl")), *sorted((ROOT / "tools/coded").glob("*.jsonl")))
LEAD = "Pakistan's place between Washington and Beijing has been the subject of this paper.\n\n"
RARE = 2
"""A cue in fewer sentences has no weight."""
STRENGTH = {"codes": 1.0, "relations": 0.3, "signs": 0.2}
"""Inverse strength of the penalty; chosen by holding out sets."""
BARS = {"keep": 0.15, "add": 0.55, "keep_relation": 0.25, "add_relation": 0.7, "keep_sign": 0.4}
SMALLEST = 0.03
WEIGHT_OF_EXAMPLE = 5
"""How many sentences an example or counter-example of the codebook counts as, for its own code."""
Examples = dict[str, list[tuple[frozenset[str], bool]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A coded sentence, what the patterns gave it, and its cues."""

    codes: frozenset[str]
    relations: dict[str, str]
    given: list[tuple[str, float, str]]
    said: dict[str, Any]
    seen: frozenset[str]


def read(file: Path, codebook: Codebook, gazetteer: Gazetteer) -> list[Sentence]:
    """Return the coded sentences of a file, each read after those before it in its piece."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    pieces: list[list[dict[str, Any]]] = []
    for before, row in zip([None, *rows], rows, strict=False):
        same = before is not None and row.get("context") == before["text"]
        if same:
            pieces[-1].append(row)
        else:
            pieces.append([row])
    return [sentence for piece in pieces for sentence in _piece(piece, codebook, gazetteer)]


def _piece(piece: Sequence[dict[str, Any]], codebook: Codebook, gazetteer: Gazetteer) -> Iterable[Sentence]:
    texts = [" ".join(row["text"].split()) for row in piece]
    starts = np.cumsum([len(LEAD), *(len(text) + 1 for text in texts)])
    whole = document("piece.txt", f"{LEAD}{' '.join(texts)}\n".encode())
    reader, rules = Reader(gazetteer), machine(codebook)
    parts: list[list[Any]] = [[] for _ in piece]
    for unit in units(whole):
        reading = reader.read(unit)
        given, related = by_patterns(reading, unit, rules)
        reader.noted(tuple(name for name, _ in related))
        at = int(np.searchsorted(starts, unit.passage.start, side="right")) - 1
        if at >= 0:
            parts[at].append((given, dict(related), seen(reading, [g[0] for g in given], dict(related))))
    for row, found in zip(piece, parts, strict=True):
        codes = {name: each for given, _, _ in found for each in given for name in [each[0]]}
        said: dict[str, Any] = {}
        for _, related, _ in found:
            for name, sign in related.items():
                said[name] = sign if said.get(name, sign) == sign else "neutral"
        yield Sentence(
            codes=frozenset(row["codes"]),
            relations=dict(row["relations"]),
            given=list(codes.values()),
            said=said,
            seen=frozenset(cue for _, _, cues in found for cue in cues),
        )


def examples(codebook: Codebook, gazetteer: Gazetteer) -> Examples:
    """Return code -> the cues of its examples and counter-examples, and which they are."""
    found: Examples = {}
    for each in codebook.codes:
        for kind, texts in ((True, each.examples), (False, each.counterexamples)):
            for text in texts:
                row = {"text": text, "codes": [], "relations": []}
                (sentence,) = _piece([row], codebook, gazetteer)
                found.setdefault(each.name, []).extend([(sentence.seen, kind)] * WEIGHT_OF_EXAMPLE)
    return found


def fit(sentences: Sequence[Sentence], codebook: Codebook, known: Examples | None = None) -> Cues:
    """Return the cues fitted on sentences; examples of the codebook count for their own code only."""
    known = known or {}
    names = [code.name for code in codebook.codes]
    weights: dict[str, list[tuple[int, float]]] = {}
    biases: list[float] = []
    targets = (*names, *RELATIONS, *SIGNS)

    def learn(rows: Sequence[frozenset[str]], kinds: dict[str, np.ndarray], strength: float) -> None:
        counted = Counter(cue for row in rows for cue in row)
        place = {cue: n for n, cue in enumerate(sorted(cue for cue in counted if counted[cue] >= RARE))}
        table = _table(rows, place)
        for name, wanted in kinds.items():
            own = known.get(name, [])
            whole = vstack([table, _table([cues for cues, _ in own], place)]).tocsr()
            found = _logistic(whole, np.append(wanted, [kind for _, kind in own]), strength)
            biases.append(round(float(found[-1]), 2))
            number = targets.index(name)
            for cue, n in place.items():
                if abs(found[n]) >= SMALLEST:
                    weights.setdefault(cue, []).append((number, round(float(found[n]), 2)))

    rows = [s.seen for s in sentences]
    learn(rows, {name: np.array([name in s.codes for s in sentences]) for name in names}, STRENGTH["codes"])
    wanted = {name: np.array([name in s.relations for s in sentences]) for name in RELATIONS}
    learn(rows, wanted, STRENGTH["relations"])
    items = [(s, name) for s in sentences for name in s.relations]
    signs = {sign: np.array([s.relations[name] == sign for s, name in items]) for sign in SIGNS}
    learn([of_relation(s.seen, name) for s, name in items], signs, STRENGTH["signs"])
    kept = {cue: tuple(found) for cue, found in sorted(weights.items())}
    return Cues(version="", targets=targets, biases=tuple(biases), weights=kept, **BARS)


def _table(rows: Sequence[frozenset[str]], place: dict[str, int]) -> csr_matrix:
    places = [sorted(place[cue] for cue in row & place.keys()) for row in rows]
    ends = np.cumsum([0, *map(len, places)])
    flat = np.array([n for row in places for n in row], dtype=np.int64)
    return csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(rows), len(place)))


def _logistic(table: csr_matrix, wanted: np.ndarray, strength: float) -> np.ndarray:
    """Return weights and bias that minimize half the squared weights plus `strength` times the summed log loss."""
    sign, across = np.where(wanted, 1.0, -1.0), table.T.tocsr()

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * (table @ theta[:-1] + theta[-1])
        pull = -sign * expit(-margin) * strength
        cost = strength * float(np.sum(np.where(margin > 0, log1p(np.exp(-np.abs(margin))),
                                                -margin + log1p(np.exp(-np.abs(margin))))))  # fmt: skip
        return cost + 0.5 * float(theta @ theta), np.append(across @ pull, pull.sum()) + theta

    start = np.zeros(table.shape[1] + 1)
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500, "ftol": 1e-10}).x


def write(cues: Cues, codebook: Codebook, file: Path) -> None:
    """Write cues as lines of one compressed file; the same cues give the same bytes."""
    about = {"codebook": codebook.version, **BARS, "biases": dict(zip(cues.targets, cues.biases, strict=True))}
    lines = [json.dumps(about)]
    for cue, found in cues.weights.items():
        lines.append("\t".join([cue, *(f"{cues.targets[n]}={weight:g}" for n, weight in found)]))
    raw = "".join(f"{line}\n" for line in lines).encode()
    file.write_bytes(gzip.compress(raw, compresslevel=9, mtime=0))


def judged(cues: Cues | None, sentences: Sequence[Sentence], names: Sequence[str]) -> list[tuple[frozenset[str], dict]]:
    """Return codes and relations of sentences, after a second look by cues if there are any."""
    if cues is None:
        return [(frozenset(g[0] for g in s.given), dict(s.said)) for s in sentences]
    judge, found = Judge(cues), []
    for s in sentences:
        odds = judge.odds(s.seen)
        given = judge.codes(s.given, names, odds, s.seen)
        found.append((frozenset(g[0] for g in given), dict(judge.relations(s.said, RELATIONS, odds, s.seen))))
    return found


def scores(wanted: Sequence[Sentence], found: Sequence[tuple[frozenset[str], dict]]) -> str:
    """Return one line of scores."""
    s = score([(w.codes, w.relations) for w in wanted], found)
    return (
        f"micro {s.micro:.3f} macro {s.macro:.3f} kappa {s.kappa:.3f} uncoded {s.uncoded:.3f} "
        f"relations {pooled(s.relations).f1:.3f} polarity {s.polarity:.3f}"
    )


def main() -> int:
    """Fit and write; with --scores, print how sentences of each set are coded by what the others teach."""
    file = declared("codebooks")["ncr"]
    codebook, gazetteer = load_codebook(file), load_gazetteer(declared("gazetteer").values())
    sets = {each.stem: read(each, codebook, gazetteer) for each in SETS}
    names = [code.name for code in codebook.codes]
    known = examples(codebook, gazetteer)
    if "--scores" in sys.argv[1:]:
        for name, held in sets.items():
            rest = [s for other, found in sets.items() if other != name for s in found]
            print(f"{name} ({len(held)}) patterns: {scores(held, judged(None, held, names))}")
            print(f"{name} ({len(held)}) + cues:   {scores(held, judged(fit(rest, codebook, known), held, names))}")
        return 0
    cues = fit([s for found in sets.values() for s in found], codebook, known)
    write(cues, codebook, file.with_name(f"{file.stem}{SUFFIX}"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
