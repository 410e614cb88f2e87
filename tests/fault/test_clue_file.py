"""A clue file that does not fit is refused with its place before anything is measured."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from tightrope.cli.main import main
from tightrope.study.shelf import locate


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('clue = "economic_needs"', 'clue = "economic_need"', "no such clue"),
        ('focal = "PAK"', 'focal = "VNM"', "written for VNM"),
        ("sure = [0.7, 0.9]", "sure = [0.1, 0.9]", "from .5 to 1"),
    ],
)
def test_check_names_the_entry(tmp_path: Path, old: str, new: str, says: str) -> None:
    study = tmp_path / "pakistan"
    shutil.copytree(locate("pakistan").parent, study)
    file = study / "clues.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    found = CliRunner().invoke(main, ["check", str(study)])
    told = str(found.exception) if found.exception and not isinstance(found.exception, SystemExit) else found.output
    assert found.exit_code != 0
    assert says in told
    assert "clues.toml" in told
    assert "Traceback" not in found.output
