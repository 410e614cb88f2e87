"""A reading of a part: checked before it runs, stored beside the whole, and never mistaken for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tightrope.cli.main import main
from tightrope.core.errors import CoverageError, StoreError, StudyError
from tightrope.study import partial, perform
from tightrope.study import run as running
from tightrope.study.plan import plan
from tightrope.study.shelf import begin
from tightrope.study.spec import Study, read_study
from tightrope.study.store import Store


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a study of a short period with few draws."""
    place = begin(tmp_path_factory.mktemp("part") / "vietnam", focal="VNM", powers=("USA", "CHN"))
    text = place.read_text(encoding="utf-8")
    text = text.replace("start = 1950, stop = 2024", "start = 1996, stop = 2010").replace("draws = 400", "draws = 100")
    lines = [line for line in text.splitlines() if not line.startswith("compare")]
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")
    study = read_study(place)
    assert (study.period.start, study.draws) == (1996, 100)
    return place


def fault(file: Path, **switches: tuple[str, ...]) -> str:
    """Return the faults of a reading as one text."""
    with pytest.raises(StudyError) as caught:
        read_study(file, **switches)
    return " ".join(map(str, caught.value.faults))


def test_unknown_names_are_refused_with_the_nearest(file: Path) -> None:
    assert "security" in fault(file, domains=("securty",))
    assert "unga_votes" in fault(file, without=("unga_vote",))
    assert "un_kappa" in fault(file, without=("un_kapa",))


def test_too_little_is_refused_with_what_would_remain(file: Path) -> None:
    told = fault(file, domains=("societal",))
    assert "only favorability would remain" in told
    assert "needs 2" in told
    assert "none would remain" in fault(file, domains=("societal",), without=("favorability",))
    study = read_study(file, domains=("security",), without=("defense_treaties",))
    with pytest.raises(CoverageError, match="only arms_share would remain"):
        perform.inputs(study, {"panel": running.reference.SHIPPED})


def test_keys_of_the_file_and_switches_say_the_same(file: Path, tmp_path: Path) -> None:
    shutil.copytree(file.parent, tmp_path / "vietnam")
    again = tmp_path / "vietnam" / "study.toml"
    text = again.read_text(encoding="utf-8")
    added = '[measure]\ndomains = ["economic", "security"]\nwithout = ["un_kappa"]\n'
    again.write_text(text.replace("[measure]\n", added), encoding="utf-8")
    one = read_study(again)
    two = read_study(file, domains=("economic", "security"), without=("un_kappa",))
    assert one.domains == two.domains == ("security", "economic")
    assert one.without == two.without == ("un_kappa",)
    assert read_study(file, domains=("security", "economic", "diplomatic", "societal")).domains is None


def test_each_reading_has_keys_of_its_own(file: Path, tmp_path: Path) -> None:
    panel, store = running.reference.SHIPPED, Store(tmp_path)

    def keys(study: Study) -> dict[str, str]:
        return {p.step.name: p.key for p in plan(study, panel, store).steps}

    whole, part = keys(read_study(file)), keys(read_study(file, domains=("security", "economic")))
    assert whole["measured"] != part["measured"]
    assert whole["report"] != part["report"]
    assert whole["corpus"] == part["corpus"]


def test_words_and_folders_name_the_reading() -> None:
    said = partial.said(("security", "economic"), ("unga_votes", "un_kappa"))
    assert said.startswith("security and economy alone, without ")
    assert partial.said(None, ()) == ""
    assert partial.slug(("security",), ("unga_votes",)) == "security-without-unga_votes"


def test_what_is_left_out_is_gone_wherever_it_stands(file: Path) -> None:
    study = read_study(file, domains=("security", "diplomatic"), without=("unga_votes", "visits"))
    found = perform.inputs(study, {"panel": running.reference.SHIPPED})
    names = {v.name for v in found.ties.variables}
    assert not names & {"un_kappa", "un_agreement", "visits", "import_share_cow"}
    assert {"arms_share", "defense_obligation", "import_share_comtrade"} <= names
    assert not found.system.has("powers_kappa")


def test_a_reading_runs_and_says_what_it_is(file: Path, tmp_path: Path) -> None:
    out, cache = tmp_path / "report", tmp_path / "cache"
    study = read_study(file, domains=("security", "economic"), without=("comtrade",))
    found = running.run(study, out, cache=cache)
    report = found.report
    assert report["study"]["part"]["domains"] == ["security", "economic"]
    assert report["manifest"]["parameters"]["without"] == ["comtrade"]
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "security and economy alone, without" in page[: page.index("</h1>")]
    domains = report["position"]["domains"]
    assert any(v is not None for v in domains["security"]["tilt"]["mean"])
    assert all(v is None for v in domains["diplomatic"]["tilt"]["mean"])
    assert "the panel is too short to test years ahead" in page
    assert (out / "tables/left_out.csv").is_file()
    assert running.run(study, out, cache=cache).reused
    with pytest.raises(StoreError, match="holds the reading"):
        running.run(read_study(file), out, cache=cache)


def test_one_domain_alone_has_a_lean(file: Path) -> None:
    study = read_study(file, domains=("security",))
    inputs = perform.inputs(study, {"panel": running.reference.SHIPPED})
    found = perform.measured(study, {"inputs": inputs}).position
    tilt, alone = found.series["tilt"].mean, found.domains["security"]["tilt"].mean
    assert np.isfinite(tilt).sum() >= 5
    np.testing.assert_allclose(tilt, alone, atol=1e-6)


def test_the_command_writes_a_reading_apart(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Path] = []

    def fake(study: Study, out: Path, **_: object) -> object:
        seen.append(out)
        raise StoreError("enough", where=str(out))

    monkeypatch.setattr("tightrope.study.run.run", fake)
    runner = CliRunner()
    runner.invoke(main, ["run", str(file), "--domains", "security,economic", "--without", "unga_votes"])
    runner.invoke(main, ["run", str(file), "--domains", "security", "--out", str(tmp_path / "mine")])
    runner.invoke(main, ["run", str(file)])
    assert [place.name for place in seen] == ["out-security-economic-without-unga_votes", "mine", "out"]
    refused = runner.invoke(main, ["run", str(file), "--without", "unga_vote"])
    assert refused.exit_code != 0
    assert "nearest" in refused.output
