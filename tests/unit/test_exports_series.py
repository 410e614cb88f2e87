"""Series of a panel as tables: statuses, intervals, codes, layouts; what a license keeps back is never a row."""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from tightrope.catalog.shelf import indicators, sources
from tightrope.cli.main import main
from tightrope.core.errors import InvalidValue, StoreError
from tightrope.data.exports.sheet import Sheet
from tightrope.data.read import write_parquet
from tightrope.study.holdings.citing import verbatim
from tightrope.study.holdings.series import SIGMAS, Choice, Layout, series_sheet

CANARY = 0.1234567890123
ROWS = {
    "arms_share": {
        "state": ["PAK", "PAK", "PAK", "BGD"], "power": ["USA", "CHN", "USA", "USA"], "year": [1990, 1990, 1992, 1990],
        "value": [0.0, 0.5, 0.25, 0.75], "error": [np.nan, 0.1, 0.05, np.nan],
    },
    "growth": {"state": ["PAK", "IND"], "year": [1990, 1991], "value": [-2.5, 5.0]},
    "powers_kappa": {"state": ["CHN-USA"], "year": [1991], "value": [0.4]},
    "rivalry": {"state": ["PAK", "IND"], "other": ["IND", "PAK"], "year": [1990, 1990], "value": [1.0, 1.0]},
    "posts": {"state": ["PAK"], "power": ["USA"], "year": [1990], "value": [CANARY]},
}  # fmt: skip
SPANS = {"arms_share": (1990, 1992), "growth": (1989, 1991), "powers_kappa": (1990, 1991), "rivalry": (1990, 1990)}


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    """Return an invented panel, as a user holds it: one series in it may not be passed on."""
    folder = tmp_path / "panel"
    folder.mkdir()
    listed = {}
    for name, rows in ROWS.items():
        table = {k: np.array(v, dtype=object if isinstance(v[0], str) else None) for k, v in rows.items()}
        file = folder / f"{name}.parquet"
        write_parquet(file, table, order=("state", "year"))
        first, last = SPANS.get(name, (1990, 1992))
        listed[name] = {
            "first": first, "last": last, "shipped": name != "posts", "rows": len(table["year"]), "states": 2,
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps({"indicators": listed, "sources": {}}))
    return folder


def made(panel: Path, *names: str, layout: Layout = "long", **choice: object) -> Sheet:
    return series_sheet(names, folder=panel, choice=Choice(**choice), layout=layout)  # type: ignore[arg-type]


def frame(sheet: Sheet) -> pd.DataFrame:
    return pd.DataFrame(sheet.columns)


def cell(sheet: Sheet, **keys: object) -> pd.Series:
    found = frame(sheet)
    for key, value in keys.items():
        found = found[found[key] == value]
    assert len(found) == 1
    return found.iloc[0]


def test_zero_missing_and_beyond_coverage_stay_apart(panel: Path) -> None:
    sheet = made(panel, "arms_share", states=("PAK", "NPL"), powers=("USA", "CHN"), years=(1989, 1992))
    zero = cell(sheet, state="PAK", power="USA", year=1990)
    assert (zero["value"], zero["status"]) == (0.0, "observed")
    missing = cell(sheet, state="PAK", power="USA", year=1991)
    assert np.isnan(missing["value"])
    assert missing["status"] == "missing"
    assert cell(sheet, state="PAK", power="USA", year=1989)["status"] == "beyond coverage"
    assert cell(sheet, state="NPL", power="USA", year=1990)["status"] == "beyond coverage"  # never named
    assert cell(sheet, state="PAK", power="CHN", year=1992)["status"] == "beyond coverage"  # the power's last is 1990
    assert len(sheet) == 2 * 2 * 4


def test_an_interval_stands_beside_each_value_with_an_error(panel: Path) -> None:
    sheet = made(panel, "arms_share", states=("PAK",))
    row = cell(sheet, power="CHN", year=1990)
    assert row["prob"] == 0.9
    assert row["low"] == pytest.approx(0.5 - 0.1 * SIGMAS)
    assert row["high"] == pytest.approx(0.5 + 0.1 * SIGMAS)
    bare = cell(sheet, power="USA", year=1990)
    assert np.isnan([bare["low"], bare["high"], bare["prob"]]).all()
    wide = made(panel, "arms_share", states=("PAK",), layout="wide")
    assert cell(wide, power="CHN", year=1990)["arms_share_high"] == pytest.approx(0.5 + 0.1 * SIGMAS)
    assert "90%" in wide.notes["arms_share_high"].label


def test_only_observed_rows_if_asked(panel: Path) -> None:
    assert len(made(panel, "arms_share", observed=True)) == 4
    assert set(frame(made(panel, "arms_share", observed=True))["status"]) == {"observed"}


def test_a_power_has_no_tie_to_itself(panel: Path) -> None:
    found = frame(made(panel, "arms_share"))
    assert not (found["state"] == found["power"]).any()


def test_long_puts_every_shape_under_each_other(panel: Path) -> None:
    names = ("arms_share", "growth", "powers_kappa", "rivalry")
    sheet = made(panel, *names, observed=True)
    assert list(dict.fromkeys(frame(sheet)["indicator"])) == list(names)
    assert cell(sheet, indicator="growth", state="PAK")["value"] == -2.5
    assert cell(sheet, indicator="rivalry", state="PAK")["other"] == "IND"
    assert cell(sheet, indicator="powers_kappa")["state"] == "CHN-USA"
    assert set(sheet.series) == set(names)
    assert sheet.series["arms_share"].coverage == "1990-1992"
    assert "higher = closer" in sheet.series["arms_share"].says


def test_wide_repeats_series_of_the_state_over_the_powers(panel: Path) -> None:
    sheet = made(panel, "arms_share", "growth", "powers_kappa", "rivalry", states=("PAK",), powers=("USA", "CHN"),
                 layout="wide")  # fmt: skip
    for power in ("USA", "CHN"):
        row = cell(sheet, power=power, year=1990)
        assert row["growth"] == -2.5
        assert cell(sheet, power=power, year=1991)["powers_kappa_CHN_USA"] == 0.4
        assert cell(sheet, power=power, year=1991)["growth_status"] == "missing"
        assert cell(sheet, power=power, year=1992)["growth_status"] == "beyond coverage"
    assert any("rivalry is left out" in remark for remark in sheet.remarks)
    assert sheet.notes["growth"].status == "growth_status"
    with pytest.raises(InvalidValue, match="no wide table"):
        made(panel, "rivalry", layout="wide")


def test_wide_without_a_tie_has_no_power(panel: Path) -> None:
    state = made(panel, "growth", layout="wide", states=("PAK", "IND"))
    assert "power" not in state.columns
    assert cell(state, state="IND", year=1991)["growth"] == 5.0
    world = made(panel, "powers_kappa", layout="wide")
    assert cell(world, year=1991)["powers_kappa_CHN_USA"] == 0.4


def test_codes_are_those_of_the_year(panel: Path) -> None:
    sheet = made(panel, "arms_share", states=("PAK",), powers=("USA",))
    row = cell(sheet, year=1990)
    assert (row["state_cow"], row["state_gw"], row["state_ison"], row["power_cow"]) == (770, 770, 586, 2)
    assert row["state_name"] == "Pakistan"
    old = made(panel, "growth", states=("DEU", "UKR"), years=(1989, 1991))
    codes = {(r["state"], r["year"]): r["state_cow"] for _, r in frame(old).iterrows()}
    assert codes[("DEU", 1991)] == 255
    assert not any(state == "UKR" and year < 1991 for state, year in codes)  # no state then, nothing observed
    assert not [name for name in made(panel, "growth", codes=False).columns if name.startswith("state_")]


def test_what_is_asked_for_has_to_exist(panel: Path) -> None:
    with pytest.raises(InvalidValue, match=r"no ties to DEU are held; allowed: USA, CHN"):
        made(panel, "arms_share", powers=("DEU",))
    with pytest.raises(StoreError, match="visits is not in this panel"):
        made(panel, "visits")
    (panel / "growth.parquet").write_bytes(b"forged")
    with pytest.raises(StoreError, match="missing or damaged"):
        made(panel, "growth")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["export", *words])


def content(file: Path) -> bytes:
    """Return the bytes of a file, unpacked."""
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as packed:
            return b"".join(packed.read(name) for name in packed.namelist())
    return gzip.decompress(file.read_bytes()) if file.suffix == ".rds" else file.read_bytes()


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx", "dta", "rds"])
def test_rows_that_a_license_keeps_back_are_withheld_with_recipe_and_citation(
    panel: Path, tmp_path: Path, suffix: str
) -> None:
    assert not indicators()["posts"].may_ship(dict(sources()))
    both = tmp_path / f"b.{suffix}"
    done = run("panel", "--panel", str(panel), "--to", str(both), "--state", "PAK", "--observed")
    assert done.exit_code == 0, done.output
    assert "withheld: posts" in done.stderr
    held = content(both)
    assert repr(CANARY).encode() not in held
    assert np.float64(CANARY).tobytes() not in held
    assert np.float64(CANARY).tobytes()[::-1] not in held
    book = (tmp_path / f"b.{suffix}.codebook.md").read_text(encoding="utf-8")
    assert repr(CANARY) not in book
    source = sources()["lowy"]
    assert source.url in book
    assert "tightrope data add FILE --as lowy" in book or "tightrope data pull lowy" in book
    assert "tightrope data build --from FOLDER --local" in book
    assert f"[{source.cites[0]}]" in book
    if suffix != "csv":  # the file itself says so as well, wherever the format can
        assert b"withheld" in held
    if suffix == "csv":
        read = pd.read_csv(both)
        assert "posts" not in set(read["indicator"])
        assert {"arms_share", "growth"} <= set(read["indicator"])


def test_a_withheld_series_alone_gives_a_head_without_rows(panel: Path, tmp_path: Path) -> None:
    done = run("posts", "--panel", str(panel), "--to", str(tmp_path / "p.csv"))
    assert done.exit_code == 0, done.output
    assert "withheld: posts" in done.stderr
    assert len(pd.read_csv(tmp_path / "p.csv")) == 0


def test_license_and_bibtex_of_the_sources_used(panel: Path) -> None:
    sheet = made(panel, "arms_share")
    (line,) = sheet.license
    assert line.startswith(sources()["sipri_arms"].label)
    assert sources()["sipri_arms"].license.name in line
    assert ("license unverified" in line) != sources()["sipri_arms"].license.verified
    assert sheet.bibtex.startswith("@")
    assert "{sipri_arms," in sheet.bibtex
    assert any("arms_share.parquet" in what for what, _ in sheet.made)


def test_entries_are_taken_word_for_word() -> None:
    text = "@book{a1,\n title = {A {B}},\n year = {2000}\n}\n\n@misc{b2, title = {C}}\n"
    assert verbatim(text) == {"a1": "@book{a1,\n title = {A {B}},\n year = {2000}\n}", "b2": "@misc{b2, title = {C}}"}


def test_codes_in_a_row_belong_to_their_option(panel: Path, tmp_path: Path) -> None:
    target = tmp_path / "t.csv"
    done = run(
        "arms_share", "--state", "PAK", "BGD", "--power", "USA", "CHN", "--panel", str(panel), "--to", str(target)
    )
    assert done.exit_code == 0, done.output
    read = pd.read_csv(target)
    assert set(read["state"]) == {"PAK", "BGD"}
    assert set(read["power"]) == {"USA", "CHN"}
    assert done.stdout.splitlines() == [str(target), f"{target}.bib", f"{target}.codebook.md"]
