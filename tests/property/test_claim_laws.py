"""Laws of claims: spans re-read, folding loses nothing, order of documents of one work changes no count."""

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from tightrope.catalog.shelf import declared
from tightrope.core.document import Document
from tightrope.evidence.claims.actors import widened
from tightrope.evidence.claims.contradictions import contradictions
from tightrope.evidence.claims.events import dated_events, event_names
from tightrope.evidence.claims.extract import claims
from tightrope.evidence.claims.folding import counts, fold
from tightrope.evidence.claims.frames import load_lexicon, lowered
from tightrope.evidence.claims.quantities import figures, times
from tightrope.evidence.gazetteer import load_gazetteer

LEXICON = load_lexicon(declared("verbs")["plover"])
NAMES = widened(load_gazetteer(declared("gazetteer").values()), declared("verbs")["world"])
STATES = ("Brazil", "Norway", "Kenya", "Japan", "the United States", "China and Pakistan", "Elbonia")
DEEDS = (
    "condemned",
    "gave $3 million in aid to",
    "did not attack",
    "may support",
    "met the envoy of",
    "was praised by",
)
TAILS = ("", " in 1999", " between 2001 and 2005", " since 2010", " (Oddsen, 2014)", ", he said", "; trade fell by 4 %")

sentences = st.builds(
    lambda a, d, b, t: f"{a[0].upper()}{a[1:]} {d} {b}{t}.",
    st.sampled_from(STATES), st.sampled_from(DEEDS), st.sampled_from(STATES), st.sampled_from(TAILS),
)  # fmt: skip


def document(lines, name="a.txt"):
    text = "A title\n\n" + "\n\n".join(f"{s} It was a long year for all of them." for s in lines) + "\n"
    return Document(id=name, sha256=hashlib.sha256(text.encode()).hexdigest(), text=text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_in_place(text):
    assert len(lowered(text)) == len(text)
    for found in (*times(text), *figures(text), *event_names(text)):
        assert 0 <= found.start < found.stop <= len(text)
    for event, when in dated_events(text):
        assert when.first is not None
        assert text[event.start : event.stop]


@settings(max_examples=40, deadline=None)
@given(st.lists(sentences, min_size=1, max_size=5))
def test_claims_lie_in_their_passages(lines):
    doc = document(lines)
    for claim in claims(doc, lexicon=LEXICON, gazetteer=NAMES):
        assert claim.passage.start <= claim.span[0] < claim.span[1] <= claim.passage.stop
        assert doc.text[slice(*claim.span)]
        assert set(claim.actors).isdisjoint(claim.targets)
        assert claim.text()


@settings(max_examples=30, deadline=None)
@given(st.lists(sentences, min_size=1, max_size=4))
def test_folding_keeps_every_claim_and_is_idempotent(lines):
    docs = (document(lines), document(lines, name="b.txt"))
    made = [c for d in docs for c in claims(d, lexicon=LEXICON, gazetteer=NAMES)]
    folded = fold(made, docs)
    kept = [c for f in folded for c in (f.claim, *(r.claim for r in f.repeats))]
    assert sorted(c.id for c in kept) == sorted(c.id for c in made)
    assert counts(folded)["made"] == len(made)
    assert all(f.claim.passage.document == "a.txt" for f in folded)  # a copy adds nothing
    assert [f.claim for f in fold([f.claim for f in folded], docs)] == [f.claim for f in folded]


@settings(max_examples=30, deadline=None)
@given(st.lists(sentences, min_size=1, max_size=4))
def test_a_copy_contradicts_nothing_anew(lines):
    one, both = (document(lines),), (document(lines), document(lines, name="b.txt"))
    seen = []
    for docs in (one, both):
        made = fold([c for d in docs for c in claims(d, lexicon=LEXICON, gazetteer=NAMES)], docs)
        seen.append([(c.kind, c.severity, c.why) for c in contradictions(made, docs)])
    assert seen[0] == seen[1]
