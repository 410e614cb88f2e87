"""Every reading of a publisher's layout, on a small made file with the real header."""

from __future__ import annotations

import csv
import io
import math
from typing import Any

import duckdb
import numpy as np
import pytest

from tightrope.catalog.given import day, number, text, whole
from tightrope.catalog.shelf import sources

Rows = list[tuple[Any, ...]]
BANK = "countryiso3code,date,value\nPAK,2020,{}\nPAK,2021,\n,2020,5\nWLD,2020,7.5\n"
# (source, download) -> a file with the publisher's header and made values, and the rows that it becomes
LAYOUTS: dict[tuple[str, str], tuple[str, Rows]] = {
    ("aiddata_gcdf", "gcdf_3_0.zip"): (
        'AidData Record ID,Recommended For Aggregates,Recipient,Recipient ISO-3,Commitment Year,Flow Class,"Amount '
        '(Constant USD 2021)",Adjusted Amount (Constant USD 2021)\n'
        "1,Yes,Pakistan,PAK,2015,OOF-like,100,90\n"
        "2,Yes,Pakistan,PAK,2015,OOF-like,30,10\n"
        "3,Yes,Pakistan,PAK,2015,ODA-like,7,7\n"
        "4,Yes,Pakistan,PAK,2015,Vague TBD,2,2\n"
        "5,No,Pakistan,PAK,2015,OOF-like,1000,1000\n"
        "6,Yes,Angola,AGO,2016,ODA-like,,\n"
        '7,Yes,"Africa, regional",,2016,ODA-like,5,5\n',
        [(540, 2016, 0, 0, 0), (770, 2015, 100, 7, 2)],
    ),
    ("atop", "atop_5_1_csv.zip"): (
        "atopid1,ddyad,stateA,stateB,year,atopally,defense,offense,neutral,nonagg,consul\n"
        "3285,2770,2,770,1960,1,1,0,0,0,1\n9999,770710,770,710,2010,1,0,0,0,1,1\n",
        [(2, 770, 1960, 1), (770, 710, 2010, 0)],
    ),
    ("comtrade", "comtrade_by_partner.csv"): (
        "typeCode,freqCode,refYear,reporterCode,reporterISO,flowCode,partnerCode,partnerISO,partner2Code,cmdCode,"
        "customsCode,motCode,primaryValue\n"
        "C,A,2022,586,PAK,M,156,CHN,0,TOTAL,C00,0,16130.5\n"
        "C,A,2022,586,PAK,M,156,CHN,0,27,C00,0,99\n"
        "C,A,2022,586,PAK,M,156,CHN,0,TOTAL,C00,2100,77\n"
        "C,A,2022,586,PAK,X,842,USA,0,TOTAL,C00,0,6000\n"
        "C,A,2022,586,PAK,RX,842,USA,0,TOTAL,C00,0,3\n"
        "C,A,2022,586,PAK,M,356,IND,0,TOTAL,C00,0,8\n"
        "C,A,2022,490,S19,X,156,CHN,0,TOTAL,C00,0,120000\n",
        [
            ("PAK", "CHN", "imports", 2022, 16130.5, False),
            ("PAK", "USA", "exports", 2022, 6000, False),
            ("TWN", "CHN", "exports", 2022, 120000, False),
        ],
    ),
    ("comtrade", "comtrade_world.csv"): (
        "refYear,reporterISO,flowCode,partnerISO,partner2Code,cmdCode,customsCode,motCode,primaryValue\n"
        "2022,CHN,M,W00,0,TOTAL,C00,0,2700\n2022,CHN,X,W00,0,TOTAL,C00,0,3594\n2022,PAK,X,W00,0,TOTAL,C00,0,31\n"
        "2023,USA,M,W00,0,TOTAL,C00,0,3168\n",
        [("CHN", 2022, 2700, 3594), ("USA", 2023, 3168, None)],
    ),
    ("cow_capitals", "cow_capitals.rda"): (
        "ccode,statenme,capital,stdate,enddate,lat,lng\n770,Pakistan,Karachi,1947-08-14,1959-12-31,24.9,67.0\n"
        "770,Pakistan,Islamabad,1960-01-01,2024-12-31,33.7,73.1\n",
        [(770, "1959-12-31", 24.9, 67.0), (770, "2024-12-31", 33.7, 73.1)],
    ),
    ("cow_contiguity", "DirectContiguity320.zip"): (
        "dyad,state1no,state1ab,state2no,state2ab,year,conttype,version\n"
        "770750,770,PAK,750,IND,1947,1,3.2\n770750,770,PAK,750,IND,1948,1,3.2\n770750,770,PAK,750,IND,1950,1,3.2\n"
        "770780,770,PAK,780,SRI,1948,5,3.2\n",
        [
            (770, 750, 1, "1947-01-01", "1948-12-31"),
            (770, 750, 1, "1950-01-01", "1950-12-31"),
            (770, 780, 5, "1948-01-01", "1948-12-31"),
        ],
    ),
    ("cow_mid", "dyadic_mid_4.03_update.zip"): (
        "disno,dyindex,statea,namea,stateb,nameb,strtyr,year,endyear,hihost\n"
        "4007,1,750,IND,770,PAK,1999,1999,1999,5\n4007,2,770,PAK,750,IND,1999,1999,1999,5\n"
        "4400,1,2,USA,710,CHN,2001,2001,2001,3\n",
        [(4007, 750, 770, 1999, 1), (4007, 770, 750, 1999, 1), (4400, 2, 710, 2001, 1), (4400, 710, 2, 2001, 1)],
    ),
    ("cow_nmc", "cow_nmc.rda"): (
        "ccode,year,milex,milper,irst,pec,tpop,upop,cinc\n770,2022,10000,600,3000,90000,230000,70000,0.018\n",
        [(770, 2022, 10000, 600, 3000, 90000, 230000, 70000, 0.018)],
    ),
    ("cow_nmc", "NMC-70-abridged.csv"): (
        "stateabb,ccode,year,milex,milper,irst,pec,tpop,upop,cinc,version\n"
        "USA,2,1816,3823,17,80,254,8659,101,0.04,2025\nPAK,770,2022,-9,600,3000,-9,230000,70000,0.018,2025\n",
        [
            (2, 1816, 3823, 17, 80, 254, 8659, 101, 0.04),
            (770, 2022, None, 600, 3000, None, 230000, 70000, 0.018),
        ],
    ),
    ("cow_trade", "cow_trade_dyadic.zip"): (
        "ccode1,ccode2,year,importer1,importer2,flow1,flow2,smoothflow1,smoothflow2,source1,source2,version\n"
        "2,770,2014,United States of America,Pakistan,3672.5,1500,3672.5,1500,1,1,4\n"
        "2,771,1960,United States of America,Bangladesh,-9,-9,-9,-9,-9,-9,4\n"
        "710,770,2014,China,Pakistan,0,-9,0,-9,1,-9,4\n",
        [(2, 770, 2014, 3672.5, 1500), (710, 770, 2014, 0, None)],
    ),
    ("cow_trade", "cow_trade_national.zip"): (
        "ccode,statename,stateabb,year,imports,exports,alt_imports,alt_exports,source1,source2,version\n"
        "770,Pakistan,PAK,2014,47500,24700,,,1,1,4\n770,Pakistan,PAK,1947,-9,300,,,-9,1,4\n",
        [(770, 1947, None, 300), (770, 2014, 47500, 24700)],
    ),
    ("gml_mid", "gml_dirdisp.rda"): (
        "dispnum,ccode1,ccode2,year,midongoing,midonset\n4007,770,750,1999,1,1\n4007,750,770,1999,1,1\n",
        [(4007, 750, 770, 1999, 1), (4007, 770, 750, 1999, 1)],
    ),
    ("gpr", "data_gpr_export.dta"): (
        "month,GPR,GPRT,GPRA,GPRH\n1985-01-01,100.5,99,98,97\n1984-12-01,,,,101\n",
        [("1984-12-01 00:00:00", None), ("1985-01-01 00:00:00", 100.5)],
    ),
    ("imf_dip", "imf_dip_export.csv"): (
        "COUNTRY.ID,COUNTRY,DV_TYPE.ID,DV_TYPE,INDICATOR.ID,INDICATOR,COUNTERPART_COUNTRY.ID,COUNTERPART_COUNTRY,"
        "FREQUENCY.ID,FREQUENCY,TIME_PERIOD,OBS_VALUE,SCALE.ID,SCALE\n"
        'CHN,"China, People\'s Republic of",O,Reported,OTWD_D_NETAL_FALL_ALL,Outward,PAK,Pakistan,A,Annual,2021,7485.5,'
        '6,Millions\nCHN,"China, People\'s Republic of",O,Reported,OTWD_D_NETAL_FALL_ALL,Outward,PAK,Pakistan,A,Annual,'
        "2022,,6,Millions\n",
        [("CHN", "PAK", "OTWD_D_NETAL_FALL_ALL", "O", 2021, 7485.5)],
    ),
    ("pwt", "pwt1001.dta"): (
        "countrycode,country,currency_unit,year,rgdpe,rgdpo,pop,rgdpna\nPAK,Pakistan,Rupee,1950,1,2,37,50000.5\n"
        "PAK,Pakistan,Rupee,1949,,,,\n",
        [("PAK", 1949, None), ("PAK", 1950, 50000.5)],
    ),
    ("rand_terror", "RAND_Database_of_Worldwide_Terrorism_Incidents.csv"): (
        "Date,City,Country,Perpetrator,Weapon,Injuries,Fatalities,Description\n"
        "9-Feb-68,Somewhere,Argentina,Unknown,Firearms,0,2,made\n13-Feb-68,Elsewhere,Argentina,Unknown,Explosives,1,3,made\n"
        "11-Sep-01,Somewhere,United States,Unknown,Other,0,,made\n",
        [("Argentina", 1968, 5), ("United States", 2001, 0)],
    ),
    ("sipri_arms", "trade_register.csv"): (
        "SIPRI AT Database ID,Supplier,Recipient,Designation,Description,Armament category,Order date,Order date is "
        "estimate,Numbers delivered,Numbers delivered is estimate,Delivery year,Delivery year is estimate,Status,SIPRI "
        "estimate,TIV deal unit,TIV delivery values,Local production;\n"
        "1,China,Pakistan,X-1,frigate,Ships,2018,No,1,No,2021,No,New,100,100,100.5,No;\n"
        "2,China,Pakistan,X-2,missile,Missiles,2018,No,,No,,No,New,1,1,,No;\n",
        [("China", "Pakistan", 2021, 100.5)],
    ),
    ("tss_rivalries", "tss_rivalries.rda"): (
        "tssr_id,rivalry,ccode1,ccode2,start,end,positional,spatial\n1,India-Pakistan,750,770,1947,2020,1,1\n",
        [(750, 770, 1947, 2020)],
    ),
    ("ucdp_battle_deaths", "organizedviolencecy-251-csv.zip"): (
        "country_id_cy,country_cy,year_cy,region_cy,sb_exist_cy,sb_dyad_count_cy,sb_total_deaths_best_cy,"
        "ns_total_deaths_best_cy\n770,Pakistan,2009,Asia,1,3,6918,100\n"
        "2,United States of America,2009,Americas,0,0,0,0\n",
        [(2, 2009, 0), (770, 2009, 6918)],
    ),
    ("unga_votes", "ga_voting_votes.csv"): (
        "undl_id,ms_code,ms_name,ms_vote,date,session,resolution,title,total_yes,total_no,total_abstentions\n"
        "7,PAK,PAKISTAN,Y,1972-12-01,27,A/RES/27/1,T,2,1,0\n7,CHN,CHINA,N,1972-12-01,27,A/RES/27/1,T,2,1,0\n"
        "6,CHN,CHINA,Y,1971-10-25,26,A/RES/26/1,T,1,0,0\n6,GER,GERMANY,,1971-10-25,26,A/RES/26/1,T,1,0,0\n"
        "8,DEU,GERMANY,A,1980-01-14,ES-6,A/RES/ES-6/2,T,1,0,1\n8,SUN,USSR,NV,1980-01-14,ES-6,A/RES/ES-6/2,T,1,0,1\n"
        "8,YEM,YEMEN,x,1980-01-14,ES-6,A/RES/ES-6/2,T,1,0,1\n8,QQQ,NOWHERE,A N,1980-01-14,ES-6,A/RES/ES-6/2,T,1,0,1\n"
        "9,DEU,GERMANY,Y,2000-11-30,55,A/RES/55/1,T,1,0,0\n9,YUG,YUGOSLAVIA,Y,2000-11-30,55,A/RES/55/1,T,1,0,0\n",
        [
            (6, 713, "Y", False),
            (7, 710, "N", False),
            (7, 770, "Y", False),
            (8, 260, "A", False),
            (8, 365, "X", False),
            (8, 678, "X", False),
            (8, None, None, True),
            (9, 255, "Y", False),
            (9, 345, "Y", False),
        ],
    ),
    ("unga_votes", "ga_voting_resolutions.csv"): (
        "undl_id,ms_code,ms_vote,date,session,resolution,title,total_yes,total_no,total_abstentions\n"
        "7,PAK,Y,1972-12-01,27,A/RES/27/1,Peace,2,1,0\n7,CHN,N,1972-12-01,27,A/RES/27/1,Peace,2,1,0\n"
        "8,DEU,A,1980-01-14,ES-6,A/RES/ES-6/2,Afghanistan,104,18,18\n9,DEU,,2000-11-30,55,A/RES/55/9,Without,,,\n",
        [
            (7, "GA", "A/RES/27/1", "1972-12-01", "Peace", True, 2, 1, 0, 27, 1972, *[None] * 7, "none"),
            (8, "GA", "A/RES/ES-6/2", "1980-01-14", "Afghanistan", True, 104, 18, 18, None, 1980, *[None] * 7, "none"),
        ],
    ),
    ("us_census_trade", "country.xlsx"): (
        "year,CTY_CODE,CTYNAME,IJAN,IDEC,IYR,EJAN,EDEC,EYR\n2022,0001,OPEC,1,1,10,1,1,20\n"
        "2022,5350,Pakistan,500,400,5999,200,100,3177\n2023,5350,Pakistan,510,0,510,210,0,210\n",
        [(2022, 1, "OPEC", 10, 20), (2022, 5350, "Pakistan", 5999, 3177)],
    ),
    ("us_foreign_aid", "us_foreign_aid_country.csv"): (
        "Country ID,Country Code,Country Name,Region ID,Region Name,Income Group Name,Transaction Type ID,Transaction "
        "Type Name,Fiscal Year,current_amount,constant_amount\n"
        "1,PAK,Pakistan,5,South and Central Asia,Lower,2,Obligations,2010,2680,3400\n"
        "1,PAK,Pakistan,5,South and Central Asia,Lower,2,Obligations,1976tq,10,-40\n",
        [("PAK", "Pakistan", "Obligations", 1976, 10, -40), ("PAK", "Pakistan", "Obligations", 2010, 2680, 3400)],
    ),
    ("vdem", "V-Dem-CY-Core-v15_csv.zip"): (
        "country_name,country_text_id,country_id,year,v2x_polyarchy,v2x_polyarchy_codelow,v2x_polyarchy_codehigh,"
        "v2x_polyarchy_sd\nPakistan,PAK,29,2024,0.313,0.28,0.34,0.03\nPakistan,PAK,29,1946,,,,\n",
        [("PAK", 1946, None, None), ("PAK", 2024, 0.313, 0.03)],
    ),
    ("wgi", "government_effectiveness.json"): (
        "indicator.id,indicator.value,country.id,country.value,countryiso3code,date,value\n"
        "GOV_WGI_GE.EST,e,PK,Pakistan,PAK,2021,-0.4\nGOV_WGI_GE.SE,s,PK,Pakistan,PAK,2021,0.2\n"
        "GOV_WGI_GE.EST,e,PK,Pakistan,PAK,1999,\n",
        [("PAK", 2021, -0.4, 0.2)],
    ),
    ("world_bank_energy", "EG.IMP.CONS.ZS.json"): (
        BANK.format(24.5) + "ROM,2014,20\n",
        [("Pakistan", 2020, 24.5), ("Romania", 2014, 20)],
    ),
}
for _download in sources()["world_bank"].downloads:
    _name = {"NY.GDP.MKTP.KD": "total_gdp_us_inflation_adjusted"}.get(_download.name.removesuffix(".json"), "")
    LAYOUTS["world_bank", _download.name] = (
        BANK.format(10.5),
        [(_name or Ellipsis, "PAK", 2020, 10.5), (_name or Ellipsis, "WLD", 2020, 7.5)],
    )
for _download in sources()["world_bank_selected"].downloads:
    _code = _download.name.removesuffix(".json")
    LAYOUTS["world_bank_selected", _download.name] = (
        BANK.format(8),
        [("PAK", _code, 2020, 8), ("WLD", _code, 2020, 7.5)],
    )
READ = [(n, d) for n, s in sources().items() if not s.to_pull for d in s.downloads if d.sql]


def as_read(file: str, *, plain: bool) -> duckdb.DuckDBPyConnection:
    """Return a connection with the view `given` as a reader hands a file on.

    Parameters
    ----------
    plain : everything as text; else columns of numbers as numbers, a missing one NaN, and empty text "".
    """
    table = list(csv.reader(io.StringIO(file)))
    columns: dict[str, np.ndarray] = {}
    for i, name in enumerate(table[0]):
        cells = [row[i] for row in table[1:]]
        try:
            values = np.array([float(c) if c else math.nan for c in cells])
        except ValueError:
            values = np.array(cells, dtype=object)
        leading = any(len(c) > 1 and c[0] == "0" and c.isdigit() for c in cells)
        columns[name] = np.array(cells, dtype=object) if plain or leading else values
    connection = duckdb.connect(":memory:")
    connection.register("given", columns)
    return connection


@pytest.mark.parametrize("plain", [True, False], ids=["text", "numbers"])
@pytest.mark.parametrize(("name", "download"), READ, ids=[f"{n}:{d.name}" for n, d in READ])
def test_a_layout_becomes_the_table(name: str, download: Any, plain: bool) -> None:
    file, wanted = LAYOUTS[name, download.name]
    assert set(download.columns) <= set(next(csv.reader([file.splitlines()[0]]))), "the made header is the publisher's"
    connection = as_read(file, plain=plain)
    columns = sources()[name].tables[download.gives].columns
    listed = ", ".join(f'"{c}"' for c in columns)
    found = connection.execute(f"SELECT {listed} FROM ({download.sql})").fetchall()
    rows = [tuple(str(cell) if hasattr(cell, "isoformat") else cell for cell in row) for row in found]
    key = [tuple((cell is None, str(cell)) for cell in row) for row in rows]
    rows = [row for _, row in sorted(zip(key, rows, strict=True))]
    wanted = sorted(wanted, key=lambda row: [(cell is None, str(cell)) for cell in row])
    assert len(rows) == len(wanted)
    for row, expected in zip(rows, wanted, strict=True):
        for cell, value in zip(row, expected, strict=True):
            assert value is Ellipsis or cell == value, (row, expected)
            assert cell is None or not (isinstance(cell, float) and math.isnan(cell)), "missing is NULL, never NaN"


def test_no_made_file_is_left_over() -> None:
    assert set(LAYOUTS) == {(n, d.name) for n, d in READ}


def test_a_month_of_stata_is_a_month_whether_number_or_date() -> None:
    reading = sources()["gpr"].downloads[0].sql
    connection = duckdb.connect(":memory:")
    connection.register("given", {"month": np.array([300.0, 0.0]), "GPR": np.array([1.5, np.nan])})
    assert [(str(m), g) for m, g in connection.execute(reading).fetchall()] == [
        ("1960-01-01 00:00:00", None),
        ("1985-01-01 00:00:00", 1.5),
    ]


def test_every_series_of_the_bank_has_a_name_that_a_query_asks_for() -> None:
    names = [d.sql.split("'")[1] for d in sources()["world_bank"].downloads]
    assert len(set(names)) == len(names) == 9


def test_cells() -> None:
    connection = duckdb.connect(":memory:")
    connection.execute(
        "CREATE VIEW given AS SELECT ' 12.0 ' AS a, '' AS b, '-9' AS c, 'nan'::DOUBLE AS d, 10957.0 AS e"
    )
    asked = (number("a"), whole("a"), text("a"), text("b"), number("b"), number("c", -9), number("d"), whole("d"))
    assert connection.execute(f"SELECT {', '.join(asked)} FROM given").fetchone() == (
        *(12.0, 12, "12.0"),
        *[None] * 5,
    )
    assert str(connection.execute(f"SELECT {day('e')} FROM given").fetchone()[0]) == "2000-01-01"
