"""Declared sources: complete, with true addresses, and each query works on a file of the publisher's layout."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import numpy as np
import pytest

from tightrope.catalog.shelf import sources
from tightrope.core.errors import ColumnsMoved
from tightrope.data.formats.open import read_file
from tightrope.data.read import columns

DECLARED = {name: source for name, source in sources().items() if source.gives and source.to_pull}
REQUIRED = (
    "aid_by_purpose", "baci", "colt", "debt_to_china", "defense_cooperation", "entity_list", "fbic", "gdelt", "icews",
    "ideal_points_latest", "imf_imts", "imf_programs_recent", "joint_exercises", "polecat", "un_rollcalls_recent",
    "us_aid_apart", "us_china_tariffs", "us_china_tension", "wdi_reserves", "world_bank_energy_recent",
)  # fmt: skip
KEYS = set(re.findall(r"^@\w+\{([^,]+),", (Path(__file__).parents[2] / "references.bib").read_text(), re.MULTILINE))
NAN = float("nan")
WDI = {
    "indicator.id": ["FI.RES.TOTL.CD"] * 4,
    "countryiso3code": ["AAA", "AAA", "", "BBB"],
    "date": ["2001", "2000", "2001", "2001"],
    "value": [5.0, NAN, 9.0, 7.5],
}

# source -> an invented file as read (text as text, numbers with NaN), and the rows that its query gives.
LAYOUTS: dict[str, tuple[dict[str, list[object]], list[tuple[object, ...]]]] = {
    "wdi_reserves": (
        WDI,
        [("AAA", 2001, 5.0), ("BBB", 2001, 7.5)],
    ),
    "wdi_goods_trade": (
        {**WDI, "indicator.id": ["TM.VAL.MRCH.CD.WT"] * 4, "date": [2001.0, 2000.0, 2001.0, 2001.0]},
        [("AAA", "TM.VAL.MRCH.CD.WT", 2001, 5.0), ("BBB", "TM.VAL.MRCH.CD.WT", 2001, 7.5)],
    ),
    "world_bank_energy_recent": (
        {**WDI, "indicator.id": ["EG.IMP.CONS.ZS"] * 4},
        [("AAA", 2001, 5.0), ("BBB", 2001, 7.5)],
    ),
    "debt_to_china": (
        {
            "Country Name": ["Here", "Here", "There", "There"],
            "Country Code": ["AAA", "AAA ", "BBB", "BBB"],
            "Counterpart-Area Name": ["China", " World", "China", "China"],
            "Counterpart-Area Code": [1.0, 2.0, 1.0, 1.0],
            "Series Name": ["debt", "debt", "debt", "other"],
            "Series Code": ["DT.DOD.DPPG.CD", "DT.DOD.DPPG.CD", "DT.DOD.DPPG.CD", "DT.AMT.DPPG.CD"],
            "2000": [NAN, 4.0, 2.0, 9.0],
            "2001": ["", "6", "3.5", "9"],
        },
        [
            ("AAA", "World", 2000, 4.0),
            ("AAA", "World", 2001, 6.0),
            ("BBB", "China", 2000, 2.0),
            ("BBB", "China", 2001, 3.5),
        ],
    ),
    "imf_imts": (
        {
            "COUNTRY": ["AAA", "AAA", "AAA", "AAA"],
            "COUNTERPART_COUNTRY": ["BBB", "BBB", "G001", "BBB"],
            "INDICATOR": ["XG_FOB_USD", "XG_FOB_USD", "MG_CIF_USD", "TBG_USD"],
            "FREQUENCY": ["A", "M", "A", "A"],
            "TIME_PERIOD": ["2020", "2020-M01", "2020", "2020"],
            "OBS_VALUE": [10.0, 1.0, 30.0, -20.0],
        },
        [("AAA", "BBB", "XG_FOB_USD", 2020, 10.0), ("AAA", "G001", "MG_CIF_USD", 2020, 30.0)],
    ),
    "imf_programs_recent": (
        {
            "Arrangement Number": [7.0, 7.0, 3.0],
            "Country Code": [564.0, 564.0, 924.0],
            "Arrangement Type": ["EFF", "EFF", "SBA"],
            "Approval Year": [2019.0, 2019.0, NAN],
            "Initial End Year": [2022.0, 2022.0, 2004.0],
        },
        [(564, 2019, 2022)],
    ),
    "ucdp_recent": (
        {
            "id": [1.0, 2.0, 3.0, 4.0],
            "year": [2024.0, 2024.0, 2024.0, 2023.0],
            "type_of_violence": [1.0, 1.0, 2.0, 1.0],
            "country": ["Here", "Here", "Here", "There"],
            "country_id": [770.0, 770.0, 770.0, 750.0],
            "best": [3.0, 4.0, 50.0, 1.0],
            "high": [5.0, 4.0, 60.0, 1.0],
            "low": [2.0, 0.0, 40.0, 1.0],
        },
        [(750, 2023, 1.0), (770, 2024, 7.0)],
    ),
    "disputes_recent": (
        {
            "dispnum": [5001.0, 5001.0],
            "ccode": [770.0, 750.0],
            "styear": [2019.0, 2019.0],
            "endyear": [2019.0, 2020.0],
            "sidea": [0.0, 1.0],
            "hostlev": [4.0, 4.0],
            "fatality": [-9.0, 1.0],
        },
        [(5001, 750, 2019, 2020, 1, 4), (5001, 770, 2019, 2019, 0, 4)],
    ),
    "terror_recent": (
        {
            "eventid": [1.0, 2.0, 3.0],
            "iyear": [2011.0, 2011.0, 2012.0],
            "country": [153.0, 153.0, 153.0],
            "country_txt": ["Here", "Here", "Here"],
            "nkill": [3.0, NAN, 1.0],
        },
        [("Here", 2011, 2, 3.0, 1), ("Here", 2012, 1, 1.0, 0)],
    ),
    "us_aid_apart": (
        {
            "Country Code": ["AAA", "AAA", "AAA"],
            "Foreign Assistance Objective Name": ["Military", "Military", "Economic"],
            "International Purpose Name": ["Security", "Security", "Health"],
            "Transaction Type Name": ["Obligations", "Obligations", "Disbursements"],
            "Fiscal Year": ["1976", "1976tq", "1977"],
            "Constant Dollar Amount": [100.0, 25.0, 7.0],
        },
        [
            ("AAA", "military", "obligations", 1976, 125.0),
            ("AAA", "economic", "disbursements", 1977, 7.0),
        ],
    ),
    "entity_list": (
        {
            "_id": ["b", "a", "c"],
            "source": ["Entity List (EL) - Bureau", "Entity List (EL) - Bureau", "Unverified List (UVL)"],
            "name": ["Two", "One", "Three"],
            "addresses": ["Road 1, CN", "Road 2, PK", "Road 3, CN"],
            "federal_register_notice": ["84 FR 1", "", "84 FR 3"],
            "start_date": ["2019-05-21", "2018-03-22", "2019-01-01"],
        },
        [("a", "Road 2, PK", "2018-03-22"), ("b", "Road 1, CN", "2019-05-21")],
    ),
    "colt": (
        {
            "LeaderCountryISO": ["AAA", "AAA", "AAA", ""],
            "CountryVisitedISO": ["BBB", "BBB", "CCC", "BBB"],
            "TripYear": [2019.0, 2019.0, 2020.0, 2020.0],
            "LeaderRole": ["GS", "GS", "F", "G"],
        },
        [("AAA", "BBB", 2019), ("AAA", "CCC", 2020)],
    ),
    "defense_cooperation": (
        {
            "ccode1": [2.0, 2.0],
            "ccode2": [770.0, 750.0],
            "year": [2005.0, 2005.0],
            "dcaAnyV1": [1.0, NAN],
        },
        [(2, 770, 2005, 1)],
    ),
    "joint_exercises": (
        {
            "xID": [1.0, 1.0, 2.0, 2.0, 2.0],
            "startYear": [2000.0, 2000.0, 2000.0, 2000.0, 2000.0],
            "countryCode": [2.0, 770.0, 770.0, 2.0, 2.0],
        },
        [(2, 770, 2000, 2), (770, 2, 2000, 2)],
    ),
    "un_rollcalls_recent": (
        {
            "undl_id": [9.0, 9.0, 9.0],
            "ms_code": ["PAK", "USA", "IND"],
            "ms_name": ["PAKISTAN", "UNITED STATES", "INDIA"],
            "ms_vote": ["Y", "n", ""],
            "date": ["2024-05-10", "2024-05-10", "2024-05-10"],
            "session": ["ES-10", "ES-10", "ES-10"],
            "resolution": ["A/RES/ES-10/23"] * 3,
            "title": ["Admission"] * 3,
        },
        [
            (9, "PAK", "PAKISTAN", "Y", "2024-05-10", "ES-10", "A/RES/ES-10/23", "Admission"),
            (9, "USA", "UNITED STATES", "N", "2024-05-10", "ES-10", "A/RES/ES-10/23", "Admission"),
        ],
    ),
    "ideal_points_latest": (
        {
            "ccode": [770.0, 2.0],
            "iso3c": ["PAK", "USA"],
            "year": [2025.0, 2025.0],
            "IdealPointFP": [-0.3, NAN],
        },
        [(770, "PAK", 2025, -0.3)],
    ),
    "fbic": (
        {
            "iso3a": ["CHN", "USA"],
            "iso3b": ["PAK", ""],
            "year": [2020.0, 2020.0],
            "fbic": [0.2, 0.1],
            "bandwidth": [0.5, 0.1],
            "politicalbandwidth": [0.6, 0.1],
            "economicbandwidth": [0.4, 0.1],
            "securitybandwidth": [0.3, 0.1],
            "dependence": [0.4, 0.1],
            "economicdependence": [0.2, 0.1],
            "securitydependence": [0.7, 0.1],
        },
        [("CHN", "PAK", 2020, 0.2, 0.5, 0.4, 0.6, 0.4, 0.3, 0.2, 0.7)],
    ),
    "baci": (
        {
            "t": [2015.0, 2015.0, 2015.0],
            "i": [156.0, 156.0, 842.0],
            "j": [586.0, 586.0, 586.0],
            "k": ["010121", "010129", "010121"],
            "v": [1.5, 2.0, 0.25],
            "q": [1.0, NAN, 1.0],
        },
        [(156, 586, 2015, 3500.0), (842, 586, 2015, 250.0)],
    ),
    "aid_by_purpose": (
        {
            "DONOR": ["USA", "USA", "USA"],
            "RECIPIENT": ["PAK", "PAK", "PAK"],
            "SECTOR": [12220.0, 12220.0, 12220.0],
            "FLOW_TYPE": ["D", "D", "D"],
            "PRICE_BASE": ["V", "V", "Q"],
            "TIME_PERIOD": [2020.0, 2020.0, 2020.0],
            "OBS_VALUE": [1.0, 2.0, 9.0],
        },
        [("USA", "PAK", "12220", "D", 2020, 3.0)],
    ),
}


def run(given, sql):
    """Rows of a query over an invented file."""
    with duckdb.connect(":memory:") as connection:
        arrays = {
            name: np.asarray(cells, dtype=object if any(isinstance(c, str) for c in cells) else float)
            for name, cells in given.items()
        }
        connection.register("given", arrays)
        found = columns(connection, sql)
    return list(zip(*(array.tolist() for array in found.values()), strict=True))


def test_a_reply_of_the_world_bank_is_read(tmp_path):
    row = {"indicator": {"id": "FI.RES.TOTL.CD", "value": "Reserves"}, "country": {"id": "AA", "value": "Here"}}
    rows = [{**row, "countryiso3code": "AAA", "date": str(year), "value": v} for year, v in ((2001, 5.5), (2000, None))]
    file = tmp_path / "reply.json"
    file.write_text(json.dumps([{"page": 1, "pages": 1, "per_page": 20000, "total": 2}, rows]))
    download = DECLARED["wdi_reserves"].downloads[0]
    given = read_file(file, format=download.format, choices=download.choices).columns
    assert run(given, download.sql) == [("AAA", 2001, 5.5)]


def test_every_required_source_is_declared():
    assert set(REQUIRED) <= set(DECLARED)


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_a_declared_source_says_where_it_comes_from(name):
    source = DECLARED[name]
    assert source.url.startswith("https://"), "an official page"
    assert source.vantage
    assert source.funder
    assert source.faults
    assert source.publisher
    assert source.downloads
    assert source.license.name
    assert set(source.cites) <= KEYS
    assert not source.twin or source.twin in sources()
    assert source.twin != name


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_only_what_is_open_has_direct_addresses(name):
    source = DECLARED[name]
    for download in source.downloads:
        assert bool(download.url) == (source.access == "open"), download.name
        if download.url:
            parts = urlsplit(download.url)
            assert parts.scheme == "https"
            assert parts.hostname in source.hosts
        if download.gives:
            assert download.columns, "a file that becomes a table has columns that its reading relies on"
        else:
            assert any("layout not read" in fault or "no header" in fault for fault in source.faults)


def test_every_query_is_tried():
    assert set(LAYOUTS) == {name for name, source in DECLARED.items() if any(d.sql for d in source.downloads)}


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_the_query_reads_the_publishers_layout(name):
    given, expected = LAYOUTS[name]
    download = DECLARED[name].downloads[0]
    assert set(download.columns) <= set(given)
    assert run(given, download.sql) == expected


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_the_query_relies_on_its_declared_columns(name):
    given, _ = LAYOUTS[name]
    download = DECLARED[name].downloads[0]
    for column in download.columns:
        if re.search(rf"\b{re.escape(column)}\b", download.sql):
            with pytest.raises(ColumnsMoved):
                run({key: cells for key, cells in given.items() if key != column}, download.sql)
