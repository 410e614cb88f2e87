"""A bad study file costs nothing and says everything that is wrong with it at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tightrope.cli.main import main
from tightrope.core.errors import InvalidValue, StudyError, UnknownName
from tightrope.study.shelf import begin, locate
from tightrope.study.spec import read_study

GOOD = """schema = 1
[study]
name = "toy"
title = "A toy"
focal = "PAK"
powers = ["USA", "CHN"]
period = { start = 1990, stop = 2020, step = "year" }
seed = 1
[explain]
theories = []
"""


def faults_of(tmp_path: Path, text: str) -> dict[str, str]:
    """Write a study file, read it, and return its faults by place."""
    file = tmp_path / "study.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        read_study(file)
    return {fault.where: str(fault) for fault in caught.value.faults}


def test_several_faults_come_all_at_once_each_with_its_key(tmp_path: Path) -> None:
    text = (
        GOOD.replace('"PAK"', '"PKA"')
        .replace('["USA", "CHN"]', '["USA", "USA"]')
        .replace("start = 1990, stop = 2020", "start = 2020, stop = 1990")
        .replace("seed = 1", "seed = -1")
    )
    text += '[measure]\nindicators = ["un_kapa"]\nweigths = [1]\n'
    found = faults_of(tmp_path, text)
    assert set(found) == {
        "study.toml [study.focal]",
        "study.toml [study.powers]",
        "study.toml [study.period]",
        "study.toml [study.seed]",
        "study.toml [measure.indicators]",
        "study.toml [measure.weigths]",
    }
    assert all("\n" not in line for line in found.values())


def test_the_focal_state_is_no_power(tmp_path: Path) -> None:
    found = faults_of(tmp_path, GOOD.replace('focal = "PAK"', 'focal = "CHN"'))
    assert "name a third state" in found["study.toml [study.focal]"]


def test_an_unknown_state_is_offered_the_nearest(tmp_path: Path) -> None:
    found = faults_of(tmp_path, GOOD.replace('"PAK"', '"pakistan"'))
    assert "PAK" in found["study.toml [study.focal]"]


def test_an_unknown_indicator_is_offered_the_nearest(tmp_path: Path) -> None:
    found = faults_of(tmp_path, GOOD + '[measure]\nindicators = ["geopolitical_rsk"]\n')
    assert "geopolitical_risk" in found["study.toml [measure.indicators]"]


def test_an_unknown_optional_filter_is_offered_the_nearest(tmp_path: Path) -> None:
    text = GOOD.replace("theories = []", 'theories = []\noptional_filters = ["public_opinions"]')
    assert "nearest: public_opinion" in faults_of(tmp_path, text)["study.toml [explain.optional_filters]"]
    (tmp_path / "study.toml").write_text(text.replace("opinions", "opinion"), encoding="utf-8")
    assert read_study(tmp_path / "study.toml").optional_filters == ("public_opinion",)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[study\nname = 1", "not TOML"),
        (b"schema = 99\n", "newer version"),
        (b"a = " + b"[" * 20000, "not TOML"),
    ],
)
def test_a_file_that_is_no_study_says_so_in_one_line(tmp_path: Path, data: bytes, says: str) -> None:
    file = tmp_path / "study.toml"
    file.write_bytes(data)
    with pytest.raises(StudyError, match=says) as caught:
        read_study(file)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "says"), [("../x.toml", "outside"), ("none.toml", "not there"), ("empty.toml", "empty")]
)
def test_files_of_a_study_stay_inside_and_hold_something(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "empty.toml").write_bytes(b"")
    found = faults_of(tmp_path, GOOD + f'[evidence]\nclaims = "{name}"\n')
    assert says in found["study.toml [evidence.claims]"]


@pytest.mark.parametrize(
    ("name", "says"), [("../texts", "outside"), ("none", "no folder"), ("study.toml", "no folder")]
)
def test_the_folder_of_texts_stays_inside_and_is_one(tmp_path: Path, name: str, says: str) -> None:
    found = faults_of(tmp_path, GOOD + f'[evidence]\ntexts = "{name}"\n')
    assert says in found["study.toml [evidence.texts]"]
    (tmp_path / "texts").mkdir()
    (tmp_path / "study.toml").write_text(GOOD + '[evidence]\ntexts = "texts"\n')
    assert read_study(tmp_path / "study.toml").texts == (tmp_path / "texts").resolve()


def test_a_bad_study_exits_with_two_and_leaves_earlier_output(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "report.html").write_text("kept")
    file = tmp_path / "study.toml"
    file.write_text(GOOD.replace('"CHN"', '"USA"'))
    result = CliRunner().invoke(main, ["run", str(file), "--out", str(out)])
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert sorted(p.name for p in out.iterdir()) == ["report.html"]
    assert (out / "report.html").read_text() == "kept"


def test_a_study_that_is_nowhere_names_the_shipped_ones() -> None:
    with pytest.raises(UnknownName, match="pakistan"):
        locate("pakistn")


@pytest.mark.parametrize("name", ["Upper", "-dash", "a b", "ü", "x" * 65])
def test_a_name_that_cannot_name_a_study_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidValue):
        begin(tmp_path / name, focal="VNM", powers=("USA", "CHN"))
    assert not (tmp_path / name).exists()


def test_a_new_study_reads_back_without_fault(tmp_path: Path) -> None:
    study = read_study(begin(tmp_path / "vietnam", focal="VNM", powers=("USA", "CHN")))
    assert study.title == "Vietnam between the United States and China"
    assert study.triad.focal.code == "VNM"
