"""Formal bilateral influence, declared and to be fetched from its page."""

from tightrope.catalog.entry import Download, Source
from tightrope.core.citation import License

SOURCE = Source(
    name="fbic",
    label="Formal Bilateral Influence Capacity (FBIC)",
    publisher="Pardee Institute, University of Denver",
    url="https://korbel.du.edu/pardee/diplometrics",
    version="as retrieved",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=(),
    first=1960,
    last=2022,
    domain="diplomatic",
    role="validate",
    cadence="irregular",
    access="form",
    hosts=("korbel.du.edu",),
    downloads=(
        Download(
            name="fbic.csv",
            url="",
            format="csv",
            columns=(
                "iso3a",
                "iso3b",
                "year",
                "fbic",
                "bandwidth",
                "politicalbandwidth",
                "economicbandwidth",
                "securitybandwidth",
                "dependence",
                "economicdependence",
                "securitydependence",
            ),
            gives="fbic",
            sql="""
                SELECT iso3a AS power, iso3b AS state, TRY_CAST(year AS INTEGER) AS year,
                    TRY_CAST(fbic AS DOUBLE) AS influence,
                    TRY_CAST(bandwidth AS DOUBLE) AS bandwidth, TRY_CAST(dependence AS DOUBLE) AS dependence,
                    TRY_CAST(politicalbandwidth AS DOUBLE) AS political_bandwidth,
                    TRY_CAST(economicbandwidth AS DOUBLE) AS economic_bandwidth,
                    TRY_CAST(securitybandwidth AS DOUBLE) AS security_bandwidth,
                    TRY_CAST(economicdependence AS DOUBLE) AS economic_dependence,
                    TRY_CAST(securitydependence AS DOUBLE) AS security_dependence
                FROM given WHERE iso3a <> '' AND iso3b <> '' ORDER BY power, state, year
            """,
            megabytes=1500,
        ),
    ),
    vantage="United States (university, with the Atlantic Council)",
    funder="US government contracts among others (believed)",
    faults=(
        "A's influence over B: the first state of a row is the one that influences",
        "the columns were read in public code that uses the file, not in its codebook",
        "expert weights, and no uncertainty; the last years are revised",
        "built on trade, arms, aid and alliances that other sources here hold: not a second witness",
    ),
    gives="Formal influence of each power over each state",
)
