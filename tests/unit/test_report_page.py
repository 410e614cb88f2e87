import csv
import importlib.util
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tightrope.core.errors import InvalidValue
from tightrope.report.compose import compose
from tightrope.report.figure import FIGURES, figures
from tightrope.report.page import html, write
from tightrope.report.table import tables
from tightrope.report.wording import lint, unplain

_spec = importlib.util.spec_from_file_location("report_values", Path(__file__).with_name("report_values.py"))
values = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(values)

VOID = {"meta", "br", "hr", "img", "input", "link"}


class Reader(HTMLParser):
    """Collects the text, the ids and the tags of a page; knows what is open."""

    def __init__(self):
        super().__init__()
        self.text, self.ids, self.links, self.open, self.loads = [], [], [], [], []
        self.blocks = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.links += [attrs["href"]] if tag == "a" else []
        self.loads += [attrs[k] for k in ("src", "srcset", "data", "poster") if k in attrs]
        if tag == "link":
            self.loads.append(attrs.get("href", ""))
        if tag not in VOID:
            self.open.append((tag, attrs))
        if tag in ("p", "li", "td", "th", "figcaption", "dd", "dt", "h1", "h2", "h3", "h4", "summary"):
            self.blocks.append("")

    def handle_endtag(self, tag):
        assert self.open[-1][0] == tag, f"{tag} closes {self.open[-1]}"
        self.open.pop()

    def handle_data(self, data):
        if not any(tag in ("style", "script") for tag, _ in self.open):
            where = "screen" if any(a.get("id") == "screen" for _, a in self.open) else ""
            self.text.append((where, data))
            if self.blocks:
                self.blocks[-1] += data


@pytest.fixture(scope="module")
def report():
    return compose(**values.everything())


@pytest.fixture(scope="module")
def page(report):
    reader = Reader()
    reader.feed(html(report))
    assert reader.open == []
    return reader


def test_the_page_is_self_contained(report, page):
    assert page.loads == []
    source = html(report)
    assert set(re.findall(r"url\((.)", source)) <= {"#"}
    assert "@import" not in source
    assert "fetch(" not in source


def test_every_section_is_there_in_order(page):
    wanted = ["screen", "relations", "economy", "security", "autonomy", "horizon", "action", "arguments", "theories",
              "others", "sure", "sources", "limits"]  # fmt: skip
    assert [i for i in page.ids if i in wanted] == wanted


def test_anchors_are_unique_and_lead_somewhere(page):
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


def test_graphs_of_two_theories_keep_their_ids_apart(report):
    source = html(report)
    assert 'marker-end="url(#neoclassical_realism-tip)"' in source
    assert 'marker-end="url(#hedging-tip)"' in source
    assert '<title id="hedging-title">' in source


def test_theories_are_told_with_scores_verdict_and_the_two_claims(report):
    source = " ".join(re.sub(r"<[^>]+>", " ", html(report)).split())
    assert "In regions left out, Neoclassical realism predicted better than the naive baselines" in source
    assert "Filters bend the pressure: not told apart." in source
    assert "Pressure runs through the filters: not found." in source
    assert "+31 (+21 to +41) better" in source
    assert "igo.gap not scored the panel has no such series" in source
    assert "gradient boosting was not run" in source.lower()
    assert "Of 900 predictions a year ahead, 200 are of years after 2018." in source
    assert "UN votes of the year" in source
    held = report["explanation"]["theories"][0]
    assert (held["score"], held["se"], held["weight"]) == (31.0, 6.0, 0.7)
    assert "theories.csv" in tables(report)


def test_the_first_screen_holds_no_sign_no_greek_and_no_code_name(page):
    first = " ".join(" ".join(text for where, text in page.text if where == "screen").split())
    assert "Where" in first
    assert "But" in first
    assert unplain(first) == ()


def test_no_printed_sentence_mixes_likelihood_and_confidence(page):
    for block in page.blocks:
        assert lint(" ".join(block.split())) == ()


def test_no_class_is_called_balancing(report):
    assert not any("balancing" in label for label in report["position"]["classes"]["labels"])


def test_three_voices_have_three_typefaces():
    style = (Path(compose.__code__.co_filename).with_name("templates") / "style.css").read_text()
    faces = {
        voice: re.search(rf"\.{voice}{{font-family:var\((--\w+)\)", style).group(1)
        for voice in ("said", "model", "measured")
    }
    assert len(set(faces.values())) == 3
    families = {face: re.search(rf"{face}:([^;}}]+)", style).group(1) for face in faces.values()}
    assert len(set(families.values())) == 3


def test_claims_and_models_wear_their_own_typeface(report):
    source = html(report)
    assert '<p class="next model"' in source
    assert '<p class="answer measured"' in source
    assert '<span class="said">Both ties pay.</span>' in source


def test_not_measured_and_not_observed_are_words(page):
    text = " ".join(t for _, t in page.text)
    assert "not observed" in text
    assert "not measured" in text
    assert "IMF, International Financial Statistics" in text


def test_the_game_stands_in_its_own_marked_place(report):
    source = html(report)
    assert "Model sketch, parameters assumed" in source
    screen = source[source.index('id="screen"') : source.index("</header>")]
    assert "sketch" not in screen


def test_contradictions_name_both_statements_in_words(report):
    source = html(report)
    part = source[source.index('id="contradictions"') :]
    assert '<a href="#s-claim.pays"><span class="said">Both ties pay.</span></a>' in part
    assert "Open: the first cannot tell, the second mixed." in part


def test_a_debate_says_how_firm_it_is_and_what_would_settle_it(report):
    source = html(report)
    part = source[source.index('<section id="arguments">') : source.index('<section id="case">')]
    assert "With any one test left out the verdict lies between contradicted and mixed." in part
    assert "what would settle it" in part
    assert "Survival at ten years: undecided" in part
    assert 'id="fig-debates"' in part


def test_a_case_tells_prior_from_data_and_how_many_clues_remain(report):
    source = html(report)
    part = source[source.index('<section id="case">') : source.index('<section id="theories">')]
    assert "2 of 3 clues that the theories declare remain" in part
    assert "even odds: a belief" in part
    assert "chains not settled" in part
    assert "not bounded here" in part
    assert "no record was linked to it".capitalize() in part
    assert 'id="s-P.one.holds"' in part
    assert "would cross one half" in part
    assert "The events are the ones that mattered." in part


def test_without_a_case_or_clues_the_page_says_why(report):
    absent_ = {"status": "absent", "why": "only 9 state-periods at risk"}
    bare = report | {"explanation": report["explanation"] | {"case": absent_, "tracing": absent_, "matrix": absent_}}
    source = html(bare)
    assert "only 9 state-periods at risk" in source
    assert 'id="fig-matrix"' not in source


@pytest.mark.parametrize("run", [("regions",), ()])
def test_a_test_that_was_not_run_is_said_in_words(report, run):
    held = report["explanation"]["rivals"]
    rows = [r | {"tests": [t for t in r["tests"] if t["test"] in run], "weight": None} for r in held["rows"]]
    short = held | {"rows": rows, "origins": [], "regions": held["regions"] if run else []}
    source = html(report | {"explanation": report["explanation"] | {"rivals": short}})
    part = source[source.index('<section id="theories">') : source.index('<section id="others">')]
    table = part[: part.index("</table>")]
    assert ("+31" in table) == bool(run)
    assert table.count(">not run<") == len(rows) * (3 if run else 5)
    assert "the panel is too short to test " + ("years ahead" if run else "regions left out or years ahead") in part
    assert "fits that end in" not in part


@pytest.mark.parametrize("opened", [True, False])
def test_every_passage_of_a_cell_opens_once_with_text(opened):
    found = compose(**values.everything(**({} if opened else {"corpus": values.corpus(opened=False)})))
    source = html(found)
    cell = next(s for s in found["ledger"] if s["id"] == "T1.0")
    assert cell["for"][1]["refs"] == ["a.txt:10-36", "a.txt:90-99"]
    reader = Reader()
    reader.feed(source)
    row = source[source.index('id="s-T1.0"') :].split("</tr>")[0]
    for ref in cell["for"][1]["refs"]:
        assert reader.ids.count(ref) == 1
        assert f'href="#{ref}"' in row
        at = source[source.index(f'<li id="{ref}">') :].split("</li>")[0]
        assert f"<code>{ref}</code>" in at
        words = "No coded passage" if "90" in ref else "We said that" if opened else "The author holds that"
        assert words in at
        assert ("--documents" in at) == (not opened or "90" in ref)
    assert "2 passages of work essay coded balancing" in row


def test_a_hostile_text_is_escaped(report):
    evil = report | {"study": report["study"] | {"title": "<script>alert(1)</script>"}}
    assert "<script>alert" not in html(evil)


def test_figures_are_valid_svg_with_words_for_those_who_do_not_see(report):
    drawn = figures(report)
    assert drawn.keys() == FIGURES.keys()
    for svg in drawn.values():
        root = ElementTree.fromstring(svg)
        space = "{http://www.w3.org/2000/svg}"
        assert root.find(f"{space}title").text
        assert root.find(f"{space}desc").text
        assert root.findall(f".//{space}text"), "text stays text"
        assert "nan" not in svg


def test_a_line_never_crosses_a_gap(report):
    svg = figures(report)["ties"]
    root = ElementTree.fromstring(svg)
    lines = [p for p in root.iter("{http://www.w3.org/2000/svg}path") if p.get("stroke-width") == "2"]
    assert len([p for p in lines if p.get("stroke-dasharray") is None]) == 4, "two ties, each broken at 1985"


def test_an_unverified_event_is_hollow(report):
    svg = figures(report)["ties"]
    mark = re.search(r'<path [^>]*fill="none"[^>]*><title>2018: A reported quarrel \(unverified\)</title>', svg)
    assert mark


def test_nothing_measured_still_gives_a_page(tmp_path):
    bare = compose(**values.nothing())
    written = write(bare, tmp_path)
    assert figures(bare) == {}
    assert {p.name for p in written} == {"report.json", "report.html", "manifest.json", "findings.csv", "events.csv"}
    assert "not measured" in (tmp_path / "report.html").read_text()


def test_two_runs_give_the_same_bytes(report, tmp_path):
    again = compose(**values.everything())
    for folder, held in (("a", report), ("b", again)):
        write(held, tmp_path / folder)
    first = sorted(p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*") if p.is_file())
    assert len(first) > 30
    for name in first:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_a_broken_report_writes_nothing(report, tmp_path):
    with pytest.raises(InvalidValue):
        write(report | {"findings": None}, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_tables_keep_missing_apart_from_zero(report):
    held = tables(report)
    rows = list(csv.DictReader(io.StringIO(held["position.csv"])))
    tie = [r for r in rows if r["series"] == "position.tie_first"]
    assert "1985" not in {r["year"] for r in tie}
    labels = list(csv.DictReader(io.StringIO(held["labels.csv"])))
    assert labels[-1]["estrangement"] == ""
    cells = list(csv.DictReader(io.StringIO(held["T1.csv"])))
    assert cells[3]["measured"] == "not measured"
