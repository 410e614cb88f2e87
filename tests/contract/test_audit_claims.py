"""An audit holds what a paper claims against the shipped panel, with the public check of claims."""

from __future__ import annotations

import json

from click.testing import CliRunner

from tightrope.cli.main import main


def test_claims_are_held_against_the_panel(tmp_path):
    paper = tmp_path / "paper.txt"
    paper.write_text("Introduction\n\nChina supplied most of the arms of Pakistan in 2015. The sea was calm.\n")
    words = [str(paper), "--format", "json"]
    done = CliRunner().invoke(main, ["audit", *words])
    assert done.exit_code == 0, done.output
    claims = json.loads(done.output)["claims"]
    assert claims["counts"]["counted"] == len(claims["claims"]) >= 1
    assert {row["verdict"] for row in claims["claims"]} <= {"supported", "contradicted", "mixed", "untestable"}
    assert json.loads(CliRunner().invoke(main, ["audit", "--no-claims", *words]).output)["claims"] is None
