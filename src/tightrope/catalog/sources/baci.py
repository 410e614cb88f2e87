"""Reconciled bilateral goods trade after 2014, declared and to be pulled."""

from tightrope.catalog.entry import Download, Source
from tightrope.core.citation import License

VERSION = "202601"
SOURCE = Source(
    name="baci",
    label="BACI: International Trade Database at the Product Level, HS92",
    publisher="CEPII",
    url="https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
    version=VERSION,
    license=License(name="Etalab Open Licence 2.0", ships="values", verified=False),
    cites=("gaulier2010",),
    first=1995,
    last=2024,
    domain="economic",
    role="measure",
    twin="imf_imts",
    cadence="yearly",
    access="open",
    hosts=("www.cepii.fr",),
    downloads=tuple(
        Download(
            name=f"BACI_HS92_Y{year}_V{VERSION}.csv",
            url=f"https://www.cepii.fr/DATA_DOWNLOAD/baci/data/BACI_HS92_V{VERSION}.zip",
            format="csv",
            columns=("t", "i", "j", "k", "v", "q"),
            gives=f"baci_{year}",
            sql="""
                SELECT TRY_CAST(i AS INTEGER) AS exporter, TRY_CAST(j AS INTEGER) AS importer,
                    TRY_CAST(t AS INTEGER) AS year,
                    1000 * sum(TRY_CAST(v AS DOUBLE)) AS usd
                FROM given WHERE isfinite(TRY_CAST(v AS DOUBLE)) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            """,
            member=f"BACI_HS92_Y{year}_V{VERSION}.csv",
            megabytes=4000,
        )
        for year in range(2015, 2025)
    ),
    vantage="France (public research); partners' figures reconciled by how well each reports",
    funder="France, Prime Minister's services",
    faults=(
        "one archive of gigabytes holds every year, and a year has more than ten million rows",
        "states carry numbers close to ISO's, with exceptions such as 490 for Taiwan ('Other Asia')",
        "no flow is no row: neither zero nor missing is said",
        "exports without freight, so it stands below customs figures of imports",
    ),
    gives="Reconciled goods trade of all pairs after 2016",
)
