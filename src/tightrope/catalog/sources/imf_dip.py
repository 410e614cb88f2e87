"""Direct investment positions of the two powers by counterpart."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import number, text, whole
from tightrope.core.citation import License

COLUMNS = (
    "COUNTRY.ID",
    "DV_TYPE.ID",
    "INDICATOR.ID",
    "COUNTERPART_COUNTRY.ID",
    "FREQUENCY.ID",
    "TIME_PERIOD",
    "OBS_VALUE",
)

SOURCE = Source(
    name="imf_dip",
    label="IMF Direct Investment Positions",
    publisher="International Monetary Fund",
    url="https://data.imf.org/en/datasets/IMF.STA:DIP",
    version="12.0.1",
    license=License(name="IMF terms of use: re-use with attribution", ships="derived", verified=False),
    cites=("imfdip",),
    first=2014,
    last=2024,
    tables={
        "imf_positions": Table(
            path="imf_dip_fdi/us_china_direct_investment_positions_2014_2024.parquet",
            columns=("country_iso3", "counterpart", "indicator", "basis", "year", "usd_million"),
        ),
    },
    domain="economic",
    role="measure",
    cadence="yearly",
    access="form",  # the portal's own export, with codes and names; the SDMX interface gives another layout
    downloads=(
        Download(
            name="imf_dip_export.csv",
            url="",
            format="csv",
            columns=COLUMNS,
            gives="imf_positions",
            sql=f"""
                SELECT {text("COUNTRY.ID")} AS country_iso3, {text("COUNTERPART_COUNTRY.ID")} AS counterpart,
                    {text("INDICATOR.ID")} AS indicator, {text("DV_TYPE.ID")} AS basis,
                    {whole("TIME_PERIOD")} AS year, {number("OBS_VALUE")} AS usd_million
                FROM given
                WHERE {text("FREQUENCY.ID")} = 'A' AND {number("OBS_VALUE")} IS NOT NULL
                ORDER BY ALL""",
        ),
    ),
    vantage="intergovernmental; each position is what the investor's authorities report",
    funder="members of the Fund",
    faults=(
        "by immediate counterpart: Hong Kong and Caribbean centers hold most of China's positions",
        "China's outward positions by its own report begin in 2018",
        "suppressed cells are absent",
        "positions of China in Korea and Kuwait stand in US$, a million times too large, and are left out",
        "the two bases, own report and partner's report, differ by large factors and are never mixed",
        "the inward file has no column of scale: its values are read as millions like the outward ones",
    ),
)
