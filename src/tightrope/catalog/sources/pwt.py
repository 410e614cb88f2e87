"""Penn World Table."""

from tightrope.catalog.entry import Source, Table
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
    tables={
        "pwt": Table(
            path="pwt/pwt_10_01.parquet",
            columns=(
                "country",
                "isocode",
                "year",
                "rgdpe",
                "rgdpo",
                "rgdpna",
                "pop",
                "emp",
                "hc",
                "csh_x",
                "csh_m",
                "csh_i",
                "csh_g",
                "xr",
                "pl_con",
            ),
        ),
    },
    vantage="Netherlands (university)",
)
