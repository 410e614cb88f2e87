"""R itself reads what was written: .rds by base R, .dta by haven where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from tests.unit.test_exports_formats import BIG, STATUS, TEXT, sheet

from tightrope.data.exports.write import write

R = shutil.which("Rscript")
pytestmark = pytest.mark.skipif(R is None, reason="R (Rscript) is not installed")
SHOW = """
show <- function(x) {{
  for (n in names(x)) {{
    v <- x[[n]]
    lines <- if (is.numeric(v) && !is.factor(v)) sprintf("%.17g", as.numeric(v)) else as.character(v)
    raw <- function(s) if (is.na(s)) "NA" else paste(as.character(charToRaw(enc2utf8(s))), collapse = "")
    hex <- vapply(lines, raw, "")
    cat(n, class(v)[[1]], paste(hex, collapse=","), sep="\\t"); cat("\\n")
  }}
}}
x <- {read}
show(as.data.frame(x))
{more}
"""


def in_r(read: str, more: str = "") -> list[list[str]]:
    """Return the lines that R prints, split at tabs."""
    script = SHOW.format(read=read, more=more)
    assert R is not None
    done = subprocess.run([R, "--vanilla", "-e", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-400:]
    return [line.split("\t") for line in done.stdout.strip().splitlines()]


def words(cells: str) -> list[str | None]:
    return [None if cell == "NA" else bytes.fromhex(cell).decode("utf-8") for cell in cells.split(",")]


def test_base_r_reads_the_rds(tmp_path: Path) -> None:
    write(sheet(), tmp_path / "t.rds")
    more = (
        'stopifnot(attr(x$value, "unit") == "share, 0 to 1", grepl("CC BY", attr(x, "license")), '
        'nrow(attr(x, "codebook")) == 9, attr(x, "codebook")$name[[4]] == "value", is.data.frame(attr(x, "about")))'
    )
    lines = {name: (kind, cells) for name, kind, cells in in_r(f'readRDS("{tmp_path}/t.rds")', more)}
    assert words(lines["text"][1]) == [t or None for t in TEXT]
    assert lines["status"][0] == "factor"
    assert words(lines["status"][1]) == STATUS
    assert words(lines["big"][1]) == [str(BIG)] * 9
    assert lines["yes"][0] == "logical"
    assert words(lines["maybe"][1]) == ["TRUE", "FALSE", None] * 3
    assert lines["year"][0] == "integer"
    numbers = [None if cell in (None, "NA") else float(cell) for cell in words(lines["value"][1])]
    assert numbers == [1.5, None, None, -3, 0.1, 5e-324, 1e300, 0.0, 2]


def test_haven_reads_the_dta(tmp_path: Path) -> None:
    assert R is not None
    check = subprocess.run([R, "-e", "library(haven)"], capture_output=True, text=True, timeout=60)
    if check.returncode:
        pytest.skip("the R package haven is not installed")
    write(sheet(), tmp_path / "t.dta")
    more = (
        'tags <- haven::na_tag(x$value); stopifnot(identical(tags[2:3], c("a", "b")), is.na(tags[1]), '
        'attr(x$value, "label") == "Value (share, 0 to 1)", any(grepl("CC BY 4.0", attr(x, "notes"))), '
        'any(grepl("posts", attr(x, "notes"))), identical(names(attr(x$status, "labels")), '
        'c("observed", "missing", "beyond coverage")))'
    )
    lines = {name: cells for name, _, cells in in_r(f'haven::read_dta("{tmp_path}/t.dta")', more)}
    assert words(lines["text"]) == list(TEXT)
    assert words(lines["big"]) == [str(BIG)] * 9
