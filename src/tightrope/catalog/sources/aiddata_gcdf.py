"""Chinese development finance by recipient and year."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import number, text, whole
from tightrope.catalog.naming import codes_table, cow_table
from tightrope.core.citation import License

AMOUNT = "Adjusted Amount (Constant USD 2021)"
CLASSES = {"oof_adj": "OOF%", "oda_adj": "ODA%", "vof_adj": "Vague%"}
_sums = ", ".join(
    f"""sum(coalesce({number(AMOUNT)}, 0)) FILTER ({text("Flow Class")} ILIKE '{like}')::DOUBLE AS {name}_seen"""
    for name, like in CLASSES.items()
)
_cells = ", ".join(f"coalesce({name}_seen, 0) AS {name}" for name in CLASSES)
BY_RECIPIENT = f"""
    SELECT ccode, year, {_cells} FROM (
        SELECT w.ccode, g.year, {_sums} FROM (
            SELECT *, {text("Recipient ISO-3")} AS code, {whole("Commitment Year")} AS year FROM given
            WHERE {text("Recommended For Aggregates")} = 'Yes'
        ) g
        JOIN {codes_table()} c ON c.code = g.code
        JOIN {cow_table()} w ON w.iso3 = c.iso3 AND g.year BETWEEN w.first AND w.last
        GROUP BY ALL
    ) ORDER BY ccode, year"""

SOURCE = Source(
    name="aiddata_gcdf",
    label="AidData Global Chinese Development Finance",
    publisher="AidData at William & Mary",
    url="https://www.aiddata.org/data/aiddatas-global-chinese-development-finance-dataset-version-3-0",
    version="3.0",
    license=License(name="ODC-BY 1.0", ships="values", verified=False),
    cites=("custer2023",),
    first=2000,
    last=2021,
    tables={
        "gcdf": Table(
            path="aiddata_gcdf3/gcdf3_country_year_cow.parquet",
            columns=("ccode", "year", "oof_adj", "oda_adj", "vof_adj"),
        ),
    },
    domain="economic",
    role="measure",
    twin="debt_to_china",
    cadence="irregular",
    access="open",
    hosts=("docs.aiddata.org",),
    downloads=(
        Download(
            name="gcdf_3_0.zip",
            url="https://docs.aiddata.org/ad4/datasets/"
            "AidDatas_Global_Chinese_Development_Finance_Dataset_Version_3_0.zip",
            format="xlsx",
            member="AidDatas_Global_Chinese_Development_Finance_Dataset_Version_3_0/"
            "AidDatasGlobalChineseDevelopmentFinanceDataset_v3.0.xlsx",
            choices={"sheet": "GCDF_3.0"},
            columns=("Recipient ISO-3", "Commitment Year", "Flow Class", "Recommended For Aggregates", AMOUNT),
            gives="gcdf",
            sql=BY_RECIPIENT,
            megabytes=100,
        ),
    ),
    vantage="United States (university, funded by US agencies and foundations); built from public records of a "
    "lender that does not publish",
    funder="US agencies and foundations",
    faults=(
        "commitments, not disbursements",
        "rollovers of emergency loans are left out of the adjusted amounts that are used here: with them Pakistan "
        "stands at 103 and not 70 billion dollars, Argentina at 139 and not 38",
        "only records recommended for aggregates count; a project without an amount counts as nothing",
        "the folder's table is a sum over projects made by others; a download is summed here",
        "regional projects without a recipient state are left out",
        "a country that never appears may have got nothing or not been looked at",
    ),
)
