"""The decision rules of the codebook, each on a sentence of our own."""

import pytest

from tightrope.catalog.shelf import declared
from tightrope.core.errors import EvidenceError
from tightrope.evidence.codebook import load_codebook
from tightrope.evidence.gazetteer import load_gazetteer
from tightrope.evidence.ingest import document
from tightrope.evidence.rules import code
from tightrope.evidence.triggers import openings, pieces, triggers, within

CODES = [
    "economic_rivalry",
    "technological_competition",
    "military_modernization",
    "regional_influence",
    "diplomatic_competition",
    "competing_initiatives",
    "economic_needs",
    "security_requirements",
    "leadership_perceptions",
    "institutional_capacity",
    "domestic_politics",
    "balancing",
    "hedging",
    "neutrality",
    "alignment_us",
    "alignment_china",
    "diversification",
    "estrangement_us",
    "strategic_autonomy",
    "economic_cooperation",
    "diplomatic_flexibility",
    "security_partnership",
    "regional_stability",
    "india_us_tilt",
    "india_rivalry",
    "afghanistan",
    "russia",
    "iran",
    "small_states",
]


@pytest.fixture(scope="module")
def book():
    return load_codebook(declared("codebooks")["ncr"])


@pytest.fixture(scope="module")
def gazetteer():
    return load_gazetteer(declared("gazetteer").values())


@pytest.fixture(scope="module")
def read(book, gazetteer):
    def coded(text, **card):
        return code(document("t.txt", text.encode(), card=card), book, gazetteer)

    return coded


def test_the_codebook_has_its_29_codes_in_order(book):
    assert [c.name for c in book.codes] == CODES
    assert all(c.definition and c.include and c.exclude and c.examples and c.counterexamples for c in book.codes)
    assert len(book.version) == 64


GIVEN = [
    ("economic_rivalry", "The trade war between the United States and China goes on in its third year."),
    ("technological_competition", "Washington has widened its export controls on chips for Chinese firms."),
    ("military_modernization", "China and the United States are locked in an arms race at sea and in space."),
    ("regional_influence", "China’s growing influence in South Asia worries the older power."),
    ("diplomatic_competition", "Islamabad is under pressure to choose sides in the contest of the two powers."),
    ("competing_initiatives", "The Belt and Road Initiative met its answer in a rival fund."),
    ("economic_needs", "Pakistan’s foreign debt and its balance of payments crisis left it little time."),
    ("security_requirements", "Pakistan faces threats from militants on its western border."),
    ("leadership_perceptions", "Policymakers in Islamabad perceive the offer as a trap."),
    ("institutional_capacity", "The Foreign Ministry and the planning commission of Pakistan lack staff."),
    ("domestic_politics", "Elections and civil-military relations shape what Pakistan can promise."),
    ("balancing", "Pakistan maintains good relations with both powers."),
    ("hedging", "Pakistan bought from a third supplier to avoid over-reliance on Beijing."),
    ("neutrality", "Pakistan refuses to take sides in the contest between the two powers."),
    ("alignment_us", "Pakistan was a close ally of the United States in those years."),
    ("alignment_china", "China remains the closest strategic partner of Pakistan."),
    ("diversification", "Pakistan looks to diversify its partners in the Gulf and in Europe."),
    ("estrangement_us", "Mistrust between Pakistan and the United States grew after aid was suspended."),
    ("strategic_autonomy", "The government promised an independent foreign policy."),
    ("economic_cooperation", "The United States is the largest export market of Pakistan."),
    ("diplomatic_flexibility", "The course left Islamabad with more diplomatic room to maneuver."),
    ("security_partnership", "Pakistan and China hold joint military exercises each year."),
    ("regional_stability", "Peace and stability in South Asia depend on it."),
    ("india_us_tilt", "The United States signed a logistics pact with India."),
    ("india_rivalry", "Pakistan and India exchanged fire over Kashmir."),
    ("afghanistan", "Peace in Afghanistan needs its neighbors."),
    ("russia", "Moscow offered gas to Islamabad."),
    ("iran", "The pipeline from Iran was never built."),
    ("small_states", "Nepal and Sri Lanka face the same choice."),
]


@pytest.mark.parametrize(("name", "text"), GIVEN, ids=[g[0] for g in GIVEN])
def test_a_plain_case_is_coded(read, name, text):
    found = {c.code: c for c in read(text)[0]}
    assert name in found
    assert found[name].rule.startswith(f"{name}.")
    assert found[name].score >= 1
    assert (found[name].coder.split(":")[0], found[name].kind) == ("rules", "proposed")


WITHHELD = [
    ("economic_rivalry", "Competition between the two powers has become fiercer."),
    ("military_modernization", "India plans to raise its defense spending again."),
    ("leadership_perceptions", "President Biden said that Pakistan matters more than its neighbor."),
    ("balancing", "Pakistan’s balance of payments got worse in the spring."),
    ("competing_initiatives", "Work on the second phase of CPEC began in Gwadar."),
    ("afghanistan", "Since the US withdrawal from Afghanistan, rivalry with China has grown."),
    ("neutrality", "Washington pressed Pakistan to join its camp."),
    ("institutional_capacity", "The loan came from international financial institutions."),
    ("economic_needs", "India’s economic needs are met by oil from the Gulf."),
    ("security_partnership", "India and the United States signed a defense deal."),
    ("russia", "The Soviet Union had left by then."),
    ("hedging", "Pakistan buys most of its arms from one supplier."),
    ("domestic_politics", "Elections in the United States changed the tone."),
    ("strategic_autonomy", "Pakistan gained independence in 1947."),
]


@pytest.mark.parametrize(("name", "text"), WITHHELD, ids=[w[0] for w in WITHHELD])
def test_a_case_that_is_excluded_is_not_coded(read, name, text):
    assert name not in {c.code for c in read(text)[0]}


def test_fluctuating_ties_are_both_near_and_far(read):
    found = {c.code for c in read("Ties between Pakistan and the United States have fluctuated for decades.")[0]}
    assert {"alignment_us", "estrangement_us"} <= found


def test_both_countries_are_those_spoken_of_before(read):
    text = "Pakistan signed a treaty of friendship with China. Both countries cooperate on defense."
    relations = [(r.relation, r.polarity) for r in read(text)[1]]
    assert relations == [("focal-China", "cooperation"), ("focal-China", "cooperation")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The US-China rivalry sharpens.", [("US-China", "conflict")]),
        ("Pakistan and India fought a war over Kashmir.", [("focal-India", "conflict")]),
        ("Washington suspended its aid to Pakistan amid mistrust.", [("focal-US", "conflict")]),
        ("China invests in CPEC.", [("focal-China", "cooperation")]),
        ("Pakistan keeps close ties with the United States despite mistrust.", [("focal-US", "neutral")]),
        ("The weather was fine in Paris.", []),
        (
            "Pakistan wants good relations with both powers.",
            [("focal-US", "cooperation"), ("focal-China", "cooperation")],
        ),
    ],
)
def test_relations_and_their_polarity(read, text, expected):
    assert [(r.relation, r.polarity) for r in read(text)[1]] == expected


def test_layers(read):
    def layer(text, **card):
        return read(text, **card)[0][0].layer

    assert layer("Pakistan should strengthen its ties with the United States.") == "argument"
    assert layer("In 2015 China launched CPEC with Pakistan (Lee, 2016).") == "report"
    assert layer("Scholars argue that CPEC of 2015 will fail (Lee, 2016).") == "argument"
    assert layer("Pakistan and China launched CPEC in 2015.", kind="communique") == "record"


def test_text_of_other_scripts_is_read(read):
    codings, relations = read("پاکستان اور چین۔ 中国与美国。 Pakistan keeps neutral.\n")
    assert [c.code for c in codings] == ["neutrality"]
    assert relations == () or all(r.passage.quote for r in relations)


def test_a_wrong_codebook_is_named(tmp_path):
    file = tmp_path / "x.toml"
    head = 'name = "x"\nlabel = "x"\n[[code]]\nname = "a"\nlabel = "a"\nrole = "iv"\n'
    head += 'definition = "d"\ninclude = "i"\nexclude = "e"\n'
    for tail, says in [
        ('[[code.pattern]]\nname = "p"\nany = ["("]\n', "no regular expression"),
        ('[[code.pattern]]\nname = "p"\nany = ["{who}"]\n', "no term named 'who'"),
        ('[[code.pattern]]\nname = "p"\nany = ["x"]\nroles = ["king"]\n', "unknown roles"),
        ('[[code.pattern]]\nname = "p"\n', "lacks 'any'"),
    ]:
        file.write_text(head + tail)
        with pytest.raises(EvidenceError, match=says):
            load_codebook(file)
    file.write_text(head.replace('"iv"', '"king"'))
    with pytest.raises(EvidenceError, match="has the role"):
        load_codebook(file)
    file.write_text(head + head.split("\n", 2)[2])
    with pytest.raises(EvidenceError, match="stands twice"):
        load_codebook(file)


def test_every_rule_fires_only_where_its_trigger_stands(book):
    import re

    text = " ".join(t for _, t in GIVEN + WITHHELD).lower()
    for entry in book.codes:
        for pattern in entry.patterns:
            for expression in pattern.any:
                literals = triggers(expression)
                for match in re.finditer(expression, text):
                    assert literals is None or any(literal in match.group() for literal in literals)


def test_every_example_is_coded_and_no_counterexample(book, read):
    wrong = [
        (entry.name, text, wanted)
        for entry in book.codes
        for wanted, texts in ((True, entry.examples), (False, entry.counterexamples))
        for text in texts
        if (entry.name in {c.code for c in read(text)[0]}) is not wanted
    ]
    assert wrong == []


def test_codes_name_relations_and_their_signs(read):
    def signs(text):
        return {r.relation: r.polarity for r in read(text)[1]}

    assert signs("The raid on Abbottabad in 2011 angered Pakistan.")["focal-US"] == "conflict"
    assert signs("China remains the all-weather friend of Pakistan.") == {"focal-China": "cooperation"}
    assert signs("Relations between Pakistan and the United States are a roller-coaster.") == {"focal-US": "neutral"}
    assert signs("Shells fell in Kashmir.") == {"focal-India": "conflict"}
    assert "US-China" not in signs("Hanoi cultivates Washington without provoking Beijing.")


def test_the_machine_finds_what_a_plain_search_finds(book):
    import re

    text = " ".join(t for _, t in GIVEN + WITHHELD).lower()
    starts = {m.start() for m in re.finditer(r"@|\b\w", text)}
    for entry in book.codes:
        for pattern in entry.patterns:
            for expression in (*pattern.any, *pattern.near, *pattern.unless):
                begins = openings(expression)
                for match in re.finditer(expression, text) if begins else ():
                    assert match.start() in starts
                    assert any(match.group().startswith(head) for head in begins)
                needs, settled = pieces(expression), within(expression)
                whole = {m.span() for m in re.finditer(expression, text)} if needs or settled else set()
                assert needs is None or all(any(n in text[a:b] for n in needs) for a, b in whole)
                if settled:
                    parts = [(m.start(), m.group()) for m in re.finditer("[^ ]+", text)]
                    apart = {(at + a, at + b) for at, p in parts for a, b in map(_span, re.finditer(expression, p))}
                    assert apart == whole


def _span(match):
    return match.span()


def test_what_a_stretch_between_blanks_settles():
    assert within(r"\b(?:trade|trad(?:er|ing)s?)\b")
    assert within(r"@foc\b")
    assert within(r"re-?shor\w+(?!-)")
    assert not any(map(within, (r"trade war", r"trade.", r"a[^b]c", r"a\s?b", r"^a", r"a$", r"a*", r"a(?! b)", r"\W")))
    assert pieces(r"\bstrategic (?:stability|culture)\b") == {"stability", "culture"}
    assert pieces(r"@chn (?:\S+ ){0,4}(?:role|clout)") == {"role", "clout"}
    assert pieces(r"\b\w+ is\b") is None
    assert pieces(r"(?:vacuum)") == {"vacuum"}


def test_another_focal_state_has_its_own_rival():
    names = load_gazetteer(declared("gazetteer").values(), focal="IND")
    assert names.read("Islamabad and New Delhi") == "@riv and @foc"
    assert load_gazetteer(declared("gazetteer").values(), focal="SGP").rival == ""
    russia = load_gazetteer(declared("gazetteer").values(), focal="KAZ", powers=("USA", "RUS"))
    assert russia.read("Moscow, Beijing and Astana") == "@chn, @chnx and @foc"


def test_all_faults_of_a_codebook_are_told_at_once(tmp_path):
    file = tmp_path / "x.toml"
    code_of = 'name = "{0}"\nlabel = "a"\nrole = "iv"\ndefinition = "d"\ninclude = "i"\nexclude = "e"\n'
    file.write_text(
        'name = "x"\nlabel = "x"\n[[code]]\n' + code_of.format("a") + '[[code.pattern]]\nname = "p"\nany = ["("]\n'
        "[[code]]\n" + code_of.format("b") + '[[code.pattern]]\nname = "q"\nany = ["{who}"]\n'
    )
    with pytest.raises(EvidenceError, match="2 faults") as caught:
        load_codebook(file)
    assert len(caught.value.faults) == 2
