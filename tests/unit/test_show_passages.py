"""Passages of texts in any script are found from the command line, quote and place."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tightrope.cli.main import main

TEXTS = {
    "ur.txt": "پاکستان اور چین کے تعلقات مضبوط ہیں۔ امریکہ نے امداد بند کر دی۔ یہ ایک اہم موڑ تھا۔\n",
    "zh.txt": "巴基斯坦与中国签署了协议。美国停止了援助。这是一个转折点。\n",
    "en.txt": "The loan was repaid early.\n\nA second sentence speaks of ports.\n",
}


@pytest.mark.parametrize(("file", "like"), [("ur.txt", "امداد"), ("zh.txt", "援助"), ("en.txt", "loan")])
def test_a_passage_is_found_with_its_place(tmp_path, file: str, like: str) -> None:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    command = ["show", "pakistan", "passages", "--like", like, "--documents", str(tmp_path), "--json"]
    found = CliRunner().invoke(main, command)
    assert found.exit_code == 0, found.output
    best = json.loads(found.output)[0]
    name, _, span = best["passage"].rpartition(":")
    start, stop = map(int, span.split("-"))
    assert name == file
    assert like in best["text"]
    assert (tmp_path / file).read_bytes().decode()[start:stop] == best["text"]


def test_what_cannot_be_looked_for_is_said(tmp_path) -> None:
    (tmp_path / "en.txt").write_text(TEXTS["en.txt"], encoding="utf-8")
    empty = CliRunner().invoke(main, ["show", "pakistan", "passages", "--documents", str(tmp_path)])
    assert empty.exit_code == 2
    assert "empty" in empty.output
    none = CliRunner().invoke(main, ["show", "pakistan", "passages", "--like", "loan"])
    assert none.exit_code == 3
    assert "--documents" in none.output
