"""Theory files are read, shipped ones are sound, and bad graphs are refused with their path."""

import re
from pathlib import Path

import pytest

from tightrope.core.errors import CatalogError
from tightrope.explain.theories.drawing import draw
from tightrope.explain.theories.lawful import kind_of, path_between
from tightrope.explain.theories.read import load_theory
from tightrope.explain.theories.terminal import lines, text, tree

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
    assert theory.restrictions
    assert {key for r in theory.restrictions for key in r.cites} <= keys
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


def clue(kind, if_true, if_false, more=""):
    said = f'kind = "{kind}"\ncode = "russia"\nif_true = {if_true}\nif_false = {if_false}'
    return f"[[propositions.tests]]\n{said}\n{more}\n"


def slope(column, outcome="tilt"):
    return f'[[restrictions]]\noutcomes = ["{outcome}"]\ncolumn = "{column}"\nsign = "+"\nmechanism = "m"\n'


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
    "a clue of another kind": (
        lambda s: s + clue("smoking_gun", "[0.85, 0.95]", "[0.45, 0.55]"),
        r"clue 'russia': it is called a smoking_gun, but likelihoods of 0.85-0.95 and 0.45-0.55 make a hoop",
    ),
    "a range upside down": (lambda s: s + clue("hoop", "[0.9, 0.8]", "0.4"), r"if_true = \[0.9, 0.8\] runs from"),
    "a range of three": (lambda s: s + clue("hoop", "[0.7, 0.8, 0.9]", "0.4"), "no probability strictly"),
    "a clue twice": (lambda s: s + 2 * clue("hoop", "0.9", "0.4"), "the clue 'russia' is declared twice"),
    "a clue on nothing": (
        lambda s: s + clue("hoop", "0.9", "0.4", 'depends_on = "iran"\nrepeats = 0.5'),
        "no clue named 'iran' to depend on",
    ),
    "half a dependence": (lambda s: s + clue("hoop", "0.9", "0.4", "repeats = 0.5"), "belong together"),
    "clues in a circle": (
        lambda s: (
            s
            + clue("hoop", "0.9", "0.4", 'name = "a"\ndepends_on = "b"\nrepeats = 0.5')
            + clue("hoop", "0.9", "0.4", 'name = "b"\ndepends_on = "a"\nrepeats = 0.5')
        ),
        "clues that depend on each other: a -> b -> a",
    ),
    "a column unread": (lambda s: s + slope("growth + need"), "the column 'growth \\+ need' cannot be read"),
    "an outcome unknown": (lambda s: s + slope("growth", "peace"), "no outcome named 'peace'"),
    "a slope twice": (lambda s: s + 2 * slope("growth"), "'growth' is restricted twice for 'tilt'"),
    "a name twice": (lambda s: s.replace('name = "need"', 'name = "push"'), "'push' is declared twice"),
}


@pytest.mark.parametrize("fault", sorted(REFUSED))
def test_a_bad_theory_is_refused(tmp_path, fault):
    change, said = REFUSED[fault]
    with pytest.raises(CatalogError, match=said) as caught:
        load_theory(write(tmp_path, change))
    assert "small.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_shelf_has_every_kind_of_clue_each_with_a_range():
    clues = [clue for file in SHELF for p in load_theory(file).propositions for clue in p.clues]
    assert {clue.kind for clue in clues} == {"straw", "hoop", "smoking_gun", "doubly_decisive"}
    for clue in clues:
        assert clue.if_true[0] < clue.if_true[1]
        assert clue.if_false[0] < clue.if_false[1]
        assert clue.text


@pytest.mark.parametrize(
    ("if_true", "if_false", "kind"),
    [(0.8, 0.5, "hoop"), (0.6, 0.5, "straw"), (0.3, 0.05, "smoking_gun"), (0.95, 0.05, "doubly_decisive"),
     (0.2, 0.7, "hoop"), (0.5, 0.5, "straw")],
)  # fmt: skip
def test_the_kind_of_a_clue_follows_from_its_likelihoods(if_true, if_false, kind):
    assert kind_of((if_true, if_true), (if_false, if_false)) == kind


def test_a_number_is_a_range_of_no_width(tmp_path):
    theory = load_theory(write(tmp_path, lambda s: s + clue("hoop", "0.9", "[0.3, 0.4]")))
    found = theory.propositions[0].clues[0]
    assert (found.name, found.if_true, found.if_false) == ("russia", (0.9, 0.9), (0.3, 0.4))


def test_a_restriction_is_read_whole(tmp_path):
    theory = load_theory(write(tmp_path, lambda s: s + slope("trade.gap x polyarchy")))
    assert theory.restrictions[0].column == "trade.gap x polyarchy"
    assert theory.restrictions[0].outcomes == ("tilt",)


def test_the_tree_opens_each_construct_once_where_it_is_nearest(tmp_path):
    theory = load_theory(write(tmp_path, lambda s: s + edge("push", "bond") + edge("gain", "need", 1)))
    assert tree(theory) == (
        "Push [pressure]",
        "├─(+)─> Need",
        "│  └─(?)─> Bond <with> both ^",
        "└─(+)─> Bond <with> both",
        "   └─(-, 1 y)─> Gain",
        "      └─(+, 1 y)─> Need ^",
    )


@pytest.mark.parametrize("file", SHELF, ids=lambda f: f.stem)
def test_the_tree_holds_every_edge_once(file):
    theory = load_theory(file)
    said = tree(theory)
    assert sum("─> " in line for line in said) == len(theory.edges)
    assert {c.label for c in theory.constructs} <= {line.split("─> ")[-1].removesuffix(" ^").split(" [")[0]
                                                    for line in said}  # fmt: skip


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
    assert max(len(line) for line in said.splitlines() if "─" not in line) <= 60
    assert lines(theory)[2] == "Bond <with> both lowers Gain (1 year later)."
