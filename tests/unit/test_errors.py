"""Every error is one line: where, what, what next; every leaf has an exit code and a sentence for the reference."""

from __future__ import annotations

import pytest

from tightrope.core import errors

LEAVES = [v for v in vars(errors).values() if isinstance(v, type) and issubclass(v, errors.TightropeError)]


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda k: k.__name__)
def test_one_line_with_three_parts(leaf: type[errors.TightropeError]) -> None:
    error = leaf("is\nbroken", where="file.toml [key]", next="mend it")
    assert str(error) == "file.toml [key]: is broken; mend it"
    assert leaf.__doc__
    assert issubclass(leaf, Exception)
    assert leaf.exit_code in {1, 2, 3, 4, 5}


def test_the_tree_is_closed() -> None:
    assert {k.__name__ for k in errors.TightropeError.__subclasses__()} == {
        "StudyError", "CatalogError", "DataError", "EvidenceError", "ModelError", "StoreError",
    }  # fmt: skip
