"""Who looked, as the guide sees it; sums for the others."""

from datetime import timedelta

import pytest

from contenthub.accounts.values import Actor, Role
from contenthub.kernel.paging import PageQuery
from contenthub.tracking.errors import LinkNotFound, ViewersNotAllowed
from contenthub.tracking.visits import VisitService
from tests.tracking.world import CODE, SEEN, World, beacon, depth, dwell

GUIDE = Actor("guide", Role.GUIDE, "unit", "/root/unit/")
FIRST = PageQuery()
MARKETER = Actor("zhou", Role.MARKETER, "root", "/root/")


@pytest.fixture
def read(world: World) -> World:
    """One reader who came twice and clicked, one who only looked, one bot."""
    clock = world.hub.clock
    reader = world.customer()
    for seq in range(2):
        reader.get(f"/s/{CODE}")
        reader.post("/e", json=beacon(SEEN, depth(40 + 40 * seq), dwell(9500), visit=f"v{seq}"))
        reader.get(f"/s/{CODE}/end?v=v{seq}")
        clock.advance(timedelta(hours=1, seconds=30))
    world.customer().get(f"/s/{CODE}")
    world.customer(agent="curl/8").get(f"/s/{CODE}")
    world.hub.drain()
    return world


def viewers(world: World, *, actor: Actor = GUIDE, code: str = CODE, query: PageQuery = FIRST):
    with world.hub.services() as services:
        return VisitService(services.work, actor=actor).list_viewers(code, query)


class TestViewers:
    def test_the_guide_sees_each_person_the_latest_first(self, read: World) -> None:
        found = viewers(read)

        assert found.total == 2
        assert [(one.visits, one.seconds, one.depth, one.confirmed, one.slots) for one in found.items] == [
            (1, 0, 0, False, ()),
            (2, 19, 80, True, ("end",)),
        ]

    def test_times_are_to_the_minute(self, read: World) -> None:
        reader = viewers(read).items[1]

        assert [(at.hour, at.minute, at.second) for at in (reader.first_at, reader.last_at)] == [(4, 0, 0), (5, 0, 0)]

    def test_it_is_paged(self, read: World) -> None:
        first = viewers(read, query=PageQuery(1))
        second = viewers(read, query=PageQuery(1, first.next))

        assert [len(first.items), len(second.items), second.next] == [1, 1, None]

    def test_a_customer_who_became_known_has_a_mark(self, read: World) -> None:
        click = next(event for event in read.events() if event.click_id and event.verdict == "human")
        with read.hub.services() as services:
            services.conversions.add_conversion(
                source="shop",
                external_id="L-1",
                kind="lead",
                click_id=click.click_id,
                customer="openid-1",
                occurred_at=read.hub.clock.now(),
            )

        assert [one.customer is None for one in viewers(read).items] == [True, False]

    def test_somebody_elses_share_is_not_theirs_to_see(self, read: World) -> None:
        with pytest.raises(LinkNotFound):
            viewers(read, actor=Actor("other", Role.GUIDE, "unit", "/root/unit/"))

    def test_hq_sees_no_single_person(self, read: World) -> None:
        with pytest.raises(ViewersNotAllowed):
            viewers(read, actor=MARKETER)

    def test_an_unknown_code_is_not_found(self, read: World) -> None:
        with pytest.raises(LinkNotFound):
            viewers(read, code="unknown")


class TestSums:
    def test_they_are_for_whoever_may_see_the_share(self, read: World) -> None:
        with read.hub.services() as services:
            sums = VisitService(services.work, actor=MARKETER).sum_viewers(CODE)

        assert (sums.viewers, sums.visits, sums.seconds, sums.clickers) == (2, 3, 19, 1)


class TestExport:
    def test_every_event_is_a_line_with_its_verdict(self, read: World) -> None:
        with read.hub.services() as services:
            rows = list(services.events.export())

        assert len(rows) == 12
        assert set(rows[0]) == {"at", "kind", "share", "slot", "visitor", "visit", "click_id", "verdict", "reason"}
        assert [row["verdict"] for row in rows].count("bot") == 1

    def test_it_may_begin_later(self, read: World) -> None:
        with read.hub.services() as services:
            rows = list(services.events.export(since=read.hub.clock.now() - timedelta(minutes=10)))

        assert [row["kind"] for row in rows] == ["open", "open"]


class TestIntents:
    def test_what_a_guide_did_is_an_event_and_a_count(self, read: World) -> None:
        with read.hub.services() as services:
            for _ in range(2):
                services.intents.add(CODE, kind="copied_text", guide_id="guide")

        assert read.counted()["intent"] == 2
        assert read.differences() == []
