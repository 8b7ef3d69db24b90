"""The reports, held against what customers did at the front door."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest

from tests.customers import Customer
from tests.tracking.world import CODE, OTHER, World, offer, page


@pytest.fixture
def world(hub, clock) -> World:
    """Two pages of two guides, one of them in another unit."""
    made = World(hub, clock=clock)
    made.share(page())
    return made


class Reader:
    """A customer who reads a page as a browser reports it."""

    def __init__(self, world: World, code: str = CODE) -> None:
        self.customer: Customer = world.customer()
        self.code = code
        self.seq = 0

    def open(self) -> "Reader":
        self.customer.get(f"/s/{self.code}")
        return self

    def tell(self, *events: dict[str, Any]) -> "Reader":
        self.seq += 1
        self.customer.post("/e", json={"share": self.code, "visit": "v1", "seq": self.seq, "events": list(events)})
        return self

    def see(self) -> "Reader":
        return self.tell({"kind": "seen"})

    def view(self, slot: str) -> "Reader":
        return self.tell({"kind": "view", "slot": slot})

    def read(self, depth: int, *, dwell: int = 1000) -> "Reader":
        return self.tell({"kind": "depth", "value": depth}, {"kind": "dwell", "value": dwell})

    def click(self, slot: str) -> str:
        location: str = self.customer.get(f"/s/{self.code}/{slot}?v=v1").headers["Location"]
        return re.sub(r".*ch_click=", "", location)


def rows(api: Any, query: str = "group_by=slot") -> list[dict[str, Any]]:
    return list(api.get(f"/insights/slots?{query}").json["items"])


def row(api: Any, query: str = "group_by=slot", **dims: str | int) -> dict[str, Any]:
    return next(found for found in rows(api, query) if found["dims"] == dims)


def order(api: Any, click_id: str, **more: Any) -> None:
    body = {"source": "shop", "external_id": "O-1", "kind": "order", "amount": 29900, "currency": "CNY"}
    answer = api.post("/conversions", {**body, "click_id": click_id, "occurred_at": "2026-07-01T04:00:00Z", **more})
    assert answer.status_code == 201, answer.json


class TestSlots:
    def test_a_slot_that_was_only_shown_has_impressions_and_no_views(self, world, marketer) -> None:
        Reader(world).open().see().view("top")
        world.hub.drain()

        found = row(marketer, slot="end")

        assert (found["impressions"], found["views"], found["rates"]["view"]["value"]) == (1, 0, 0.0)

    def test_a_slot_that_was_clicked_without_being_shown_was_not_opened(self, world, marketer) -> None:
        world.share(page(OTHER, top=[offer()], end=[]))
        reader = Reader(world, OTHER).open().see()
        reader.customer.get(f"/s/{OTHER}/end?v=v1")
        world.hub.drain()

        found = row(marketer, slot="end")

        assert (found["clicks"], found["opens"], found["opens_confirmed"], found["readers"]) == (1, 0, 0, 0)

    def test_rates_are_parts_of_the_step_before(self, world, marketer) -> None:
        Reader(world).open().see().view("top").click("top")
        Reader(world).open().see().view("top")
        Reader(world).open()
        world.hub.drain()

        rates = row(marketer, slot="top")["rates"]

        assert [(round(rates[name]["value"] * rates[name]["n"]), rates[name]["n"]) for name in ("view", "click")] == [
            (2, 3),
            (1, 2),
        ]

    def test_a_second_currency_gets_a_row_of_its_own(self, world, marketer) -> None:
        reader = Reader(world).open()
        click = reader.click("top")
        order(marketer, click)
        order(marketer, click, external_id="O-2", amount=500, currency="USD")
        world.hub.drain()

        money = {found["currency"]: found["revenue"] for found in rows(marketer) if found["dims"] == {"slot": "top"}}

        assert money == {"CNY": 29900, "USD": 500}

    def test_a_refund_lowers_revenue_and_leaves_the_order(self, world, marketer) -> None:
        order(marketer, Reader(world).open().click("top"))
        refund = {"source": "shop", "external_id": "R-1", "kind": "refund", "order": "O-1", "amount": 9900}
        marketer.post("/conversions", {**refund, "currency": "CNY", "occurred_at": "2026-07-01T05:00:00Z"})
        world.hub.drain()

        found = row(marketer, slot="top")

        assert (found["orders"], found["revenue"]) == (1, 20000)

    def test_bots_are_counted_only_when_asked_for(self, world, marketer) -> None:
        bot = world.customer(agent="Googlebot/2.1 (+http://www.google.com/bot.html)")
        bot.get(f"/s/{CODE}")
        world.hub.drain()

        counted, everything = row(marketer, slot="top"), row(marketer, "group_by=slot&verdicts=all", slot="top")

        assert (counted["opens_raw"], counted["opens"], everything["opens"]) == (1, 0, 1)

    def test_positions_and_slots_tell_the_same_story(self, world, marketer) -> None:
        Reader(world).open().see().view("end").click("end")
        world.hub.drain()

        assert row(marketer, "group_by=position", position=2)["clicks"] == row(marketer, slot="end")["clicks"] == 1

    def test_by_guide_a_page_counts_once_however_many_slots_it_has(self, world, marketer) -> None:
        Reader(world).open()
        world.hub.drain()

        found = row(marketer, "group_by=guide", guide="guide")

        assert (found["opens"], found["impressions"]) == (1, 2)

    def test_days_begin_at_midnight_in_shanghai(self, world, marketer, clock) -> None:
        clock.advance(timedelta(hours=11, minutes=59))
        Reader(world).open()
        clock.advance(timedelta(minutes=2))
        Reader(world).open()
        world.hub.drain()

        days = {found["dims"]["day"]: found["opens"] for found in rows(marketer, "group_by=day") if found["opens"]}

        assert days == {"2026-07-01": 1, "2026-07-02": 1}

    def test_the_first_of_the_last_days_is_a_whole_one(self, world, marketer, clock) -> None:
        Reader(world).open()
        world.hub.drain()
        clock.advance(timedelta(days=30, hours=2))

        assert row(marketer, "group_by=day", day="2026-07-01")["opens"] == 1

    def test_a_period_keeps_what_lies_in_it(self, world, marketer, clock) -> None:
        Reader(world).open()
        clock.advance(timedelta(days=2))
        Reader(world).open()
        world.hub.drain()

        assert row(marketer, "group_by=slot&from=2026-07-03&to=2026-07-03", slot="top")["opens"] == 1

    @pytest.mark.parametrize(
        "query", ["group_by=colour", "from=yesterday", "from=2026-07-02&to=2026-07-01", "verdicts=some"]
    )
    def test_a_senseless_question_is_refused(self, marketer, query: str) -> None:
        assert marketer.get(f"/insights/slots?{query}").status_code == 422

    def test_a_manager_sees_the_own_units_only(self, world, admin, sign_in, hub) -> None:
        unit = admin.post("/units", {"name": "华东区", "kind": "region"}).json["id"]
        manager = sign_in("manager", unit=unit)
        Reader(world).open()
        hub.drain()

        assert rows(manager) == []

    def test_a_guide_is_not_shown_the_reports(self, guide) -> None:
        assert guide.get("/insights/slots").status_code == 403


class TestTable:
    def test_spreadsheets_get_the_same_figures(self, world, marketer) -> None:
        Reader(world).open().see().view("top").click("top")
        world.hub.drain()

        answer = marketer.get("/insights/slots?group_by=slot&format=csv")

        table = {line["slot"]: line for line in csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))}
        assert (table["top"]["opens"], table["top"]["clicks"], table["top"]["click_n"]) == ("1", "1", "1")


class TestFunnel:
    def test_each_step_is_a_part_of_the_one_before(self, world, marketer) -> None:
        order(marketer, Reader(world).open().see().view("top").click("top"))
        Reader(world).open().see().view("top")
        Reader(world).open().see()
        Reader(world).open()
        world.hub.drain()

        steps = marketer.get("/insights/funnel").json["items"]

        assert [(step["step"], step["n"]) for step in steps] == [
            ("open", 4),
            ("seen", 3),
            ("view", 2),
            ("click", 1),
            ("order", 1),
        ]

    def test_nothing_yet_is_five_zeros(self, marketer) -> None:
        assert [step["n"] for step in marketer.get("/insights/funnel").json["items"]] == [0, 0, 0, 0, 0]


class TestReading:
    def test_the_curve_falls_with_the_depth_reached(self, world, marketer) -> None:
        Reader(world).open().see().read(100, dwell=30_000)
        Reader(world).open().see().read(40, dwell=10_000)
        world.hub.drain()

        report = marketer.get("/insights/reading").json

        reached = {point["depth"]: point["rate"]["value"] for point in report["curve"]}
        assert (report["readers"], reached[40], reached[45], reached[100]) == (2, 1.0, 0.5, 0.5)

    def test_it_says_how_long_half_of_them_stayed_and_nine_of_ten(self, world, marketer) -> None:
        for seconds in (40, 10, 30, 20):
            Reader(world).open().see().read(50, dwell=1000 * seconds)
        world.hub.drain()

        assert marketer.get("/insights/reading").json["dwell"] == {"median_ms": 30_000, "p90_ms": 40_000}

    def test_nobody_yet_has_stayed_no_time(self, marketer) -> None:
        assert marketer.get("/insights/reading").json["dwell"] == {"median_ms": None, "p90_ms": None}

    def test_those_whose_page_was_never_seen_are_no_readers(self, world, marketer) -> None:
        Reader(world).open()
        world.hub.drain()

        assert marketer.get("/insights/reading").json["readers"] == 0


class TestTwoLinks:
    def test_a_reader_of_two_links_of_a_plan_is_one_reader(self, world, marketer) -> None:
        world.share(page(OTHER), guide="other")
        reader = Reader(world).open().see()
        reader.code = OTHER
        reader.open().see()
        world.hub.drain()

        found = row(marketer, "group_by=channel&plan=plan", channel="moments")

        assert (found["opens"], found["readers"]) == (2, 1)
