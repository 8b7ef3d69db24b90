"""The slow way: visits, their slots and the hourly counts made anew from the events, and compared with the tables."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contenthub.tracking.models import Event, HourlyCount, Link, Visit, VisitSlot

PEOPLE = ("human", "repeat")
Hour = tuple[datetime, str, str, str, int, str, str]
CHUNK = 5000


@dataclass
class SlotFigures:
    """What a visit did to one slot."""

    offer_id: str | None
    position: int
    shown_at: datetime | None = None
    viewed_at: datetime | None = None
    clicked_at: datetime | None = None


@dataclass
class VisitFigures:
    """What a visit comes to."""

    share: str
    visitor: str
    opened_at: datetime
    active_at: datetime
    verdict: str
    opens: int = 0
    confirmed: int = 0
    seen_at: datetime | None = None
    depth: int = 0
    dwell: int = 0
    slots: dict[str, SlotFigures] = field(default_factory=dict)


@dataclass
class Figures:
    """Everything reports read."""

    visits: dict[str, VisitFigures] = field(default_factory=dict)
    hourly: Counter[Hour] = field(default_factory=Counter)


def recount(session: Session) -> Figures:
    """Return the figures as the events tell them, read in the order they were counted."""
    known = set(session.scalars(select(Link.code)))
    figures = Figures()
    for event in _events(session):
        if event.verdict != "unconfirmed" or event.share in known:
            _add_hours(figures.hourly, event)
        if event.visit_id is not None:
            _add_to_visit(figures.visits, event)
    return figures


def _events(session: Session) -> Iterator[Event]:
    last = 0
    while True:
        rows = session.scalars(select(Event).where(Event.id > last).order_by(Event.id).limit(CHUNK)).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].id
        session.expunge_all()


def _add_hours(hourly: Counter[Hour], event: Event) -> None:
    hour = event.at.replace(minute=0, second=0, microsecond=0)
    place = (event.slot or "", event.offer_id or "", event.position or 0)
    hourly[hour, event.share, *place, str(event.kind), str(event.verdict)] += 1
    if event.kind == "open":
        for key, offer_id, position in (event.detail or {})["slots"]:
            hourly[hour, event.share, key, offer_id, position, "impression", str(event.verdict)] += 1


def _add_to_visit(visits: dict[str, VisitFigures], event: Event) -> None:
    key, verdict = event.visit_id or "", str(event.verdict)
    visit = visits.setdefault(key, VisitFigures(event.share, event.visitor, event.at, event.at, verdict))
    visit.active_at = max(visit.active_at, event.at)
    counts = verdict == "human"
    if event.kind in {"open", "click"} and counts:
        visit.verdict = "human"
    marks = counts or visit.verdict not in PEOPLE
    if event.kind == "open":
        visit.opens += counts
        _show(visit, event, marks=marks)
    elif event.kind == "click":
        slot = visit.slots.setdefault(event.slot or "", SlotFigures(event.offer_id, event.position or 0))
        slot.clicked_at = slot.clicked_at or (event.at if marks else None)
    elif event.kind == "view":
        slot = visit.slots[event.slot or ""]
        slot.viewed_at = slot.viewed_at or (event.at if marks else None)
    else:
        _add_reading(visit, event, counts=counts)


def _show(visit: VisitFigures, event: Event, *, marks: bool) -> None:
    for key, offer_id, position in (event.detail or {})["slots"]:
        slot = visit.slots.setdefault(key, SlotFigures(offer_id, position))
        if marks and slot.shown_at is None:
            slot.offer_id, slot.position, slot.shown_at = offer_id, position, event.at


def _add_reading(visit: VisitFigures, event: Event, *, counts: bool) -> None:
    if event.kind == "seen":
        visit.confirmed += counts
        visit.seen_at = event.at if visit.seen_at is None else min(visit.seen_at, event.at)
    elif event.kind == "depth":
        visit.depth = max(visit.depth, event.value or 0)
    elif event.kind == "dwell":
        visit.dwell = max(visit.dwell, event.value or 0)


def read_tables(session: Session) -> Figures:
    """Return the figures as the tables hold them."""
    figures = Figures()
    for row in session.scalars(select(Visit)):
        figures.visits[row.id] = VisitFigures(
            row.share,
            row.visitor,
            row.opened_at,
            row.active_at,
            str(row.verdict),
            row.opens,
            row.confirmed,
            row.seen_at,
            row.depth,
            row.dwell,
        )
    for slot in session.scalars(select(VisitSlot)):
        marks = (slot.shown_at, slot.viewed_at, slot.clicked_at)
        figures.visits[slot.visit_id].slots[slot.slot] = SlotFigures(slot.offer_id, slot.position, *marks)
    for hour in session.scalars(select(HourlyCount)):
        key = (hour.hour, hour.share, hour.slot, hour.offer_id, hour.position, str(hour.kind), str(hour.verdict))
        figures.hourly[key] = hour.n
    return figures


def differences(session: Session) -> list[str]:
    """Say, a line each, where the tables differ from a recount of the events; nothing to say is good.

    Both are read from one snapshot: a drain that goes on meanwhile makes no difference.
    """
    database = session.get_bind().engine
    if database.dialect.name == "postgresql":
        database = database.execution_options(isolation_level="REPEATABLE READ")
    with Session(database) as snapshot:
        told, kept = recount(snapshot), read_tables(snapshot)
    lines = [f"visit {key}" for key in _unlike(told.visits, kept.visits)]
    return lines + [
        f"hour {key[0]:%Y-%m-%dT%H} {' '.join(map(str, key[1:]))}" for key in _unlike(told.hourly, kept.hourly)
    ]


def _unlike(one: dict[Any, Any], other: dict[Any, Any]) -> Iterable[Any]:
    return sorted((key for key in one.keys() | other.keys() if one.get(key) != other.get(key)), key=str)


def event_count(session: Session) -> int:
    """Return how many events there are."""
    return session.scalar(select(func.count()).select_from(Event)) or 0
