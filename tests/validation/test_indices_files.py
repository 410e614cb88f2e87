"""Figures that rest on one table: those at hand pass, those that need a file are read when it is added."""

import numpy as np
import pytest

from tightrope.study.targets import indices_files as files
from tightrope.study.targets.run import check

BY = {t.id: t for t in files.TARGETS}
WAITING = ("M22.2025", "M23.register", "M25", "M25.first", "M26", "M32", "M35", "M35.2020")


def table(folder, name, rows):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n")


@pytest.mark.shared
def test_arms_of_india_agree(shared_data):
    assert check(BY["M24"], shared_data).status == "agrees"


def test_the_bound_of_concentration_is_arithmetic():
    assert check(BY["M23"], None).status == "pass"
    assert files.bounds((0.5, 0.2)) == pytest.approx((0.29, 0.29 + 0.04 + 0.01))


@pytest.mark.parametrize("name", WAITING)
def test_what_needs_a_file_names_it_and_where_it_is(name):
    result = check(BY[name], None)
    assert result.status == "skipped"
    assert BY[name].needs[0] in result.why
    assert BY[name].obtain in result.why != ""


@pytest.mark.parametrize("name", ["M33", "M34"])
def test_what_cannot_be_computed_says_why(name, tmp_path):
    for folder in (None, tmp_path):
        result = check(BY[name], folder)
        assert (result.status, result.why) == ("skipped", BY[name].obtain)


def test_influence_capacity_is_read(tmp_path, rng):
    names = ["iso3a", "iso3b", "year", "fbic", "bandwidth", *files.PARTS["bandwidth"], "dependence"]
    names += files.PARTS["dependence"]
    rows = [names]
    for year, lead in ((1992, 2), (2020, 5)):
        for i, other in enumerate(["PAK", "BGD", *(f"X{n:02d}" for n in range(8))]):
            for power in ("USA", "CHN"):
                high = (power == "CHN") == (i < lead)
                p, e, s, d, g = rng.uniform(0.5, 0.6, size=5) + (0.4 if high else 0)
                wide, deep = 0.2 * p + 0.5 * e + 0.3 * s, 0.6 * d + 0.4 * g
                rows.append([power, other, year, wide * deep, wide, p, e, s, deep, d, g])
    table(tmp_path, files.FBIC, rows)
    assert files.led(tmp_path) == (2, 5)
    assert check(BY["M25"], tmp_path).status == "differs"
    assert check(BY["M25.first"], tmp_path).status == "agrees"
    assert check(BY["M26"], tmp_path).status == "pass"
    body = {name: np.array([row[names.index(name)] for row in rows[1:]]) for name in names[3:]}
    assert files.recovered(body, "bandwidth")[0] == pytest.approx([0.2, 0.5, 0.3])
    rows[1][3] += 0.01
    table(tmp_path, files.FBIC, rows)
    assert check(BY["M26"], tmp_path).status == "fail"


def test_the_common_component_is_found_through_gaps(tmp_path, rng):
    factor = np.cumsum(rng.normal(size=120))
    series = factor[:, None] * rng.choice([-1, 1], size=16) + rng.normal(size=(120, 16))
    series[rng.random(series.shape) < 0.1] = np.nan
    head = ["date", "gfi", *(f"s{k}" for k in range(16))]
    body = [
        ["" if v != v else v for v in (f"{1990 + t // 12}-{t % 12 + 1:02d}-01", factor[t], *series[t])]
        for t in range(120)
    ]
    table(tmp_path, files.GFI, [head, *body])
    result = check(BY["M32"], tmp_path)
    assert result.status == "agrees"
    assert result.got[0] > 0.97


def test_peaks_of_tension_are_measured_in_months(tmp_path, rng):
    months = [(y, m) for y in range(1995, 2024) for m in range(1, 13)]
    level = dict.fromkeys(files.PEAKS, 5.0) | {(2001, 4): 0.0, (2001, 6): 5.0}
    rows = [["year", "month", "uct"], *([y, m, level.get((y, m), rng.random())] for y, m in months)]
    table(tmp_path, files.UCT, rows)
    assert files.peaks(tmp_path) == (0, 2, 0, 0)
    assert check(BY["M35"], tmp_path).status == "fail"
    assert check(BY["M35.2020"], tmp_path).status == "pass"


def test_a_register_through_2025_is_read(tmp_path):
    rows = [["recipient", "supplier", "delivery_year", "tiv_delivered"], ["Pakistan", "China", 2021, 60.0]]
    rows += [["Pakistan", "China", 2025, 20.0], ["Pakistan", "Turkiye", 2024, 20.0], ["India", "Russia", 2024, 99.0]]
    table(tmp_path, files.NEXT, [*rows, ["Pakistan", "Russia", 2020, 50.0]])
    assert check(BY["M22.2025"], tmp_path).got == pytest.approx((80.0,))
    assert check(BY["M23.register"], tmp_path).got == pytest.approx((0.68,))
