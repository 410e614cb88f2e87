"""How much the backtest's smoothed ties know of later years: the ties fitted anew with the data of each date alone."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from tightrope.core.calendar import Period
from tightrope.core.panel import Inputs, Panel
from tightrope.measure.assess import standing_of
from tightrope.outlook.record import backtest
from tightrope.outlook.record.moves import moves, window
from tightrope.outlook.record.result import as_known
from tightrope.study import perform
from tightrope.study.holdings import reference
from tightrope.study.record.hand import covariates
from tightrope.study.spec import read_study

DRAWS, KEPT = 40, 30
AHEAD = (1, 3, 5, 10)


def until(inputs: Inputs, year: int) -> Inputs:
    """Return inputs that end with a year."""
    start = inputs.ties.period.start
    period, k = Period(start=start, stop=year), year - start + 1

    def cut(panel: Panel) -> Panel:
        return replace(
            panel, values=panel.values[:, :k], coverage=panel.coverage[:, :k], error=panel.error[:, :k], period=period
        )

    ties = inputs.ties
    short = replace(
        ties, values=ties.values[:, :k], coverage=ties.coverage[:, :k], error=ties.error[:, :k], period=period
    )
    pairs = {
        name: {column: np.asarray(v)[np.asarray(table["year"]) <= year] for column, v in table.items()}
        for name, table in inputs.pairs.items()
    }
    return replace(inputs, ties=short, series=cut(inputs.series), system=cut(inputs.system), pairs=pairs)


def main(arguments: list[str]) -> int:
    """Print Brier scores by date and years ahead, with ties fitted anew and with smoothed ones, on the same states."""
    study = read_study(Path(arguments[0]))
    values: dict[str, Any] = {"panel": reference.SHIPPED}
    for name in ("inputs", "pressure", "measured"):
        values[name] = getattr(perform, name)(study, values)
    stand, last = values["measured"].standing, values["measured"].position.as_of
    powers = (study.triad.powers[0].code, study.triad.powers[1].code)
    start, stop = window(powers, stand.period.start, stand.period.stop)
    cut = slice(start - stand.period.start, None)
    tables = {n: v[:, cut] for n, v in covariates(values["inputs"], stand, values["pressure"]).items()}
    tables.pop("clarity")  # made of ties: it stays out on both sides
    found = moves(stand, start=start, stop=stop, draws=KEPT)
    for date in backtest.DATES:
        anew = standing_of(
            until(perform._older_first(values["inputs"]), date),
            triad=study.triad,
            draws=DRAWS,
            rng=np.random.default_rng(date),
        )
        known = {n: v[:, : date - start + 1] for n, v in as_known(tables, date - start).items()}
        own = known | {"engagement": anew.engagement[:, cut], "dependence": anew.extra["dependence"][:, cut]}
        alone = moves(anew, start=start, stop=date, draws=KEPT)
        a = backtest.score(found, own, date, last=last, rng=np.random.default_rng(1), known=alone)
        cut_off = moves(stand, start=start, stop=date, draws=KEPT)
        b = backtest.score(found, known, date, last=last, rng=np.random.default_rng(1), known=cut_off)
        if a is None or b is None:
            continue
        both = [code for code in a.states if code in b.states]
        for h in AHEAD:
            new, smooth = (_brier(test, both, h) for test in (a, b))
            print(f"{date} {h:2d} years, {len(both)} states: anew {new:.3f}, smoothed {smooth:.3f}")
    return 0


def _brier(test: backtest.Scored, states: list[str], ahead: int) -> float:
    rows = [test.states.index(code) for code in states]
    squared = (test.said["model"][rows, ahead - 1] - test.stayed[:, rows, ahead - 1]) ** 2
    means = [row[np.isfinite(row)].mean() for row in squared.T if np.isfinite(row).any()]
    return float(np.mean(means)) if means else float("nan")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
