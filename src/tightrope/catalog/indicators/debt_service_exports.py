"""Debt service in percent of exports and income."""

from tightrope.catalog.economy import macro
from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return debt service in percent of exports of goods, services and primary income."""
    return library.sql(macro("debt_servicing_costs_percent_of_exports_and_net_income_from_abroad"))


INDICATOR = Indicator(
    variable=Variable(
        name="debt_service_exports",
        family="world_bank_debt_service_exports",
        sources=("world_bank",),
        cites=("worldbank2024",),
        label="Debt service",
        unit="percent of exports and income from abroad",
        role="outcome",
        higher="heavier service",
        construct="debt service",
        transform="log1p",
        first=1970,
        last=2024,
        note="low- and middle-income states only; what is paid, not what is due",
    ),
    shape="state",
    form="values",
    compute=compute,
)
