"""A comparison made up from the values of the report's own tests: what the tests of its page are fed."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np

from tightrope.core.alignment import Series
from tightrope.report.comparison.compose import compose

_spec = importlib.util.spec_from_file_location("report_values", Path(__file__).with_name("report_values.py"))
values = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(values)

SHIFTS = {"PAK": 0.0, "VNM": -0.35, "IDN": -0.38, "BGD": -0.9}
MORE = [
    [None, 0.99, 0.99, 0.999],
    [0.01, None, 0.55, 0.97],
    [0.01, 0.45, None, 0.97],
    [0.001, 0.03, 0.03, None],
]


def moved(state, shift):
    held = values.position()
    tilt = held.series["tilt"]
    lean = Series(mean=tilt.mean + shift, low=tilt.low + shift, high=tilt.high + shift)
    return replace(held, state=state, series={**held.series, "tilt": lean})


def order(codes, *, domains=None):
    t = values.AS_OF - 1971
    tilts = [moved(code, SHIFTS[code]).series["tilt"] for code in codes]
    span = {end: [float(np.asarray(getattr(s, end))[t]) for s in tilts] for end in ("mean", "low", "high")}
    own = domains or [["security", "economic", "diplomatic"]] * len(codes)
    shared = [d for d in ("security", "economic", "diplomatic", "societal") if all(d in one for one in own)]
    matrix = [[MORE[i][j] for j in range(len(codes))] for i in range(len(codes))]
    told = {"tilt": span, "engagement": span, "tilt_more": matrix, "engagement_more": matrix}
    return {"year": values.AS_OF, "all": {"domains": own, **told}, "common": {"domains": shared, **told}}


def apart(codes):
    def row(kind, power, pair, value):
        return {
            "kind": kind, "name": kind, "label": kind.capitalize(), "unit": "share", "power": power,
            "power_name": {"USA": "United States", "CHN": "China", "RUS": "Russia"}.get(power, ""), "in_pair": pair,
            "year": None if value is None else 2022, "value": value,
        }  # fmt: skip

    rows = [row("arms", "USA", True, 0.1), row("arms", "CHN", True, 0.0), row("arms", "RUS", False, 0.36)]
    rows += [row("votes", "USA", True, -0.2), row("votes", "CHN", True, 0.4), row("votes", "RUS", False, None)]
    return [{"state": code, "rows": [*rows, row("energy", "", False, -15.1)]} for code in codes]


def world():
    def row(state, name, tilt, half=0.1):
        return {
            "state": state, "name": name, "domains": 3, "tilt": tilt, "tilt_low": tilt - half, "tilt_high": tilt + half,
            "engagement": 0.5, "inside": 0.5, "probability": [0.125] * 8,
        }  # fmt: skip

    rows = [row("PAK", "Pakistan", 0.3), row("SGP", "Singapore", 0.02), row("AUS", "Australia", -0.4)]
    rows += [row("MDV", "Maldives", 0.15), row("JPN", "Japan", -0.15), row("YUG", "Yugoslavia", 0.5)]
    return {"year": values.AS_OF, "labels": list(values.LABELS), "rows": rows}


def comparison(**changes):
    codes = tuple(changes.pop("codes", SHIFTS))
    held = {
        "study": {
            "states": list(codes), "powers": ["USA", "CHN"], "period": {"start": 1971, "stop": 2024}, "seed": 1,
            "draws": 100,
        },
        "names": {**values.NAMES, "RUS": "Russia"},
        "positions": {code: moved(code, SHIFTS[code]) for code in codes},
        "as_of": values.AS_OF,
        "order": order(codes),
        "apart": apart(codes),
        "world": world(),
        "manifest": {
            "run": "0" * 64, "code": {"name": "tightrope", "version": "0", "sha256": ""}, "panel": "shipped",
            "also": ["arms"],
            "inputs": [
                {"name": "arms", "label": "Arms", "role": "tie", "sha256": "1" * 64, "license": "MIT",
                 "sources": ["arms"], "citation": ["caldara2022"], "coverage": [1971, 2024], "shipped": True},
            ],
        },
    }  # fmt: skip
    return compose(**{**held, **changes})
