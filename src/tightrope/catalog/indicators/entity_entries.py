"""Export controls: parties in a state that the United States put on the Entity List in a year."""

from tightrope.catalog.conflict import CONTROLS
from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return parties listed in the year and still listed, 0 where none; the year of the newest entry is left out."""
    return library.sql(
        f"WITH {CONTROLS} SELECT state, 'USA' AS power, year, n AS value FROM controls "
        "WHERE list_contains($powers, 'USA')",
        {"powers": list(powers)},
    )


INDICATOR = Indicator(
    variable=Variable(
        name="entity_entries",
        label="Parties in the state put on the US Entity List",
        unit="parties listed in the year",
        role="context",
        higher="more controls",
        domain="economic",
        construct="export controls",
        family="entity_list",
        power="USA",
        transform="log1p",
        sources=("entity_list",),
        cites=("entitylist",),
        first=1997,
        last=2025,
        note="who was taken off the list is gone from the file, so early years are too low; a party with addresses "
        "in several states counts in each; Hong Kong and Macao are not China here; entries without a date are "
        "left out",
    ),
    shape="dyad",
    form="counts",
    compute=compute,
)
