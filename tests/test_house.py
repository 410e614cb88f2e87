"""The house rules that a linter cannot say."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "tightrope"
FILES = sorted(SRC.rglob("*.py"))
SHELVES = {SRC / "catalog" / shelf for shelf in ("sources", "indicators")}
BANNED = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}


def imports_the_facade(tree):
    """Whether a module imports `tightrope` itself instead of the room it needs."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and any(a.name == "tightrope" for a in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and node.module == "tightrope":
            return True
    return False


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SRC)))
def test_file_keeps_the_house_rules(path):
    text = path.read_text()
    tree = ast.parse(text)
    assert len(text.splitlines()) <= 400, "split the file: one page, one idea"
    assert path.stem not in BANNED, "name what it does, not that it is useful"
    if path.name != "__init__.py":
        assert ast.get_docstring(tree), "say the role in one line"
        assert not imports_the_facade(tree), "import the room, not the house"


def test_a_folder_holds_few_files():
    for folder in {path.parent for path in FILES} - SHELVES:
        assert len(list(folder.glob("*.py"))) <= 15, folder
