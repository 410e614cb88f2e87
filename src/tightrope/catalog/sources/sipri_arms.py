"""SIPRI arms transfers: the older table, the delivery register and the deals."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import number, text, whole
from tightrope.core.citation import License

SOURCE = Source(
    name="sipri_arms",
    label="SIPRI Arms Transfers Database",
    publisher="Stockholm International Peace Research Institute",
    url="https://armstransfers.sipri.org/ArmsTransfer/",
    version="trade register of 2026-02-12 (1995-2024), table to 2021 (1950-2021), deals to 2023",
    license=License(name="SIPRI terms and conditions (use with citation)", ships="derived", verified=False),
    cites=("sipri_arms",),
    first=1950,
    last=2024,
    tables={
        "sipri_tiv": Table(
            path="sipri_arms/tiv_dyad_year_1950_2021.parquet",
            columns=("supplier", "recipient", "year", "tiv_musd1990", "supplier_cown", "recipient_cown"),
        ),
        "sipri_deliveries": Table(
            path="sipri_arms/deliveries_1995_2024.parquet",
            columns=("supplier", "recipient", "delivery_year", "tiv_delivered"),
        ),
        "sipri_deals": Table(
            path="sipri_arms/deal_register_to_2023.parquet", columns=("recipient", "delivery_years", "tiv_delivered")
        ),
    },
    domain="security",
    role="measure",
    cadence="yearly",
    access="form",
    downloads=(
        Download(
            name="trade_register.csv",  # the export by delivery; eleven lines stand before the header
            url="",
            format="csv",
            choices={"skip": "11", "delimiter": ","},
            columns=("Supplier", "Recipient", "Delivery year", "TIV delivery values"),
            gives="sipri_deliveries",
            sql=f"""
                SELECT {text("Supplier")} AS supplier, {text("Recipient")} AS recipient,
                    {whole("Delivery year")} AS delivery_year, {number("TIV delivery values")} AS tiv_delivered
                FROM given WHERE {whole("Delivery year")} IS NOT NULL ORDER BY ALL""",
        ),
    ),
    vantage="Sweden, public funds; open sources only, major weapons only, volume and not price",
    funder="Swedish government grant, and others",
    faults=(
        "the table of 1950-2021 is an older vintage in whole numbers; a delivery below half a unit reads 0 in it",
        "deliveries of the last years are revised upward in later vintages",
        "small arms, services and most components are not in it",
        "the register is headed 1995 to 2025, but 2024 is the last year with deliveries",
        "states stand by SIPRI's names, the Soviet Union apart from Russia, armed groups with an asterisk",
        "of the form's three exports only the register by delivery is read; the table by year and the deals are kept "
        "as received",
    ),
)
