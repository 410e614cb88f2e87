from pathlib import Path

import pytest

from tightrope.core.errors import CatalogError
from tightrope.report.cite import entries, formatted, references

TEXT = """
@article{one2020,
  author  = {One, A. and Two, B.},
  title   = {The {UN} and its votes},
  journal = {Journal of Votes},
  volume  = {3},
  number  = {2},
  pages   = {1--9},
  year    = {2020},
  doi     = {10.1000/x}
}
@misc{register,
  author = {{An Institute}},
  title  = "A register",
  url    = {https://example.org},
  year   = 2024
}
"""


def test_entries_are_read_and_formatted():
    known = entries(TEXT)
    one = formatted(known["one2020"])
    assert one == "One, A. & Two, B. (2020). The UN and its votes. Journal of Votes, 3(2), 1\u20139."
    assert formatted(known["register"]) == "An Institute (2024). A register."


def test_a_key_without_an_entry_is_kept_and_says_so():
    rows = references(["register", "lost", "one2020", "lost"], entries(TEXT))
    assert [r["key"] for r in rows] == ["lost", "one2020", "register"]
    assert "no entry" in rows[0]["text"]
    assert rows[1]["url"] == "https://doi.org/10.1000/x"


def test_an_entry_that_does_not_close_is_refused():
    with pytest.raises(CatalogError, match="does not close"):
        entries("@misc{open, title = {never")


def test_the_project_bibliography_reads_whole():
    text = (Path(__file__).parents[2] / "references.bib").read_text(encoding="utf-8")
    known = entries(text)
    assert len(known) == text.count("\n@") + text.startswith("@")
    assert all(formatted(entry) for entry in known.values())


def test_accents_and_addresses_lose_their_marks():
    known = entries(
        '@misc{x, author = {Haacke, J\\"urgen}, title = {A {B}}, note = {\\url{https://example.org/a_b}}, year = 2019}'
    )
    assert known["x"]["author"] == "Haacke, J\u00fcrgen"
    assert known["x"]["note"] == "https://example.org/a_b"
