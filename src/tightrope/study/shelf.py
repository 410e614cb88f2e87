"""Where studies are: the shipped ones by name, others by path; and how a new one begins."""

from __future__ import annotations

import difflib
from importlib.resources import files
from pathlib import Path

from tightrope.core.errors import InvalidValue, StoreError, UnknownName
from tightrope.data.states import state

TEMPLATE = """schema = 1

[study]
name = "{name}"
title = "{title}"
focal = "{focal}"
powers = ["{first}", "{second}"]             # tilt < 0 is toward the first, > 0 toward the second
period = {{ start = 1950, stop = 2024, step = "year" }}
seed = 20261122

[evidence]
codebook = "ncr"
# texts = "texts"                     # folder of documents: PDF, DOCX, HTML, TXT, Markdown
# chronology = "chronology.toml"      # dated, cited events in your own words
# claims = "claims.toml"              # statements to test
# review = "review.jsonl"             # people's judgments (`tightrope review`)
# themes = "themes.toml"              # themes you expect, as sets of codes
# clues = "clues.toml"                # which records show which clue of a theory

[measure]
indicators = "all"
reading = "floors"                    # or "equidistance", "utility"
draws = 400
compare = []

[explain]
theories = ["neoclassical_realism"]    # shipped ones, and files in catalog/theories beside this file
# optional_filters = ["public_opinion"]  # or civil_military_relations; the panel must hold the series

[outlook]
years = [1, 3, 5, 10]

[report]
formats = ["html", "json"]             # report.json is always written; `show` and `why` read it
"""


def shipped() -> dict[str, Path]:
    """Return the studies that the package carries: name -> folder."""
    inside = Path(str(files("tightrope.study") / "studies"))
    root = inside if inside.is_dir() else Path(__file__).resolve().parents[3] / "studies"
    return {folder.name: folder for folder in sorted(root.glob("*")) if (folder / "study.toml").is_file()}


def locate(name: str) -> Path:
    """Return the study file meant by a shipped name, a folder or a file.

    Raises
    ------
    UnknownName : there is none; the shipped names are offered.
    """
    path = Path(name)
    if path.is_file():
        return path
    if (path / "study.toml").is_file():
        return path / "study.toml"
    known = shipped()
    if name in known:
        return known[name] / "study.toml"
    near = difflib.get_close_matches(name, known, n=1)
    offer = f"did you mean {near[0]!r}?" if near else f"shipped: {', '.join(known)}; or give a folder or a study.toml"
    raise UnknownName(f"no study {name!r}", next=offer)


def begin(folder: Path, *, focal: str, powers: tuple[str, str]) -> Path:
    """Write a complete new study file and return it.

    Raises
    ------
    InvalidValue, StoreError : the folder's name cannot name a study, or the folder holds one.
    """
    name = folder.name
    if not name or not name[0].isalnum() or not all(c.isascii() and (c.isalnum() or c in "-_") for c in name):
        raise InvalidValue(f"{name!r} cannot name a study", next="use lower-case letters, digits, - and _")
    if name != name.lower() or len(name) > 64:
        raise InvalidValue(f"{name!r} cannot name a study", next="use at most 64 lower-case letters, digits, - and _")
    states = [state(code) for code in (focal, *powers)]
    file = folder / "study.toml"
    if file.exists():
        raise StoreError("a study is there already", where=str(file), next="choose another name")
    names = [f"the {s.name}" if s.name.startswith("United") else s.name for s in states]
    title = f"{names[0][0].upper()}{names[0][1:]} between {names[1]} and {names[2]}"
    folder.mkdir(parents=True, exist_ok=True)
    text = TEMPLATE.format(name=name, title=title, focal=focal, first=powers[0], second=powers[1])
    file.write_text(text, encoding="utf-8")
    return file
