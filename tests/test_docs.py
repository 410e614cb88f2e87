"""Docs are tested text: links lead somewhere, commands exist, citations stand in the bibliography."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tightrope.catalog.shelf import indicators, sources
from tightrope.cli.main import main

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
KEYS = set(re.findall(r"^@\w+\{([^,]+),", (ROOT / "references.bib").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_to_files_that_exist(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not link.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / link).exists(), link


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_commands_that_are_shown_exist(page: Path) -> None:
    for words in re.findall(r"(?:^|[`/ ])tightrope ([a-z][a-z-]+)(?: ([a-z]+))?", page.read_text(encoding="utf-8")):
        if page.name == "cli.md" or words[0] not in VERBS:
            continue
        command = main.commands[words[0]]
        if hasattr(command, "commands") and words[1]:
            assert words[1] in command.commands, words


VERBS = {
    "new", "run", "show", "why", "check", "data", "export", "validate", "compare", "audit", "code", "review",
}  # fmt: skip


def test_every_verb_has_help_with_an_example_or_is_a_group() -> None:
    assert set(main.commands) >= VERBS
    for name, command in main.commands.items():
        assert command.help, name
        assert command.epilog or hasattr(command, "commands"), name


def test_the_bibliography_has_each_key_once_and_every_key_cited() -> None:
    listed = re.findall(r"^@\w+\{([^,]+),", (ROOT / "references.bib").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(listed) == len(set(listed))
    cited = {key for s in sources().values() for key in s.cites}
    cited |= {key for entry in indicators().values() for key in entry.variable.cites}
    for file in sorted((ROOT / "src").rglob("*.py")):
        cited |= set(re.findall(r":cite:`([^`]+)`", file.read_text(encoding="utf-8")))
    assert cited <= KEYS, sorted(cited - KEYS)
