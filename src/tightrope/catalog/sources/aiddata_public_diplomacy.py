"""AidData: China's public diplomacy in 39 Asian and Pacific states."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="aiddata_public_diplomacy",
    label="China's public diplomacy in Asia and the Pacific",
    publisher="AidData, William & Mary",
    url="https://www.aiddata.org/data/chinese-public-diplomacy-in-south-and-central-asia",
    version="2018 and 2019 releases (2000-2018)",
    license=License(name="ODC-BY (believed)", ships="values", verified=False),
    cites=("custer2018", "custer2019"),
    first=2000,
    last=2018,
    tables={
        "china_diplomacy": Table(
            path="aiddata_public_diplomacy/china_public_diplomacy_2000_2018.csv",
            columns=(
                "receiving_country",
                "iso3",
                "year",
                "confucius_institutes",
                "sister_cities_established",
                "government_visits",
                "military_visits",
                "total_elite_visits",
                "ambassador_op_eds",
                "journalist_visits",
                "media_partnerships",
                "outbound_chinese_students",
                "inbound_students_to_china",
            ),
        ),
    },
    vantage="United States, a university, with US government funds for both reports",
    faults=(
        "39 states only; East Asia and the Pacific end in 2016, others in 2017",
        "visits count provincial officials too; military visits start in 2003",
    ),
)
