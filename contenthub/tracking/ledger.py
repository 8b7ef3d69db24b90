"""Between the rules of counting and the rows: loads what a batch needs to remember, writes what came of it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from contenthub.db.among import is_among
from contenthub.tracking.counting import Counting, HourKey
from contenthub.tracking.models import Beacon, DrainPosition, Event, HourlyCount, LastCounted, Link, Visit, VisitSlot
from contenthub.tracking.records import Clicked, Micros, Record, from_micros, to_micros
from contenthub.tracking.visiting import DAY, MINUTE, Memory, SlotState, VisitState

DRAIN_LOCK = 7_305_001
Rows = list[dict[str, Any]]


def table_of(model: Any) -> Table:
    """Return the table of a mapped class."""
    found: Table = model.__table__
    return found


def lock_counting(session: Session) -> None:
    """Let one transaction count at a time; a writing transaction of SQLite is alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": DRAIN_LOCK})


def upsert(session: Session, model: Any, rows: Rows, *, add: str | None = None) -> None:
    """Insert rows; where one is there already its columns are replaced, or only `add` is added to it."""
    if not rows:
        return
    table, connection = table_of(model), session.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table)
    keys = [column.name for column in table.primary_key]
    if add is not None:
        change = {add: table.c[add] + statement.excluded[add]}
    else:
        change = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=change), rows)


def load_positions(session: Session, segments: Collection[str]) -> dict[str, int]:
    """Return how far each of these segments is counted; one never counted is missing."""
    wanted = select(DrainPosition.segment, DrainPosition.offset)
    return dict(session.execute(wanted.where(is_among(DrainPosition.segment, segments, session=session))).all())


def load_memory(session: Session, records: Sequence[Record]) -> Memory:
    """Return what counting these records needs to remember."""
    shares = {record.share for record in records}
    links = select(Link.code, Link.dedupe_minutes).where(is_among(Link.code, shares, session=session))
    memory = Memory(dedupe={code: minutes * MINUTE for code, minutes in session.execute(links)})
    visitors = {record.visitor for record in records if record.visitor} | _namesakes(session, records)
    since = from_micros(min(record.at for record in records) - DAY - 60 * MINUTE)
    visits = _load_visits(session, visitors, since=since)
    for visit in visits.values():
        memory.add(visit)
    _load_beacons(session, memory, visitors, visits=visits)
    last = select(LastCounted).where(is_among(LastCounted.visitor, visitors, session=session))
    for row in session.scalars(last.execution_options(yield_per=1000)):
        memory.last[row.share, row.visitor, str(row.kind), row.slot] = to_micros(row.at)
    session.expunge_all()
    return memory


def _namesakes(session: Session, records: Sequence[Record]) -> set[str]:
    """Return the visitors whose visits are named in slot links that were followed without a cookie."""
    pairs = {
        (record.share, record.visit)
        for record in records
        if isinstance(record, Clicked) and record.is_new and record.visit
    }
    if not pairs:
        return set()
    names = {name for _share, name in pairs if name}
    wanted = select(Beacon.visitor, Beacon.share, Beacon.name).where(is_among(Beacon.name, names, session=session))
    return {visitor for visitor, share, name in session.execute(wanted) if (share, name) in pairs}


def _load_visits(session: Session, visitors: set[str], *, since: datetime) -> dict[str, VisitState]:
    wanted = select(Visit).where(is_among(Visit.visitor, visitors, session=session), Visit.active_at > since)
    visits = {row.id: _state_of(row) for row in session.scalars(wanted)}
    slots = select(VisitSlot).where(is_among(VisitSlot.visit_id, visits.keys(), session=session))
    for row in session.scalars(slots):
        marks = (_micros(row.shown_at), _micros(row.viewed_at), _micros(row.clicked_at))
        visits[row.visit_id].slots[row.slot] = SlotState(row.offer_id, row.position, *marks)
    return visits


def _load_beacons(session: Session, memory: Memory, visitors: set[str], *, visits: dict[str, VisitState]) -> None:
    wanted = select(Beacon).where(is_among(Beacon.visitor, visitors, session=session)).order_by(Beacon.at)
    for row in session.scalars(wanted):
        memory.beacons.add((row.share, row.visitor, row.name, row.seq))
        if row.visit_id in visits:
            memory.name(visits[row.visit_id], row.name)


def _state_of(row: Visit) -> VisitState:
    return VisitState(
        id=row.id,
        share=row.share,
        visitor=row.visitor,
        opened_at=to_micros(row.opened_at),
        active_at=to_micros(row.active_at),
        verdict=str(row.verdict),
        name=row.name,
        opens=row.opens,
        confirmed=row.confirmed,
        seen_at=_micros(row.seen_at),
        depth=row.depth,
        dwell=row.dwell,
    )


def _micros(moment: datetime | None) -> Micros | None:
    return None if moment is None else to_micros(moment)


def _moment(at: Micros | None) -> datetime | None:
    return None if at is None else from_micros(at)


def save(session: Session, counting: Counting) -> None:
    """Write events, visits with their slots, what must be remembered, and the hourly counts."""
    connection = session.connection()
    if counting.events:
        connection.execute(table_of(Event).insert(), counting.events)
    _save_visits(session, counting.touched.values())
    upsert(session, VisitSlot, _slot_rows(counting.touched.values()))
    upsert(session, Beacon, _beacon_rows(counting))
    last = [
        {"share": share, "visitor": visitor, "kind": kind, "slot": slot, "at": from_micros(at)}
        for (share, visitor, kind, slot), at in counting.last.items()
    ]
    upsert(session, LastCounted, last)
    upsert(session, HourlyCount, [_hour_row(key, n) for key, n in sorted(counting.hourly.items())], add="n")


def _save_visits(session: Session, visits: Iterable[VisitState]) -> None:
    fresh: Rows = []
    changed: Rows = []
    for visit in visits:
        (fresh if visit.is_new else changed).append(_visit_row(visit))
    table, connection = table_of(Visit), session.connection()
    if fresh:
        connection.execute(table.insert(), fresh)
    if changed:
        keys = [{**row, "key": row.pop("id")} for row in changed]
        connection.execute(table.update().where(table.c.id == bindparam("key")), keys)


def _visit_row(visit: VisitState) -> dict[str, Any]:
    return {
        "id": visit.id,
        "share": visit.share,
        "visitor": visit.visitor,
        "name": visit.name,
        "opened_at": from_micros(visit.opened_at),
        "active_at": from_micros(visit.active_at),
        "verdict": visit.verdict,
        "opens": visit.opens,
        "confirmed": visit.confirmed,
        "seen_at": _moment(visit.seen_at),
        "depth": visit.depth,
        "dwell": visit.dwell,
    }


def _slot_rows(visits: Iterable[VisitState]) -> Rows:
    return [
        {
            "visit_id": visit.id,
            "slot": key,
            "offer_id": slot.offer_id,
            "position": slot.position,
            "shown_at": _moment(slot.shown_at),
            "viewed_at": _moment(slot.viewed_at),
            "clicked_at": _moment(slot.clicked_at),
        }
        for visit in visits
        for key, slot in visit.slots.items()
    ]


def _beacon_rows(counting: Counting) -> Rows:
    return [
        {"share": share, "visitor": visitor, "name": name, "seq": seq, "visit_id": visit_id, "at": from_micros(at)}
        for (share, visitor, name, seq), (visit_id, at) in counting.beacons.items()
    ]


def _hour_row(key: HourKey, n: int) -> dict[str, Any]:
    hour, share, slot, offer_id, position, kind, verdict = key
    return {
        "hour": from_micros(hour),
        "share": share,
        "slot": slot,
        "offer_id": offer_id,
        "position": position,
        "kind": kind,
        "verdict": verdict,
        "n": n,
    }
