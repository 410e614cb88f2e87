"""A real comparison on the shipped panel, small: every promise of compare.json and its files, for any two powers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from tightrope.cli.main import main
from tightrope.report.comparison.compose import schema
from tightrope.study.comparison import run, wanted


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("compared")


@pytest.fixture(scope="module")
def asked() -> wanted.Wanted:
    held = wanted.wanted(("FIN", "IND", "EGY"), powers=("USA", "RUS"), start=1974, stop=1988)
    return wanted.Wanted(
        states=held.states, powers=held.powers, start=held.start, stop=held.stop, seed=held.seed, draws=100
    )


@pytest.fixture(scope="module")
def done(place: Path, asked: wanted.Wanted) -> run.Compared:
    return run.compare(asked, place / "out", cache=place / "cache")


def test_the_shipped_schema_is_a_schema_and_holds(done: run.Compared) -> None:
    Draft202012Validator.check_schema(schema())
    held = json.loads(next(f for f in done.files if f.name == "compare.json").read_text(encoding="utf-8"))
    assert not list(Draft202012Validator(schema()).iter_errors(held))
    assert [row["state"] for row in held["states"]] == ["FIN", "IND", "EGY"]
    assert set(held["outputs"]) == {str(f.relative_to(f.parents[0 if f.parent.name == "out" else 1]))
                                    for f in done.files if f.name != "compare.json"}  # fmt: skip


def test_powers_are_those_asked_for_and_no_others(done: run.Compared) -> None:
    page = next(f for f in done.files if f.name == "compare.html").read_text(encoding="utf-8")
    assert "between the United States and Russia" in page
    assert "closer to Russia" in page
    labels = done.comparison["states"][0]["position"]["classes"]["labels"]
    assert not any("China" in label for label in labels)
    assert "China" not in "".join(line for lines in done.comparison["sentences"].values() for line in lines)


def test_what_is_known_of_the_cold_war_comes_out(done: run.Compared) -> None:
    held = done.comparison["order"]["all"]
    india, egypt = 1, 2
    assert held["tilt_more"][india][egypt] > 0.95
    assert 1974 <= done.comparison["as_of"] <= 1988


def test_arms_of_a_power_outside_the_pair_stand_apart(done: run.Compared) -> None:
    rows = done.comparison["apart"][1]["rows"]
    arms = {row["power"]: row for row in rows if row["kind"] == "arms"}
    assert set(arms) == {"USA", "RUS", "CHN"}  # India itself is none of them
    assert arms["RUS"]["value"] > 0.5
    assert arms["RUS"]["in_pair"]
    assert not arms["CHN"]["in_pair"]


def test_the_second_time_nothing_is_computed(
    done: run.Compared, place: Path, asked: wanted.Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_composed", lambda *_: pytest.fail("computed again"))
    monkeypatch.setattr(run, "code_digest", lambda: done.comparison["manifest"]["code"]["sha256"])
    again: Any = run.compare(asked, place / "out", cache=place / "cache")
    assert again.reused
    assert again.comparison["sentences"] == done.comparison["sentences"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["PAK"], "only PAK is named"),
        (["PAK", "PAK"], "PAK is named twice"),
        (["PAK", "USA"], "USA is one of the powers"),
        (["PAK", "QQQ"], "no state 'QQQ'"),
        (["PAK", "IND", "--period", "1990"], "is no span of years"),
        (["PAK", "IND", "--panel", "/nowhere"], "no panel is there"),
    ],
)
def test_the_command_refuses_in_one_line(words: list[str], says: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["compare", *words, "--quiet", "--out", str(tmp_path / "out")])
    assert result.exit_code in (2, 3, 5)
    assert says in result.output
    assert result.output.count("\n") == 1
    assert not (tmp_path / "out").exists()
