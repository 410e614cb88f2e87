"""Militarized interstate disputes."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import whole
from tightrope.core.citation import License

SOURCE = Source(
    name="cow_mid",
    label="COW Militarized Interstate Disputes",
    publisher="Correlates of War Project",
    url="https://correlatesofwar.org/data-sets/mids/",
    version="5",
    license=License(
        name="COW terms: free for research with citation, no open license", ships="derived", verified=False
    ),
    cites=("palmer2021",),
    first=1816,
    last=2014,
    tables={
        "mid_dyads": Table(
            path="cow/mid_dirdisps.parquet", columns=("dispnum", "ccode1", "ccode2", "year", "dispongoing")
        ),
    },
    domain="security",
    role="measure",
    twin="gml_mid",
    cadence="irregular",
    access="open",
    hosts=("correlatesofwar.org",),
    downloads=(
        Download(
            name="dyadic_mid_4.03_update.zip",
            url="https://correlatesofwar.org/wp-content/uploads/dyadic_mid_4.03_update.zip",
            format="csv",
            member="dyadic_mid_4.03_update/dyadic_mid_4.03.csv",
            choices={"encoding": "latin-1"},
            columns=("disno", "statea", "stateb", "year"),
            gives="mid_dyads",
            sql=f"""
                SELECT DISTINCT dispnum, ccode1, ccode2, year, 1 AS dispongoing FROM (
                    SELECT {whole("disno")} AS dispnum, {whole("statea")} AS ccode1, {whole("stateb")} AS ccode2,
                        {whole("year")} AS year
                    FROM given
                    UNION ALL SELECT {whole("disno")}, {whole("stateb")}, {whole("statea")}, {whole("year")} FROM given
                ) ORDER BY 1, 2, 3, 4""",
            megabytes=50,
        ),
    ),
    vantage="United States (university project); coded from news and histories, Western papers above all",
    funder="US National Science Foundation and universities",
    faults=(
        "ends in 2014; clashes of the Kashmir line after that are not in it",
        "the folder's table was made by peacesciencer from disputes 5; the download is the project's own list of "
        "dyads 4.03, where a dispute stands in every year it lasted",
        "the publisher's server does not always send its whole certificate chain, so a download can be refused",
    ),
)
