"""Laws of themes and search: folding is settled after once, the index is symmetric, any text is found by itself."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tightrope.core.document import Passage, digest
from tightrope.evidence.themes.find import Text, find
from tightrope.evidence.themes.search import Index
from tightrope.evidence.themes.words import plain, stem, terms, words
from tightrope.stats.cluster import adjusted_rand

ANY = st.text(max_size=60)
SPOKEN = st.text(st.sampled_from("abcdefg hijk中国港贸易协定پاکستانچینतनीति"), min_size=3, max_size=50)
LABELS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=30)


@given(ANY)
def test_folding_twice_is_folding_once(text):
    once = plain(text)
    assert plain(once) == once


@given(ANY)
def test_words_hold_no_blank_and_terms_are_among_them(text):
    found = words(text)
    assert all(word and not any(c.isspace() for c in word) for word in found)
    assert set(terms(text)) <= {stem(word) for word in found}


@given(LABELS, st.permutations(range(4)))
def test_the_index_is_symmetric_at_most_one_and_blind_to_names(pairs, names):
    first, second = zip(*pairs, strict=True)
    value = adjusted_rand(first, second)
    assert value == adjusted_rand(second, first)
    assert -1 <= value <= 1
    assert abs(value - adjusted_rand([names[a] for a in first], second)) < 1e-12
    assert adjusted_rand(first, first) == 1.0


def made(lines):
    out, place = [], 0
    for line in lines:
        out.append(
            Text(passage=Passage(document="d", start=place, stop=place + len(line), sha256=digest(line)), reading=line)
        )
        place += len(line) + 1
    return out


@given(st.lists(SPOKEN, min_size=1, max_size=6, unique=True), st.data())
def test_a_text_with_words_is_found_by_itself(lines, data):
    texts = made(lines)
    asked = data.draw(st.sampled_from(texts))
    if words(asked.reading):
        assert asked.passage in {hit.passage for hit in Index(texts).search(asked.reading, number=len(texts))}


@settings(max_examples=20, deadline=None)
@given(st.lists(SPOKEN, min_size=0, max_size=30, unique=True))
def test_every_passage_is_in_one_theme_or_in_none(lines):
    texts = made(lines)
    found = find(texts, scope="corpus", resamples=4)
    placed = [p.id for t in found.themes for p in t.passages] + [p.id for p in found.none]
    assert sorted(placed) == sorted(t.passage.id for t in texts)
    assert found.themes or found.why
