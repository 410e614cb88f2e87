"""Passages that speak of what is asked: BM25 over words of any script, with no model."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tightrope.core.document import Passage
from tightrope.evidence.themes.find import Text
from tightrope.evidence.themes.words import plain, stem, words

K1, B = 1.2, 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found.

    Parameters
    ----------
    passage : where it stands.
    score : the larger, the better; comparable within one search only.
    terms : the terms of the question that it holds.
    by : what found it: "words", or the name and digest of a model.
    """

    passage: Passage
    score: float
    terms: tuple[str, ...]
    by: str = "words"


class Index:
    """Passages by their terms, made once and asked many times.

    References
    ----------
    :cite:`robertson2009`, equation 3.15, with a logarithm of rarity that is never negative.
    """

    def __init__(self, texts: Sequence[Text]) -> None:
        self._texts = tuple(texts)
        self._counts = [Counter(search_terms(t.reading)) for t in self._texts]
        self._size = [sum(c.values()) for c in self._counts]
        self._mean = sum(self._size) / max(1, len(self._size))
        self._places: dict[str, list[int]] = {}
        for at, counted in enumerate(self._counts):
            for term in counted:
                self._places.setdefault(term, []).append(at)

    def search(self, query: str, *, number: int = 10) -> tuple[Hit, ...]:
        """Return the passages nearest to a question, best first; of equals the first in order of the texts.

        A phrase between straight or curly quotation marks must stand in the passage as it is, letters folded.
        """
        phrases = [plain(p) for p in _phrases(query)]
        scores: dict[int, float] = {}
        held: dict[int, list[str]] = {}
        for term in dict.fromkeys(search_terms(query)):
            found = self._places.get(term, [])
            rarity = math.log(1 + (len(self._texts) - len(found) + 0.5) / (len(found) + 0.5))
            for at in found:
                often = self._counts[at][term]
                norm = K1 * (1 - B + B * self._size[at] / self._mean)
                scores[at] = scores.get(at, 0.0) + rarity * often * (K1 + 1) / (often + norm)
                held.setdefault(at, []).append(term)
        if phrases:
            scores = {at: s for at, s in scores.items() if all(p in plain(self._texts[at].reading) for p in phrases)}
        best = sorted(scores, key=lambda at: (-round(scores[at], 9), at))[:number]
        return tuple(
            Hit(passage=self._texts[at].passage, score=round(scores[at], 6), terms=tuple(held[at])) for at in best
        )


def search_terms(text: str) -> list[str]:
    """Return all words, stop words too, so that any question finds something; single characters beside their pairs."""
    out: list[str] = []
    for word in words(text):
        out.append(stem(word))
        if len(word) == 2 and _unspaced(word):
            out.extend(word)
    return out


def _unspaced(word: str) -> bool:
    return all("\u2e80" <= c <= "\u9fff" or "\uf900" <= c <= "\ufaff" or c >= "\U00020000" for c in word)


def _phrases(query: str) -> list[str]:
    marks = query.replace("\u201c", '"').replace("\u201d", '"').split('"')
    return [part.strip() for part in marks[1::2] if part.strip()] if len(marks) % 2 else []
