"""The shipped panel is what its recipe makes of the sources, byte for byte; the rest stays at home."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tightrope.catalog.shelf import indicators, sources
from tightrope.core.actor import Triad
from tightrope.core.calendar import Period
from tightrope.core.errors import StoreError
from tightrope.core.panel import DOMAINS, Coverage
from tightrope.data.states import state
from tightrope.study.holdings import reference
from tightrope.study.holdings.build import build

TRIAD = Triad(focal=state("PAK"), powers=(state("USA"), state("CHN")))
PERIOD = Period(start=1950, stop=2024)


@pytest.fixture(scope="module")
def opened():
    """Open the shipped panel."""
    return reference.load(TRIAD, PERIOD)


@pytest.mark.shared
def test_building_again_gives_the_shipped_bytes(shared_data: Path, tmp_path: Path) -> None:
    build(shared_data, tmp_path / "panel", local=False)
    shipped = {p.name: p.read_bytes() for p in reference.SHIPPED.glob("*.parquet")}
    again = {p.name: p.read_bytes() for p in (tmp_path / "panel").glob("*.parquet")}
    assert set(again) == set(shipped)
    assert [name for name in shipped if shipped[name] != again[name]] == []
    committed = (reference.SHIPPED / "manifest.json").read_text()
    assert (tmp_path / "panel" / "manifest.json").read_text() == committed


def test_nothing_ships_that_its_license_bars() -> None:
    known = dict(sources())
    listed = reference.manifest()["indicators"]
    barred = [name for name, entry in indicators().items() if not entry.may_ship(known)]
    assert {"posts", "students_usa", "atop_obligation"} <= set(barred)
    assert not set(barred) & set(listed)
    assert {p.stem for p in reference.SHIPPED.glob("*.parquet")} == set(listed)


def test_seven_tie_series_or_more_ship_over_the_four_domains(opened) -> None:
    ties = [v for v in opened.ties.variables if v.role == "tie"]
    assert len({v.family for v in ties}) >= 7
    assert {v.domain for v in ties} == set(DOMAINS)
    everything = [e.variable for e in indicators().values() if e.shape == "dyad" and e.variable.role == "tie"]
    assert len({v.family for v in everything}) >= 10


def test_what_lies_after_a_source_is_beyond_coverage_never_zero(opened) -> None:
    j = next(i for i, v in enumerate(opened.ties.variables) if v.name == "import_share_cow")
    after = opened.ties.coverage[:, 2015 - PERIOD.start :, :, j]
    assert (after == Coverage.BEYOND).all()
    assert np.isnan(opened.ties.values[:, 2015 - PERIOD.start :, :, j]).all()
    u = opened.ties.row("PAK")
    kappa = next(i for i, v in enumerate(opened.ties.variables) if v.name == "un_kappa")
    assert (opened.ties.coverage[u, : 1971 - PERIOD.start, 1, kappa] == Coverage.BEYOND).all()


def test_a_series_that_does_not_ship_is_named_with_what_to_do(opened) -> None:
    assert any("build locally" in where for where in opened.absent.values())
    assert any(where.endswith(")") and "(" in where for where in opened.absent.values())


def test_a_damaged_panel_is_refused(tmp_path: Path) -> None:
    panel = tmp_path / "panel"
    panel.mkdir()
    for file in reference.SHIPPED.glob("*"):
        if file.is_file():
            (panel / file.name).write_bytes(file.read_bytes())
    listed = json.loads((panel / "manifest.json").read_text())["indicators"]
    victim = panel / f"{min(listed)}.parquet"
    victim.write_bytes(victim.read_bytes()[:-1] + b"x")
    with pytest.raises(StoreError, match="missing or damaged"):
        reference.load(TRIAD, PERIOD, folder=panel)
