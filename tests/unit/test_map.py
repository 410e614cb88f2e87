"""The map: geometry that is whole, colors that follow the interval, disputed areas hatched."""

from __future__ import annotations

import re

import pytest

from tightrope.data.states import lived, states
from tightrope.report.draw import map as world_map

POWERS = {"codes": ("USA", "CHN"), "powers": ("United States", "China"), "year": 2022}


def row(state, tilt, half=0.05):
    return {"state": state, "name": state, "tilt": tilt, "tilt_low": tilt - half, "tilt_high": tilt + half}


def test_every_state_of_today_has_an_area_or_a_point():
    held = world_map.world()
    known = {*held["states"], *held["points"], "XKX"}
    assert [code for code in states() if lived(code, 2022) and code not in known] == []
    for rings in (*held["states"].values(), *held["areas"].values(), held["other"]):
        for ring in rings:
            assert all(-len(held["arcs"]) <= number < len(held["arcs"]) for number in ring)


def test_the_geometry_carries_its_license():
    notice = world_map.world()["notice"]
    assert "Natural Earth" in notice
    assert "public domain" in notice
    assert "ISC" in notice
    assert "Boundaries imply no opinion" in notice


@pytest.mark.parametrize("name", ["Kashmir", "Siachen", "Aksai Chin", "Crimea", "Kosovo", "Somaliland",
                                  "Northern Cyprus", "Western Sahara"])  # fmt: skip
def test_disputed_areas_are_in_our_own_table(name):
    area = next(a for a in world_map.disputed() if a["name"] == name)
    assert len(area["parties"]) > 1
    assert ("feature" in area) != ("outline" in area)
    assert area.get("feature", "Kosovo") in world_map.world()["areas"]


@pytest.mark.parametrize(
    ("tilt", "half", "kind"),
    [
        (-0.5, 0.1, "first"), (-0.15, 0.1, "first pale"), (0.5, 0.1, "second"), (0.15, 0.1, "second pale"),
        (0.3, 0.4, "cannot"), (0.0, 0.0, "cannot"),
    ],
)  # fmt: skip
def test_the_color_follows_the_interval(tilt, half, kind):
    assert world_map.kind(row("PAK", tilt, half)) == kind


def test_a_state_that_is_not_measured_is_gray():
    assert world_map.kind(None) == "absent"
    assert world_map.kind({"state": "PAK", "tilt": None}) == "absent"


def test_projection_keeps_areas_and_the_middle():
    assert world_map.equal_earth(0, 0) == (0.0, 0.0)
    east, west = world_map.equal_earth(120, 30), world_map.equal_earth(-120, 30)
    assert east[0] == pytest.approx(-west[0])

    def area(latitude):
        (x0, y0), (x1, _), (_, y1) = (
            world_map.equal_earth(0, latitude),
            world_map.equal_earth(1, latitude),
            world_map.equal_earth(0, latitude + 0.01),
        )
        import math

        return (x1 - x0) * (y1 - y0) / math.cos(math.radians(latitude))

    assert area(60) == pytest.approx(area(0), rel=0.01)


def test_no_path_crosses_the_whole_map():
    for rings in world_map.world()["states"].values():
        for path in filter(None, world_map.outline(rings).split("z")):
            steps = [int(n) for n in re.findall(r"-?\d+", path)][2::2]
            assert max(map(abs, steps), default=0) < world_map.WIDTH * world_map.FINE / 4


def test_the_map_counts_and_names_what_it_cannot_draw():
    svg = world_map.lean_map(
        [row("PAK", 0.5), row("IND", 0.01), row("AUS", -0.4), row("YUG", 0.3)], **POWERS, marked=("PAK",)
    )
    assert "leans to China (2)" in svg
    assert "cannot tell which way (1)" in svg
    assert "Measured, without an area on today&#x27;s map: YUG." in svg
    assert 'role="img"' in svg
    assert "borders of today imply no opinion" in svg


def test_nothing_is_said_of_powers_that_are_not_asked_for():
    svg = world_map.lean_map([row("FIN", 0.1)], codes=("USA", "RUS"), powers=("United States", "Russia"), year=1985)
    assert "Russia" in svg
    assert "China" not in svg
