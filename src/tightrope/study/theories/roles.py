"""One row, one role: the table over all equations of a run."""

from __future__ import annotations

from collections.abc import Sequence

from tightrope.core.errors import UnknownName
from tightrope.core.panel import Inputs
from tightrope.core.theory import RoleRow, Theory


def roles(
    inputs: Inputs, theories: Sequence[Theory], *, optional: Sequence[str] = (), file: str = "study.toml"
) -> tuple[RoleRow, ...]:
    """Return the roles of every row in the default equations, the panel system and the theories' design matrix.

    Parameters
    ----------
    optional : filters that the study adds to the panel system; file : the study file, for the place of a fault.

    Raises
    ------
    UnknownName : the panel has no series of an optional filter.
    InvalidValue : one source row has two roles in one equation; the row, both roles and the equation are named.
    """
    from tightrope.explain.pathways.roles import pathway_roles
    from tightrope.explain.rivals.roles import theory_roles
    from tightrope.explain.roles import check_roles
    from tightrope.explain.roles import roles as default

    for name in optional:
        if not inputs.series.has(name):
            raise UnknownName(
                f"the panel has no series {name!r}", where=f"{file} [explain.optional_filters]",
                next="bring the series in (docs/how-to/bring-data-in.md) or take the name out",
            )  # fmt: skip
    rows = (*default(inputs), *pathway_roles(inputs, optional), *theory_roles(inputs, theories))
    check_roles(rows)
    return rows
