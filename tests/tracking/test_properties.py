"""Random histories: the tables equal a recount, batches change nothing, and a slow reference agrees on what counts."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from contenthub.db.base import Base
from contenthub.hub import Hub
from contenthub.tracking import recount
from contenthub.tracking.drain import Drain
from contenthub.tracking.models import Event
from contenthub.tracking.records import Act, Beaconed, Clicked, Depth, Dwell, Opened, Record, Seen, View, to_micros
from contenthub.tracking.segments import list_segments
from tests.conftest import NOW
from tests.tracking.world import CODE, OTHER, World, page

START = to_micros(NOW - timedelta(days=2))
MINUTE = 60_000_000
SLOTS = [("top", "O1", 1), ("end", "O2", 2)]
VISITORS = ["a" * 22, "b" * 22]
shares = st.sampled_from([CODE, OTHER])
visitors = st.sampled_from(VISITORS)
stamps = st.sampled_from(["human", "human", "human", "human", "bot", "self", "preview"])
names = st.sampled_from(["v1", "v2"])
gaps = st.sampled_from([0, 1, 3 * MINUTE, 29 * MINUTE, 30 * MINUTE, 31 * MINUTE, 200 * MINUTE])
acts: st.SearchStrategy[Act] = st.one_of(
    st.builds(Seen),
    st.builds(View, slot=st.sampled_from(["top", "end", "ghost"])),
    st.builds(Depth, value=st.integers(0, 100)),
    st.builds(Dwell, value=st.integers(0, 100_000)),
)
HISTORIES = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@st.composite
def opens(draw: st.DrawFn, at: int) -> Record:
    shown = draw(st.sampled_from([SLOTS, SLOTS, SLOTS[:1], [("top", "O9", 1)], []]))
    return Opened(at, draw(shares), draw(visitors), "n", draw(stamps), "", shown)


@st.composite
def clicks(draw: st.DrawFn, at: int) -> Record:
    slot, offer, position = draw(st.sampled_from(SLOTS))
    visit = draw(st.one_of(st.none(), names))
    is_new = draw(st.booleans())
    visitor = f"{at:022}" if is_new else draw(visitors)
    return Clicked(at, draw(shares), visitor, "n", draw(stamps), "", slot, position, offer, f"c{at}", visit, is_new)


@st.composite
def beacons(draw: st.DrawFn, at: int) -> Record:
    share = draw(st.sampled_from([CODE, CODE, OTHER, "ghost"]))
    visitor = draw(st.sampled_from([*VISITORS, *VISITORS, ""]))
    told = draw(st.lists(acts, min_size=1, max_size=4))
    return Beaconed(
        at, share, visitor, "n", "human", "", draw(names), draw(st.integers(1, 4)), draw(st.booleans()), told
    )


@st.composite
def histories(draw: st.DrawFn) -> list[Record]:
    at, told = START, []
    for _ in range(draw(st.integers(1, 25))):
        at += draw(gaps) + 1
        told.append(draw(st.one_of(opens(at), clicks(at), beacons(at), beacons(at))))
    return told


@pytest.fixture
def house(hub: Hub, world: World) -> Hub:
    """A hub with two shares, one of which forgets after 5 minutes."""
    world.share(page(OTHER), dedupe_minutes=5)
    return hub


def drained(hub: Hub, history: list[Record], *, batch: int) -> None:
    """Count a history into tables that were emptied before."""
    with Session(hub.engines.database) as session, session.begin():
        for table in ("visit_slots", "visits", "events", "beacons", "last_counted", "hourly_counts", "drain_positions"):
            session.execute(Base.metadata.tables[table].delete())
    hub.engines.spool.close()
    for path in list_segments(hub.settings.spool):
        path.unlink()
    for record in history:
        hub.engines.spool.append(record)
    Drain(hub.engines.database, folder=hub.settings.spool, clock=hub.clock, batch=batch).run()


def figures(hub: Hub) -> tuple[list[str], Counter[Any], list[dict[str, Any]]]:
    """What differs from a recount, the hourly counts, and the visits without their ids."""
    with Session(hub.engines.database) as session:
        tables = recount.read_tables(session)
        visits = sorted((vars(visit) for visit in tables.visits.values()), key=repr)
        return recount.differences(session), tables.hourly, visits


@HISTORIES
@given(history=histories())
def test_tables_equal_a_recount_whatever_happened(house: Hub, history: list[Record]) -> None:
    drained(house, history, batch=1000)

    assert figures(house)[0] == []


@HISTORIES
@given(history=histories(), batch=st.integers(1, 7))
def test_batches_change_nothing(house: Hub, history: list[Record], batch: int) -> None:
    drained(house, history, batch=1000)
    at_once = figures(house)
    drained(house, history, batch=batch)

    assert figures(house) == at_once


@HISTORIES
@given(history=histories())
def test_no_rate_exceeds_one(house: Hub, history: list[Record]) -> None:
    drained(house, history, batch=1000)
    _different, hourly, visits = figures(house)

    people = [visit for visit in visits if visit["verdict"] == "human"]
    slots = [slot for visit in people for slot in visit["slots"].values()]
    counts: Counter[str] = Counter()
    for (*_place, kind, verdict), n in hourly.items():
        counts[kind] += n if verdict == "human" else 0
    assert all(visit["confirmed"] <= visit["opens"] for visit in people)
    assert sum(visit["confirmed"] for visit in people) == counts["seen"] <= counts["open"]
    assert sum(visit["opens"] for visit in people) == counts["open"]
    assert all(slot.shown_at for slot in slots if slot.viewed_at)
    assert sum(slot.viewed_at is not None for slot in slots) == counts["view"] <= counts["impression"]
    assert sum(slot.clicked_at is not None for slot in slots) <= counts["click"]


@HISTORIES
@given(history=histories())
def test_a_slow_reference_agrees_on_opens_and_clicks(house: Hub, history: list[Record]) -> None:
    drained(house, history, batch=1000)

    with Session(house.engines.database) as session:
        rows = session.query(Event).where(Event.kind.in_(["open", "click"])).order_by(Event.id).all()
    window = {CODE: timedelta(minutes=30), OTHER: timedelta(minutes=5)}
    stamped = {to_micros(row.at): row for row in rows}
    last: dict[tuple[str, ...], datetime] = {}
    for record in history:
        if isinstance(record, Beaconed):
            continue
        row = stamped[record.at]
        key = (row.share, row.visitor, str(row.kind), row.slot or "")
        expected = record.stamp
        if expected == "human" and key in last and row.at - last[key] < window[row.share]:
            expected = "repeat"
        elif expected == "human":
            last[key] = row.at

        assert row.verdict == expected
