"""The counted facts behind every report, grouped in SQL: hourly counts, visits, the slots of visits, conversions.

Each function returns rows `(key…, figures…)`; a key has one part per dimension, in the order asked for.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, func, select
from sqlalchemy.orm import InstrumentedAttribute

from contenthub.accounts.models import Unit
from contenthub.insights.values import OF_A_SLOT, Dimension, Filter
from contenthub.plans.models import Offer
from contenthub.tracking.models import Conversion, Event, HourlyCount, Link, Visit, VisitSlot
from contenthub.tracking.values import EventKind, Verdict

Columns = list[Any]
Query = Any
"""A `Select`: how many columns it has depends on the dimensions, which no type can say."""
LINK_COLUMNS: dict[Dimension, InstrumentedAttribute[Any]] = {
    Dimension.GUIDE: Link.guide_id,
    Dimension.UNIT: Link.unit_id,
    Dimension.CHANNEL: Link.channel,
    Dimension.AUDIENCE: Link.audience,
}


def _key(dims: Sequence[Dimension], table: Any) -> Columns:
    columns: Columns = []
    for dim in dims:
        if dim in LINK_COLUMNS:
            columns.append(LINK_COLUMNS[dim])
        elif dim is Dimension.SLOT:
            columns.append(func.coalesce(table.slot, ""))
        elif dim is Dimension.POSITION:
            columns.append(func.coalesce(table.position, 0))
        elif dim is Dimension.OFFER:
            columns.append(func.coalesce(table.offer_id, ""))
        else:
            columns.append(func.coalesce(Offer.product_id, ""))
    return columns


def _narrow(query: Query, wanted: Filter, *, at: Any, unit_path: str | None, share: Any) -> Query:
    """Keep what the filter names, and for a manager only the shares of the own units."""
    query = query.join(Link, Link.code == share)
    if unit_path is not None:
        query = query.join(Unit, Unit.id == Link.unit_id).where(Unit.path.startswith(unit_path, autoescape=True))
    named = ((Link.plan_id, wanted.plan), (Link.content_id, wanted.content), (Link.code, wanted.share))
    for column, value in named:
        if value is not None:
            query = query.where(column == value)
    if wanted.since is not None:
        query = query.where(at >= wanted.since)
    if wanted.until is not None:
        query = query.where(at < wanted.until)
    return query


def _with_product(query: Query, dims: Sequence[Dimension], table: Any) -> Query:
    if Dimension.PRODUCT not in dims:
        return query
    return query.outerjoin(Offer, Offer.id == table.offer_id)


def hourly(wanted: Filter, dims: Sequence[Dimension], *, unit_path: str | None) -> Query:
    """Counts by key, kind and whether they count: `(key…, kind, verdict, n)`."""
    key = _key(dims, HourlyCount)
    query = select(*key, HourlyCount.kind, HourlyCount.verdict, func.sum(HourlyCount.n)).select_from(HourlyCount)
    query = _narrow(query, wanted, at=HourlyCount.hour, unit_path=unit_path, share=HourlyCount.share)
    if OF_A_SLOT & set(dims):
        query = query.where(HourlyCount.slot != "")
    return _with_product(query, dims, HourlyCount).group_by(*key, HourlyCount.kind, HourlyCount.verdict)


def visits(wanted: Filter, dims: Sequence[Dimension], *, unit_path: str | None) -> Query:
    """Confirmed opens and readers by key: `(key…, confirmed, readers)`."""
    of_slot = bool(OF_A_SLOT & set(dims))
    key = _key(dims, VisitSlot if of_slot else Visit)
    seen = Visit.seen_at.is_not(None)
    # Of the counted opens those that were seen; among all, visits of bots too, simply those seen.
    counted = func.coalesce(func.sum(Visit.confirmed), 0)
    confirmed = func.count(distinct(case((seen, Visit.id)))) if wanted.counts_all else counted
    query = select(*key, confirmed, func.count(distinct(case((seen, Visit.visitor)))))
    query = query.select_from(Visit)
    if of_slot:
        query = query.join(VisitSlot, VisitSlot.visit_id == Visit.id)
    if of_slot and not wanted.counts_all:  # a slot whose own link was followed need not have stood on the page
        query = query.where(VisitSlot.shown_at.is_not(None))
    query = only_counted(query, wanted, unit_path=unit_path)
    return _with_product(query, dims, VisitSlot).group_by(*key)


def visit_slots(wanted: Filter, dims: Sequence[Dimension], *, unit_path: str | None) -> Query:
    """Units of the rates by key: `(key…, opened, viewed, clicked, clicked among viewed, clickers)`."""
    key = _key(dims, VisitSlot)
    viewed, clicked = VisitSlot.viewed_at.is_not(None), VisitSlot.clicked_at.is_not(None)
    clicker = Visit.share + " " + VisitSlot.slot + " " + Visit.visitor
    figures = (
        func.count(VisitSlot.shown_at),
        _count_of(viewed),
        _count_of(clicked),
        _count_of(and_(viewed, clicked)),
        func.count(distinct(case((clicked, clicker)))),
    )
    query = select(*key, *figures).select_from(Visit).join(VisitSlot, VisitSlot.visit_id == Visit.id)
    query = only_counted(query, wanted, unit_path=unit_path)
    return _with_product(query, dims, VisitSlot).group_by(*key)


def only_counted(query: Query, wanted: Filter, *, unit_path: str | None) -> Query:
    """Keep the counted visits the filter names, in a query over `Visit`."""
    query = _narrow(query, wanted, at=Visit.opened_at, unit_path=unit_path, share=Visit.share)
    return query if wanted.counts_all else query.where(Visit.verdict == Verdict.HUMAN)


def ordered_slots(wanted: Filter, dims: Sequence[Dimension], *, unit_path: str | None) -> Query:
    """Distinct (visit, slot) pairs whose click led to an order, by key: `(key…, ordered)`."""
    key = _key(dims, VisitSlot)
    pair = VisitSlot.visit_id + " " + VisitSlot.slot
    query = (
        select(*key, func.count(distinct(pair)))
        .select_from(Conversion)
        .join(Event, and_(Event.click_id == Conversion.click_id, Event.kind == EventKind.CLICK))
        .join(VisitSlot, and_(VisitSlot.visit_id == Event.visit_id, VisitSlot.slot == Event.slot))
        .join(Visit, Visit.id == VisitSlot.visit_id)
        .where(Conversion.kind == "order", VisitSlot.clicked_at.is_not(None))
    )
    query = only_counted(query, wanted, unit_path=unit_path)
    return _with_product(query, dims, VisitSlot).group_by(*key)


def conversions(wanted: Filter, dims: Sequence[Dimension], *, unit_path: str | None) -> Query:
    """Credited conversions by key: `(key…, kind, currency, n, amount)`."""
    key = _key(dims, Conversion)
    figures = (Conversion.kind, Conversion.currency, func.count(), func.coalesce(func.sum(Conversion.amount), 0))
    query = select(*key, *figures).select_from(Conversion)
    query = _narrow(query, wanted, at=Conversion.occurred_at, unit_path=unit_path, share=Conversion.share)
    if OF_A_SLOT & set(dims):
        query = query.where(Conversion.slot.is_not(None))
    return _with_product(query, dims, Conversion).group_by(*key, Conversion.kind, Conversion.currency)


def funnel(wanted: Filter, *, unit_path: str | None) -> Query:
    """Visits opened, seen, with a slot viewed, clicked after that, ordered after that: one row of five numbers."""
    opened = Visit.id.is_not(None) if wanted.counts_all else Visit.opens > 0
    seen = and_(opened, Visit.seen_at.is_not(None))
    viewed, clicked = func.max(_has(VisitSlot.viewed_at)), func.max(_has(VisitSlot.clicked_at))
    by_visit = select(VisitSlot.visit_id, viewed.label("viewed"), clicked.label("clicked"))
    slots = by_visit.group_by(VisitSlot.visit_id).subquery()
    orders = (
        select(Event.visit_id)
        .join(Conversion, and_(Conversion.click_id == Event.click_id, Conversion.kind == "order"))
        .where(Event.kind == EventKind.CLICK, Event.visit_id.is_not(None))
        .distinct()
        .subquery()
    )
    with_view = and_(seen, slots.c.viewed == 1)
    with_click = and_(with_view, slots.c.clicked == 1)
    with_order = and_(with_click, orders.c.visit_id.is_not(None))
    steps = (opened, seen, with_view, with_click, with_order)
    query = (
        select(*(func.coalesce(func.sum(case((step, 1), else_=0)), 0) for step in steps))
        .select_from(Visit)
        .outerjoin(slots, slots.c.visit_id == Visit.id)
        .outerjoin(orders, orders.c.visit_id == Visit.id)
    )
    return only_counted(query, wanted, unit_path=unit_path)


def _has(column: Any) -> ColumnElement[int]:
    return case((column.is_not(None), 1), else_=0)


def _count_of(condition: Any) -> ColumnElement[int]:
    """Count the rows where `condition` holds; 0, not NULL, when there are no rows."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
