"""Write what the flagship run found into README.md, from a report.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHOWN = (
    "answer", "next", "where.tie_first", "where.tie_second", "where.arms", "why.turns", "why.moved",
    "how_long.like", "but.recipes", "confidence",
)  # fmt: skip


def block(report: dict[str, Any]) -> str:
    """Return the findings that head the README, one a line."""
    sentences = {finding["id"]: finding["sentence"] for finding in report["findings"]}
    return "\n".join(f"- {sentences[name]}" for name in SHOWN if name in sentences)


def written(text: str, report: dict[str, Any]) -> str:
    """Return the README with its block of findings replaced."""
    before, _, rest = text.partition("<!-- findings -->")
    _, _, after = rest.partition("<!-- /findings -->")
    return f"{before}<!-- findings -->\n{block(report)}\n<!-- /findings -->{after}"


def main(arguments: list[str]) -> int:
    """Rewrite README.md from the report named."""
    report = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    file = ROOT / "README.md"
    file.write_text(written(file.read_text(encoding="utf-8"), report), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
