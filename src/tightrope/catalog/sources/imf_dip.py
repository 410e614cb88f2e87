"""Direct investment positions by counterpart economy."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

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
            columns=("country_iso3", "counterpart", "counterpart_name", "indicator", "basis", "year", "usd_million"),
        ),
    },
    vantage="intergovernmental; each position is what the investor's authorities report",
    faults=(
        ("by immediate counterpart: Hong Kong and Caribbean centers hold most of China's positions"),
        "China's outward positions by its own report begin in 2018",
        "suppressed cells are absent",
        ("positions of China in Korea and Kuwait stand in US$, a million times too large, and are left out"),
    ),
)
