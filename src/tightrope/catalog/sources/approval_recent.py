"""Approval of the powers' leadership, declared; sold by its publisher."""

from tightrope.catalog.entry import Download, Source
from tightrope.core.citation import License

SOURCE = Source(
    name="approval_recent",
    label="Gallup World Poll: approval of leadership",
    publisher="Gallup",
    url="https://www.gallup.com/analytics/318875/global-research.aspx",
    version="as retrieved",
    license=License(name="license sold by the publisher", ships="never", verified=False),
    cites=(),
    first=2006,
    last=2025,
    domain="societal",
    role="measure",
    twin="pew_gas",
    cadence="yearly",
    access="account",
    hosts=("www.gallup.com",),
    downloads=(Download(name="approval.csv", url="", format="csv", megabytes=50),),
    vantage="United States (company); about 1,000 people a state and year",
    funder="its buyers",
    faults=("layout not read here", "not every state is asked every year; China is asked little"),
    gives="Public approval of the powers after 2015",
)
