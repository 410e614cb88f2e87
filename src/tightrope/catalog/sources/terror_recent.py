"""Terrorism deaths after 2009, declared and to be asked for."""

from tightrope.catalog.entry import Download, Source
from tightrope.core.citation import License

SOURCE = Source(
    name="terror_recent",
    label="Global Terrorism Database",
    publisher="START, University of Maryland",
    url="https://www.start.umd.edu/gtd/",
    version="as retrieved",
    license=License(name="GTD end user agreement (no redistribution)", ships="never", verified=False),
    cites=("lafree2007",),
    first=1970,
    last=2021,
    domain="security",
    role="measure",
    twin="rand_terror",
    cadence="irregular",
    access="form",
    hosts=("www.start.umd.edu",),
    downloads=(
        Download(
            name="globalterrorismdb.xlsx",
            url="",
            format="xlsx",
            columns=("eventid", "iyear", "country_txt", "nkill"),
            gives="gtd_country_year",
            sql="""
                SELECT country_txt AS country, TRY_CAST(iyear AS INTEGER) AS year, count(*) AS attacks,
                    sum(TRY_CAST(nkill AS DOUBLE)) FILTER (WHERE isfinite(TRY_CAST(nkill AS DOUBLE))) AS deaths,
                    count(*) FILTER (WHERE nkill IS NULL OR isnan(TRY_CAST(nkill AS DOUBLE))) AS unknown
                FROM given GROUP BY 1, 2 ORDER BY 1, 2
            """,
            megabytes=300,
        ),
    ),
    vantage="United States (university); coded from news, and more is found as the coding method changes",
    funder="US government agencies",
    faults=(
        "1993 is lost and not in the file",
        "methods changed in 1998, 2008 and 2012: a rise there may be one of coding",
        "the number killed is unknown for some attacks, counted apart",
        "the public file ends in 2020 or mid-2021",
    ),
    gives="Deaths from terrorism after 2009",
)
