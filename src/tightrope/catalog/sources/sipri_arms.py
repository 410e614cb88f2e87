"""SIPRI Arms Transfers Database: trend-indicator table, delivery register and deal register."""

from tightrope.catalog.entry import Source, Table
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
            columns=(
                "sipri_id",
                "supplier",
                "recipient",
                "designation",
                "description",
                "category",
                "order_year",
                "order_year_est",
                "n_delivered",
                "n_delivered_est",
                "delivery_year",
                "delivery_year_est",
                "status",
                "sipri_estimate",
                "tiv_unit",
                "tiv_delivered",
                "local_production",
            ),
        ),
        "sipri_deals": Table(
            path="sipri_arms/deal_register_to_2023.parquet",
            columns=(
                "recipient",
                "supplier",
                "order_year",
                "order_year_q",
                "n_ordered",
                "n_ordered_q",
                "designation",
                "description",
                "n_delivered",
                "n_delivered_q",
                "delivery_years",
                "status",
                "comments",
                "tiv_unit",
                "tiv_order",
                "tiv_delivered",
            ),
        ),
    },
    vantage="Sweden, public funds; open sources only, major weapons only, volume and not price",
    faults=(
        "the table of 1950-2021 is an older vintage in whole numbers; a delivery below half a unit reads 0 in it",
        "deliveries of the last years are revised upward in later vintages",
        "small arms, services and most components are not in it",
    ),
)
