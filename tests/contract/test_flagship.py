"""The flagship run: whole, checked against the schema, the same bytes twice, and moved by each of its inputs."""

from __future__ import annotations

import contextlib
import html
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

import tightrope.report
from tightrope.cli.main import main
from tightrope.explain.case.found import span
from tightrope.study import ahead
from tightrope.study.run import run
from tightrope.study.shelf import locate
from tightrope.study.spec import read_study

pytestmark = pytest.mark.xdist_group("flagship")
KEYS = {
    "schema", "study", "position", "evidence", "explanation", "horizon", "findings", "manifest",
    "as_of", "roles", "asymmetry", "ledger",
}  # fmt: skip
SERIES = ("tilt", "engagement", "balance", "offset", "ambiguity", "fallback", "hedging", "autonomy", "autonomy_use")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the flagship study that tests may change."""
    folder = tmp_path_factory.mktemp("flagship")
    shutil.copytree(locate("pakistan").parent, folder / "pakistan")
    return folder


@pytest.fixture(scope="module")
def report(place: Path) -> dict[str, Any]:
    """Run the flagship once."""
    return run(read_study(place / "pakistan/study.toml"), place / "out", cache=place / "cache").report


@pytest.fixture
def changed(place: Path, tmp_path: Path) -> Callable[[Callable[[str], str]], dict[str, Any]]:
    """Return what a run gives when the study file is changed; unchanged steps come from the store."""

    def again(change: Callable[[str], str]) -> dict[str, Any]:
        folder = tmp_path / "pakistan"
        shutil.copytree(place / "pakistan", folder)
        file = folder / "study.toml"
        text = change(file.read_text(encoding="utf-8"))
        assert text != file.read_text(encoding="utf-8")
        file.write_text(text, encoding="utf-8")
        return run(read_study(file), tmp_path / "out", cache=place / "cache").report

    return again


def without(*keys: str) -> Callable[[str], str]:
    """Return a change that drops keys of a study file."""
    return lambda text: "\n".join(line for line in text.splitlines() if line.split(" = ")[0] not in keys) + "\n"


def test_the_report_has_every_key_and_keeps_the_shipped_schema(place: Path, report: dict[str, Any]) -> None:
    written = json.loads((place / "out/report.json").read_text(encoding="utf-8"))
    assert set(written) >= KEYS
    schema = json.loads((Path(tightrope.report.__file__).parent / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(written, schema)
    years = written["position"]["years"]
    for name in SERIES:
        series = written["position"][name]
        for i, mean in enumerate(series["mean"]):
            low, high = series["low"][i], series["high"][i]
            assert (mean is None) == (low is None) == (high is None)
            assert mean is None or low <= mean <= high
        assert len(series["mean"]) == len(years)
    for row in written["position"]["classes"]["probability"]:
        assert row is None or None in row or sum(row) == pytest.approx(1.0, abs=5e-4)  # printed to four places
    assert {"T1", "T2", "T3", "T4", "T5"} <= set(written["evidence"]["tables"])
    assert [s["id"] for s in written["ledger"] if s["kind"] == "hypothesis"]


def test_nothing_of_the_machine_or_the_hour_is_in_the_outputs(place: Path, report: dict[str, Any]) -> None:
    for file in sorted((place / "out").rglob("*")):
        if file.is_file() and file.suffix != ".png":
            text = file.read_text(encoding="utf-8")
            assert str(place) not in text, file
            assert "Traceback" not in text


def test_a_second_run_elsewhere_in_one_process_gives_the_same_bytes(
    place: Path, report: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "working", lambda *_: contextlib.nullcontext())
    run(read_study(place / "pakistan/study.toml"), tmp_path / "out", cache=tmp_path / "cache")
    first = {p.relative_to(place / "out"): p.read_bytes() for p in (place / "out").rglob("*") if p.is_file()}
    second = {p.relative_to(tmp_path / "out"): p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert set(first) == set(second)
    assert [str(name) for name in first if first[name] != second[name]] == []


def test_nothing_changed_is_not_computed_again(place: Path, report: dict[str, Any]) -> None:
    assert run(read_study(place / "pakistan/study.toml"), place / "out", cache=place / "cache").reused


def test_without_its_chronology_no_event_is_told(report: dict[str, Any], changed: Any) -> None:
    bare = changed(without("chronology"))
    assert len(report["events"]) > 80
    assert bare["events"] == []


def test_without_its_claims_the_tables_are_empty(report: dict[str, Any], changed: Any) -> None:
    bare = changed(without("claims"))
    assert len(report["ledger"]) > 100
    assert {s["kind"] for s in bare["ledger"]} == {"hypothesis"}


def test_without_its_codings_no_passage_is_cited(report: dict[str, Any], changed: Any) -> None:
    bare = changed(without("codings", "documents"))
    assert len(report["evidence"]["codings"]["passages"]) > 100
    assert not bare["evidence"]["codings"]["passages"]


def test_fewer_theories_are_drawn_if_fewer_are_named(report: dict[str, Any], changed: Any) -> None:
    bare = changed(lambda text: text.replace('"balance_of_power", ', ""))
    assert len(json.dumps(bare["explanation"])) < len(json.dumps(report["explanation"]))


def test_another_reading_and_no_page_are_followed(
    report: dict[str, Any], changed: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    other = changed(
        lambda text: text.replace('reading = "floors"', 'reading = "equidistance"').replace(
            '["html", "json"]', '["json"]'
        )
    )
    curves = [r["horizon"]["survival"] for r in (other, report)]
    assert curves[0]["probability"] != curves[1]["probability"]
    assert set(curves[0]["alternatives"]) == {"floors", "utility"}
    assert "equal distance" in next(f["sentence"] for f in other["findings"] if f["id"] == "next")
    assert not (tmp_path / "out/report.html").exists()
    assert (tmp_path / "out/report.json").exists()


@pytest.mark.parametrize(
    "part", ["findings", "position", "classes", "horizon", "tables", "ledger", "events", "sources", "roles", "manifest"]
)
def test_every_part_is_shown(place: Path, report: dict[str, Any], part: str) -> None:
    shown = CliRunner().invoke(main, ["show", "pakistan", part, "--out", str(place / "out")])
    assert shown.exit_code == 0, shown.output
    data = CliRunner().invoke(main, ["show", "pakistan", part, "--out", str(place / "out"), "--json"])
    assert json.loads(data.output)


def test_every_finding_and_statement_leads_back(place: Path, report: dict[str, Any]) -> None:
    names = [f["id"] for f in report["findings"]] + [s["id"] for s in report["ledger"]] + ["tilt", "security.tilt@1990"]
    for name in names:
        found = CliRunner().invoke(main, ["why", name, "--out", str(place / "out")])
        assert found.exit_code == 0, (name, found.output)
        assert len(found.output.strip().splitlines()) > 1, name


def test_a_printed_number_leads_to_draws_rows_and_digests(
    place: Path, report: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIGHTROPE_CACHE", str(place / "cache"))
    found = CliRunner().invoke(main, ["why", "tilt", "--out", str(place / "out")])
    assert "posterior draws" in found.output
    assert "arms_share PAK" in found.output
    assert "digest" in found.output


def test_what_is_nowhere_says_how_to_list(place: Path, report: dict[str, Any]) -> None:
    found = CliRunner().invoke(main, ["why", "nonsense", "--out", str(place / "out")])
    assert found.exit_code == 2
    assert "tightrope show" in found.output


def test_documents_at_hand_open_the_same_passages(
    place: Path, report: dict[str, Any], shared_documents: Path, tmp_path: Path
) -> None:
    study = read_study(place / "pakistan/study.toml", texts=shared_documents)
    opened = run(study, tmp_path / "out", cache=place / "cache").report
    with_texts, without_texts = (r["evidence"]["codings"]["passages"] for r in (opened, report))
    assert set(with_texts) == set(without_texts)
    assert all(passage["quote"] for passage in with_texts.values())
    assert not any(passage["quote"] for passage in without_texts.values())
    assert opens(opened, (tmp_path / "out/report.html").read_text(encoding="utf-8"), "quote") > 300


def test_the_readme_says_what_the_run_found(report: dict[str, Any]) -> None:
    from tools.readme import written

    readme = Path(__file__).resolve().parents[2] / "README.md"
    text = readme.read_text(encoding="utf-8")
    assert written(text, report) == text, "run `python -m tools.readme out/report.json`"


def test_only_records_are_clues(report: dict[str, Any]) -> None:
    tracing = report["explanation"]["tracing"]
    events = {event["id"]: event for event in report["events"]}
    texts = {card["id"] for card in report["evidence"]["documents"]}
    held = [one for one in report["ledger"] if one["kind"] in ("claim", "cell") and one["verdict"] == "supported"]
    passed = {ref for one in held for ref in one["passages"]}
    weighed = [clue for one in tracing["propositions"] for clue in one["clues"] if clue["weighed"]]
    assert tracing["remain"] == len(weighed) < tracing["declared"]
    assert tracing["arguments"] > 0
    for clue in weighed:
        assert clue["refs"]
        for ref in clue["refs"]:
            if not ref.startswith("event:"):  # a passage: a report whose claim was checked and held
                file, start, stop = span(ref)
                assert any(f == file and a < stop and start < b for f, a, b in map(span, passed))
                continue
            event = events[ref.removeprefix("event:")]
            assert event["sourced"]
            assert event["source"] not in texts


def opens(report: dict[str, Any], page: str, words: str) -> int:
    """Return how many passages the cells of the five tables name, each of which stands in the page with its words."""
    cells = {c["statement"] for t in ("T1", "T2", "T3", "T4", "T5") for c in report["evidence"]["tables"][t]["cells"]}
    assert len(cells) > 20
    held = report["evidence"]["codings"]["passages"]
    seen: set[str] = set()
    for one in (s for s in report["ledger"] if s["id"] in cells):
        groups = [item["refs"] for side in ("for", "against") for item in one[side] if item["kind"] == "passage"]
        assert groups, one["id"]
        row = page[page.index(f'id="s-{one["id"]}"') :].split("</tr>")[0]
        for ref in (ref for group in groups for ref in group):
            assert f'href="#{ref}"' in row, (one["id"], ref)
        seen |= set(one["passages"]).union(*groups)
        assert set().union(*groups) <= held.keys()
    for ref in seen:
        assert page.count(f'id="{ref}"') == 1, ref
        at = page[page.index(f'<li id="{ref}">') :].split("</li>")[0]
        told = html.unescape(at).replace("\u00a0", " ")
        assert (held[ref][words].replace("\u00a0", " ") if ref in held else "open the text at this place") in told, ref
        assert f"<code>{ref}</code>" in at
    return len(seen)


def test_every_passage_of_a_cell_opens_in_our_words(place: Path, report: dict[str, Any]) -> None:
    page = (place / "out/report.html").read_text(encoding="utf-8")
    assert opens(report, page, "paraphrase") > 300
    ref = next(item["refs"] for s in report["ledger"] if s["id"] == "T3.rival" for item in s["for"] if "refs" in item)[
        -1
    ]
    found = CliRunner().invoke(main, ["why", ref, "--out", str(place / "out")])
    assert ref.split(":")[0] in found.output
    whole = CliRunner().invoke(main, ["why", "T3.rival", "--out", str(place / "out"), "--json"])
    start, stop = ref.split(":")[1].split("-")
    assert f"code points {start}-{stop}" in whole.output


def test_every_question_of_the_case_says_what_is_prior(report: dict[str, Any]) -> None:
    case = report["explanation"]["case"]
    assert case["cases"] > len(case["periods"]) >= len(case["pressed"])
    for asked in case["asked"]:
        assert asked["low"] <= asked["mean"] <= asked["high"]
        assert asked["prior_low"] <= asked["prior_mean"] <= asked["prior_high"]
        assert asked["data"][0] <= asked["data"][1]


def test_propositions_and_contradictions_stand_in_the_ledger(report: dict[str, Any]) -> None:
    held = {one["id"]: one for one in report["ledger"]}
    assert {one["id"] for one in report["explanation"]["tracing"]["propositions"]} <= held.keys()
    assert set(report["explanation"]["matrix"]["rows"]) <= held.keys()
    debates = [one for one in held.values() if one["kind"] in ("debate", "contradiction")]
    assert len(debates) > 8
    assert all(len(one["verdicts"]) == 2 for one in debates)
    asked = [one for one in held.values() if one["kind"] == "question"]
    assert all(one["completion"] for one in asked)
