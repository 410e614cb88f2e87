"""What is pulled is measured: each publisher's file, made here, is added, built, opened and joins its equation."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from tightrope.catalog.shelf import indicators, sources
from tightrope.core.actor import Triad
from tightrope.core.calendar import Period
from tightrope.core.errors import CoverageError, SourceUnavailable
from tightrope.core.panel import Inputs
from tightrope.data.account import overlap
from tightrope.data.join import older_first
from tightrope.data.read import Columns, read_parquet
from tightrope.data.states import state
from tightrope.explain.forces import composite
from tightrope.explain.pressure import pressure
from tightrope.explain.roles import check_roles, roles
from tightrope.explain.rows import FILTER_ROWS, values
from tightrope.study.holdings import reference
from tightrope.study.holdings.add import add
from tightrope.study.holdings.build import build
from tightrope.study.holdings.listing import listing
from tightrope.study.holdings.pull import held
from tightrope.study.plan import plan
from tightrope.study.run import manifest
from tightrope.study.spec import read_study
from tightrope.study.store import Store

NOW = "2026-11-22"
PROJECT = Path(__file__).resolve().parents[2]
TRIAD = Triad(focal=state("PAK"), powers=(state("USA"), state("CHN")))
PERIOD = Period(start=1950, stop=2025)
YEARS = range(2015, 2025)
Rows = list[tuple[object, ...]]


def bank(code: str, cells: dict[tuple[str, int], float | None]) -> bytes:
    """Return a reply of the World Bank's API, as it is nested."""
    rows = [
        {
            "indicator": {"id": code, "value": "a name"}, "country": {"id": "XX", "value": "Somewhere"},
            "countryiso3code": iso3, "date": str(year), "value": value, "unit": "", "obs_status": "", "decimal": 0,
        }
        for (iso3, year), value in cells.items()
    ]  # fmt: skip
    about = {"page": 1, "pages": 1, "per_page": 20000, "total": len(rows), "lastupdated": "2026-10-07"}
    return json.dumps([about, rows]).encode()


def text(header: str, rows: Rows, encoding: str = "utf-8") -> bytes:
    """Return a CSV file with the publisher's header; rows name some of its columns, the rest stay empty."""
    names = next(csv.reader([header]))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    given = [str(name) for name in rows[0]]
    for row in rows[1:]:
        cells = dict(zip(given, row, strict=True))
        assert set(cells) <= set(names)
        writer.writerow([cells.get(name, "") for name in names])
    return out.getvalue().encode(encoding)


def sheet(rows: Rows) -> bytes:
    """Return a workbook of one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


GED = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,"
    "dyad_new_id,dyad_name,side_a,side_b,number_of_sources,where_coordinates,latitude,longitude,country,country_id,"
    "region,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"
)
AID = (
    "Country ID,Country Code,Country Name,Region ID,Region Name,Income Group ID,Income Group Name,"
    "Managing Agency Name,International Purpose Name,Foreign Assistance Objective ID,"
    "Foreign Assistance Objective Name,Transaction Type ID,Transaction Type Name,Fiscal Year,"
    "Current Dollar Amount,Constant Dollar Amount"
)
LIST = (
    "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,"
    "standard_order,license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,source_list_url"
)
TRAVEL = (
    "TripID,LeaderID,LeaderCountryOrIGO,LeaderCountryISO,LeaderRole,LeaderTitle,LeaderFullName,CountryVisited,"
    "CountryVisitedISO,TripYear,TripStartDate,TripEndDate"
)
DEBT = "Country Name,Country Code,Counterpart-Area Name,Counterpart-Area Code,Series Name,Series Code,2021,2022,2023"
ENTITY, PPG = "Entity List (EL) - Bureau of Industry and Security", "DT.DOD.DPPG.CD"
# Parties in China put on the list, by year: rising, with a year without any.
LISTED = dict(zip(range(2010, 2024), (1, 1, 2, 1, 0, 2, 3, 2, 3, 6, 7, 5, 6, 9), strict=True))
BY_COUNTRY = {"PAK": 0, "IND": 5, "BGD": -3, "LKA": 9}
CELLS = {(iso3, year): (k, year - 2015) for iso3, k in BY_COUNTRY.items() for year in YEARS}

# source -> files in its publisher's layout; the values are invented.
FILES: dict[str, dict[str, bytes]] = {
    "wdi_reserves": {
        "FI.RES.TOTL.CD.json": bank(
            "FI.RES.TOTL.CD", {c: 1e9 * (20 + k + 3 * (t % 4)) for c, (k, t) in CELLS.items()} | {("WLD", 2020): 9e12}
        ),
        "NE.IMP.GNFS.CD.json": bank(
            "NE.IMP.GNFS.CD", dict.fromkeys(CELLS, 60000000000.0) | {("WLD", 2020): 9e13, ("NPL", 2020): None}
        ),
    },
    "world_bank_energy_recent": {
        "EG.IMP.CONS.ZS.json": bank(
            "EG.IMP.CONS.ZS",
            {c: 20.0 + k + t for c, (k, t) in CELLS.items()} | {("PAK", 2010): 21.0, ("PAK", 2011): 22.5},
        )
    },
    "debt_to_china": {
        "ids.csv": text(
            DEBT,
            [
                ("Country Code", "Counterpart-Area Name", "Series Code", "2021", "2022", "2023"),
                ("PAK", "China", PPG, "20000000000", "24000000000", ""),
                ("PAK", "World", PPG, "100000000000", "96000000000", "97000000000"),
                ("LKA", "World", PPG, "40000000000", "41000000000", "42000000000"),
                ("LKA", "China", "DT.AMT.DPPG.CD.WR", "1", "1", "1"),
            ],
        )
    },
    "entity_list": {
        "consolidated.csv": text(
            LIST,
            [
                ("_id", "source", "name", "addresses", "start_date"),
                *((f"c{y}-{i}", ENTITY, "A", f"Road {i}, Beijing, CN", f"{y}-05-21")
                  for y, n in LISTED.items() for i in range(n)),
                ("p1", ENTITY, "Two places", "Road 1, Lahore, PK; Road 2, Wuhan, CN; Road 3, HK", "2018-03-22"),
                ("x1", "Unverified List (UVL)", "Other list", "Road 1, CN", "2018-03-22"),
                ("x2", ENTITY, "No date", "Road 1, CN", ""),
                ("x3", ENTITY, "The newest", "Road 1, RU", "2024-02-01"),
            ],
        )
    },
    "imf_programs_recent": {
        "Combined.xlsx": sheet(
            [
                ("Arrangement Number", "Country Name", "Country Code", "Arrangement Type", "Approval Date",
                 "Approval Year", "Initial End Date", "Initial End Year", "Key Code"),
                (790, "PAKISTAN", 564, "EFF", "2019-07-03", 2019, "2022-10-02", 2022, "QPC"),
                (790, "PAKISTAN", 564, "EFF", "2019-07-03", 2019, "2022-10-02", 2022, "SB"),
                (801, "SRI LANKA", 524, "EFF", "2016-06-03", 2016, "2019-06-02", 2019, "QPC"),
                (850, "SRI LANKA", 524, "EFF", "2023-03-20", 2023, "2027-03-19", 2027, "QPC"),
            ]
        )
    },
    "us_aid_apart": {
        "us_foreign_aid_complete.csv": text(
            AID,
            [
                ("Country Code", "Foreign Assistance Objective Name", "Transaction Type Name", "Fiscal Year",
                 "Current Dollar Amount", "Constant Dollar Amount"),
                ("PAK", "Military", "Obligations", "2022", "1", "30000000"),
                ("PAK", "Military", "Obligations", "2022", "1", "12000000"),
                ("PAK", "Military", "Disbursements", "2022", "1", "99000000"),
                ("PAK", "Economic", "Obligations", "2022", "1", "200000000"),
                ("PAK", "Economic", "Obligations", "2024", "1", "150000000"),
                ("NPL", "Economic", "Obligations", "2024", "1", "-4000000"),
                ("WLD", "Economic", "Obligations", "2024", "1", "7000000"),
                ("PAK", "Economic", "Obligations", "2025", "1", "1000000"),
            ],
        )
    },
    "joint_exercises": {
        "jmeDataPublic.xlsx": sheet(
            [
                ("xID", "exerciseName", "startYear", "endYear", "countryCode"),
                (1, "A", 2009, 2009, 2), (1, "A", 2009, 2009, 770), (1, "A", 2009, 2009, 770),
                (2, "B", 2009, 2009, 2), (2, "B", 2009, 2009, 770),
                (3, "C", 2010, 2010, 710), (3, "C", 2010, 2010, 770),
            ]
        )
    },
    "defense_cooperation": {
        "dcad_dyadic.csv": text(
            "ccode1,abbrev1,ccode2,abbrev2,year,dcaGeneralV1,dcaGeneralV2,dcaSectorV1,dcaSectorV2,dcaAnyV1,dcaAnyV2",
            [("ccode1", "ccode2", "year", "dcaAnyV1"), (2, 770, 2005, 1), (710, 770, 2005, 0), (750, 770, 2005, 1)],
        )
    },
    "colt": {
        "colt.csv": text(
            TRAVEL,
            [
                ("LeaderCountryISO", "LeaderFullName", "CountryVisitedISO", "TripYear"),
                ("USA", "José", "IND", 2020), ("USA", "José", "IND", 2020), ("USA", "José", "JPN", 2022),
                ("CHN", "Li", "PAK", 2022), ("CHN", "Xi", "PAK", 2024), ("PAK", "Khan", "CHN", 2022),
            ],
            "latin-1",
        )
    },
    "ucdp_recent": {
        "GEDEvent_v25_1.csv": text(
            GED,
            [
                ("id", "year", "type_of_violence", "country", "country_id", "best", "high", "low"),
                (1, 2021, 1, "Pakistan", 770, 3, 5, 2), (2, 2023, 1, "Pakistan", 770, 4, 4, 0),
                (3, 2023, 1, "Pakistan", 770, 6, 9, 1), (4, 2023, 2, "Pakistan", 770, 50, 60, 40),
                (5, 2024, 1, "India", 750, 8, 9, 8), (6, 2022, 1, "Pakistan", 770, 11, 11, 11),
            ],
        )
    },
}  # fmt: skip
# indicator -> some of its cells by key; None says that there is no such row
PU, PC = ("PAK", "USA"), ("PAK", "CHN")
EXPECTED: dict[str, dict[tuple[object, ...], float | None]] = {
    "reserves_months_wdi": {("PAK", 2015): 4.0, ("PAK", 2016): 4.6, ("IND", 2015): 5.0, ("NPL", 2020): None},
    "energy_imports_recent": {("PAK", 2010): 21.0, ("PAK", 2020): 25.0, ("BGD", 2015): 17.0},
    "debt_share_china": {(*PC, 2021): 0.2, (*PC, 2022): 0.25, (*PC, 2023): None, ("LKA", "CHN", 2021): None},
    "debt_to_china": {(*PC, 2021): 20000.0, (*PC, 2022): 24000.0, ("LKA", "CHN", 2021): None},
    "entity_entries": {(*PU, 2018): 1.0, (*PU, 2017): 0.0, ("CHN", "USA", 2018): 4.0, (*PU, 2024): None},
    "powers_export_controls": {("CHN-USA", 2018): 4.0, ("CHN-USA", 2014): 0.0, ("RUS-USA", 2023): 0.0,
                               ("CHN-USA", 2024): None},
    "imf_program_mona": {("PAK", 2018): 0.0, ("PAK", 2019): 1.0, ("PAK", 2022): 1.0, ("LKA", 2021): 0.0,
                         ("LKA", 2023): None, ("NPL", 2020): None},
    "us_military_aid": {(*PU, 2022): 42.0, (*PU, 2023): 0.0, ("NPL", "USA", 2024): 0.0, ("IND", "USA", 2024): None},
    "us_economic_aid": {(*PU, 2022): 200.0, (*PU, 2024): 150.0, ("NPL", "USA", 2024): 0.0, (*PU, 2025): None},
    "joint_exercises": {(*PU, 2009): 2.0, (*PC, 2010): 1.0, (*PC, 2009): 0.0, (*PU, 2010): 0.0, (*PU, 2011): None},
    "cooperation_agreement": {(*PU, 2005): 1.0, (*PC, 2005): 0.0, ("PAK", "IND", 2005): 1.0,
                              ("NPL", "USA", 2005): None},
    "visits_colt": {(*PC, 2022): 1.0, (*PC, 2024): 2.0, ("IND", "USA", 2022): 1.0, ("IND", "USA", 2023): 0.0,
                    (*PC, 2021): None, (*PU, 2024): 0.0},
    "battle_deaths_ged": {("PAK", 2023): 10.0, ("PAK", 2024): 0.0, ("IND", 2024): 8.0, ("PAK", 2020): None},
}  # fmt: skip


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory):
    """Add every file to a vault of its own and build the local panel with no data folder at hand."""
    folder = tmp_path_factory.mktemp("pulled")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIGHTROPE_DATA", str(folder / "mine"))
        for source, files in FILES.items():
            for name, body in files.items():
                (folder / name).write_bytes(body)
                outcome = add(folder / name, source, now=NOW)
                assert outcome.kept, outcome
        built = build(None, folder / "panel", local=True, held=held())
        yield folder / "panel", {b.name: b for b in built}


@pytest.fixture(scope="module")
def inputs(panel) -> Inputs:
    return reference.load(TRIAD, PERIOD, folder=panel[0])


def cells(table: Columns) -> dict[tuple[object, ...], float]:
    keys = [table[k].tolist() for k in ("state", "power", "year") if k in table]
    return dict(zip(zip(*keys, strict=True), table["value"].tolist(), strict=True))


def test_every_indicator_that_waits_for_a_pull_is_tried() -> None:
    known = dict(sources())
    assert set(EXPECTED) == {name for name, entry in indicators().items() if entry.to_pull(known)}
    assert set(FILES) == {name for name, source in known.items() if source.tables and source.to_pull}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_publishers_file_becomes_the_series(panel, name: str) -> None:
    folder, built = panel
    found = cells(read_parquet(folder / f"{name}.parquet"))
    for key, value in EXPECTED[name].items():
        assert found.get(key) == (None if value is None else pytest.approx(value)), key
    assert not built[name].shipped
    assert built[name].last == max(key[-1] for key in found), "how far it reaches is told from the version held"


@pytest.mark.parametrize("name", EXPECTED)
def test_it_is_opened_with_its_role(inputs: Inputs, name: str) -> None:
    entry = indicators()[name]
    part = {"dyad": inputs.ties, "state": inputs.series, "system": inputs.system}[entry.shape]
    (variable,) = (v for v in part.variables if v.name == name)
    assert (variable.role, variable.construct, variable.note) == (
        entry.variable.role, entry.variable.construct, entry.variable.note,
    )  # fmt: skip
    assert variable.note
    assert np.isfinite(part.column(name)).any()
    assert entry.variable.label not in inputs.absent
    assert not any(sources()[s].gives in inputs.absent for s in entry.variable.sources)


@pytest.mark.parametrize("name", [n for n in EXPECTED if indicators()[n].variable.after])
def test_the_older_series_stays_as_it_is(panel, name: str) -> None:
    folder, _ = panel
    older = indicators()[name].variable.after
    if (reference.SHIPPED / f"{older}.parquet").is_file():
        assert (folder / f"{older}.parquet").read_bytes() == (reference.SHIPPED / f"{older}.parquet").read_bytes()


def test_how_far_two_vintages_stand_apart_can_be_told(panel) -> None:
    folder, _ = panel
    names = ("energy_imports", "energy_imports_recent")
    a, b = (read_parquet(folder / f"{n}.parquet") for n in names)
    found = overlap(a, b, ratio=False)
    assert found.cells == 2
    assert not found.joins


def test_controls_and_needs_join_their_equations(inputs: Inputs) -> None:
    found = pressure(inputs, rng=np.random.default_rng(1), draws=20)
    assert found.components["technological competition"] == ("powers_export_controls",)
    assert "powers_export_controls" in found.loadings
    here = slice(2016 - PERIOD.start, len(PERIOD))
    _, needs = composite(inputs, "needs", here)
    assert {"reserves_months_wdi", "energy_imports_recent"} <= set(needs)
    _, requirements = composite(inputs, "requirements", here)
    assert "battle_deaths_ged" in requirements
    rows = roles(inputs)
    check_roles(rows)
    mine = {r.variable: r for r in rows if r.measured and r.equation == "ties"}
    assert mine["powers_export_controls"].role == "pressure"
    assert mine["reserves_months_wdi"].role == mine["battle_deaths_ged"].role == "filter"
    assert mine["us_military_aid"].role == "tie"
    assert "only where official_finance has no value" in mine["us_military_aid"].note
    falls = {r.variable for r in rows if r.equation == "outcome:finance_fall"}
    assert not {"us_military_aid", "us_economic_aid", "debt_share_china"} & falls
    assert "entity_entries" not in {r.variable for r in rows}


def test_a_cell_of_one_thing_stands_once(inputs: Inputs) -> None:
    t, u = 2022 - PERIOD.start, inputs.ties.row("PAK")
    ged = next(row for row in FILTER_ROWS if row.series == "battle_deaths_ged")
    table = values(inputs, ged)
    assert table is not None
    assert inputs.series.column("battle_deaths_ged")[inputs.series.row("PAK"), t] == 11.0
    assert np.isnan(table[u, t]), "the older table has 2022"
    assert table[u, t + 1] == pytest.approx(np.log1p(10.0))
    once = older_first(inputs.ties)
    assert inputs.ties.column("us_military_aid")[u, t, 0] == 42.0
    assert np.isnan(once.column("us_military_aid")[u, t, 0])
    assert once.column("us_economic_aid")[u, t + 2, 0] == 150.0
    np.testing.assert_array_equal(once.column("official_finance"), inputs.ties.column("official_finance"))
    plain = reference.load(TRIAD, PERIOD).ties
    assert older_first(plain) is plain


def test_the_manifest_of_a_run_names_the_version(panel, tmp_path: Path) -> None:
    folder, _ = panel
    study = read_study(PROJECT / "studies/pakistan/study.toml")
    listed = manifest(study, plan(study, folder, Store(tmp_path)), folder)["inputs"]
    for source in FILES:
        files = [row for row in listed if row["name"].startswith(f"{source}: ")]
        assert len(files) == len(sources()[source].tables)
        assert all(row["version"].startswith(NOW) and len(row["sha256"]) == 64 for row in files)
    assert {row["name"] for row in listed if row["kind"] == "indicator"} >= set(EXPECTED)


def test_without_a_pull_they_are_said_to_be_pulled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIGHTROPE_DATA", str(tmp_path / "mine"))
    built = {b.name for b in build(None, tmp_path / "panel", local=True, held=held())}
    assert not built & set(EXPECTED)
    missing = reference.absent(reference.manifest(tmp_path / "panel")["indicators"])
    by_source = {row["name"]: row["ships"] for row in listing()}
    for name in EXPECTED:
        variable = indicators()[name].variable
        assert missing[variable.label].startswith("to pull: ")
        assert all(source in by_source and by_source[source] == "to pull" for source in variable.sources)
        assert all(sources()[source].gives in missing for source in variable.sources)
    bare = {r.variable: r for r in roles(reference.load(TRIAD, PERIOD, folder=tmp_path / "panel"))}
    assert not bare["powers_export_controls"].measured
    assert "data pull entity_list" in bare["powers_export_controls"].note
    with pytest.raises(SourceUnavailable, match="no folder"):
        build(None, tmp_path / "other", local=False)


def test_a_reply_of_another_series_is_told_by_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIGHTROPE_DATA", str(tmp_path / "mine"))
    file = tmp_path / "download.json"
    file.write_bytes(FILES["wdi_reserves"]["NE.IMP.GNFS.CD.json"])
    assert "wdi_imports" in str(add(file, "wdi_reserves", now=NOW))
    file.write_bytes(bank("NY.GDP.MKTP.CD", {("PAK", 2020): 1.0}))
    with pytest.raises(CoverageError, match="no rows"):
        add(file, "wdi_reserves", now=NOW)
    with pytest.raises(CoverageError, match="no rows"):
        add(file, "wdi_goods_trade", now=NOW)
