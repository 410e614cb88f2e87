"""ARCHITECTURE.md draws the house that stands."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
WHOLE = ("tests", "docs", "benchmarks", "tools", "requirements", "studies/pakistan")


def folders() -> set[str]:
    """Return the tracked folders that hold files, those under a folder listed whole folded into it."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    found = set()
    for line in listed.stdout.splitlines():
        folder = str(Path(line).parent)
        if folder in (".", "src/tightrope") or folder.startswith("."):
            continue
        found.add(next((whole for whole in WHOLE if folder == whole or folder.startswith(whole + "/")), folder))
    return found


def test_the_table_is_the_tree() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    # The app is a door that a later change opens; it is in the picture, and only its docstring stands.
    assert set(TABLE.findall(text)) == folders() - {"src/tightrope/app"}
