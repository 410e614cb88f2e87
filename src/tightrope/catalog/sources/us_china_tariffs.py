"""Tariffs between the powers since 2018, declared and to be fetched from their page."""

from tightrope.catalog.entry import Download, Source
from tightrope.core.citation import License

SOURCE = Source(
    name="us_china_tariffs",
    label="US-China Trade War Tariffs: An Up-to-Date Chart",
    publisher="C. Bown, Peterson Institute for International Economics",
    url="https://www.piie.com/research/piie-charts/2019/us-china-trade-war-tariffs-date-chart",
    version="as retrieved",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=(),
    first=2018,
    last=2025,
    domain="economic",
    role="measure",
    cadence="irregular",
    access="form",
    hosts=("www.piie.com",),
    downloads=(Download(name="us_china_tariffs.xlsx", url="", format="xlsx", megabytes=20),),
    vantage="United States (research institute, for open trade)",
    funder="foundations, companies and private givers",
    faults=(
        "layout not read here",
        "averages weighted by trade before the tariffs; exclusions are not all in it",
    ),
    gives="Tariffs between the two powers since 2018",
)
