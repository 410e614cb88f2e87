"""Global Sanctions Data Base."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="gsdb",
    label="Global Sanctions Data Base",
    publisher="G. Felbermayr, C. Syropoulos, Y. Yotov and others",
    url="https://www.globalsanctionsdatabase.com/",
    version="4",
    license=License(name="free for research on request, citation required", ships="derived", verified=False),
    cites=("felbermayr2020", "yalcin2025"),
    first=1949,
    last=2023,
    tables={
        "gsdb_cases": Table(
            path="gsdb_sanctions/gsdb_v4_cases.parquet",
            columns=(
                "case_id",
                "sanctioned_state",
                "sanctioning_state",
                "begin",
                "end",
                "trade",
                "descr_trade",
                "arms",
                "military",
                "financial",
                "travel",
                "other",
                "target_mult",
                "sender_mult",
                "objective",
                "success",
            ),
        ),
    },
    vantage="Austria, Germany and the United States (institutes)",
    faults=(
        "informal Chinese measures are under-counted",
        "an end in 2023 may mean that the case goes on",
        "cases, not listed firms or persons",
        "years only, no days",
    ),
)
