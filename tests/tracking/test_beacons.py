"""What a page tells: accepted, refused, believed or not."""

from datetime import timedelta
from typing import Any

import pytest

from contenthub.tracking.models import HourlyCount
from tests.customers import Customer
from tests.tracking.world import CODE, OTHER, SEEN, World, beacon, depth, dwell, nonce_of, page, view

EVENT = {"kind": "seen"}


class TestShape:
    @pytest.mark.parametrize(
        "content_type", ["application/json", "text/plain", "text/plain;charset=UTF-8", "Application/JSON"]
    )
    def test_json_is_taken_under_either_name(self, customer: Customer, content_type: str) -> None:
        body = f'{{"share":"{CODE}","visit":"v1","seq":1,"events":[{{"kind":"seen"}}]}}'

        assert customer.post("/e", data=body, content_type=content_type).status_code == 204

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"[]",
            b"null",
            b'"text"',
            b"\xff\xfe",
            b"[" * 30_000,
            b'{"share":"a","visit":"v","seq":1}',
            b'{"share":"a","visit":"v","seq":1,"events":{}}',
            b'{"share":"a","visit":"v","seq":1,"events":[1]}',
        ],
    )
    def test_what_is_no_beacon_is_refused(self, world: World, customer: Customer, body: bytes) -> None:
        answer = customer.post("/e", data=body, content_type="application/json")

        assert (answer.status_code, world.events()) == (400, [])

    @pytest.mark.parametrize(
        "change",
        [
            {"share": ""},
            {"share": None},
            {"share": "x" * 65},
            {"share": "a\u0000b"},
            {"visit": ""},
            {"visit": 7},
            {"visit": "v" * 65},
            {"visit": "v 1"},
            {"seq": -1},
            {"seq": 2**31},
            {"seq": "1"},
            {"seq": 1.5},
            {"n": 5},
            {"n": "n" * 201},
            {"events": None},
            {"events": [EVENT] * 51},
        ],
    )
    def test_a_wrong_field_refuses_all(self, world: World, customer: Customer, change: dict[str, Any]) -> None:
        answer = customer.post("/e", json={**beacon(SEEN), **change})

        assert (answer.status_code, world.events()) == (400, [])

    @pytest.mark.parametrize(
        "event",
        [
            {},
            {"kind": "open"},
            {"kind": "click", "slot": "top"},
            {"kind": "intent"},
            {"kind": "order"},
            {"kind": "Seen"},
            {"kind": 1},
            {"kind": "seen", "at": "yesterday"},
            {"kind": "seen", "at": 1751342400},
            {"kind": "view"},
            {"kind": "view", "slot": "TOP"},
            {"kind": "view", "slot": "x" * 33},
            {"kind": "view", "slot": None},
            {"kind": "depth"},
            {"kind": "depth", "value": -1},
            {"kind": "depth", "value": 101},
            {"kind": "depth", "value": "80"},
            {"kind": "depth", "value": True},
            {"kind": "dwell", "value": -1},
            {"kind": "dwell", "value": 86_400_001},
            {"kind": "dwell", "value": 1.5},
            {"kind": "play", "value": 26},
            {"kind": "zoom", "block": "b 1"},
        ],
    )
    def test_one_wrong_event_refuses_all(self, world: World, customer: Customer, event: dict[str, Any]) -> None:
        answer = customer.post("/e", json=beacon(SEEN, event))

        assert (answer.status_code, world.events()) == (400, [])

    @pytest.mark.parametrize(
        "content_type", ["", "application/x-www-form-urlencoded", "multipart/form-data", "text/html"]
    )
    def test_other_types_are_refused(self, customer: Customer, content_type: str) -> None:
        body = f'{{"share":"{CODE}","visit":"v1","seq":1,"events":[]}}'

        assert customer.post("/e", data=body, content_type=content_type).status_code == 400

    def test_more_than_64_kb_is_refused(self, world: World, customer: Customer) -> None:
        body = f'{{"share":"{CODE}","visit":"v1","seq":1,"events":[]{" " * 65_536}}}'

        assert customer.post("/e", data=body, content_type="text/plain").status_code == 400

    @pytest.mark.parametrize("length", ["-1", "x", "0", "99999999999"])
    def test_a_lying_length_is_refused(self, customer: Customer, length: str) -> None:
        answer = customer.post(
            "/e", data=b"{}", content_type="text/plain", environ_overrides={"CONTENT_LENGTH": length}
        )

        assert answer.status_code == 400

    def test_only_post_is_for_beacons(self, customer: Customer) -> None:
        answer = customer.get("/e")

        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")

    def test_an_empty_list_is_nothing(self, world: World, customer: Customer) -> None:
        answer = customer.post("/e", json=beacon())

        assert (answer.status_code, world.events()) == (204, [])

    def test_fields_of_tomorrow_are_not_refused(self, customer: Customer) -> None:
        assert customer.post("/e", json={**beacon({**SEEN, "ease": 3}), "app": "x"}).status_code == 204


class TestReading:
    def test_the_visit_keeps_the_largest_depth_and_dwell(self, world: World, customer: Customer) -> None:
        customer.get(f"/s/{CODE}")
        for seq, (percent, ms) in enumerate([(40, 3000), (90, 9000), (60, 5000)]):
            customer.post("/e", json=beacon(depth(percent), dwell(ms), seq=seq))

        assert [(visit.depth, visit.dwell) for visit in world.visits()] == [(90, 9000)]

    def test_it_confirms_the_open(self, world: World, customer: Customer) -> None:
        customer.get(f"/s/{CODE}")
        customer.post("/e", json=beacon(SEEN))

        assert [(visit.opens, visit.confirmed, visit.seen_at is not None) for visit in world.visits()] == [(1, 1, True)]

    def test_one_open_is_confirmed_once(self, world: World, customer: Customer) -> None:
        customer.get(f"/s/{CODE}")
        customer.post("/e", json=beacon(SEEN))
        customer.get(f"/s/{CODE}")
        customer.post("/e", json=beacon(SEEN, visit="v2"))

        assert world.verdicts("seen") == ["human", "repeat"]

    def test_a_slot_is_viewed_once_a_visit(self, world: World, customer: Customer) -> None:
        customer.get(f"/s/{CODE}")
        for seq in range(3):
            customer.post("/e", json=beacon(view(), seq=seq))

        assert world.verdicts("view") == ["human", "repeat", "repeat"]
        assert world.slots()["top"].viewed_at is not None

    def test_the_same_number_counts_once(self, world: World, customer: Customer) -> None:
        customer.get(f"/s/{CODE}")
        customer.post("/e", json=beacon(view(), depth(30)))
        customer.post("/e", json=beacon(view("end"), depth(100)))

        assert [(event.verdict, event.reason) for event in world.events()[-2:]] == [("repeat", "same_seq")] * 2
        assert [visit.depth for visit in world.visits()] == [30]

    def test_the_same_number_counts_once_across_drains(self, world: World, customer: Customer) -> None:
        customer.get(f"/s/{CODE}")
        for _ in range(2):
            customer.post("/e", json=beacon(SEEN))
            world.hub.drain()

        assert [event.reason for event in world.events() if event.kind == "seen"] == ["", "same_seq"]

    def test_two_visitors_may_use_the_same_name_and_number(self, world: World) -> None:
        for reader in (world.customer(), world.customer()):
            reader.get(f"/s/{CODE}")
            reader.post("/e", json=beacon(SEEN, view()))

        assert world.counted() == {"open": 2, "impression": 4, "seen": 2, "view": 2}

    @pytest.mark.parametrize("told", ["2099-01-01T00:00:00Z", "1999-01-01T00:00:00+08:00", "2026-07-01T04:00:00", None])
    def test_server_time_rules(self, world: World, customer: Customer, clock, told: str | None) -> None:
        opened = clock.now()
        customer.get(f"/s/{CODE}")
        clock.advance(timedelta(seconds=20))
        customer.post("/e", json=beacon({"kind": "seen", "at": told}))

        assert opened <= world.events()[-1].at <= clock.now()

    def test_what_plays_and_is_enlarged_keeps_its_block(self, world: World, customer: Customer) -> None:
        customer.get(f"/s/{CODE}")
        customer.post("/e", json=beacon({"kind": "play", "value": 50, "block": "b2"}, {"kind": "zoom", "block": "b3"}))

        assert [(event.kind, event.value, event.detail) for event in world.events()[1:]] == [
            ("play", 50, {"block": "b2"}),
            ("zoom", None, {"block": "b3"}),
        ]

    def test_a_page_that_lay_in_a_pocket_is_still_its_visit(self, world: World, customer: Customer, clock) -> None:
        nonce = nonce_of(customer.get(f"/s/{CODE}"))
        clock.advance(timedelta(hours=3))
        customer.post("/e", json=beacon(SEEN, n=nonce))

        assert world.verdicts("seen") == ["human"]

    def test_the_nonce_stands_in_for_a_cookie(self, world: World) -> None:
        customer = world.customer()
        nonce = nonce_of(customer.get(f"/s/{CODE}", headers={"DNT": "1"}))
        customer.post("/e", json=beacon(SEEN, n=nonce), headers={"DNT": "1"})

        assert world.counted() == {"open": 1, "impression": 2, "seen": 1}


class TestForged:
    def test_without_cookie_and_nonce_nothing_is_believed(self, world: World) -> None:
        world.customer().get(f"/s/{CODE}")
        world.customer().post("/e", json=beacon(SEEN, view()))

        assert [event.reason for event in world.events()[1:]] == ["no_identity"] * 2
        assert world.counted() == {"open": 1, "impression": 2}

    def test_a_made_up_cookie_opened_nothing(self, world: World, customer: Customer) -> None:
        customer.set_cookie("ch_v", "A" * 22)
        customer.post("/e", json=beacon(SEEN))

        assert [(event.verdict, event.reason) for event in world.events()] == [("unconfirmed", "no_open")]

    @pytest.mark.parametrize("nonce", ["x", "A" * 43, "é" * 43, "=" * 43, ""])
    def test_a_made_up_nonce_is_none(self, world: World, nonce: str) -> None:
        world.customer().post("/e", json=beacon(SEEN, n=nonce))

        assert [event.reason for event in world.events()] == ["no_identity"]

    def test_a_nonce_of_another_share_is_none(self, world: World) -> None:
        world.share(page(OTHER))
        nonce = nonce_of(world.customer().get(f"/s/{OTHER}"))
        world.customer().post("/e", json=beacon(SEEN, n=nonce))

        assert world.verdicts("seen") == ["unconfirmed"]

    def test_a_nonce_ends_with_its_day(self, world: World, clock) -> None:
        nonce = nonce_of(world.customer().get(f"/s/{CODE}"))
        clock.advance(timedelta(hours=24, seconds=1))
        world.customer().post("/e", json=beacon(SEEN, n=nonce))

        assert world.verdicts("seen") == ["unconfirmed"]

    def test_a_slot_that_was_not_on_the_page_is_not_viewed(self, world: World, customer: Customer) -> None:
        customer.get(f"/s/{CODE}")
        customer.post("/e", json=beacon(view("middle")))

        assert [(event.verdict, event.reason) for event in world.events()[1:]] == [("unconfirmed", "unknown_slot")]

    def test_a_slot_followed_without_opening_the_page_is_not_viewed(self, world: World, customer: Customer) -> None:
        customer.get(f"/s/{CODE}/top")
        customer.post("/e", json=beacon(view("top")))

        assert "view" not in world.counted()

    def test_an_unknown_share_is_kept_but_fills_no_table_of_counts(self, world: World, customer: Customer) -> None:
        answer = customer.post("/e", json=beacon(SEEN, share="does-not-exist"))

        assert (answer.status_code, world.verdicts("seen")) == (204, ["unconfirmed"])
        assert world.rows(HourlyCount) == []

    def test_it_takes_no_more_than_one_visit_can_send(self, world: World, customer: Customer) -> None:
        customer.get(f"/s/{CODE}")
        statuses = [customer.post("/e", json=beacon(SEEN, seq=seq)).status_code for seq in range(125)]

        assert statuses == [204] * 120 + [429] * 5
