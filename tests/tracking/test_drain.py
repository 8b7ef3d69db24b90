"""From the spool into rows: once, in order, whatever happens on the way."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from contenthub.hub import Hub
from contenthub.tracking import ledger
from contenthub.tracking.drain import Drain, DrainOvertaken
from contenthub.tracking.models import Beacon, DrainPosition, Event, HourlyCount
from contenthub.tracking.records import Beaconed, Clicked, Micros, Opened, Seen, to_micros
from contenthub.tracking.segments import list_segments
from contenthub.tracking.spool import Spool
from tests.tracking.world import CODE, SEEN, World, beacon


def clicked(at: Micros, mark: str) -> Clicked:
    return Clicked(at, CODE, f"{mark:_<22}", "net", "human", "", "top", 1, "O1", mark, None, True)


def drain_of(hub: Hub, *, batch: int = 2000) -> Drain:
    return Drain(hub.engines.database, folder=hub.settings.spool, clock=hub.clock, batch=batch)


@pytest.fixture
def now(clock) -> Micros:
    return to_micros(clock.now())


@pytest.fixture
def other_worker(hub: Hub):
    """Another process' spool."""
    spool = Spool(hub.settings.spool)
    yield spool
    spool.close()


class TestOnce:
    def test_it_says_how_many_events_came_of_it(self, hub: Hub, world: World, customer) -> None:
        customer.get(f"/s/{CODE}")
        customer.post("/e", json=beacon(SEEN, {"kind": "depth", "value": 5}))

        assert [hub.drain(), hub.drain()] == [3, 0]

    def test_without_a_spool_there_is_nothing_to_do(self, hub: Hub) -> None:
        assert hub.drain() == 0

    def test_batches_do_not_matter(self, hub: Hub, world: World, now: Micros) -> None:
        for number in range(25):
            hub.engines.spool.append(clicked(now - 25 + number, f"c{number}"))

        assert drain_of(hub, batch=4).run() == 25
        assert len({event.click_id for event in world.events()}) == 25

    def test_killed_before_the_commit_it_starts_over(self, hub: Hub, world: World, now: Micros, monkeypatch) -> None:
        for number in range(10):
            hub.engines.spool.append(clicked(now, f"c{number}"))
        die_after(monkeypatch, batches=2)
        with pytest.raises(KeyboardInterrupt):
            drain_of(hub, batch=3).run()
        monkeypatch.undo()
        counted_before = len(world.rows(Event))

        drain_of(hub, batch=3).run()

        assert counted_before == 6
        assert sorted(event.click_id for event in world.rows(Event)) == sorted(f"c{number}" for number in range(10))
        assert [row.n for row in world.rows(HourlyCount)] == [10]

    def test_a_second_drain_that_comes_late_gives_up_its_batch(self, hub: Hub, world: World, now: Micros) -> None:
        hub.engines.spool.append(clicked(now, "c1"))

        with pytest.raises(DrainOvertaken):
            Overtaken(hub).run()
        assert len(world.rows(Event)) == 1

    def test_two_drains_at_once_count_once(self, hub: Hub, world: World, now: Micros, other_worker: Spool) -> None:
        other_worker.append(clicked(now, "c1"))
        hub.drain()
        other_worker.append(clicked(now, "c2"))
        drain_of(hub).run()

        assert len(world.events()) == 2


class Overtaken(Drain):
    """A drain that another one overtakes between its look and its commit."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub.engines.database, folder=hub.settings.spool, clock=hub.clock)
        self._other = drain_of(hub)

    def _count(self, batch, reached):
        self._other._drain(to_micros(self._clock.now()))
        return super()._count(batch, reached)


def die_after(monkeypatch, *, batches: int) -> None:
    save, done = ledger.save, []

    def dying(session, counting):
        save(session, counting)
        done.append(1)
        if len(done) > batches:
            raise KeyboardInterrupt

    monkeypatch.setattr(ledger, "save", dying)


class TestOrder:
    def test_workers_are_read_in_the_order_of_time(
        self, hub: Hub, world: World, now: Micros, other_worker: Spool
    ) -> None:
        visitor = "v" * 22
        other_worker.append(Beaconed(now - 10, CODE, visitor, "n", "human", "", "v1", 1, False, [Seen()]))
        hub.engines.spool.append(Opened(now - 20, CODE, visitor, "n", "human", "", []))

        assert world.counted() == {"open": 1, "seen": 1}

    def test_what_comes_after_now_waits(self, hub: Hub, now: Micros, clock) -> None:
        hub.engines.spool.append(clicked(now, "c1"))
        hub.engines.spool.append(clicked(now + 1_000_000, "c2"))
        first = hub.drain()
        clock.advance(timedelta(seconds=1))

        assert (first, hub.drain()) == (1, 1)

    def test_what_a_clock_put_back_left_in_the_future_does_not_wait(self, hub: Hub, now: Micros) -> None:
        hub.engines.spool.append(clicked(now + 3_600_000_000, "c1"))
        hub.engines.spool.append(clicked(now, "c2"))

        assert hub.drain() == 2


class TestDamage:
    def test_a_torn_tail_is_skipped_once_its_writer_is_gone(self, hub: Hub, now: Micros, other_worker: Spool) -> None:
        other_worker.append(clicked(now, "c1"))
        path = list_segments(hub.settings.spool)[0]
        tear(path)
        before = (hub.drain(), position_of(hub, path))
        other_worker.close()

        assert before == (1, path.stat().st_size - 5)
        assert (hub.drain(), position_of(hub, path)) == (0, path.stat().st_size)

    def test_a_record_nobody_can_read_is_passed_over(self, hub: Hub, now: Micros) -> None:
        hub.engines.spool.append(clicked(now, "c1"))
        hub.engines.spool.close()
        path = list_segments(hub.settings.spool)[0]
        content = bytearray(path.read_bytes())
        content[20] ^= 0xFF
        path.write_bytes(content)
        hub.engines.spool.append(clicked(now, "c2"))

        assert hub.drain() == 1


def tear(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\xc5CH1\x09")


def position_of(hub: Hub, path: Path) -> int:
    from sqlalchemy.orm import Session

    with Session(hub.engines.database) as session:
        return ledger.load_positions(session, [path.name]).get(path.name, 0)


class TestLag:
    def test_it_is_the_age_of_the_oldest_event_not_counted(self, hub: Hub, now: Micros, clock) -> None:
        hub.engines.spool.append(clicked(now, "c1"))
        clock.advance(timedelta(seconds=7))

        assert hub.drain_lag() == 7.0

    def test_it_is_nothing_when_all_is_counted(self, hub: Hub, now: Micros) -> None:
        empty = hub.drain_lag()
        hub.engines.spool.append(clicked(now, "c1"))
        hub.drain()

        assert (empty, hub.drain_lag()) == (0.0, 0.0)


class TestSweep:
    def test_a_counted_segment_goes_after_its_grace_with_its_position(
        self, hub: Hub, world: World, now: Micros
    ) -> None:
        hub.engines.spool.append(clicked(now, "c1"))
        hub.engines.spool.close()
        drain = drain_of(hub)
        drain.run()
        make_old(hub)

        drain.sweep()

        assert list_segments(hub.settings.spool) == []
        assert world.rows(DrainPosition) == []

    def test_a_young_one_stays(self, hub: Hub, now: Micros) -> None:
        hub.engines.spool.append(clicked(now, "c1"))
        hub.engines.spool.close()
        drain = drain_of(hub)
        drain.run()
        make_old(hub, hours=0)

        drain.sweep()

        assert len(list_segments(hub.settings.spool)) == 1

    def test_one_not_counted_or_still_written_stays(self, hub: Hub, now: Micros, other_worker: Spool) -> None:
        other_worker.append(clicked(now, "c1"))
        drain = drain_of(hub)
        drain.run()
        hub.engines.spool.append(clicked(now, "c2"))
        hub.engines.spool.close()
        make_old(hub)

        drain.sweep()

        assert len(list_segments(hub.settings.spool)) == 2

    def test_old_beacons_are_forgotten(self, hub: Hub, world: World, customer, clock) -> None:
        customer.get(f"/s/{CODE}")
        customer.post("/e", json=beacon(SEEN))
        hub.drain()
        clock.advance(timedelta(days=3))
        drain_of(hub).sweep()

        assert world.rows(Beacon) == []


def make_old(hub: Hub, *, hours: float = 1) -> None:
    """Let the segments look written some hours before the hub's now."""
    at = hub.clock.now().timestamp() - hours * 3600
    for path in list_segments(hub.settings.spool):
        os.utime(path, (at, at))


class TestSpeed:
    def test_ten_thousand_clicks_take_seconds_not_minutes(self, hub: Hub, world: World, now: Micros) -> None:
        for number in range(10_000):
            hub.engines.spool.append(clicked(now, f"c{number}"))
        started = time.perf_counter()
        counted = hub.drain()

        assert counted == 10_000
        assert time.perf_counter() - started < 15
