"""The Pakistan register: locators open the words they cite, nothing of the texts is copied, every cell is there."""

import csv
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tightrope.catalog.shelf import indicators
from tightrope.core.document import digest
from tightrope.explain.chronology import load_events
from tightrope.explain.register import describe, load_register

FILE = Path(__file__).parents[2] / "studies" / "pakistan" / "claims.toml"
REGISTER = load_register(FILE)
TEXTS = {spec.id: spec for spec in REGISTER.specs}
CELLS = {"T1": 8, "T2": 5, "T3": 5, "T4": 5, "T5": 5}
SHARED_RUN = 5
NOWHERE = {"chinese_infrastructure_share", "igo_with"}


def words(text):
    return re.findall(r"[a-z0-9]+", text.lower())


def runs(text):
    tokens = words(text)
    return {tuple(tokens[i : i + SHARED_RUN]) for i in range(len(tokens) - SHARED_RUN + 1)}


def test_every_cell_of_the_five_tables_is_registered():
    assert Counter(s.table for s in REGISTER.specs if s.kind == "cell") == CELLS
    assert all(s.row and s.column for s in REGISTER.specs if s.kind == "cell")


def test_the_register_holds_every_kind():
    found = Counter(s.kind for s in REGISTER.specs)
    assert found["hypothesis"] == 2
    assert found["recommendation"] == 15
    assert found["debate"] == 8
    assert {"claim", "question"} <= found.keys()


def test_every_statement_says_where_it_stands():
    assert [s.id for s in REGISTER.specs if not s.passages] == []
    assert [s.id for s in REGISTER.specs if not s.covers] == []


def test_debates_have_two_sides_or_a_test_that_can_go_either_way():
    for spec in (s for s in REGISTER.specs if s.kind == "debate"):
        assert len(spec.tests) >= 2, spec.id


def test_recommendations_wait_for_the_levers():
    for spec in (s for s in REGISTER.specs if s.kind == "recommendation"):
        assert [t.kind for t in spec.tests] == ["pending"], spec.id


def test_questions_lean_on_statements_that_exist():
    for spec in REGISTER.specs:
        for test in spec.tests:
            if test.kind == "answered":
                assert set(test.ids) <= TEXTS.keys(), spec.id


def test_codes_are_those_of_the_codebook():
    book = FILE.parents[2] / "src" / "tightrope" / "catalog" / "codebooks" / "ncr.toml"
    known = {code["name"] for code in tomllib.loads(book.read_text(encoding="utf-8"))["code"]}
    used = {code for s in REGISTER.specs for code in (*s.codes_for, *s.codes_against)}
    assert used <= known, used - known


def test_every_series_named_is_on_the_shelf_with_its_shape():
    shapes = {"tie": "dyad", "state": "state", "world": "system", "pair": "pair"}
    shelf = {name: entry.shape for name, entry in indicators().items()}
    for spec in REGISTER.specs:
        for test in spec.tests:
            for part in filter(None, " / ".join((test.of, test.than, *test.show)).split(" / ")):
                source, _, rest = part.partition(":")
                name = rest.split(":")[0].split("@")[0]
                if source in shapes and name not in NOWHERE:
                    assert shelf.get(name) == shapes[source], (spec.id, part)


def test_what_is_on_no_shelf_names_a_source_to_pull():
    for spec in REGISTER.specs:
        for test in spec.tests:
            assert test.pull or not any(name in test.of for name in NOWHERE), spec.id


def test_events_named_are_in_the_chronology():
    known = {e.id for e in load_events(FILE.with_name("chronology.toml")) if e.sourced}
    for spec in REGISTER.specs:
        for test in spec.tests:
            assert set(re.findall(r"id=([\w-]+)", test.of)) <= known, spec.id


def test_a_work_counts_once():
    assert all(REGISTER.files["004"] not in spec.works for spec in REGISTER.specs)


@pytest.mark.shared
def test_every_locator_opens_the_passage_it_names(shared_documents):
    texts = {f: (shared_documents / f).read_bytes().decode("utf-8") for f in REGISTER.files.values()}
    for spec in REGISTER.specs:
        for passage in spec.passages:
            found = texts[passage.document][passage.start : passage.stop]
            assert digest(found) == passage.sha256, (spec.id, passage.id)
            assert found == found.strip(), (spec.id, found)


@pytest.mark.shared
def test_no_sentence_of_the_texts_is_in_the_register(shared_documents):
    said = set()
    for file in REGISTER.files.values():
        said |= runs((shared_documents / file).read_bytes().decode("utf-8"))
    for spec in REGISTER.specs:
        for line in (spec.text, *(describe(test) for test in spec.tests)):
            assert not runs(line) & said, spec.id
    for pair in REGISTER.pairs:
        assert not runs(pair.why) & said, pair.first


@pytest.mark.shared
def test_the_coverage_list_is_answered(shared_design):
    """Relations, questions, hypotheses, claims, debates, gaps and recommendations all have a statement."""
    with (shared_design / "coverage.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    kinds = {
        "relation",
        "objective",
        "RQ",
        "question",
        "hypothesis",
        "claim",
        "debate",
        "gap",
        "policy",
        "table",
        "goal",
    }
    wanted = {row["id"] for row in rows if row["type"] in kinds}
    covered = {s for spec in REGISTER.specs for s in spec.covers} | {s for p in REGISTER.pairs for s in p.covers}
    assert wanted - covered == set()
    assert covered <= {row["id"] for row in rows}
