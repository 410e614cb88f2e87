"""The public names are few, frozen, documented, and cost nothing to import."""

from __future__ import annotations

import subprocess
import sys

import tightrope

FROZEN = [
    "__version__", "TightropeError", "Study", "read_study", "locate", "begin", "Results", "run", "read_report", "walk",
    "build", "load",
]  # fmt: skip


def test_the_names_are_frozen_and_there() -> None:
    assert tightrope.__all__ == FROZEN
    for name in FROZEN[1:]:
        assert getattr(tightrope, name).__doc__, name


def test_import_brings_no_heavy_package() -> None:
    script = "import sys, tightrope; print(sorted({'numpy', 'scipy', 'duckdb', 'altair'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
