"""`python -m tools.semantic`: score the semantic coder on the coded development sentences; writes what ships."""

from __future__ import annotations

import sys
from pathlib import Path

from tightrope.catalog.shelf import declared
from tightrope.evidence.codebook import load_codebook
from tightrope.evidence.semantic.trust import as_text, score

ROOT = Path(__file__).resolve().parents[1]
SENTENCES = ROOT / "tests/validation/coded/dev.jsonl"
SCORED = ROOT / "src/tightrope/evidence/semantic/scored.json"


def main() -> int:
    """Write the score; with --check only say whether it is current."""
    text = as_text(score(SENTENCES.read_bytes(), load_codebook(declared("codebooks")["ncr"])))
    if "--check" in sys.argv[1:]:
        return 0 if SCORED.read_text(encoding="utf-8") == text else 1
    SCORED.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
