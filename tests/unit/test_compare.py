"""A comparison: what is refused, who leans more and with what chance, what is said, drawn and written."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tightrope.core.actor import State, Triad
from tightrope.core.alignment import Alignment
from tightrope.core.calendar import Period
from tightrope.core.errors import InvalidValue, UnknownName
from tightrope.core.panel import DOMAINS
from tightrope.report.comparison import compose, figures, page, said, tables
from tightrope.study.comparison import run
from tightrope.study.comparison.order import order
from tightrope.study.comparison.wanted import study_of, wanted

_spec = importlib.util.spec_from_file_location("compare_values", Path(__file__).with_name("compare_values.py"))
values = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(values)


@pytest.fixture(scope="module")
def found():
    return values.comparison()


@pytest.mark.parametrize(
    ("codes", "powers", "span", "kind", "says"),
    [
        ((), ("USA", "CHN"), (1971, 2024), InvalidValue, "no state is named"),
        (("PAK",), ("USA", "CHN"), (1971, 2024), InvalidValue, "only PAK is named"),
        (("PAK", "PAK"), ("USA", "CHN"), (1971, 2024), InvalidValue, "PAK is named twice"),
        (("PAK", "CHN"), ("USA", "CHN"), (1971, 2024), InvalidValue, "CHN is one of the powers"),
        (("PAK", "IND"), ("USA", "USA"), (1971, 2024), InvalidValue, "two different powers"),
        (("PAK", "XQX"), ("USA", "CHN"), (1971, 2024), UnknownName, "no state 'XQX'"),
        (("PAK", "Vietnam"), ("USA", "CHN"), (1971, 2024), UnknownName, "did you mean VNM (Vietnam)?"),
        (("PAK", "IND"), ("USA", "CHN"), (1971, 2224), InvalidValue, "out of range"),
        (("PAK", "IND"), ("USA", "CHN"), (2000, 2001), InvalidValue, "too short"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_line(codes, powers, span, kind, says):
    with pytest.raises(kind) as refused:
        wanted(codes, powers=powers, start=span[0], stop=span[1])
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_state_that_is_a_power_elsewhere_can_be_compared():
    asked = wanted(("CHN", "IND"), powers=("USA", "RUS"), start=1950, stop=1991)
    study = study_of(asked)
    assert [p.code for p in study.triad.powers] == ["USA", "RUS"]
    assert (study.triad.focal.code, study.compare) == ("CHN", ("IND",))
    assert (study.period.start, study.period.stop) == (1950, 1991)


def test_the_fit_does_not_depend_on_the_order_of_the_states():
    one = wanted(("PAK", "IND", "VNM"), powers=("USA", "CHN"), start=1990, stop=2024)
    two = wanted(("VNM", "PAK", "IND"), powers=("USA", "CHN"), start=1990, stop=2024)
    assert study_of(one).triad == study_of(two).triad
    assert study_of(one).compare == study_of(two).compare
    panel = run.reference.SHIPPED
    assert run._key(one, panel, "measured together") == run._key(two, panel, "measured together")
    assert run._key(one, panel) != run._key(two, panel)


def made(rng, *, unseen=()):
    """Return an alignment of three states: B leans more to the second power than A, C like A."""
    period, codes = Period(start=2000, stop=2001), ("AAA", "BBB", "CCC")
    draws = rng.normal(0.0, 0.05, (2, 200, 3, 2, len(DOMAINS), 2))
    draws[:, :, 1, ..., 1] += 1.0
    observed = np.ones((3, 2, len(DOMAINS), 2), dtype=bool)
    for state, domain in unseen:
        observed[state, :, domain] = False
    triad = Triad(
        focal=State(code="AAA", name="A", since=1900),
        powers=(State(code="XXX", name="X", since=1900), State(code="YYY", name="Y", since=1900)),
    )
    mean = np.where(observed, draws.mean(axis=(0, 1)), np.nan)
    return Alignment(
        draws=draws.astype(np.float32), drawn=codes, mean=mean, low=mean, high=mean, observed=observed, states=codes,
        period=period, triad=triad, weights=np.full(len(DOMAINS), 0.25), loadings={}, diagnostics={},
    )  # fmt: skip


def test_the_chances_of_each_pair_come_from_the_draws(rng):
    held = order(made(rng), ("BBB", "AAA", "CCC"), year=2001)["all"]
    more = held["tilt_more"]
    assert more[0][1] == more[0][2] == 1.0
    assert more[1][0] == 0.0
    assert 0.2 < more[1][2] < 0.8
    assert more[1][2] + more[2][1] == pytest.approx(1.0)
    assert [more[k][k] for k in range(3)] == [None] * 3
    assert held["tilt"]["low"][0] > 0.1
    assert held["tilt"]["low"][1] < 0.0 < held["tilt"]["high"][1]


def test_common_domains_are_those_observed_of_every_state(rng):
    held = order(made(rng, unseen=((0, 3),)), ("AAA", "BBB"), year=2000)
    assert held["common"]["domains"] == list(DOMAINS[:3])
    assert held["all"]["domains"] == [list(DOMAINS[:3]), list(DOMAINS)]


def test_a_state_with_one_domain_is_not_placed(rng):
    held = order(made(rng, unseen=((0, 1), (0, 2), (0, 3))), ("AAA", "BBB"), year=2000)["all"]
    assert held["tilt"]["mean"][0] is None
    assert held["tilt_more"] == [[None, None], [None, None]]


def test_order_is_said_with_its_chance_and_what_is_alike_too(found):
    sentences = found["sentences"]
    assert sentences["order"][0] == (
        "It is almost certain that Pakistan leans more to China than Vietnam, Indonesia and Bangladesh (99 % or more "
        "for each)."
    )
    assert all("%" in line for line in sentences["order"])
    assert sentences["alike"] == [
        "Not told apart, with the chance that the first named leans more to China: Vietnam and Indonesia (55 %)."
    ]
    assert "the same domains are observed of all" in sentences["common"][0].lower()


def test_a_difference_of_coverage_is_said():
    own = [["security", "economic", "diplomatic"], ["security", "economic", "diplomatic", "societal"]]
    held = values.comparison(codes=("PAK", "VNM"), order=values.order(("PAK", "VNM"), domains=own))
    assert held["sentences"]["common"][0] == (
        "The lean rests on different domains: Pakistan on security, economy and diplomacy; Vietnam on security, "
        "economy, diplomacy and society."
    )
    assert "stays so" in held["sentences"]["common"][1]


def test_the_answer_says_where_no_lean_can_be_told(found):
    assert found["sentences"]["answer"][0].startswith("In 2022, ")
    spans = [
        name
        for name, low, high in zip(
            found["comparison"]["names"]["states"],
            found["order"]["all"]["tilt"]["low"],
            found["order"]["all"]["tilt"]["high"],
            strict=True,
        )
        if low < 0 < high
    ]
    assert spans
    assert "cannot be told" in found["sentences"]["answer"][0] or "level" in found["sentences"]["answer"][0]


def test_every_figure_is_drawn_and_named(found):
    drawn = figures.figures(found)
    assert set(drawn) == {"leans", "labels", "domains", "paths", "map"}
    for name, svg in drawn.items():
        assert f'id="{name}-t"' in svg
        assert "nan" not in svg.lower()
        assert svg.count("<svg") == 1


def test_tables_hold_a_row_a_state_a_state_year_and_a_pair(found):
    held = {name: list(csv.DictReader(io.StringIO(text))) for name, text in tables.tables(found).items()}
    assert [row["state"] for row in held["compare_states.csv"]] == list(values.SHIFTS)
    assert len(held["compare_pairs.csv"]) == 4 * 3
    years = [row for row in held["compare_years.csv"] if row["state"] == "VNM"]
    assert years[0]["year"] == "1971"
    assert float(years[0]["tilt_low"]) < float(years[0]["tilt"]) < float(years[0]["tilt_high"])
    empty = [row for row in held["compare_apart.csv"] if row["power"] == "RUS" and row["kind"] == "votes"]
    assert {row["value"] for row in empty} == {""}


def test_the_page_shows_russia_apart_and_loads_nothing(found):
    text = page.html(found)
    assert "<b>Russia</b>: 0.36" in text
    assert "src=" not in text
    assert "@import" not in text
    assert "boundaries imply no opinion" in text


def test_the_same_comparison_gives_the_same_bytes(found, tmp_path):
    one = {p.name: p.read_bytes() for p in page.write(found, tmp_path / "a")}
    two = {p.name: p.read_bytes() for p in page.write(found, tmp_path / "b")}
    assert one == two
    assert set(json.loads(one["compare.json"])["outputs"]) >= {"compare.html", "tables/compare_states.csv"}


def test_what_breaks_the_schema_is_not_written(found, tmp_path):
    broken = {**found, "states": [{**found["states"][0], "state": "pak"}, *found["states"][1:]]}
    with pytest.raises(InvalidValue, match="states"):
        page.write(broken, tmp_path)
    assert not list(tmp_path.iterdir())


def test_likelihood_and_confidence_do_not_share_a_sentence(found):
    with pytest.raises(InvalidValue, match="likelihood"):
        compose.check({**found, "sentences": {"answer": ["It is likely, with high confidence, that it leans."]}})


def test_many_pairs_are_not_all_listed(found):
    codes = [f"{c}AA" for c in "ABCDE"]
    more = [[None if i == j else 0.5 for j in range(5)] for i in range(5)]
    held = {
        "comparison": {"states": codes, "names": {"powers": ["United States", "China"]}},
        "states": [{"state": code, "name": code} for code in codes],
        "order": {"all": {"tilt": {"mean": [0.1] * 5}, "tilt_more": more}},
    }
    assert said.alike(held)[0].endswith("and 4 more pairs.")


def test_a_comparison_that_lies_there_is_read_back(found, tmp_path, monkeypatch):
    asked = SimpleNamespace()
    monkeypatch.setattr(run, "_key", lambda *_: found["manifest"]["run"])
    monkeypatch.setattr(run, "_composed", lambda *_: pytest.fail("computed again"))
    page.write(found, tmp_path / "out")
    done = run.compare(asked, tmp_path / "out", cache=tmp_path / "cache")
    assert done.reused
    assert done.comparison["sentences"] == found["sentences"]
    (tmp_path / "out/compare.html").write_text("changed", encoding="utf-8")
    assert run._unchanged(tmp_path / "out", found["manifest"]["run"]) is None


def test_a_stored_comparison_is_written_elsewhere_without_computing(found, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "_key", lambda *_: found["manifest"]["run"])
    calls = []
    monkeypatch.setattr(run, "_composed", lambda *_: calls.append(1) or found)
    for name in ("a", "b"):
        done = run.compare(SimpleNamespace(), tmp_path / name, cache=tmp_path / "cache")
        assert (tmp_path / name / "compare.html").is_file()
    assert calls == [1]
    assert done.reused
