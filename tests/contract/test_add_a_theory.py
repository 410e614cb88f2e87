"""The page on adding a theory, walked through: its files are the ones that are read, drawn and scored here."""

import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tightrope.cli.main import main
from tightrope.core.alignment import Standing
from tightrope.explain.pressure import pressure
from tightrope.explain.theories.terminal import tree
from tightrope.report.parts.rivals import scored
from tightrope.study import perform
from tightrope.study.holdings.reference import SHIPPED
from tightrope.study.shelf import begin
from tightrope.study.spec import read_study
from tightrope.study.theories.scored import rivals

PAGE = (Path(__file__).parents[2] / "docs/how-to/add-a-theory.md").read_text(encoding="utf-8")
PARTS = dict(re.findall(r"<!-- ([\w.]+) -->\n```\w*\n(.*?)```", PAGE, re.DOTALL))


@pytest.fixture
def study(tmp_path):
    file = begin(tmp_path / "vietnam", focal="VNM", powers=("USA", "CHN"))
    text = re.sub(r"\[explain\]\ntheories = .*\n", PARTS["study.toml"], file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    shelf = file.parent / "catalog/theories"
    shelf.mkdir(parents=True)
    (shelf / "asymmetry.toml").write_text(PARTS["asymmetry.toml"], encoding="utf-8")
    (file.parent / "catalog/references.bib").write_text(PARTS["references.bib"], encoding="utf-8")
    return file


def test_the_theory_of_the_page_is_read_and_drawn_as_the_page_shows(study):
    held = perform.theories(read_study(study), {})
    assert [t.name for t in held["theories"]] == ["neoclassical_realism", "asymmetry"]
    assert "\n".join(tree(held["theories"][1])) == PARTS["tree"].rstrip()
    assert "Asymmetric alliance" in held["drawings"]["asymmetry"]
    shown = CliRunner().invoke(main, ["show", str(study), "theory", "asymmetry"])
    assert PARTS["tree"].splitlines()[0] in shown.output


def test_the_clue_of_the_page_is_read(study):
    file = study.parent / "catalog/theories/asymmetry.toml"
    head, mark, rest = PARTS["asymmetry.toml"].partition("[[restrictions]]")
    file.write_text(head + PARTS["clue"] + "\n" + mark + rest, encoding="utf-8")
    clues = perform.theories(read_study(study), {})["theories"][1].propositions[0].clues
    assert [c.name for c in clues] == ["asked_in_return", "refused_for_freedom"]
    assert (clues[1].depends_on, clues[1].repeats) == ("asked_in_return", 0.3)


@pytest.mark.slow
def test_the_theory_of_the_page_is_scored_on_the_shipped_panel(study):
    """Ties are invented; the panel, the columns and the path from the file to the score are the run's own."""
    read = read_study(study)
    inputs = perform.inputs(read, {"panel": SHIPPED})
    theories = perform.theories(read, {})["theories"][1:]
    rng = np.random.default_rng(1)
    shape = inputs.ties.values.shape[:2]
    ties = 1.0 / (1.0 + np.exp(-np.cumsum(0.1 * rng.standard_normal((*shape, 2)), axis=1)))
    blank = np.zeros((1, *shape), dtype=np.int8)
    standing = Standing(
        states=inputs.ties.states, period=inputs.ties.period, labels=("x",), label=blank, inside=blank,
        tilt=ties[..., 1] - ties[..., 0], engagement=ties.mean(axis=2),
        extra={"tie_first": ties[..., 0], "tie_second": ties[..., 1]},
    )  # fmt: skip
    level = pressure(inputs, rng=rng, draws=20)
    found = rivals(inputs, standing, level, theories, last=2023, rng=rng)
    assert found["why"] == ""
    assert set(found["rivals"].columns) == {"requirements", "requirements x own_capability", "own_capability"}
    assert found["rivals"].sets["asymmetry"]["engagement"]["requirements"] == "+"
    told = scored(found["rivals"], theories[0], "")
    assert abs(told["score"]) < 60.0
    assert told["sentence"].startswith("Asymmetric alliance: where a region is left out it cannot be told apart from")
