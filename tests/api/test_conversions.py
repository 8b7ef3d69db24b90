"""`/conversions` as the contract says."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from contenthub.accounts.values import Scope
from contenthub.tracking.click_ids import ClickIds
from contenthub.tracking.models import Conversion
from contenthub.tracking.records import to_micros
from tests.clients import Api
from tests.customers import Customer
from tests.tracking.world import CODE, OTHER, World, page

NOON = "2026-07-01T04:00:00Z"


@pytest.fixture
def world(hub, clock) -> World:
    """A front door with a page of one guide behind it."""
    made = World(hub, clock=clock)
    made.share(page())
    return made


def click(customer: Customer, slot: str = "top", *, code: str = CODE) -> str:
    """Follow a slot and return the click id the shop gets."""
    location: str = customer.get(f"/s/{code}/{slot}").headers["Location"]
    return location.partition("ch_click=")[2]


def order(number: int = 1, **more: Any) -> dict[str, Any]:
    body = {"source": "shop", "external_id": f"O-{number}", "kind": "order", "amount": 29900, "currency": "CNY"}
    return {**body, "occurred_at": NOON, **more}


def refund(number: int = 1, *, amount: int, **more: Any) -> dict[str, Any]:
    return order(number, external_id=f"R-{number}-{amount}", kind="refund", order=f"O-{number}", amount=amount, **more)


def lead(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"source": "shop", "external_id": f"L-{number}", "kind": "lead", "occurred_at": NOON, **more}


def fields(answer: Any) -> set[str]:
    return {error["field"] for error in answer.json["errors"]}


class TestPost:
    def test_the_walkthrough(self, marketer: Api, world: World) -> None:
        body = order(click_id=click(world.customer()))
        made, again = marketer.post("/conversions", body), marketer.post("/conversions", body)

        assert made.status_code == 201
        assert {"share": CODE, "slot": "top", "attributed": True}.items() <= made.json.items()
        assert (again.status_code, again.json) == (200, made.json)

    def test_the_same_key_with_other_content_is_a_conflict(self, marketer: Api) -> None:
        marketer.post("/conversions", order())
        answer = marketer.post("/conversions", order(amount=1))

        assert (answer.status_code, answer.json["type"]) == (409, "conversion-differs")

    def test_the_same_moment_in_another_zone_is_the_same_content(self, marketer: Api) -> None:
        made = marketer.post("/conversions", order())

        assert marketer.post("/conversions", order(occurred_at="2026-07-01T12:00:00+08:00")).json == made.json

    def test_the_kind_belongs_to_the_key(self, marketer: Api) -> None:
        statuses = [marketer.post("/conversions", body).status_code for body in (order(), lead(external_id="O-1"))]

        assert statuses == [201, 201]

    def test_posted_at_once_it_counts_once(self, app, hub, marketer: Api) -> None:
        def post(_number: int) -> int:
            return Api(app, token=marketer.token).post("/conversions", order()).status_code

        with ThreadPoolExecutor(6) as pool:
            statuses = sorted(pool.map(post, range(6)))

        assert statuses == [200] * 5 + [201]

    @pytest.mark.parametrize("kind", ["form", "booking", "new_friend", "group_join", None])
    def test_a_lead_has_its_kinds(self, marketer: Api, kind: str | None) -> None:
        answer = marketer.post("/conversions", lead(lead_kind=kind))

        assert (answer.status_code, answer.json["lead_kind"]) == (201, kind)

    def test_the_customer_is_kept_as_a_keyed_hash_only(self, marketer: Api, hub) -> None:
        marketer.post("/conversions", order(customer="13800138000"))
        with hub.services() as services:
            row = services.work.session.scalars(select(Conversion)).one()

        assert len(row.customer) == 64
        assert not any("13800138000" in str(value) for value in vars(row).values())


class TestInvalid:
    def test_every_wrong_field_is_listed(self, marketer: Api) -> None:
        body = order(click_id="x", share=OTHER, amount=-1, currency=None, order="O-9", lead_kind="form")
        answer = marketer.post("/conversions", {**body, "occurred_at": "2026-07-03T04:00:00Z"})

        assert answer.status_code == 422
        assert fields(answer) == {"click_id", "share", "amount", "currency", "order", "lead_kind", "occurred_at"}

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"source": ""}, "source"),
            ({"source": "a\u0000"}, "source"),
            ({"external_id": " "}, "external_id"),
            ({"external_id": "x" * 121}, "external_id"),
            ({"kind": "sale"}, "kind"),
            ({"occurred_at": "yesterday"}, "occurred_at"),
            ({"occurred_at": 1_782_878_400}, "occurred_at"),
            ({"occurred_at": "2026-07-01T04:00:00"}, "occurred_at"),
            ({"amount": 1.5}, "amount"),
            ({"amount": "100"}, "amount"),
            ({"amount": True}, "amount"),
            ({"amount": None}, "amount"),
            ({"amount": 10**16}, "amount"),
            ({"currency": "cny"}, "currency"),
            ({"currency": "RMBX"}, "currency"),
            ({"slot": "top"}, "slot"),
            ({"share": CODE, "slot": "TOP"}, "slot"),
            ({"lead_kind": "smile"}, "lead_kind"),
            ({"colour": "red"}, "colour"),
        ],
    )
    def test_a_wrong_field_is_named(self, marketer: Api, world: World, change: dict[str, Any], field: str) -> None:
        answer = marketer.post("/conversions", order(**change))

        assert answer.status_code == 422
        assert field in fields(answer)

    @pytest.mark.parametrize("body", [[], "x", 5])
    def test_nonsense_is_wrong_input(self, marketer: Api, body: Any) -> None:
        assert marketer.post("/conversions", json=body).status_code == 422

    @pytest.mark.parametrize("field", ["source", "external_id", "customer", "click_id", "share"])
    def test_half_a_character_is_wrong_input(self, marketer: Api, field: str) -> None:
        body = json.dumps(order(**{field: "\ud800"}))

        assert marketer.post("/conversions", data=body, content_type="application/json").status_code == 422

    def test_a_forged_click_id_is_refused(self, marketer: Api, world: World) -> None:
        forged = ClickIds("another secret").make(share=CODE, slot="top", position=1, offer_id="O1", at=1)

        assert fields(marketer.post("/conversions", order(click_id=forged))) == {"click_id"}


class TestRefund:
    def test_it_follows_its_order(self, marketer: Api, world: World) -> None:
        marketer.post("/conversions", order(click_id=click(world.customer(), "end")))
        answer = marketer.post("/conversions", refund(amount=900))

        assert {"share": CODE, "slot": "end", "rule": "order", "amount": 900}.items() <= answer.json.items()

    @pytest.mark.parametrize(
        ("amounts", "last"), [([29900], 201), ([10000, 19900], 201), ([29901], 422), ([10000, 19901], 422), ([0], 201)]
    )
    def test_never_more_than_the_order(self, marketer: Api, amounts: list[int], last: int) -> None:
        marketer.post("/conversions", order())
        answers = [marketer.post("/conversions", refund(amount=amount)) for amount in amounts]

        assert answers[-1].status_code == last

    def test_told_twice_it_counts_once(self, marketer: Api) -> None:
        marketer.post("/conversions", order())
        statuses = [marketer.post("/conversions", refund(amount=20000)).status_code for _ in range(2)]

        assert statuses == [201, 200]

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"order": None}, "order"),
            ({"order": "O-7"}, "order"),
            ({"currency": "USD"}, "currency"),
            ({"source": "pos"}, "order"),
        ],
    )
    def test_its_order_must_be_known_and_in_the_same_currency(
        self, marketer: Api, change: dict[str, Any], field: str
    ) -> None:
        marketer.post("/conversions", order())

        assert fields(marketer.post("/conversions", {**refund(amount=1), **change})) == {field}

    def test_concurrent_refunds_never_exceed_the_order(self, app, marketer: Api) -> None:
        marketer.post("/conversions", order())

        def post(number: int) -> int:
            body = {**refund(amount=10000), "external_id": f"R{number}"}
            return Api(app, token=marketer.token).post("/conversions", body).status_code

        with ThreadPoolExecutor(5) as pool:
            assert sorted(pool.map(post, range(5))) == [201, 201, 422, 422, 422]


class TestCredit:
    def test_a_click_id_wins_over_a_named_share(self, marketer: Api, world: World) -> None:
        world.share(page(OTHER))
        answer = marketer.post("/conversions", order(click_id=click(world.customer()), share=OTHER, slot="end"))

        assert (answer.json["share"], answer.json["slot"], answer.json["rule"]) == (CODE, "top", "click_id")

    def test_a_click_id_counts_however_old(self, marketer: Api, world: World, clock) -> None:
        mark = click(world.customer())
        clock.advance(timedelta(days=90))

        assert marketer.post("/conversions", order(click_id=mark, occurred_at="2026-09-29T04:00:00Z")).json[
            "attributed"
        ]

    def test_a_named_share_gets_it(self, marketer: Api, world: World) -> None:
        answer = marketer.post("/conversions", order(share=CODE, slot="end"))

        assert (answer.json["share"], answer.json["slot"], answer.json["rule"]) == (CODE, "end", "named")

    def test_a_named_slot_is_credited_with_what_it_showed(self, admin: Api, world: World) -> None:
        world.customer().get(f"/s/{CODE}")
        world.hub.drain()
        made = admin.post("/conversions", order(share=CODE, slot="end")).json

        answer = admin.get(f"/conversions/{made['id']}/attribution").json
        assert (answer["offer"], answer["position"]) == ("O2", 2)

    def test_nothing_to_go_by_is_nobodys(self, marketer: Api) -> None:
        answer = marketer.post("/conversions", order(customer="openid-1"))

        assert (answer.json["attributed"], answer.json["share"], answer.json["rule"]) == (False, None, "none")

    def test_a_customer_known_by_an_earlier_click_is_credited_to_the_last_one(
        self, marketer: Api, world: World, clock
    ) -> None:
        reader = world.customer()
        marketer.post("/conversions", lead(click_id=click(reader), customer="openid-1"))
        clock.advance(timedelta(hours=1))
        later = click(reader, "end")
        world.hub.drain()

        answer = marketer.post("/conversions", order(customer="openid-1", occurred_at="2026-07-01T06:00:00Z"))
        assert (answer.json["slot"], answer.json["rule"]) == ("end", "last_click")
        assert decision(world, "O-1")["candidates"][0]["click_id"] == later

    def test_before_the_drain_the_earlier_click_itself_is_known(self, marketer: Api, world: World) -> None:
        marketer.post("/conversions", lead(click_id=click(world.customer()), customer="openid-1"))

        assert marketer.post("/conversions", order(customer="openid-1")).json["slot"] == "top"

    @pytest.mark.parametrize(
        ("bought_after", "attributed"),
        [
            (timedelta(0), True),
            (timedelta(days=7, minutes=5), True),
            (timedelta(days=7, minutes=5, milliseconds=1), False),
            (timedelta(minutes=-5), True),
            (timedelta(minutes=-5, milliseconds=-1), False),
        ],
    )
    def test_the_window_ends_to_the_millisecond(
        self, marketer: Api, world: World, clock, bought_after: timedelta, attributed
    ) -> None:
        mark = click(world.customer())
        marketer.post("/conversions", lead(click_id=mark, customer="openid-1"))
        at = clock.now() + bought_after
        clock.set(max(at, clock.now()))

        answer = marketer.post("/conversions", order(customer="openid-1", occurred_at=at.isoformat()))
        assert answer.json["attributed"] is attributed

    def test_another_customer_gets_none_of_it(self, marketer: Api, world: World) -> None:
        marketer.post("/conversions", lead(click_id=click(world.customer()), customer="openid-1"))

        assert not marketer.post("/conversions", order(customer="openid-2")).json["attributed"]

    def test_a_bots_click_is_no_touch(self, marketer: Api, world: World, clock) -> None:
        reader = world.customer()
        marketer.post("/conversions", lead(click_id=click(reader), customer="openid-1"))
        clock.advance(timedelta(minutes=1))
        reader.agent = "curl/8.5.0"
        click(reader, "end")
        world.hub.drain()

        assert marketer.post("/conversions", order(customer="openid-1")).json["slot"] == "top"


def decision(world: World, external_id: str) -> dict[str, Any]:
    with world.hub.services() as services:
        found = services.work.session.scalars(select(Conversion).where(Conversion.external_id == external_id)).one()
    return found.decision


class TestAttribution:
    @pytest.fixture
    def made(self, marketer: Api, guide: Api, world: World) -> dict[str, Any]:
        """An order credited to the guide."""
        world.share(page(OTHER), guide=guide.person)
        body = order(click_id=click(world.customer(), code=OTHER))
        made: dict[str, Any] = marketer.post("/conversions", body).json
        return made

    def test_it_says_who_and_why(self, marketer: Api, guide: Api, made: dict[str, Any]) -> None:
        answer = marketer.get(f"/conversions/{made['id']}/attribution").json

        wanted = {
            "rule": "click_id",
            "share": OTHER,
            "slot": "top",
            "position": 1,
            "offer": "O1",
            "guide": guide.person,
        }
        assert {**wanted, "attributed": True, "window_days": 7, "plan": "plan"}.items() <= answer.items()
        assert [candidate["slot"] for candidate in answer["candidates"]] == ["top"]

    def test_the_guide_reads_own_credit(self, guide: Api, made: dict[str, Any]) -> None:
        assert guide.get(f"/conversions/{made['id']}/attribution").status_code == 200

    def test_another_guide_does_not(self, sign_in, made: dict[str, Any]) -> None:
        other = sign_in("guide", login="wang")

        assert other.get(f"/conversions/{made['id']}/attribution").status_code == 404

    def test_nobodys_order_is_for_hq(self, marketer: Api, guide: Api) -> None:
        made = marketer.post("/conversions", order()).json
        path = f"/conversions/{made['id']}/attribution"

        assert (marketer.get(path).status_code, guide.get(path).status_code) == (200, 404)

    def test_an_unknown_one_is_not_found(self, marketer: Api) -> None:
        assert marketer.get("/conversions/unknown/attribution").status_code == 404


class TestWho:
    @pytest.fixture
    def shop(self, app, hub, marketer: Api) -> Api:
        """A shop's token: only conversions, only its own."""
        with hub.services() as services:
            person = services.people.get_person(marketer.person)
            scopes = frozenset({Scope.CONVERSIONS})
            _token, secret = services.access.add_token(person, label="shop", scopes=scopes, source="shop")
        return Api(app, token=secret)

    def test_a_shop_posts_its_own(self, shop: Api) -> None:
        assert shop.post("/conversions", order()).status_code == 201

    @pytest.mark.parametrize("more", [{}, {"amount": -1}, {"colour": "red"}])
    def test_it_does_not_post_anothers(self, shop: Api, more: dict[str, Any]) -> None:
        answer = shop.post("/conversions", order(source="pos", **more))

        assert (answer.status_code, answer.json["type"]) == (403, "source-not-allowed")

    def test_it_does_nothing_else(self, shop: Api) -> None:
        made = shop.post("/conversions", order()).json

        assert shop.get(f"/conversions/{made['id']}/attribution").status_code == 403

    @pytest.mark.parametrize("role", ["manager", "guide"])
    def test_it_is_for_hq(self, sign_in, role: str) -> None:
        assert sign_in(role).post("/conversions", order()).status_code == 403

    def test_a_stranger_signs_in_first(self, stranger: Api) -> None:
        assert stranger.post("/conversions", order()).status_code == 401


def test_an_order_finds_its_click_in_the_tables(marketer: Api, world: World, clock) -> None:
    mark = click(world.customer())
    marketer.post("/conversions", order(click_id=mark))
    event = next(event for event in world.events() if event.kind == "click")

    assert (event.click_id, to_micros(event.at)) == (mark, to_micros(clock.now()))
