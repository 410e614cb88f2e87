"""A theory of a study's own: found beside the study file, checked by name, drawn, and refused where it is wrong."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from tightrope.cli.main import main
from tightrope.core.errors import CatalogError, StudyError
from tightrope.study import perform
from tightrope.study.plan import plain
from tightrope.study.shelf import begin
from tightrope.study.spec import read_study

SHIPPED = Path(__file__).parents[2] / "src/tightrope/catalog/theories/balance_of_power.toml"
BIB = """@book{stranger2001,
  author = {A. Stranger},
  title = {A Book},
  year = {2001},
}
"""


@pytest.fixture
def study(tmp_path):
    file = begin(tmp_path / "mine", focal="VNM", powers=("USA", "CHN"))
    file.write_text(file.read_text().replace('["neoclassical_realism"]', '["neoclassical_realism", "sea"]'))
    shelf = file.parent / "catalog/theories"
    shelf.mkdir(parents=True)
    shutil.copy(SHIPPED, shelf / "sea.toml")
    return file


def change(study, old, new):
    own = study.parent / "catalog/theories/sea.toml"
    text = own.read_text()
    assert old in text
    own.write_text(text.replace(old, new))


def test_an_own_theory_is_read_and_drawn(study):
    found = perform.theories(read_study(study), {})
    assert [t.name for t in found["theories"]] == ["neoclassical_realism", "sea"]
    assert "Gap in the" in found["drawings"]["sea"]


def test_the_bytes_of_an_own_theory_count_in_the_plan(study):
    before = plain(read_study(study).theory_files)
    change(study, "Balance of power", "Balance at sea")
    assert plain(read_study(study).theory_files) != before


def test_without_its_file_the_nearest_name_is_offered(study):
    (study.parent / "catalog/theories/sea.toml").rename(study.parent / "catalog/theories/seas.toml")
    with pytest.raises(StudyError) as caught:
        read_study(study)
    assert "nearest: seas" in str(caught.value.faults[0])


def test_a_name_on_both_shelves_is_refused(study):
    shutil.copy(SHIPPED, study.parent / "catalog/theories/hedging.toml")
    with pytest.raises(StudyError) as caught:
        read_study(study)
    assert "the name 'hedging' is taken" in str(caught.value.faults[0])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('["capability_parity"]', '["capability_parities"]', r"construct 'capability_gap': no indicator named"),
        ('codes = ["military_modernization"]', 'codes = ["navies"]', r"'capability_gap': no code named 'navies'"),
        ('code = "balancing"', 'code = "balancin"', r"nearest: balancing"),
        ('column = "power_gap"', 'column = "power_gaps"', r"no column named 'power_gaps'.*nearest: power_gap"),
        ('column = "power_gap"', 'column = "power_gap.first"', r"'power_gap' has no part 'first'"),
        ('column = "power_gap"', 'column = "threat"', r"write threat.first, .second, .gap or .both"),
        ('cites = ["waltz1979"]', 'cites = ["stranger2001"]', r"no reference named 'stranger2001'"),
        ('mechanism = "A counterweight deters attack."\ncites = ["waltz1979"]', 'mechanism = "m"', r"cites nobody"),
    ],
)  # fmt: skip
def test_an_unknown_name_is_refused_with_its_place(study, old, new, said):
    change(study, old, new)
    with pytest.raises(CatalogError, match=said) as caught:
        perform.theories(read_study(study), {})
    assert "sea.toml" in str(caught.value)
    result = CliRunner().invoke(main, ["check", str(study)])
    assert result.exit_code != 0
    assert "Traceback" not in result.output


def test_an_own_reference_may_be_cited(study):
    change(study, 'cites = ["waltz1979"]', 'cites = ["stranger2001"]')
    (study.parent / "catalog/references.bib").write_text(BIB)
    found = perform.theories(read_study(study), {})
    assert found["sources"]["stranger2001"]["title"] == "A Book"
    assert "waltz1979" in found["sources"]


def test_an_own_reference_may_not_take_a_shipped_key(study):
    (study.parent / "catalog/references.bib").write_text(BIB.replace("stranger2001", "waltz1979"))
    with pytest.raises(CatalogError, match="the key 'waltz1979' is taken"):
        perform.theories(read_study(study), {})


def test_show_draws_it_in_the_terminal(study):
    result = CliRunner().invoke(main, ["show", str(study), "theory", "sea"])
    assert result.exit_code == 0
    assert "├─(+)─> Security ties with the weaker power" in result.output
    asked = CliRunner().invoke(main, ["show", str(study), "theory", "--json"])
    assert json.loads(asked.output)["name"] == "neoclassical_realism"
    wrong = CliRunner().invoke(main, ["show", str(study), "theory", "see"])
    assert wrong.exit_code != 0
    assert "did you mean 'sea'?" in wrong.output
