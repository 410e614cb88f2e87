"""One expression from raw events to dyad-months: cooperation and conflict by domain. Reports are not events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tightrope.core.errors import ColumnsMoved, DataError, InvalidValue
from tightrope.data.layouts import DOMAINS, SIDES, Layout, states_by_code

if TYPE_CHECKING:
    from ibis import Table
    from ibis.expr.types import BooleanValue, Column, IntegerColumn, IntegerValue, NumericColumn

DROPPED = ("no_date", "no_actor", "no_state", "same_state", "no_code", "late")
"""Why a row is no event between two states, in the order in which the reasons are asked."""

KEYS = ("source_iso3", "target_iso3", "year", "month", "domain")
COLUMNS = (*KEYS, "events", *SIDES, "cooperation", "conflict", "records", "reports", "sources", "intensity")
"""The columns of the dyad-months."""

# Everything that tells one event from another is packed into one whole number of 62 bits, from the highest down:
# source 10, target 10, month 25 less 2 (YYYYMM00, whose last two bits are zero), domain 2: a dyad-month-domain so far;
# then day 5, code 12 with its side in the first two. Grouping by one number instead of seven columns is what makes
# large tables fast, on every engine.
CODE, DAY, DOMAIN, MONTH, ACTOR = 12, 5, 2, 23, 10
CELL = CODE + DAY
MONTH_AT = CELL + DOMAIN
# What a record tells is one number too, so that the largest is the record told most often: reports, then sources in 17
# bits, then intensity in tenths plus ZERO in 20 (0 where it is missing).
TENTHS, SOURCES, ZERO = 20, 17, 1 << 19
# Sums over events carry two counts each, the second above bit 30: fewer sums, and each of whole numbers of 32 bits,
# which engines add up several times faster than wider ones.
SECOND = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookups:
    """Small tables that the expression joins: codes of actors, states by number, codes of events."""

    actors: Table
    states: Table
    codes: Table


def engine() -> Any:
    """Return the Ibis module, or say how to get it."""
    try:
        import ibis
    except ImportError:
        raise DataError("event data need Ibis, which is not installed", next="install tightrope[events]") from None
    return ibis


def lookups(layout: Layout, actors: Mapping[str, str] | None = None) -> dict[str, dict[str, list[Any]]]:
    """Return the columns of the small tables of a layout: of `actors`, `states` and `codes`.

    Parameters
    ----------
    actors : code or name as the file has it -> ISO3; by default the three-letter codes of states.

    Raises
    ------
    InvalidValue : the layout names countries and no map was handed in, or the map is too long to be one of states.
    """
    if actors is None and layout.named:
        raise InvalidValue(
            "the layout names countries instead of coding them",
            where=layout.name,
            next="hand in a map from the file's names to ISO3 as `actors`",
        )
    found = states_by_code() if actors is None else actors
    states = sorted(set(found.values()))
    if len(states) >= 1 << ACTOR:
        raise InvalidValue(f"a map to {len(states)} states", where="actors", next=f"use at most {(1 << ACTOR) - 1}")
    number = {iso3: place for place, iso3 in enumerate(states)}
    listed = sorted(found.items())
    codes = sorted(layout.coding.codes(), key=lambda row: row[1])
    first = [sum(row[1] < side for row in codes) for side in range(len(SIDES))]  # places are counted within the side
    return {
        "actors": {"actor": [code for code, _ in listed], "number": [number[iso3] for _, iso3 in listed]},
        "states": {"number": list(number.values()), "iso3": states},
        "codes": {
            "code": [code for code, _, _ in codes],
            "place": [(side << (CODE - 2)) + place - first[side] for place, (_, side, _) in enumerate(codes)],
            "domain": [domain for _, _, domain in codes],
        },
    }


def dyad_month(
    events: Table,
    layout: Layout,
    *,
    actors: Mapping[str, str] | None = None,
    late_days: int | None = None,
) -> Table:
    """Return cooperation and conflict by directed dyad, month and domain, as an expression on the events' engine.

    Rows that are one record (same number, same day) count once; records of one event (same day, source, target and
    code) are one event told by as many reports as they have together, also when later days told it again. Rows
    without two states, a day or a known code are left out: `dropped` counts them.

    Parameters
    ----------
    events : rows in the layout's columns.
    actors : code or name as the file has it -> ISO3; by default three-letter codes of states.
    late_days : leave out records added more than so many days after the event (memories, anniversaries).

    Returns
    -------
    source_iso3, target_iso3, year, month, domain; events: distinct; verbal_cooperation, material_cooperation,
    verbal_conflict, material_conflict: events by side, and cooperation and conflict, two sides each; records: distinct
    records behind the events; reports: articles; sources: what `layout.sources_are` says, missing where the layout has
    none; intensity: mean over events, each by the record with most reports, on the layout's scale (conflict < 0).

    Raises
    ------
    ColumnsMoved : the events have not the columns of the layout.
    InvalidValue : actors are names and no map was handed in.

    References
    ----------
    Sides are the four quad classes of CAMEO :cite:`schrodt2012`; domains are this project's rule, written down code by
    code in `event_codes.csv` beside this module. What GDELT counts: :cite:`leetaru2013`. Intensity is the scale of
    :cite:`goldstein1992` in GDELT and ICEWS :cite:`boschee2015`, and PLOVER's own in POLECAT :cite:`halterman2023`.
    """
    tables = _in_memory(lookups(layout, actors))
    return named(counted(keyed(events, layout, tables, late_days=late_days), layout), tables).drop("cell")


def dyad_year(months: Table) -> Table:
    """Return dyad-years from dyad-months: counts add up, intensity is weighed by events, sources are the largest month.

    An event is on one day, so distinct events of the months of a year are distinct events of the year. Distinct
    sources are not: the largest month is a lower bound. This is the shape from which a tie is built: one row per
    source, target, domain and year, cooperation and conflict beside the number of events they rest on.
    """
    counts = ("events", *SIDES, "cooperation", "conflict", "records", "reports")
    weighed = (months.intensity * months.events).sum() / months.events.sum(where=months.intensity.notnull())
    return months.group_by("source_iso3", "target_iso3", "year", "domain").aggregate(
        **{name: months[name].sum() for name in counts}, sources=months.sources.max(), intensity=weighed
    )


def dropped(
    events: Table, layout: Layout, *, actors: Mapping[str, str] | None = None, late_days: int | None = None
) -> Table:
    """Return one row: `rows` in the events, and how many were left out for each reason of `DROPPED`."""
    return reasons(keyed(events, layout, _in_memory(lookups(layout, actors)), late_days=late_days))


def reasons(rows: Table) -> Table:
    """Return one row from the rows of `keyed`: how many `rows` there are, and how many each reason left out."""
    return rows.aggregate(
        rows=rows.count(), **{reason: (rows.key == -1 - place).sum() for place, reason in enumerate(DROPPED)}
    )


def counted(rows: Table, layout: Layout) -> Table:
    """Return sums by dyad-month-domain of the rows of `keyed`: rows to records, records to events, events to cells.

    Some sums carry two counts; `named` opens them.
    """
    ibis = engine()
    kept = rows.filter(rows.key >= 0)
    of = ["key", "detail"] if layout.detail else ["key"]
    records = kept.group_by(*of, "record").aggregate(told=kept.told.max()) if layout.record else kept
    once = records.group_by(*of).aggregate(
        told=records.told.max(),
        reports=_narrow(_narrow(records.told >> (TENTHS + SOURCES)).sum()),
        records=_narrow(records.count()),
    )
    side, tenths = (once.key >> (CODE - 2)) & 3, once.told & ((1 << TENTHS) - 1)
    one = ibis.ifelse(side & 1 == 0, 1, 1 << SECOND)  # verbal below, material above
    scale = ibis.least(ibis.greatest(tenths - (ZERO - 1024), 0), 2048)  # never below 0, so that it can share a number
    packed = once.select(
        "reports",
        "records",
        cell=once.key >> CELL,
        cooperation=_narrow(ibis.ifelse(side < 2, one, 0)),
        conflict=_narrow(ibis.ifelse(side < 2, 0, one)),
        sources=_narrow((once.told >> TENTHS) & ((1 << SOURCES) - 1)),
        tenths=_narrow(ibis.ifelse(tenths > 0, scale + (1 << SECOND), 0)),
    )
    sums = packed.group_by("cell").aggregate(
        sources=packed.sources.max(),
        **{name: packed[name].sum() for name in ("cooperation", "conflict", "tenths", "records", "reports")},
    )
    if layout.publisher:
        told = kept.group_by(cell=kept.key >> CELL).aggregate(publishers=kept.publisher.nunique())
        sums = sums.left_join(told, "cell").drop("cell_right", "sources").rename(sources="publishers")
    return sums


def named(sums: Table, tables: Lookups) -> Table:
    """Return the dyad-months of the sums of `counted`, each with its `cell`, which is in order of the names."""
    ibis = engine()
    low = (1 << SECOND) - 1
    calendar = ((sums.cell >> DOMAIN) & ((1 << MONTH) - 1)) << 2  # YYYYMM00 again
    weighed = (sums.tenths >> SECOND).nullif(0)
    opened = sums.select(
        "cell",
        "records",
        "reports",
        first=sums.cell >> (DOMAIN + MONTH + ACTOR),
        second=(sums.cell >> (DOMAIN + MONTH)) & ((1 << ACTOR) - 1),
        year=_narrow(calendar // 10_000),
        month=_narrow(calendar % 10_000 // 100),
        domain=ibis.cases(*(((sums.cell & 3) == place, name) for place, name in enumerate(DOMAINS))),
        verbal_cooperation=sums.cooperation & low,
        material_cooperation=sums.cooperation >> SECOND,
        verbal_conflict=sums.conflict & low,
        material_conflict=sums.conflict >> SECOND,
        sources=sums.sources.nullif(0),
        intensity=((sums.tenths & low) - 1024 * weighed) / weighed / 10,
    )
    states = tables.states
    told = opened.join(states.rename(first="number", source_iso3="iso3"), "first")
    told = told.join(states.rename(second="number", target_iso3="iso3"), "second")
    cooperation = told.verbal_cooperation + told.material_cooperation
    conflict = told.verbal_conflict + told.material_conflict
    return told.select(
        "cell", *KEYS, *SIDES, "records", "reports", "sources", "intensity",
        events=cooperation + conflict, cooperation=cooperation, conflict=conflict,
    ).select("cell", *COLUMNS)  # fmt: skip


def keyed(events: Table, layout: Layout, tables: Lookups, *, late_days: int | None = None) -> Table:
    """Return one row per row of the events: the packed `key`, or a negative number saying why it is none.

    Beside it stand what tells records apart and what they tell: `told`, and where the layout has them `record`,
    `detail`, `publisher`.
    """
    ibis = engine()
    if late_days is not None and not layout.added:
        raise InvalidValue("the layout has no day of adding", where=layout.name, next="leave late_days out")
    missing = sorted(set(layout.needed) - set(events.columns))
    if missing:
        raise ColumnsMoved(
            f"no column {', '.join(missing)}", where=f"layout {layout.name}", next="name the layout of the file"
        )
    none = ibis.null("int32")
    rows = events.select(
        day=_day(events[layout.day], layout.day_form),
        source=_text(events[layout.source]),
        target=_text(events[layout.target]),
        code=_text(events[layout.code]),
        record=events[layout.record] if layout.record else none,
        told=_told(events, layout),
        publisher=_text(events[layout.publisher]) if layout.publisher else ibis.null("string"),
        detail=_text(events[layout.detail]) if layout.detail else ibis.null("string"),
        context=_text(events[layout.context]) if layout.context else ibis.null("string"),
        added=_day(events[layout.added], layout.day_form, timed=True) if late_days is not None else none,
    )
    joined = (
        rows.left_join(tables.actors.rename(source="actor", first="number"), "source")
        .drop("source_right")
        .left_join(tables.actors.rename(target="actor", second="number"), "target")
        .drop("target_right")
        .left_join(tables.codes, "code")
        .drop("code_right")
    )
    domain: Any = joined.domain
    if layout.context:
        found = [(joined.context.contains(word), place) for word, place in layout.coding.contexts]
        domain = ibis.cases(*found, else_=domain).cast("int64")
    in_month = joined.day % 100
    month = joined.day - in_month
    states = (joined.first << (ACTOR + MONTH + MONTH_AT)) + (joined.second << (MONTH + MONTH_AT))
    # Ibis takes the difference of two narrow numbers for a wide one; narrowed first, the widening is written out
    when = (_narrow(month).cast("int64") << (MONTH_AT - 2)) + (_narrow(in_month).cast("int64") << CODE)
    key = states + when + (domain << CELL) + joined.place  # missing where anything is missing
    dated = in_month.between(1, 31) & (month % 10_000).between(100, 1200)
    good = key.notnull() & (joined.first != joined.second) & dated
    late = []
    if late_days is not None:
        over = (_days(joined.added) - _days(joined.day) > late_days).fill_null(False)
        good, late = good & ~over, [(over, "late")]
    asked = [
        (joined.day.isnull() | ~dated, "no_date"),
        (_nobody(joined.source, layout) | _nobody(joined.target, layout), "no_actor"),
        (joined.first.isnull() | joined.second.isnull(), "no_state"),
        (joined.first == joined.second, "same_state"),
        (joined.place.isnull(), "no_code"),
        *late,
    ]
    left_out = [(reason, -1 - DROPPED.index(name)) for reason, name in asked]
    beside = [name for name in ("record", "detail", "publisher") if getattr(layout, name)]
    return joined.select("told", *beside, key=ibis.cases((good, key), *left_out))


def _in_memory(columns: Mapping[str, Mapping[str, list[Any]]]) -> Lookups:
    ibis = engine()
    return Lookups(**{name: ibis.memtable(dict(table)) for name, table in columns.items()})


def _text(column: Column) -> Column:
    return column if column.type().is_string() else column.cast("string")


def _told(events: Table, layout: Layout) -> IntegerValue:
    ibis = engine()
    told = ((_number(events[layout.intensity]) * 10).round().cast("int64") + ZERO).fill_null(0)
    if layout.least_sources:
        told = told + (ibis.least(_whole(events[layout.least_sources]), (1 << SOURCES) - 1).fill_null(0) << TENTHS)
    if not layout.reports:
        return told + (1 << (TENTHS + SOURCES))
    return told + (_whole(events[layout.reports]).fill_null(1) << (TENTHS + SOURCES))


def _nobody(actor: Column, layout: Layout) -> BooleanValue:
    return actor.isnull() | actor.isin([""] if layout.missing == "" else ["", layout.missing])


def _whole(column: Column) -> IntegerColumn:
    return column.try_cast("int64") if column.type().is_string() else column.cast("int64")


def _number(column: Column) -> NumericColumn:
    return column.try_cast("float64") if column.type().is_string() else column.cast("float64")


def _narrow(count: IntegerValue) -> IntegerValue:
    """Return a number of one event in 32 bits: engines add those up several times faster than wider ones."""
    return count.cast("int32")


def _day(column: Column, form: str, *, timed: bool = False) -> IntegerColumn:
    """Return a day as YYYYMMDD: of such a number (with or without a time behind it), of a date, or of ISO text."""
    ibis = engine()
    if form == "number":
        day = _whole(column)
        return ibis.ifelse(day > 99_999_999, day // 1_000_000, day) if timed else _narrow(day)
    date = column.try_cast("date") if column.type().is_string() else column
    return _narrow(date.year() * 10_000 + date.month() * 100 + date.day())


def _days(day: IntegerColumn) -> IntegerValue:
    """Return the number of a day, YYYYMMDD, counted from a fixed day of the Gregorian calendar."""
    year, month = day // 10_000, day // 100 % 100
    late = month < 3
    year = year - late.cast("int64")
    month = month + late.cast("int64") * 12
    return year * 365 + year // 4 - year // 100 + year // 400 + (month * 153 - 457) // 5 + day % 100
