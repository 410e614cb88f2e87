"""Penn World Table: real GDP since 1950."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import number, text, whole
from tightrope.core.citation import License

SOURCE = Source(
    name="pwt",
    label="Penn World Table",
    publisher="Groningen Growth and Development Centre",
    url="https://www.rug.nl/ggdc/productivity/pwt/",
    version="10.01",
    license=License(name="CC BY 4.0", ships="values", verified=False),
    cites=("feenstra2015",),
    first=1950,
    last=2019,
    tables={"pwt": Table(path="pwt/pwt_10_01.parquet", columns=("isocode", "year", "rgdpna"))},
    domain="economic",
    role="measure",
    twin="world_bank",
    cadence="irregular",
    access="open",
    hosts=("dataverse.nl", "objectstore.surf.nl"),
    downloads=(
        Download(
            name="pwt1001.dta",
            url="https://dataverse.nl/api/access/datafile/354098",
            format="dta",
            columns=("countrycode", "year", "rgdpna"),
            gives="pwt",
            sql=f"""
                SELECT {text("countrycode")} AS isocode, {whole("year")} AS year, {number("rgdpna")} AS rgdpna
                FROM given ORDER BY 1, 2""",
            megabytes=20,
        ),
    ),
    vantage="Netherlands (university)",
    funder="University of Groningen and public research funds",
    faults=(
        "used only to carry real GDP back before the World Bank's first year",
        "a newer release (11.0, to 2023, prices of 2021) is out: growth rates move with every release",
        "some hosts of the file turn programs away",
    ),
)
