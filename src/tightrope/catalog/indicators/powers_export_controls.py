"""Export controls between the powers: parties in the other that the United States put on the Entity List."""

from tightrope.catalog.conflict import CONTROLS
from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return parties in each other power listed in the year and still listed, 0 where none."""
    return library.sql(
        f"WITH {CONTROLS} SELECT least('USA', state) || '-' || greatest('USA', state) AS state, year, n AS value "
        "FROM controls WHERE list_contains($powers, 'USA') AND list_contains($powers, state)",
        {"powers": list(powers)},
    )


INDICATOR = Indicator(
    variable=Variable(
        name="powers_export_controls",
        label="Parties in the other power put on the US Entity List",
        unit="parties listed in the year",
        role="pressure",
        higher="more controls",
        construct="export controls",
        family="entity_list",
        transform="log1p",
        sources=("entity_list",),
        cites=("entitylist",),
        first=1997,
        last=2025,
        note="who was taken off the list is gone from the file, so early years are too low and the rise is partly "
        "one of survival; one side's controls only: the other power's lists are not in it; Hong Kong and "
        "Macao are not China here",
    ),
    shape="system",
    form="counts",
    compute=compute,
)
