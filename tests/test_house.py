"""The house rules that a linter cannot say."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "tightrope"
FILES = sorted(SRC.rglob("*.py"))
SHELVES = {SRC / "catalog" / shelf for shelf in ("sources", "indicators")}
FORMULAS = ("stats", "measure", "explain", "outlook")
BANNED = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}


def imports_the_facade(tree):
    """Whether a module imports `tightrope` itself instead of the room it needs."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and any(a.name == "tightrope" for a in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and node.module == "tightrope":
            return True
    return False


def public(path):
    """Public functions and classes of a module, at its top level."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [n for n in ast.parse(path.read_text()).body if isinstance(n, kinds) and not n.name.startswith("_")]


FUNCTIONS = [
    pytest.param(node, id=f"{path.relative_to(SRC)}::{node.name}")
    for path in FILES
    if path.relative_to(SRC).parts[0] in FORMULAS
    for node in public(path)
    if not isinstance(node, ast.ClassDef)
]


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


@pytest.mark.parametrize("node", FUNCTIONS)
def test_a_formula_names_its_source(node):
    _, mark, named = (ast.get_docstring(node) or "").partition("\nReferences\n----------\n")
    assert mark, "add a References section to the docstring: a :cite: key, or what the rule rests on"
    assert named.strip(), "the References section is empty"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SRC)))
def test_what_is_public_says_what_it_does(path):
    assert not [node.name for node in public(path) if not ast.get_docstring(node)]
