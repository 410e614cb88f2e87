"""Ideal points: one session beside girth and MCMCpack, walks beside our exact sampler and MCMCpack, votes on file.

No peer fits the same model: girth's graded response and MCMCpack's ordinal factor are static, MCMCpack's dynamic
model knows two categories; only our own exact sampler is dynamic and ordinal.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.row import Row
from tightrope.stats.irt.calibrate import calibrate
from tightrope.stats.irt.exact import sample
from tightrope.stats.irt.fit import fit
from tightrope.stats.irt.points import IdealPoints, Settings

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
QUICK = os.environ.get("IRT_QUICK") == "1"
SWEEPS = 200 if QUICK else 600
SESSION = """
library(MCMCpack, quietly = TRUE)
x <- as.matrix(read.csv(commandArgs(TRUE)[1], header = FALSE)); x[x < 0] <- NA
colnames(x) <- paste0("v", seq_len(ncol(x)))
took <- system.time(out <- MCMCordfactanal(x, factors = 1, lambda.constraints = list(v1 = list(2, "+")),
    burnin = 500, mcmc = 2000, thin = 10, l0 = 0, L0 = 1, store.lambda = FALSE, store.scores = TRUE, seed = 1))
means <- colMeans(as.matrix(out)); means <- means[grepl("^phi.*2$", names(means))]
cat("RESULT", took[["elapsed"]], means, "\\n")
"""
WALKS = """
library(MCMCpack, quietly = TRUE)
x <- as.matrix(read.csv(commandArgs(TRUE)[1], header = FALSE)); x[x < 0] <- NA
when <- scan(commandArgs(TRUE)[2], quiet = TRUE)
rownames(x) <- paste0("u", seq_len(nrow(x))); colnames(x) <- paste0("v", seq_len(ncol(x)))
took <- system.time(out <- MCMCdynamicIRT1d(x, item.time.map = when, mcmc = 2000, burnin = 500, thin = 10, seed = 1,
    theta.constraints = list(u1 = "+"), theta.start = c(1, rep(0, nrow(x) - 1)), alpha.start = 0, beta.start = 1,
    tau2.start = 0.1, store.item = FALSE))
means <- colMeans(as.matrix(out)); cat("RESULT", took[["elapsed"]], means[grepl("^theta", names(means))], "\\n")
"""


def run() -> Iterator[Row]:
    yield from one_session()
    yield from walks()
    if (DATA / "unga_votes").is_dir():
        yield from on_file()


def made(units: int, times: int, each: int, seed: int = 1) -> tuple[dict[str, Any], np.ndarray]:
    """Return votes in three categories on items of their own time, and the true positions (units, times)."""
    rng = np.random.default_rng(seed)
    position = rng.normal(size=(units, 1)) + np.cumsum(rng.normal(size=(units, times)) * 0.3, axis=1)
    position = (position - position.mean()) / position.std()
    rows = []
    for t in range(times):
        for v in range(each):
            slope, cuts = rng.normal() * 1.3, np.sort(rng.normal(size=2))
            latent = slope * position[:, t] + rng.normal(size=units)
            rows += [(u, t, t * each + v, int(k)) for u, k in enumerate((latent[:, None] > cuts).sum(axis=1))]
    columns = np.array(rows).T
    return dict(zip(("unit", "time", "item", "category"), columns, strict=True)), position


def least(function: Callable[[], Any], runs: int) -> tuple[float, float, Any]:
    """Return the least seconds and processor seconds of some runs, since other work only adds, and the last result."""
    best, work, out = float("inf"), float("inf"), None
    for _ in range(runs):
        start, spent = time.perf_counter(), time.process_time()
        out = function()
        best, work = min(best, time.perf_counter() - start), min(work, time.process_time() - spent)
    return best, work, out


def fits(a: np.ndarray, b: np.ndarray) -> float:
    return abs(float(np.corrcoef(a, b)[0, 1]))


def one_session() -> list[Row]:
    votes, position = made(190, 1, 80)
    truth = position[:, 0]
    table = np.full((190, 80), -1)
    table[votes["unit"], votes["item"]] = votes["category"]
    table = table[:, [len(np.unique(column)) == 3 for column in table.T]]
    ours, _, points = least(lambda: fit(votes), 3)
    size = "190 units, 80 items, 1 time, 3 categories"
    rows = []
    try:
        import girth
    except ImportError:
        rows.append(
            Row(name="ideal points, one session", ours=ours, peer=None, runs=(3, 0), size=size, note="no girth")
        )
    else:

        def peer() -> Any:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return girth.grm_mml_eap(table.T + 1)

        seconds, _, found = least(peer, 1)
        rows.append(
            Row(
                name="ideal points, one session, beside girth grm_mml",
                ours=ours,
                peer=seconds,
                runs=(3, 1),
                size=size,
                note=f"static, logistic; r with truth: ours {fits(points.mean, truth):.3f}, "
                f"peer {fits(np.asarray(found['Ability']), truth):.3f}",
            )
        )
    found = _r(SESSION, table)
    if found is not None:
        note = f"ordinal factor, static, 2,500 sweeps; r with truth: ours {fits(points.mean, truth):.3f}, "
        rows.append(
            Row(
                name="ideal points, one session, beside MCMCpack MCMCordfactanal",
                ours=ours,
                peer=found[0],
                runs=(3, 1),
                size=size,
                note=note + f"peer {fits(np.array(found[1:]), truth):.3f}",
            )
        )
    return rows


def walks() -> list[Row]:
    votes, position = made(60, 12, 10)
    ours, _, points = least(lambda: fit(votes), 3)
    truth = position[points.unit, points.time]
    size = "60 units, 12 times, 120 items, 3 categories"
    seconds, _, draws = least(
        lambda: sample(votes, points, sweeps=SWEEPS, burn=SWEEPS // 5, rng=np.random.default_rng(1)), 1
    )
    mean, error = draws.position.mean(axis=0), draws.position.std(axis=0)
    away = float(np.sqrt((((points.mean - mean) / error) ** 2).mean()))
    rows = [
        Row(
            name="ideal points over time beside our exact sampler",
            ours=ours,
            peer=seconds,
            runs=(3, 1),
            size=f"{size}; {SWEEPS} sweeps",
            note=f"same model; means differ by {away:.2f} posterior deviations (root mean square), errors by a factor "
            f"{float(np.median(points.error / error)):.2f}; r with truth {fits(points.mean, truth):.3f}",
        )
    ]
    table = np.full((60, 120), -1)
    table[votes["unit"], votes["item"]] = votes["category"] > 0
    mixed = np.array([len(np.unique(column)) == 2 for column in table.T])
    order = np.argsort(-np.abs(points.mean.reshape(60, 12).mean(axis=1)), kind="stable")  # R's sign hangs on the first
    found = _r(WALKS, table[order][:, mixed], np.repeat(np.arange(1, 13), 10)[mixed])
    if found is not None:
        two = {**votes, "category": (votes["category"] > 0).astype(int)}
        binary, _, own = least(lambda: fit(two, settings=Settings(smooth=0.2)), 3)
        # MCMCpack's columns run over times within units.
        theirs = np.array(found[1:]).reshape(60, 12)[np.argsort(order)][own.unit, own.time]
        rows.append(
            Row(
                name="ideal points over time, two categories, beside MCMCpack MCMCdynamicIRT1d",
                ours=binary,
                peer=found[0],
                runs=(3, 1),
                size="60 units, 12 times, 120 items, 2 categories; 2,500 sweeps",
                note=f"a step's variance is 0.1 in both; r with truth: ours "
                f"{fits(own.mean, truth):.3f}, peer {fits(theirs, truth):.3f}",
            )
        )
    return rows


def on_file() -> Iterator[Row]:
    from tightrope.study.targets.fitted_points import roll_calls

    runs = 1 if QUICK else 3
    important = roll_calls(DATA, "Important")
    seconds, work, points = least(lambda: fit(important, anchors={2: 1.0}), runs)
    yield _file_row("important votes of the General Assembly", seconds, work, points, runs)
    more, _, points = least(lambda: calibrate(points, important, rng=np.random.default_rng(1)), runs)
    yield Row(
        name="calibration of its errors by simulation",
        ours=more,
        peer=None,
        runs=(runs, 0),
        size="30,000 votes at most",
        note=f"factor {points.inflation:.2f}; nominal 90 % held {points.coverage[0]:.3f} before",
    )
    everything = roll_calls(DATA, "All")
    for share in (8, 4, 2, 1):
        item = np.unique(everything["item"])[::share]
        keep = np.isin(everything["item"], item)
        part = {name: everything[name][keep] for name in ("unit", "time", "item", "category")}
        times = 1 if QUICK or share == 1 else 2
        seconds, work, points = least(lambda part=part: fit(part, anchors={2: 1.0}), times)
        yield _file_row(f"all votes, 1/{share} of the roll calls", seconds, work, points, times)


def _file_row(name: str, seconds: float, work: float, points: IdealPoints, runs: int) -> Row:
    votes = points.diagnostics["votes"]
    each = work / points.iterations / votes
    return Row(
        name=f"ideal points, {name}",
        ours=seconds,
        peer=None,
        runs=(runs, 0),
        size=f"{votes:,.0f} votes, {points.diagnostics['cells']:,.0f} positions",
        note=f"no peer fits this model; {points.iterations} passes, {work:.3g} s of processor time, "
        f"{1e9 * each:.0f} ns of it a vote and pass (least of runs)",
    )


def _r(script: str, table: np.ndarray, when: np.ndarray | None = None) -> list[float] | None:
    """Return seconds and positions from R, or None where R or MCMCpack is not installed."""
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        votes, times, code = (Path(folder) / name for name in ("votes.csv", "times.txt", "run.R"))
        np.savetxt(votes, table, fmt="%d", delimiter=",")
        np.savetxt(times, when if when is not None else [0], fmt="%d")
        code.write_text(script)
        done = subprocess.run(
            ["Rscript", "--vanilla", str(code), str(votes), str(times)], capture_output=True, text=True, check=False
        )
    line = [text for text in done.stdout.splitlines() if text.startswith("RESULT")]
    return [float(v) for v in line[0].split()[1:]] if line else None
