"""Themes of made passages beside scipy used directly, and search beside a loop over every passage."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist

from benchmarks.row import Row, beside
from tightrope.core.document import Passage, digest
from tightrope.evidence.themes.find import LARGEST_NUMBER, Text, find
from tightrope.evidence.themes.search import K1, B, Index, search_terms
from tightrope.evidence.themes.vectors import weigh
from tightrope.stats.cluster import distances, subspace, ward

PASSAGES, SUBJECTS, GROUPS = 800, 12, 8
QUESTIONS = 200


def made(number: int = PASSAGES) -> list[Text]:
    """Return made passages: ten words from one of some subjects, six from all."""
    rng = np.random.default_rng(7)
    words = [f"word{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(520)]
    out = []
    for at in range(number):
        own = rng.zipf(1.5, 10) % 40 + 40 * (at % SUBJECTS)
        line = " ".join(words[int(i)] for i in (*own, *rng.integers(480, 520, 6))) + f" case{at}."
        passage = Passage(document="made", start=at * 1000, stop=at * 1000 + len(line), sha256=digest(line))
        out.append(Text(passage=passage, reading=line))
    return out


def run() -> tuple[Row, ...]:
    texts = made()
    lines = [t.reading for t in texts]

    def ours() -> object:
        rows = weigh(lines).rows
        return ward(distances(subspace(rows, LARGEST_NUMBER, np.random.default_rng(1))), GROUPS)

    def direct() -> object:
        return fcluster(linkage(pdist(weigh(lines).rows.toarray()), "ward"), GROUPS, "maxclust")

    def whole() -> object:
        return find(texts, scope="corpus", seed=1)

    group, peer = beside(ours, direct, runs=(5, 5))
    full, _ = beside(whole, direct, runs=(3, 1))
    index = Index(texts)
    counts = [Counter(search_terms(line)) for line in lines]
    asked = [" ".join(lines[at].split()[:4]) for at in range(0, PASSAGES, PASSAGES // QUESTIONS)]

    def by_index() -> object:
        return [index.search(query)[0].passage.id for query in asked]

    def by_loop() -> object:
        return [_loop(counts, query) for query in asked]

    assert by_index() == [texts[at].passage.id for at in by_loop()]
    search, loop = beside(by_index, by_loop, runs=(5, 3))
    size = f"{PASSAGES} passages"
    return (
        Row(name="themes: one grouping, beside scipy on dense TF-IDF", ours=group, peer=peer, runs=(5, 5), size=size,
            note=f"ours in {LARGEST_NUMBER} dimensions, without BLAS"),
        Row(name="themes with number, firmness and terms, beside one scipy grouping", ours=full, peer=peer, runs=(3, 5),
            size=size, note="40 resamples, each a tree of its own; the peer does none"),
        Row(name="search by words, beside a loop over every passage", ours=search, peer=loop, runs=(5, 3),
            size=f"{QUESTIONS} questions, {size}", note=f"{QUESTIONS / search:,.0f} questions/s"),
    )  # fmt: skip


def _loop(counts: list[Counter[str]], query: str) -> int:
    terms = dict.fromkeys(search_terms(query))
    held = {t: sum(t in c for c in counts) for t in terms}
    mean = sum(sum(c.values()) for c in counts) / len(counts)
    scores = []
    for at, counted in enumerate(counts):
        total = 0.0
        norm = K1 * (1 - B + B * sum(counted.values()) / mean)
        for term in terms:
            if often := counted[term]:
                rarity = math.log(1 + (len(counts) - held[term] + 0.5) / (held[term] + 0.5))
                total += rarity * often * (K1 + 1) / (often + norm)
        scores.append((-round(total, 9), at))
    return min(scores)[1]
