"""How far coders agree, as lines to read, rows of a CSV and plain values."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from tightrope.evidence.review.decisions import Review
from tightrope.evidence.review.reliability import POOLED, Misses, Over, Row, judgments, misses, tables
from tightrope.study.review.session import counted
from tightrope.study.store import write

COLUMNS = (
    "between", "coders", "code", "passages", "given", "percent", "alpha", "low", "high", "prob", "state", "kappa",
    "fleiss", "ac1", "brennan_prediger", "prevalence", "undefined_resamples", "cautions",
)  # fmt: skip
CAUTION = (
    "A machine agrees or not; it is no second person. Only agreement between people who judged apart is reliability, "
    "and a study that reads reflexively may rightly print none."
)


def rows_of(review: Review, *, over: Over = "all", resamples: int = 1000, prob: float = 0.9) -> tuple[Row, ...]:
    """Return agreement per code and pooled of every pair of coders, resampled with the seed of the review."""
    rng = np.random.default_rng([review.start.seed, 7])
    return tables(judgments(review, over=over), rng=rng, resamples=resamples, prob=prob)


def as_data(row: Row) -> dict[str, Any]:
    """Return a row as plain values; what is undefined is None and its state says so."""
    c = row.found
    return {
        "between": row.between, "coders": list(row.coders), "code": row.code, "passages": c.alpha.units,
        "given": list(row.given), "percent": c.percent, "alpha": c.alpha.value, "low": c.alpha.low,
        "high": c.alpha.high, "prob": c.alpha.prob,
        "state": "measured" if c.alpha.value is not None else "undefined" if c.alpha.units else "nothing to compare",
        "kappa": c.kappa, "fleiss": c.fleiss, "ac1": c.ac1, "brennan_prediger": c.brennan_prediger,
        "prevalence": c.alpha.prevalence if c.alpha.units else None, "undefined_resamples": c.alpha.undefined,
        "cautions": list(c.cautions),
    }  # fmt: skip


def write_csv(rows: Iterable[Row], file: Path) -> Path:
    """Write rows of agreement as CSV; an undefined coefficient is an empty cell, and `state` says why."""
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(COLUMNS)
    for row in rows:
        data = as_data(row)
        table.writerow([_cell(data[name]) for name in COLUMNS])
    write(file, stream.getvalue().encode("utf-8"))
    return file


def lines_of(rows: Iterable[Row], *, width: int = 80) -> list[str]:
    """Return rows of agreement as lines of at most `width` columns, a block for each set of coders."""
    out: list[str] = []
    blocks: dict[tuple[str, tuple[str, ...]], list[Row]] = {}
    for row in rows:
        blocks.setdefault((row.between, row.coders), []).append(row)
    for (between, coders), block in blocks.items():
        if out:
            out.append("")
        units = max(row.found.alpha.units for row in block)
        whom = "both" if len(coders) == 2 else "at least two of them"
        read = counted(units, "passage")
        out.extend(_wrapped(f"{between}: {', '.join(coders)}; {read} read whole by {whom}", width))
        if not units:
            continue
        out.append(f"{'code':<26.26} {'given':>9} {'agree':>5}  {'alpha (90 %)':<20} {'kappa':>5} {'AC1':>5}")
        out.extend(_line(row) for row in block)
        told: dict[str, list[str]] = {}
        for row in block:
            for caution in row.found.cautions:
                told.setdefault(_short(caution), []).append(row.code)
        for caution, codes in told.items():
            who = "all of them" if len(codes) == len(block) else ", ".join(codes)
            out.extend(_wrapped(f"! {caution}: {who}", width, "  "))
    return out


def closing(found: Iterable[Misses], *, width: int = 80) -> list[str]:
    """Return what machines found and missed on the random share, and what no table says of itself, as lines."""
    out: list[str] = []
    for m in found:
        if not m.passages:
            text = f"{m.machine}: nobody judged a passage of the random share yet, so nothing is known of its misses"
        elif m.low is None or m.high is None:
            text = f"{m.machine}: on {counted(m.passages, 'passage')} drawn at random people gave no code, it {m.wrong}"
        else:
            text = (
                f"{m.machine}: on {counted(m.passages, 'passage')} drawn at random people gave "
                f"{counted(m.given, 'code')}; it found "
                f"{m.found} of them ({m.found / m.given:.0%}, {m.low:.0%} to {m.high:.0%}) and gave {m.wrong} that "
                "they did not"
            )
        out.extend(_wrapped(text, width))
    return ["", *out, "", *_wrapped(CAUTION, width)]


def found_misses(review: Review) -> tuple[Misses, ...]:
    """Return what each machine found of what people gave on the random share."""
    return misses(review)


def misses_data(found: Iterable[Misses]) -> list[dict[str, Any]]:
    """Return misses as plain values."""
    return [asdict(m) for m in found]


def _line(row: Row) -> str:
    c = row.found
    given = "/".join(str(n) for n in row.given)
    value = "undefined"
    if c.alpha.value is not None:
        value = f"{c.alpha.value:6.2f}"
        if c.alpha.low is not None and c.alpha.high is not None:
            value += f" [{c.alpha.low:.2f}, {c.alpha.high:.2f}]"
    name = "all codes (sets, MASI)" if row.code == POOLED else row.code
    return f"{name:<26.26} {given:>9} {_two(c.percent):>5}  {value:<20} {_two(c.kappa):>5} {_two(c.ac1):>5}".rstrip()


def _short(caution: str) -> str:
    """Return a caution without the numbers that stand in its row."""
    if caution.startswith("paradox"):
        return "paradox of prevalence, agreement high and alpha low since nearly all values are one; read AC1 beside it"
    if caution.startswith("one category"):
        return "alpha rests on few cases, since nearly all values are one"
    return "undefined, all values are one category" if caution.startswith("undefined:") else caution


def _two(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(str(v) for v in value)
    return f"{value:.6f}" if isinstance(value, float) else str(value)


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(text, width, subsequent_indent=indent)
