"""US-China tension index, declared and to be fetched from its page."""

from tightrope.catalog.entry import Download, Source
from tightrope.core.citation import License

SOURCE = Source(
    name="us_china_tension",
    label="US-China Tension index",
    publisher="Economic Policy Uncertainty",
    url="https://www.policyuncertainty.com/US_China_Tension.html",
    version="as retrieved",
    license=License(name="free with citation, terms not read", ships="never", verified=False),
    cites=(),
    first=1993,
    last=2025,
    domain="diplomatic",
    role="validate",
    twin="gpr",
    cadence="monthly",
    access="form",
    hosts=("www.policyuncertainty.com",),
    downloads=(Download(name="us_china_tension.xlsx", url="", format="xlsx", megabytes=20),),
    vantage="United States (newspapers, universities): what their editors find worth printing",
    funder="not stated on what was read",
    faults=("layout not read here", "counts articles, so attention moves it as much as tension"),
    gives="US-China tension in newspapers",
)
