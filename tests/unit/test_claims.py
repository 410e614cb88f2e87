"""Invented sentences become the claims that they make: who, whom, deed, quantity, time, hedge, denial, whose word."""

import hashlib

import pytest

from tightrope.catalog.shelf import declared
from tightrope.core.document import Document
from tightrope.core.errors import EvidenceError
from tightrope.evidence.claims.actors import actors, widened
from tightrope.evidence.claims.contradictions import contradictions
from tightrope.evidence.claims.extract import claims
from tightrope.evidence.claims.folding import counts, fold
from tightrope.evidence.claims.frames import load_lexicon, lowered
from tightrope.evidence.claims.statements import statement
from tightrope.evidence.gazetteer import load_gazetteer

VERBS = declared("verbs")
LEXICON = load_lexicon(VERBS["plover"])
NAMES = widened(load_gazetteer(declared("gazetteer").values()), VERBS["world"])


def document(*sentences, name="a.txt", work=""):
    text = "A title\n\n" + "\n\n".join(f"{s} It was a long year for all of them." for s in sentences) + "\n"
    return Document(id=name, sha256=hashlib.sha256(text.encode()).hexdigest(), text=text, work=work)


def told(sentence):
    return claims(document(sentence), lexicon=LEXICON, gazetteer=NAMES)


def one(sentence):
    found = told(sentence)
    assert found, sentence
    return found[0]


@pytest.mark.parametrize(
    ("sentence", "actors_", "targets", "root"),
    [
        ("Brazil accused Norway of dumping fish.", ("BRA",), ("NOR",), "ACCUSE"),
        ("Norway was accused of dumping by Brazil in a letter.", ("BRA",), ("NOR",), "ACCUSE"),
        ("Japan gave Kenya $20 million in aid for roads.", ("JPN",), ("KEN",), "AID"),
        ("Kenya received aid from Japan after the flood.", ("JPN",), ("KEN",), "AID"),
        ("Chile and Peru signed a trade agreement in Lima.", ("CHL",), ("PER",), "SUPPORT"),
        ("Ghana refused to meet the delegation of Togo.", ("GHA",), ("TGO",), "REJECT"),
        ("Sweden lifted its ban on goods from Finland.", ("SWE",), ("FIN",), "YIELD"),
        ("Egypt threatened to attack Sudan over the dam.", ("EGY",), ("SDN",), "THREATEN"),
        ("Spain imposed sanctions on Cuba last spring.", ("ESP",), ("CUB",), "SANCTION"),
        ("Iraq invaded Kuwait in 1990.", ("IRQ",), ("KWT",), "ASSAULT"),
    ],
)
def test_who_does_what_to_whom(sentence, actors_, targets, root):
    claim = one(sentence)
    assert (claim.actors, claim.targets, claim.root) == (actors_, targets, root)


def test_together_is_mutual():
    assert one("Chile and Peru held joint military exercises in the Andes.").mutual
    assert not one("Iraq invaded Kuwait in 1990.").mutual


def test_times_and_spans_open_the_words():
    doc = document("Japan has cut aid to Kenya since 2015.")
    claim = claims(doc, lexicon=LEXICON, gazetteer=NAMES)[0]
    assert [w.label() for w in claim.times] == ["since 2015"]
    assert [doc.text[a:b] for a, b in claim.actor_spans] == ["Japan"]
    assert [doc.text[a:b] for a, b in claim.target_spans] == ["Kenya"]
    assert [doc.text[a:b] for a, b in claim.time_spans] == ["since 2015"]
    assert "cut aid" in doc.text[slice(*claim.span)]


def test_the_year_of_a_citation_is_no_time():
    assert one("Brazil condemned Norway (Oddsen, 2019).").times == ()


@pytest.mark.parametrize(
    ("sentence", "hedged", "modal", "negated"),
    [
        ("Brazil condemned Norway in June.", False, False, False),
        ("Brazil reportedly condemned Norway in June.", True, False, False),
        ("Brazil may have condemned Norway in June.", True, False, False),
        ("Brazil never condemned Norway in public.", False, False, True),
        ("Brazil should support Norway in the north.", False, True, False),
        ("Brazil not only condemned Norway, it left.", False, False, False),
    ],
)
def test_how_it_is_said(sentence, hedged, modal, negated):
    claim = one(sentence)
    assert (claim.hedged, claim.modal, claim.negated) == (hedged, modal, negated)


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("According to Oddsen, Brazil condemned Norway in June.", "Oddsen"),
        ("The ministry said that Brazil condemned Norway in June.", "The ministry"),
        ("Brazil condemned Norway in June (Oddsen, 2019).", "Oddsen, 2019"),
        ("Brazil condemned Norway in June.", ""),
    ],
)
def test_on_whose_word(sentence, who):
    assert one(sentence).attributed == who


@pytest.mark.parametrize(
    ("sentence", "topic", "predicate", "value"),
    [
        ("China supplied 81 percent of Pakistan's arms imports in 2020-24.", "arms", "figure", 81.0),
        ("Trade between Chile and Peru rose between 2010 and 2020.", "trade", "rise", None),
        ("Japan stopped aid to Kenya in 1990.", "aid", "stop", None),
        ("More than 60,000 people were killed in Kenya since 2001.", "deaths", "figure", 60000.0),
        ("China is the largest trading partner of Kenya.", "trade", "largest", None),
    ],
)
def test_what_is_measured(sentence, topic, predicate, value):
    found = [c for c in told(sentence) if c.topic == topic]
    assert found, [c.text() for c in told(sentence)]
    assert found[0].predicate == predicate
    assert found[0].measurable
    assert (found[0].figure.value if found[0].figure else None) == value


def test_text_holds_no_word_of_the_document():
    claim = one("Brazil furiously condemned Norway in Quillby in 2011.")
    assert "Quillby" not in claim.text()
    assert "BRA -> NOR" in claim.text()


def test_world_never_overrules_the_gazetteer():
    assert [a.states for a in actors("China, Pakistan and Chad met.", NAMES)] == [("CHN", "PAK", "TCD")]
    assert NAMES.names[("Pakistan",)][0] == "foc"


def test_a_comma_joins_only_in_a_list():
    assert [a.states for a in actors("After the talks in Peru, Chile left Brazil.", NAMES)] == [
        ("PER",),
        ("CHL",),
        ("BRA",),
    ]
    assert [a.states for a in actors("Peru, Chile and Brazil left.", NAMES)] == [("PER", "CHL", "BRA")]


def test_the_two_countries_are_those_named_last():
    doc = document("Chile is a neighbor of Peru. The two countries held joint military exercises in 2004.")
    found = [c for c in claims(doc, lexicon=LEXICON, gazetteer=NAMES) if c.root == "COOPERATE"]
    assert [(c.pair, c.mutual) for c in found] == [(frozenset({"CHL", "PER"}), True)]
    assert doc.text[slice(*found[0].actor_spans[0])] == "The two countries"


def test_a_condition_is_no_fact():
    assert one("If Brazil attacked Norway, all would lose.").modal


def test_an_adjective_does_the_deed():
    claim = one("Kenya enjoyed the fruits of Japanese investment.")
    assert (claim.actors, claim.targets) == (("JPN",), ("KEN",))


def test_repeats_fold_and_are_kept():
    first = document("Japan gave Kenya $20 million in aid for rural roads in 1999.", "Brazil condemned Norway in June.")
    again = document("Japan gave Kenya $20 million in aid for rural roads in 1999.", name="b.txt")
    apart = document("In 1999 Tokyo granted Nairobi aid of $20 million.", name="c.txt")
    docs = (first, again, apart)
    found = fold([c for d in docs for c in claims(d, lexicon=LEXICON, gazetteer=NAMES)], docs)
    assert [len(f.repeats) for f in found] == [1, 0, 0]
    assert found[0].repeats[0].claim.passage.document == "b.txt"
    assert counts(found)["made"] == 4


def test_the_same_words_with_another_year_are_no_repeat():
    long = "Japan gave Kenya $20 million in aid for rural roads and small harbors on the northern coast in {}."
    docs = (document(long.format(1999)), document(long.format(2004), name="b.txt"))
    assert len(fold([c for d in docs for c in claims(d, lexicon=LEXICON, gazetteer=NAMES)], docs)) == 2


def test_a_frame_without_its_literals_is_passed_over():
    for frame in LEXICON.frames:
        assert frame.needs is None or frame.needs
    text = lowered("Norway was accused, and lifted sanctions; it withdrew troops, signed a pact and met nobody.")
    plain = [(m.start(), m.end(), f.name) for f in LEXICON.frames for m in f.pattern.finditer(text)]
    assert sorted(plain) == sorted((h.start, h.stop, h.frame.name) for h in LEXICON.find(text))


def test_one_work_tells_a_claim_once():
    docs = (document("Brazil condemned Norway in 2011.", work="w"),
            document("That year, 2011, Oslo was condemned by Brazil.", name="b.txt", work="w"))  # fmt: skip
    found = fold([c for d in docs for c in claims(d, lexicon=LEXICON, gazetteer=NAMES)], docs)
    assert len(found) == 1


def clashes(*sentences, apart=False):
    docs = tuple(document(s, name=f"{i}.txt") for i, s in enumerate(sentences)) if apart else (document(*sentences),)
    found = fold([c for d in docs for c in claims(d, lexicon=LEXICON, gazetteer=NAMES)], docs)
    return [(c.kind, c.severity) for c in contradictions(found, docs)]


def test_one_event_in_two_years():
    pair = ("The Marvik Accord of 2010 ended the strike.", "The Marvik Agreement was signed in 2011 by both.")
    assert clashes(*pair) == [("date", "error")]
    assert clashes(*pair, apart=True) == [("date", "check")]
    assert clashes(pair[0], "The Marvik Accord of 2010 was signed in haste.") == []


def test_two_figures_for_one_quantity():
    pair = ("Japan gave Kenya $20 million in aid in 1999.", "Japan gave Kenya $90 million in aid in 1999.")
    assert ("figure", "error") in clashes(*pair)
    assert clashes(pair[0], "Japan gave Kenya $90 million in aid in 2005.") == []


def test_opposite_directions_at_one_time():
    rose, fell = "Trade between Chile and Peru rose in 2010.", "Trade between Chile and Peru fell in 2010."
    assert ("direction", "error") in clashes(rose, fell)
    assert ("direction", "note") in clashes("Trade between Chile and Peru apparently rose in 2010.", fell)
    assert clashes(rose, "Trade between Chile and Peru fell in 2015.") == []


def test_asserted_and_denied():
    assert ("denial", "check") in clashes("Egypt supported Sudan in 1999.", "Egypt never supported Sudan in 1999.")


def test_a_statement_opens_every_place():
    doc = document("Brazil condemned Norway in June.", "In June Brazil condemned Norway again.")
    found = fold(claims(doc, lexicon=LEXICON, gazetteer=NAMES), (doc,))
    made = statement(found[0], test="none")
    assert made.verdict == "untested"
    assert len(made.passages) == 2
    assert made.who == ("a.txt",)


def test_lowered_keeps_every_place():
    text = "İstanbul’s “pact”\nheld"
    assert len(lowered(text)) == len(text)


@pytest.mark.parametrize(
    "text", ["[root", "[root.A]\nside='x'\ndefinition=''\n[[frame]]\nroot='A'\nname='n'\nany=['a']\n",
             "[root]\n[[frame]]\nroot='A'\nname='n'\nany=['(']\n", "[root]\n[[frame]]\nroot='A'\nname='n'\nany=['a']\n",
             "[root]\n"],
)  # fmt: skip
def test_a_faulty_lexicon_is_refused(tmp_path, text):
    file = tmp_path / "verbs.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"verbs.toml"):
        load_lexicon(file)


def test_a_faulty_list_of_states_is_refused(tmp_path):
    file = tmp_path / "world.toml"
    file.write_text("[[state]]\nnames = ['X']\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match="code"):
        widened(NAMES, file)


@pytest.fixture(scope="module")
def real(shared_documents):
    from tightrope.evidence.ingest import read_documents

    docs = tuple(d for d in read_documents(shared_documents) if d.id != "README.md")
    return docs, tuple(c for d in docs for c in claims(d, lexicon=LEXICON, gazetteer=NAMES))


@pytest.mark.shared
def test_the_real_texts_keep_their_spans(real):
    docs, found = real
    text = {d.id: d.text for d in docs}
    assert len(found) > 100
    for claim in found:
        names = [text[claim.passage.document][a:b] for a, b in (*claim.actor_spans, *claim.target_spans)]
        assert all(n and n == n.strip() for n in names)
        assert claim.passage.start <= claim.span[0] < claim.span[1] <= claim.passage.stop


@pytest.mark.shared
def test_doha_is_dated_twice(real):
    docs, found = real
    dates = [c for c in contradictions(fold(found, docs), docs) if c.kind == "date" and c.severity == "error"]
    assert [("2020" in c.why, "2021" in c.why) for c in dates] == [(True, True)]


@pytest.mark.shared
def test_an_abstract_is_folded_into_its_paper(real):
    docs, found = real
    folded = fold(found, docs)
    abstract = [c for c in found if c.passage.document.startswith("004")]
    counted = [f for f in folded if f.claim.passage.document.startswith("004")]
    assert len(abstract) >= 8
    assert len(counted) <= len(abstract) // 3
