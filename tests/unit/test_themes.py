"""Themes by words: determinism, noise, small sets, exemplars and odd ones; decisions; declared themes."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tightrope.core.coding import Coding
from tightrope.core.document import Document, Passage, digest
from tightrope.core.errors import EvidenceError, UnknownName
from tightrope.evidence.themes.decisions import append, apply, decision, load
from tightrope.evidence.themes.declared import align, apart, gather, load_declared
from tightrope.evidence.themes.find import FEWEST, Text, find, name_of
from tightrope.evidence.themes.vectors import labels, weigh
from tightrope.study.themes.build import scope_of
from tightrope.study.themes.naming import name_themes

SEA = ("fleet", "harbor", "navy", "strait", "patrol", "frigate")
LOAN = ("loan", "lender", "debt", "interest", "budget", "creditor")
VOTE = ("assembly", "ballot", "resolution", "delegate", "abstention", "speech")


def texts(*, per: int = 12, odd: tuple[str, ...] = ("marmalade", "xylophone")) -> list[Text]:
    """Return invented passages on three subjects, each three or four words of its own, and some on none."""
    lines = []
    for number, subject in enumerate((SEA, LOAN, VOTE)):
        for at in range(per):
            words = [subject[(at + step * (1 + at // 6)) % len(subject)] for step in range(4)]
            lines.append((number, f"The {' and the '.join(words)} came up in case {number}{at}x."))
    lines += [(9, f"{word.title()}!") for word in odd]
    return [replace(t, work=f"work {n}") for t, (n, _) in zip(made([line for _, line in lines]), lines, strict=True)]


def made(lines: list[str]) -> list[Text]:
    """Return lines as the passages of one document."""
    whole = " ".join(lines)
    document = Document(id="made.txt", sha256=digest(whole), text=whole)
    out, place = [], 0
    for line in lines:
        place = whole.index(line, place)
        out.append(Text(passage=Passage.of(document, place, place + len(line)), reading=line))
    return out


@pytest.fixture(scope="module")
def found():
    return find(texts(), scope="corpus", seed=3, resamples=20)


def test_subjects_become_themes_and_strangers_have_none(found):
    assert len(found.themes) >= 3
    for theme in found.themes:
        assert theme.works == 1
        assert set(theme.terms) <= {*SEA, *LOAN, *VOTE}
        assert theme.exemplars[0] in theme.passages
    assert {"Marmalade!", "Xylophone!"} <= {p.quote for p in found.none}
    assert sum(len(t.passages) for t in found.themes) + len(found.none) == found.passages == 38


def test_exemplars_are_central_and_deviants_are_not(found):
    for theme in found.themes:
        assert not {p.id for p in theme.exemplars} & {d.passage.id for d in theme.deviants}
        assert all(0 < d.width <= 1 for d in theme.deviants)


def test_order_of_passages_does_not_matter_and_repeats_count_once(found):
    turned = find([*reversed(texts()), *texts()], scope="corpus", seed=3, resamples=20)
    assert turned == found


def test_the_seed_moves_only_how_firmness_is_told(found):
    other = find(texts(), scope="corpus", seed=99, resamples=20)
    assert other.themes == found.themes
    assert other.none == found.none
    assert other.stability == pytest.approx(found.stability, abs=0.15)


def test_a_theme_is_named_by_its_passages(found):
    theme = found.themes[0]
    assert theme.id == name_of(tuple(reversed(theme.passages)))
    assert len({t.id for t in found.themes}) == len(found.themes)


@pytest.mark.parametrize("number", [0, 1, FEWEST - 1])
def test_few_passages_say_so(number):
    small = find(texts()[:number], scope="code:x")
    assert small.themes == ()
    assert small.why.startswith("too few passages")
    assert len(small.none) == number


def test_passages_without_shared_words_say_so():
    lonely = [replace(t, reading=f"word{at} alone{at}") for at, t in enumerate(texts(per=5))]
    assert find(lonely, scope="corpus").why.startswith("too few passages that share a word")


SCRIPT = """
import sys
sys.path.insert(0, {here!r})
from test_themes import texts
from tightrope.evidence.themes.find import find
sys.stdout.write(repr(find(texts(), scope="corpus", seed=3, resamples=12)))
"""


def test_another_process_says_the_same_whatever_its_threads_and_hash_seed():
    code = SCRIPT.format(here=str(Path(__file__).parent))
    env = os.environ | {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2", "PYTHONHASHSEED": "77"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=env, text=True)
    assert done.stdout == repr(find(texts(), scope="corpus", seed=3, resamples=12))


CHINESE = ("港口", "舰队", "海峡", "巡逻"), ("贷款", "债务", "预算", "利率")


def test_chinese_passages_have_themes_too():
    lines = [
        "".join(subject[(at + k) % 4] + "与" for k in range(3)) + f"第{at}次。"
        for subject in CHINESE
        for at in range(9)
    ]
    found = find(made(lines), scope="corpus", resamples=12)
    assert found.themes
    for theme in found.themes:
        assert len({any(w in p.quote for w in CHINESE[0]) for p in theme.passages}) == 1


def test_vectors_of_a_model_are_grouped_in_the_place_of_words():
    def embed(passages):
        return np.eye(3)[[int("loan" in t.reading) + 2 * int("ballot" in t.reading) for t in passages]]

    found = find(texts(odd=()), scope="corpus", seed=3, resamples=8, embed=embed)
    first = next(t for t in found.themes if "loan" in t.terms)
    assert {"loan" in p.quote for p in first.passages} == {True}
    assert find(texts(odd=()), scope="corpus", seed=3, resamples=8, embed=embed) == found


def test_terms_set_a_group_apart():
    weighed = weigh(["ships sail fast", "ships dock", "banks lend fast", "banks fail", "banks pay"])
    told = labels(weighed, np.array([0, 0, 1, 1, 1]))
    assert told[0][0] == "ships"
    assert told[1][0] != "ships"


# ---------------------------------------------------------------- decisions
def test_a_name_survives_a_rerun_with_other_passages(found, tmp_path):
    file = tmp_path / "themes_named.toml"
    theme = next(t for t in found.themes if "navy" in t.terms)
    append(file, decision('At "sea"\n', [theme], scope="corpus", by="A. Reader", memo="C:\\x\x7f\u06af"))
    assert load(file)[0].memo == "C:\\x\x7f\u06af"
    later = find(texts(per=11), scope="corpus", seed=8, resamples=20)
    named, lost = apply(later, load(file))
    assert [t.name for t in named.themes if t.name] == ['At "sea"'] * len([t for t in named.themes if t.name])
    assert any("navy" in t.terms and t.name for t in named.themes)
    assert lost == ()


def test_themes_merge_and_a_later_word_overrides(found, tmp_path):
    file = tmp_path / "themes_named.toml"
    two = found.themes[:2]
    append(file, decision("first", [two[0]], scope="corpus", by="A"))
    append(file, decision("both", two, scope="corpus", by="B"))
    before = file.read_bytes()
    merged, lost = apply(found, load(file))
    assert len(merged.themes) == len(found.themes) - 1
    both = next(t for t in merged.themes if t.name == "both")
    assert set(both.merged) == {t.id for t in two}
    assert len(both.passages) == sum(len(t.passages) for t in two)
    assert lost == ()
    append(file, decision("apart again", [two[0]], scope="corpus", by="C"))
    assert file.read_bytes().startswith(before)
    again, _ = apply(found, load(file))
    assert {t.name for t in again.themes} >= {"apart again", "both"}


def test_a_decision_that_claims_nothing_is_told(found):
    other = decision("gone", [replace(found.themes[0], passages=(Passage(
        document="x", start=0, stop=1, sha256="0" * 64),))], scope="corpus", by="A")  # fmt: skip
    same, lost = apply(found, [other, replace(other, scope="code:elsewhere")])
    assert same == found
    assert lost == (other,)


def test_bad_decisions_are_refused(found, tmp_path):
    with pytest.raises(EvidenceError, match="needs a theme, a name"):
        decision(" ", found.themes, scope="corpus", by="A")
    file = tmp_path / "bad.toml"
    for text in ("[[theme]\n", "[[theme]]\nname = 'x'\n", "theme = 3\n"):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(EvidenceError):
            load(file)
    assert load(tmp_path / "absent.toml") == ()


def test_a_report_names_its_themes_by_id(found, tmp_path):
    file = tmp_path / "themes_named.toml"
    part = {"corpus": scope_of(found), "codes": {"x": scope_of(replace(found, scope="code:x", themes=()))}}
    ids = [t.id for t in found.themes[:2]]
    name_themes(file, part, ids, name="Two in one", by="A. Reader")
    named, _ = apply(found, load(file))
    assert next(t for t in named.themes if t.name == "Two in one").merged == tuple(ids)
    with pytest.raises(UnknownName, match="no theme 'zz'"):
        name_themes(file, part, ["zz"], name="x", by="A")
    with pytest.raises(UnknownName, match="0 scopes"):
        name_themes(file, part, [], name="x", by="A")
    with pytest.raises(EvidenceError, match="cannot be written"):
        name_themes(tmp_path / "no" / "folder.toml", part, ids, name="x", by="A")


# ---------------------------------------------------------------- declared themes
DECLARED = """
[recovered]
passages = 2
works = 2
share = 0.5
[[theme]]
id = "A"
name = "Ships"
codes = ["sea", "harbor"]
own = ["sea"]
section = {{ file = "x", start = 0, end = 30, sha256 = "" }}
[[theme]]
id = "B"
name = "Money"
codes = ["loan", "harbor"]
own = ["loan"]
section = {{ file = "x", start = 30, end = 60, sha256 = "" }}
{more}
"""


def coding(document: str, start: int, code: str) -> Coding:
    passage = Passage(document=document, start=start, stop=start + 9, sha256=digest(f"{document}{start}"))
    return Coding(passage=passage, code=code, coder="rules", kind="proposed")


CODINGS = (
    coding("x", 0, "sea"), coding("x", 10, "loan"), coding("x", 20, "harbor"), coding("x", 30, "loan"),
    coding("x", 40, "loan"), coding("x", 40, "sea"), coding("y", 0, "sea"), coding("z", 0, "loan"),
)  # fmt: skip


def declared(tmp_path: Path, more: str = ""):
    file = tmp_path / "themes.toml"
    file.write_text(DECLARED.format(more=more), encoding="utf-8")
    return load_declared(file, codes=("sea", "loan", "harbor"))


def test_declared_themes_gather_their_passages_and_are_held_to_the_bar(tmp_path):
    themes, bar = declared(tmp_path)
    ships, money = gather(themes, bar, CODINGS, {"x": "w", "y": "w", "z": "v"})
    assert [p.id for p in ships.passages] == ["x:0-9", "x:20-29", "x:40-49", "y:0-9"]
    assert ships.inside == 3
    assert dict(ships.shares) == pytest.approx({"A": 2 / 3, "B": 2 / 3}, abs=1e-6)
    assert ships.recovered is False
    assert "1 works" in ships.why
    assert money.recovered is True


def test_own_codes_tell_themes_apart(tmp_path):
    themes, bar = declared(tmp_path)
    ships, money = gather(apart(themes), bar, CODINGS, {})
    assert dict(ships.shares) == pytest.approx({"A": 1 / 3, "B": 1 / 3}, abs=1e-6)
    assert "33%" in ships.why
    assert money.recovered is True


def test_a_theme_without_its_text_is_gathered_and_not_judged(tmp_path):
    themes, bar = declared(tmp_path)
    (ships, _) = gather(themes, bar, [c for c in CODINGS if c.passage.document != "x"], {})
    assert ships.recovered is None


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('[[theme]]\nid = "C"\nname = "c"\ncodes = ["wind"]\n', "unknown code"),
        ('[[theme]]\nid = "C"\nname = "c"\ncodes = []\nown = ["sea"]\n', "own of 2 themes"),
        ('[[theme]]\nname = "c"\n', "lacks"),
        ("[[theme\n", "declares no themes"),
    ],
)
def test_bad_declarations_are_refused(tmp_path, more, said):
    with pytest.raises(EvidenceError, match=said):
        declared(tmp_path, more)


def test_alignment_is_one_where_words_and_codes_agree(found, tmp_path):
    themes, bar = declared(tmp_path)
    sea, loan = found.themes[:2]
    marked = [Coding(passage=p, code=c, coder="r", kind="proposed")
              for theme, c in ((sea, "sea"), (loan, "loan")) for p in theme.passages]  # fmt: skip
    told = align(gather(apart(themes), bar, marked, {}), found)
    assert told.ari == 1.0
    assert told.matches[0].found == sea.id
    assert (told.matches[0].precision, told.matches[0].recall) == (1.0, 1.0)
    assert told.sections is None
