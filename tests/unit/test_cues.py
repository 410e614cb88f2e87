"""Fitted cues: what is seen in a passage, what a second look keeps and adds, the file and how it is fitted."""

import gzip
import json
from dataclasses import replace

import numpy as np
import pytest
from tools.cues import SETS, Sentence, examples, fit, judged, read, write

from tightrope.catalog.shelf import declared
from tightrope.core.coding import RELATIONS, Cues
from tightrope.core.errors import EvidenceError
from tightrope.evidence.codebook import load_codebook
from tightrope.evidence.gazetteer import load_gazetteer
from tightrope.evidence.ingest import document
from tightrope.evidence.patterns.cues import SIGNS, SUFFIX, Judge, load_cues, of_relation, seen, stem
from tightrope.evidence.relations import Reading
from tightrope.evidence.rules import code

BARS = {"keep": 0.2, "add": 0.8, "keep_relation": 0.2, "add_relation": 0.8, "keep_sign": 0.4}


def cues(weights, **bars):
    targets = ("hedging", "neutrality", *RELATIONS, *SIGNS)
    number = {name: n for n, name in enumerate(targets)}
    return Cues(
        version="v",
        targets=targets,
        biases=(0.0,) * len(targets),
        weights={cue: tuple((number[name], w) for name, w in found.items()) for cue, found in weights.items()},
        **{**BARS, **bars},
    )


def reading(view, actors=(), context=(), pairs=()):
    return Reading(view=view, actors=frozenset(actors), context=frozenset(context), pairs=tuple(pairs))


@pytest.fixture(scope="module")
def book():
    return load_codebook(declared("codebooks")["ncr"])


def test_words_lose_their_endings_and_actors_keep_theirs():
    assert stem("insured") == stem("insures") == stem("insuring") == "insur"
    assert stem("@usa_leader") == "@usa_leader"
    assert len(stem("counterintelligence")) == 8


def test_what_is_seen():
    found = seen(reading("@foc insures itself", ["foc"], ["usa", "chn"]), ["hedging"], {"focal-US": "neutral"})
    assert {
        "insur", "@foc insur", "actor foc", "actors foc", "gives hedging", "says focal-US", "says focal-US neutral",
        "context both powers", "focal: insur",
    } <= found  # fmt: skip
    assert not {cue for cue in found if cue.startswith("powers:")}
    assert "powers: press" in seen(reading("@usa presses", ["usa"]), [], {})
    assert {"focal-US |", "focal-US | actor foc", "insur"} <= of_relation(found, "focal-US")


def test_a_second_look_takes_back_keeps_and_adds():
    judge = Judge(cues({"insur": {"hedging": 3.0}, "dull": {"hedging": -3.0, "neutrality": -1.0}}))
    names, given = ("hedging", "neutrality"), [("hedging", 1.0, "hedging.guards")]

    def found(marks, given):
        marks = frozenset(marks)
        return judge.codes(given, names, judge.odds(marks), marks)

    assert found(["insur"], given) == given
    assert found(["insur"], []) == [("hedging", pytest.approx(0.953 / 0.8, abs=1e-3), "hedging.cues(insur)")]
    assert found(["dull"], given) == []
    assert found([], [("neutrality", 1.0, "neutrality.stays")]) == [("neutrality", 1.0, "neutrality.stays")]
    unknown = [("russia", 1.0, "russia.named")]
    assert judge.codes(unknown, ("russia",), judge.odds(frozenset()), frozenset()) == unknown


def test_a_second_look_at_relations_and_signs():
    judge = Judge(cues({"quarrel": {"focal-US": 3.0, "conflict": 4.0}, "far": {"focal-US": -3.0}}))
    quarrel, far = frozenset({"quarrel"}), frozenset({"far"})
    assert judge.relations({}, RELATIONS, judge.odds(quarrel), quarrel) == [("focal-US", "conflict")]
    assert judge.relations({"focal-US": "cooperation"}, RELATIONS, judge.odds(far), far) == []
    kept = Judge(cues({}, keep_sign=0.3))
    nothing = frozenset()
    assert kept.relations({"focal-US": "neutral"}, RELATIONS, kept.odds(nothing), nothing) == [("focal-US", "neutral")]


def test_cues_go_with_their_codebook_only(book, tmp_path):
    assert book.cues is not None, "the shipped cues were fitted with another codebook: python -m tools.cues"
    assert set(book.cues.targets) == {code.name for code in book.codes} | set(RELATIONS) | set(SIGNS)
    own = tmp_path / "ncr.toml"
    shipped = declared("codebooks")["ncr"]
    own.write_bytes(shipped.read_bytes() + b"\n")
    beside = shipped.with_name(f"ncr{SUFFIX}")
    own.with_name(f"ncr{SUFFIX}").write_bytes(beside.read_bytes())
    assert load_codebook(own).cues is None


def test_a_damaged_file_is_one_line(tmp_path):
    file = tmp_path / f"a{SUFFIX}"
    for raw in (b"no gzip", gzip.compress(b"{}\n"), gzip.compress(b'{"codebook": "x", "biases": {}}\ninsur\tno=1\n')):
        file.write_bytes(raw)
        with pytest.raises(EvidenceError, match="holds no cues") as caught:
            load_cues(file, codebook="x")
        assert "\n" not in str(caught.value)
    assert load_cues(tmp_path / f"none{SUFFIX}", codebook="x") is None


def test_what_is_written_is_read_again(book, tmp_path):
    made = cues({"insur": {"hedging": 1.25}, "@foc insur": {"conflict": -0.5, "hedging": 0.1}})
    file = tmp_path / f"a{SUFFIX}"
    write(made, book, file)
    first = file.read_bytes()
    write(made, book, file)
    assert file.read_bytes() == first
    again = load_cues(file, codebook=book.version)
    assert again is not None
    assert {cue: set(found) for cue, found in again.weights.items()} == {c: set(f) for c, f in made.weights.items()}
    head = json.loads(gzip.decompress(first).decode().splitlines()[0])
    assert head["codebook"] == book.version


def test_a_fit_finds_the_word_that_decides(book):
    rng = np.random.default_rng(1)
    noise = [f"w{n}" for n in range(20)]
    made = []
    for n in range(200):
        words = set(rng.choice(noise, 4)) | ({"insur"} if n % 4 == 0 else set())
        found = frozenset(str(word) for word in words)
        codes = frozenset({"hedging"} if n % 4 == 0 else ())
        made.append(Sentence(codes=codes, relations={"focal-US": "neutral"}, given=[], said={}, seen=found))
    fitted = fit(made, book)
    number = fitted.targets.index("hedging")
    weight = {cue: dict(found).get(number, 0.0) for cue, found in fitted.weights.items()}
    assert max(weight, key=weight.__getitem__) == "insur"
    assert weight["insur"] > 2 > max(abs(w) for cue, w in weight.items() if cue != "insur")
    names = [code.name for code in book.codes]
    assert [codes for codes, _ in judged(fitted, made, names)] == [s.codes for s in made]
    assert fit(made, book) == fitted
    assert dict(fit(made, book).weights) == dict(fitted.weights)


@pytest.mark.slow
def test_the_shipped_cues_are_what_the_coded_sentences_teach(book):
    gazetteer = load_gazetteer(declared("gazetteer").values())
    sentences = [s for file in SETS for s in read(file, book, gazetteer)]
    fitted = fit(sentences, book, examples(book, gazetteer))
    shipped = book.cues
    assert shipped is not None
    assert np.allclose(fitted.biases, shipped.biases, atol=0.021)
    pairs = {(cue, n): w for cue, found in fitted.weights.items() for n, w in found}
    known = {(cue, n): w for cue, found in shipped.weights.items() for n, w in found}
    assert max(abs(pairs.get(key, 0.03) - known.get(key, 0.03)) for key in pairs.keys() | known.keys()) < 0.08


def test_a_coding_by_cues_names_them(book):
    assert book.cues is not None
    gazetteer = load_gazetteer(declared("gazetteer").values())
    text = document("a.txt", b"Islamabad keeps a second door open in case the first one is shut.\n")
    bare, _ = code(text, replace(book, cues=None), gazetteer)
    always = replace(book, cues=replace(book.cues, version="always", add=1e-9))
    codings, _ = code(text, always, gazetteer)
    added = [c for c in codings if c.code not in {b.code for b in bare}]
    assert added
    assert all(c.rule.startswith(f"{c.code}.cues(") for c in added)
    assert all(c.coder.startswith("rules:") and "+always" in c.coder for c in codings)
