"""Policies of plans, the credits of orders, and decisions made anew."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from contenthub.cli import main
from contenthub.insights.values import Dimension, Filter
from contenthub.tracking.models import AttributionDecision, CreditLine
from contenthub.tracking.policy import Fallback, Model, Policy, Priority
from tests.api.test_conversions import click, lead, order, refund
from tests.clients import Api
from tests.tracking.world import CODE, OTHER, World, page

HOUSE = Policy()
LATER = "2026-07-01T06:00:00Z"


@pytest.fixture
def colleague(sign_in) -> Api:
    """Another guide."""
    found: Api = sign_in("guide", login="wang", name="王丽")
    return found


@pytest.fixture
def world(hub, clock, guide: Api, colleague: Api) -> World:
    """Two guides' pages of one plan."""
    made = World(hub, clock=clock)
    made.share(page(), guide=guide.person)
    made.share(page(OTHER), guide=colleague.person)
    return made


@pytest.fixture
def policy(hub):
    """Return a function that gives the plan a policy."""

    def give(**fields: Any) -> None:
        with hub.services() as services:
            services.policies.add_policy("plan", replace(HOUSE, **fields))

    return give


@pytest.fixture
def follow(hub, policy):
    """Return a function that gives the plan a policy its earlier orders follow, too."""

    def give(**fields: Any) -> None:
        policy(**fields)
        recompute(hub)

    return give


@pytest.fixture
def bought(marketer: Api, world: World, clock) -> dict[str, Any]:
    """A customer followed both guides' links, an hour apart, and bought."""
    reader = world.customer()
    marketer.post("/conversions", lead(click_id=click(reader), customer="openid-1", lead_kind="new_friend"))
    clock.advance(timedelta(hours=1))
    click(reader, "end", code=OTHER)
    world.hub.drain()
    clock.advance(timedelta(hours=1))
    made: dict[str, Any] = marketer.post("/conversions", order(customer="openid-1", occurred_at=LATER, amount=101)).json
    return made


def told(api: Api, made: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = api.get(f"/conversions/{made['id']}/attribution").json
    return answer


def parts(api: Api, made: dict[str, Any]) -> list[tuple[str, str | None, int]]:
    return [(credit["party"], credit["share"], credit["amount"]) for credit in told(api, made)["credits"]]


def recompute(hub) -> int:
    with hub.services() as services:
        return services.policies.recompute("plan")


def test_without_a_policy_credit_is_where_the_reports_have_it(marketer: Api, bought) -> None:
    answer = told(marketer, bought)

    assert parts(marketer, bought) == [("guide", OTHER, 101)]
    assert (answer["share"], answer["policy"], answer["decision"]) == (OTHER, 0, 1)
    assert answer["sentence"] == "按客户最近一次点击；业绩归：王丽。"


def test_nobodys_order_is_a_line_of_nobody(marketer: Api, world: World) -> None:
    made = marketer.post("/conversions", order()).json

    assert parts(marketer, made) == [("nobody", None, 29900)]
    assert told(marketer, made)["sentence"] == "没有找到客户的点击；业绩归：无人。"


def test_a_lead_has_no_money_to_share(marketer: Api, world: World) -> None:
    made = marketer.post("/conversions", lead(share=CODE)).json

    assert (told(marketer, made)["credits"], told(marketer, made)["sentence"]) == ([], "来源指明了链接。")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"model": Model.FIRST}, [("guide", CODE, 101)]),
        ({"model": Model.LINEAR}, [("guide", CODE, 51), ("guide", OTHER, 50)]),
        ({"priority": Priority.SERVING}, [("guide", None, 101)]),
    ],
)
def test_earlier_orders_follow_a_policy_when_recomputed(
    marketer: Api, bought, follow, fields: dict[str, Any], expected: list[Any]
) -> None:
    before = parts(marketer, bought)
    follow(**fields)

    assert (before, parts(marketer, bought)) == ([("guide", OTHER, 101)], expected)


def test_whoever_has_a_part_may_read_it(hub, guide: Api, colleague: Api, bought, policy) -> None:
    path = f"/conversions/{bought['id']}/attribution"
    before = [api.get(path).status_code for api in (guide, colleague)]
    policy(model=Model.LINEAR)
    recompute(hub)

    assert (before, [api.get(path).status_code for api in (guide, colleague)]) == ([404, 200], [200, 200])


def test_old_decisions_are_kept(hub, marketer: Api, bought, policy) -> None:
    policy(model=Model.LINEAR)
    recompute(hub)
    with hub.services() as services:
        decisions = services.work.session.scalars(
            select(AttributionDecision).where(AttributionDecision.conversion_id == bought["id"])
        ).all()
        lines = services.work.session.scalars(select(CreditLine).where(CreditLine.conversion_id == bought["id"])).all()

    assert [(one.number, one.policy_version, one.is_current) for one in decisions] == [(1, 0, False), (2, 1, True)]
    assert sorted((line.number, line.amount) for line in lines) == [(1, 101), (2, 50), (2, 51)]


def test_reports_stay_as_they_are(hub, bought, policy) -> None:
    def rows() -> Any:
        with hub.services() as services:
            return services.slot_report.rows(Filter(), group_by=[Dimension.SLOT])

    before = rows()
    policy(model=Model.FIRST)
    recompute(hub)

    assert rows() == before


@pytest.mark.parametrize("recomputed", ["as told", "recomputed"])
def test_refunds_take_from_each_part_until_nothing_is_left(hub, marketer: Api, bought, policy, recomputed: str) -> None:
    policy(model=Model.LINEAR)
    recompute(hub)
    backs = [marketer.post("/conversions", refund(amount=amount, occurred_at=LATER)).json for amount in (1, 33, 67)]
    if recomputed == "recomputed":
        recompute(hub)

    sums = {CODE: 0, OTHER: 0}
    for _party, share, amount in [part for made in (bought, *backs) for part in parts(marketer, made)]:
        sums[share] += amount
    assert sums == {CODE: 0, OTHER: 0}


def test_outside_a_shorter_window_the_store_gets_it(hub, marketer: Api, world: World, clock, policy) -> None:
    marketer.post("/conversions", lead(click_id=click(world.customer()), customer="openid-1"))
    policy(window_days=1, fallback=Fallback.STORE, hold_days=14)
    clock.advance(timedelta(days=3))
    made = marketer.post("/conversions", order(customer="openid-1", occurred_at="2026-07-04T04:00:00Z")).json

    credit = told(marketer, made)["credits"][0]
    assert (credit["party"], credit["unit"], credit["payable_at"]) == ("store", "unit", "2026-07-18T04:00:00.000Z")


def test_the_plans_policy_is_read_and_written(marketer: Api, hub, world: World) -> None:
    period = {"starts_at": "2026-07-01T00:00:00Z", "ends_at": "2026-07-31T00:00:00Z"}
    plan = {"name": "七月通勤", "stage": "monetize", "channels": ["moments"], **period}
    path = f"/plans/{marketer.post('/plans', plan).json['id']}/attribution"
    house, made = marketer.get(path).json, marketer.post(path, {"model": "linear", "window_days": 30})

    assert (house["version"], house["model"], house["window_days"], house["fallback"]) == (0, "last", 7, "nobody")
    assert (made.status_code, made.json["version"], marketer.get(path).json) == (201, 1, made.json)


def test_the_command_says_how_many(hub, settings, database_url, marketer: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENTHUB_HOME", str(settings.home))
    monkeypatch.setenv("CONTENTHUB_DATABASE_URL", database_url)
    period = {"starts_at": "2026-07-01T00:00:00Z", "ends_at": "2026-07-31T00:00:00Z"}
    plan = marketer.post("/plans", {"name": "七月", "stage": "monetize", "channels": ["moments"], **period}).json["id"]

    assert CliRunner().invoke(main, ["attribution", "recompute", "--plan", plan]).stdout == "0 orders decided\n"
