"""Theory files are read, shipped ones are sound, and bad graphs are refused with their path."""

import re
from pathlib import Path

import pytest

from tightrope.core.errors import CatalogError
from tightrope.explain.theories.drawing import draw
from tightrope.explain.theories.lawful import path_between
from tightrope.explain.theories.read import load_theory
from tightrope.explain.theories.terminal import lines, text

ROOT = Path(__file__).parents[2]
SHELF = sorted((ROOT / "src/tightrope/catalog/theories").glob("*.toml"))
CODES = {
    "economic_rivalry",
    "technological_competition",
    "military_modernization",
    "regional_influence",
    "diplomatic_competition",
    "competing_initiatives",
    "economic_needs",
    "security_requirements",
    "leadership_perceptions",
    "institutional_capacity",
    "domestic_politics",
    "balancing",
    "hedging",
    "neutrality",
    "alignment_us",
    "alignment_china",
    "diversification",
    "estrangement_us",
    "strategic_autonomy",
    "economic_cooperation",
    "diplomatic_flexibility",
    "security_partnership",
    "regional_stability",
    "india_us_tilt",
    "india_rivalry",
    "afghanistan",
    "russia",
    "iran",
    "small_states",
}
SERIES = {
    "un_kappa",
    "visits",
    "posts",
    "arms_share",
    "defense_obligation",
    "import_share_cow",
    "export_share_cow",
    "trade_share_comtrade",
    "fdi_stock",
    "official_finance",
    "favorability",
    "contested_with",
    "speech_attention",
    "sanctions",
    "capability_share",
    "milex_gdp",
    "milex_level",
    "battle_deaths",
    "terror_deaths",
    "interstate_disputes",
    "growth",
    "external_debt_gni",
    "debt_service_exports",
    "external_balance",
    "energy_imports",
    "government_effectiveness",
    "polyarchy",
    "effective_partners",
    "neighbor_wars",
    "powers_kappa",
    "powers_trade_share_usa",
    "powers_trade_share_chn",
    "powers_disputes",
    "powers_rivalry",
    "powers_mentions",
    "capability_parity",
    "geopolitical_risk",
    "disputes",
    "rivalry",
    "distance",
    "contiguity",
}

SMALL = """
schema = 1
label = "Small"
summary = "Two things and a tie."
cites = ["x1999"]
[[constructs]]
name = "push"
label = "Push"
role = "pressure"
indicators = ["geopolitical_risk"]
[[constructs]]
name = "need"
label = "Need"
role = "filter"
indicators = ["growth"]
[[constructs]]
name = "bond"
label = "Bond <with> both"
role = "tie"
indicators = ["un_kappa"]
[[constructs]]
name = "gain"
label = "Gain"
role = "outcome"
indicators = ["debt_service_exports"]
codes = ["economic_cooperation"]
[[edges]]
cause = "push"
effect = "need"
sign = "+"
mechanism = "m"
[[edges]]
cause = "need"
effect = "bond"
sign = "?"
mechanism = "m"
[[edges]]
cause = "bond"
effect = "gain"
sign = "-"
mechanism = "m"
lag = 1
[[propositions]]
name = "p"
statement = "s"
"""


def write(tmp_path, change=lambda s: s):
    file = tmp_path / "small.toml"
    file.write_text(change(SMALL), encoding="utf-8")
    return file


@pytest.mark.parametrize("file", SHELF, ids=lambda f: f.stem)
def test_shipped_theory_is_sound(file):
    theory = load_theory(file)
    assert theory.name == file.stem
    roles = {c.role for c in theory.constructs}
    assert roles == {"pressure", "filter", "tie", "outcome"}
    for construct in theory.constructs:
        assert construct.indicators or construct.codes, construct.name
        assert set(construct.codes) <= CODES, construct.name
        assert set(construct.indicators) <= SERIES, construct.name
    keys = set(re.findall(r"@\w+\{(\w+),", (ROOT / "references.bib").read_text(encoding="utf-8")))
    cited = set(theory.cites) | {key for edge in theory.edges for key in edge.cites}
    assert cited <= keys
    assert all(edge.cites for edge in theory.edges)
    assert theory.predicts
    assert any(p.clues for p in theory.propositions)
    for edge in theory.edges:
        by_name = {c.name: c.role for c in theory.constructs}
        assert edge.lag >= 1 or by_name[edge.effect] != "outcome", "an outcome follows by a year or more"


def test_the_shelf_holds_the_six_theories():
    assert [f.stem for f in SHELF] == [
        "balance_of_power", "balance_of_threat", "hedging", "liberal_institutionalism", "neoclassical_realism",
        "offensive_realism",
    ]  # fmt: skip


def test_a_small_theory_is_read_whole(tmp_path):
    theory = load_theory(write(tmp_path))
    assert [c.name for c in theory.constructs] == ["push", "need", "bond", "gain"]
    assert theory.edges[2].lag == 1
    assert theory.edges[2].sign == "-"


def edge(cause, effect, lag=0, more=""):
    return f'[[edges]]\ncause = "{cause}"\neffect = "{effect}"\nsign = "+"\nmechanism = "m"\nlag = {lag}\n{more}\n'


REFUSED = {
    "a cycle": (lambda s: s + edge("bond", "push"), r"cycle without a lag: push -> need -> bond -> push"),
    "a self-loop": (lambda s: s + edge("bond", "bond"), r"cycle without a lag: bond -> bond"),
    "an unknown cause": (lambda s: s + edge("pull", "bond"), r"no construct named 'pull' in the edge pull -> bond"),
    "an unknown moderated": (lambda s: s + edge("need", "gain", 1, 'moderates = "nil"'), r"named 'nil'"),
    "no role": (lambda s: s.replace('role = "filter"\n', ""), r"construct 'need': a construct needs a role"),
    "a wrong role": (lambda s: s.replace('role = "filter"', 'role = "mover"'), r"'mover' is not allowed"),
    "a shared code": (
        lambda s: s.replace('label = "Need"', 'label = "Need"\ncodes = ["economic_cooperation"]'),
        r"'gain' lies inside its own cause: need -> bond -> gain share economic_cooperation",
    ),
    "an outcome of the same year": (
        lambda s: s.replace("lag = 1", "lag = 0").replace('["debt_service_exports"]', '["growth"]'),
        r"'gain' lies inside its own cause: need -> bond -> gain share growth",
    ),
    "two roles": (lambda s: s.replace('["un_kappa"]', '["growth"]'), r"'growth' is tie in 'bond' and filter in 'need'"),
    "an unknown key": (
        lambda s: s.replace('predicts = "', 'x = "').replace("schema", 'colour = "x"\nschema'),
        "colour",
    ),
    "another schema": (lambda s: s.replace("schema = 1", "schema = 2"), "write schema = 1"),
    "no TOML": (lambda s: s + "[[", "cannot be read"),
    "a negative lag": (lambda s: s + edge("need", "gain", -1), "lag -1"),
    "a sure clue": (
        lambda s: s + '[[propositions.tests]]\nkind = "hoop"\ncode = "russia"\nif_true = 1.0\nif_false = 0.4\n',
        "if_true = 1.0 is no probability",
    ),
    "a name twice": (lambda s: s.replace('name = "need"', 'name = "push"'), "'push' is declared twice"),
}


@pytest.mark.parametrize("fault", sorted(REFUSED))
def test_a_bad_theory_is_refused(tmp_path, fault):
    change, said = REFUSED[fault]
    with pytest.raises(CatalogError, match=said) as caught:
        load_theory(write(tmp_path, change))
    assert "small.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_lag_makes_a_cycle_lawful(tmp_path):
    theory = load_theory(write(tmp_path, lambda s: s + edge("gain", "need", 1) + edge("bond", "bond", 1)))
    assert len(theory.edges) == 5


def test_an_outcome_may_be_its_own_filter_a_year_before(tmp_path):
    load_theory(write(tmp_path, lambda s: s.replace('["debt_service_exports"]', '["growth"]')))


def test_the_shortest_path_is_printed():
    graph = {"a": ("b", "c"), "b": ("d",), "c": ("d",), "d": ("a",)}
    assert path_between(graph, "a", "d") == ("a", "b", "d")
    assert path_between(graph, "a", "a") == ("a", "b", "d", "a")
    assert path_between(graph, "d", "x") == ()


@pytest.mark.parametrize("file", SHELF, ids=lambda f: f.stem)
def test_the_drawing_holds_every_label_and_no_overlap(file):
    theory = load_theory(file)
    svg = draw(theory)
    assert svg == draw(theory)
    assert "<script" not in svg
    boxes = [
        tuple(map(float, m)) for m in re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="172" height="([\d.]+)"', svg)
    ]
    assert len(boxes) == len(theory.constructs)
    for i, (x, y, h) in enumerate(boxes):
        assert all(x != a or y + h <= b or b + c <= y for a, b, c in boxes[i + 1 :])
    badges = [
        tuple(map(float, m)) for m in re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="(?:16|24)" height="18"', svg)
    ]
    assert len(badges) == len(theory.edges)
    for i, (x, y) in enumerate(badges):
        assert all(abs(x - a) > 24 or abs(y - b) >= 18 for a, b in badges[i + 1 :])
    words = re.sub(r"<[^>]+>", " ", svg)
    for construct in theory.constructs:
        assert all(word.replace("'", "&#x27;") in words for word in construct.label.split())


def test_the_drawing_escapes_labels(tmp_path):
    svg = draw(load_theory(write(tmp_path)))
    assert "Bond &lt;with&gt; both" in svg
    assert "<with>" not in svg


def test_the_terminal_form_names_every_edge(tmp_path):
    theory = load_theory(write(tmp_path))
    said = text(theory, width=60)
    assert "Push --(+)--> Need" in said
    assert "--(-, 1 y later)--> Gain" in said
    assert max(map(len, said.splitlines())) <= 60
    assert lines(theory)[2] == "Bond <with> both lowers Gain (1 year later)."
