"""`python -m benchmarks [NAME ...]`: run the benchmarks, print one Markdown table."""

from __future__ import annotations

import os
import sys
from importlib import import_module

ORDER = (
    "similarity",
    "similarity_library",
    "pairs",
    "kalman",
    "kalman_dense",
    "coding",
    "spells",
    "hazards",
    "threshold",
    "engine",
    "load",
    "measure",
    "recipes",
    "growth",
    "events",
    "irt",
    "causal_types",
    "rivals",
    "pathways",
    "synthetic",
    "themes",
    "claims",
    "documents",
)


def main(names: tuple[str, ...]) -> int:
    """Run the named benchmarks, or all, and print a row as soon as it is known."""
    unknown = sorted(set(names) - set(ORDER))
    if unknown:
        sys.stderr.write(f"no benchmark {', '.join(unknown)}; there are: {', '.join(ORDER)}\n")
        return 2
    from benchmarks.row import HEADER, Row

    sys.stdout.write(HEADER + "\n")
    for name in names or ORDER:
        found = import_module(f"benchmarks.{name}").run()
        for row in (found,) if isinstance(found, Row) else found:
            sys.stdout.write(row.markdown() + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy: one thread, so that ratios compare code, not cores
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.exit(main(tuple(sys.argv[1:])))
