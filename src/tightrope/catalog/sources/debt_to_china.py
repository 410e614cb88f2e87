"""Debt owed to China by debtor, declared and to be pulled."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="debt_to_china",
    label="World Bank International Debt Statistics",
    publisher="World Bank",
    url="https://databank.worldbank.org/source/international-debt-statistics",
    version="as retrieved",
    license=License(name="CC BY 4.0", ships="values", verified=False),
    cites=("worldbank2024",),
    first=1970,
    last=2024,
    tables={"debt_by_creditor": Table(path="", columns=("iso3", "creditor", "year", "usd"))},
    domain="economic",
    role="measure",
    twin="aiddata_gcdf",
    cadence="yearly",
    access="form",
    hosts=("databank.worldbank.org", "api.worldbank.org"),
    downloads=(
        Download(
            name="ids.csv",
            url="",
            format="csv",
            columns=("Country Code", "Counterpart-Area Name", "Series Code"),
            gives="debt_by_creditor",
            sql="""
                WITH wide AS (
                    SELECT trim("Country Code") AS iso3, trim("Counterpart-Area Name") AS creditor,
                        trim("Series Code") AS series, COLUMNS('^[0-9]{4}$')::VARCHAR
                    FROM given
                ), long AS (
                    UNPIVOT wide ON COLUMNS(* EXCLUDE (iso3, creditor, series)) INTO NAME year VALUE usd
                )
                SELECT iso3, creditor, TRY_CAST(year AS INTEGER) AS year, try_cast(usd AS DOUBLE) AS usd
                FROM long
                WHERE series = 'DT.DOD.DPPG.CD' AND isfinite(try_cast(usd AS DOUBLE))
                ORDER BY iso3, creditor, year
            """,
            megabytes=1000,
        ),
    ),
    vantage="intergovernmental; what debtors report, so hidden loans are not in it",
    funder="member states of the World Bank",
    faults=(
        "public and publicly guaranteed debt of low- and middle-income states only",
        "the file's year columns are read as four digits; a file from DataBank that names them otherwise is refused",
        "creditors are named: China's line is 'China', bonds and banks have lines of their own",
        "columns of years to come hold payments due, not debt",
        "the open API answers nested JSON (source 6, counterpart area 730), which is not read here",
    ),
    gives="Debt owed to China",
)
