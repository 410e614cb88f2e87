"""What the report says of recipes and of what is left out: counts that are no chances, tables, the figure."""

import csv
import importlib.util
import io
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tightrope.report.compose import compose
from tightrope.report.draw.curve import curve
from tightrope.report.page import html
from tightrope.report.parts import otherwise
from tightrope.report.table import tables
from tightrope.report.wording import LIKELIHOOD

_spec = importlib.util.spec_from_file_location("report_values", Path(__file__).with_name("report_values.py"))
values = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(values)

COUNTED = re.compile(r"other ways to build|other recipes|recipes|same ties", re.IGNORECASE)
CHANCE = re.compile(r"\d\s*%|\bchance\b|probab|odds", re.IGNORECASE)


def made(**changes):
    return compose(**values.everything(**changes))


@pytest.fixture(scope="module")
def report():
    return made()


def test_a_count_of_recipes_is_never_a_chance(report):
    said = [f["sentence"] for f in report["findings"] if COUNTED.search(f["sentence"])]
    said += [otherwise.recipes_sentence(report), otherwise.ranks_sentence(report), otherwise.listed_sentence(report)]
    assert len(said) >= 5
    for sentence in said:
        assert not CHANCE.search(sentence), sentence
        assert not LIKELIHOOD.search(sentence), sentence
        assert re.search(r"\d+ of \d+|place \d+", sentence), sentence


def test_the_sentence_names_what_breaks_it_and_how_much(report):
    told = otherwise.recipes_sentence(report)
    assert "17 of 24" in told
    assert "16 of 24" in told
    assert "leaving out the series" in told
    assert "it holds in 3 of 6" in told


def test_the_page_counts_recipes_and_names_no_chance_of_them(report):
    page = html(report)
    part = page[page.index("Recipes: the same measure built otherwise") :]
    part = part[: part.index("Without each series, source and domain")]
    assert "17 of 24" in part
    assert "how many agree is no chance" in part
    assert "Lean the same way" not in page


def test_the_most_influential_series_is_named_with_its_interval(report):
    told = otherwise.left_out_sentence(report)
    assert told.startswith("The lean rests most on the series")
    assert "toward the United States" in told
    assert "60 % to 80 %" in told
    assert otherwise.left_out(report)[0]["name"] == "arms_share"


def test_tables_hold_every_recipe_and_every_omission(report):
    found = tables(report)
    recipes = list(csv.DictReader(io.StringIO(found["recipes.csv"])))
    assert len(recipes) == 3
    assert recipes[0] == {
        "normalization": "rank",
        "weights": "domains alike",
        "aggregation": "median",
        "votes": "as declared",
        "without": "arms_share",
        "tilt": "-0.1000",
        "side": "engaged",
        "side_by_list": "unknown",
    }
    assert found["recipes_by_year.csv"].splitlines()[0] == "years,n,agree,n_class,agree_classes"
    assert found["recipes_by_year.csv"].splitlines()[2] == "2023,24,17,24,16"
    left = list(csv.DictReader(io.StringIO(found["left_out.csv"])))
    assert [row["kind"] for row in left] == ["nothing", "series", "source", "domain"]
    assert left[3]["tilt"] == ""


def test_the_figure_marks_each_choice_under_the_curve(report):
    drawn = ElementTree.fromstring(curve(report))
    words = ["".join(node.itertext()) for node in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"normalization", "left out", "median", "nothing", "the security domain"} <= set(words)
    assert "toward China" in words


def test_without_recipes_nothing_is_said_or_drawn():
    bare = made(position=replace(values.position(), recipes={}, causes={}))
    assert otherwise.recipes_sentence(bare) == ""
    assert otherwise.left_out(bare) == []
    assert curve(bare) == ""
    assert "recipes.csv" not in tables(bare)
    assert "left_out.csv" not in tables(bare)


def test_a_reading_of_a_part_says_so_on_the_first_screen():
    whole = made()
    reading = {"domains": ["security"], "without": [], "says": "security alone"}
    part = {**whole, "study": {**whole["study"], "part": reading}}
    page = html(part)
    head = page[: page.index('<div class="page">')]
    assert re.search(r"<title>[^<]*: security alone</title>", head)
    assert "A reading of a part:" in head
    assert "A reading of a part:" not in html(whole)
