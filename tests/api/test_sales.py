"""Sales in the store: told by a guide, counted once somebody has confirmed them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from contenthub.insights.values import Filter
from tests.clients import Api
from tests.web.making import Shared


@pytest.fixture
def told(shared: Shared) -> dict[str, Any]:
    """A sale that waits."""
    made: dict[str, Any] = tell(shared, receipt="A-1").json
    return made


@pytest.fixture
def manager(sign_in, shared: Shared) -> Api:
    """The manager of the guide's store."""
    unit = shared.guide.get("/me").json["unit"]["id"]
    found: Api = sign_in("manager", unit=unit)
    return found


def tell(shared: Shared, **more: Any) -> Any:
    return shared.guide.post(f"/shares/{shared.code}/sales", {"amount": 29900, "slot": "top", **more})


def revenue(hub) -> tuple[int, int]:
    with hub.services() as services:
        rows = services.slot_report.rows(Filter(), group_by=())
    return sum(row.orders for row in rows), sum(row.revenue for row in rows)


def test_it_waits_and_no_figure_knows_of_it(hub, shared: Shared) -> None:
    answer = tell(shared)

    assert (answer.status_code, answer.json["state"], answer.json["receipt"]) == (201, "pending", None)
    assert revenue(hub) == (0, 0)


def test_confirmed_it_is_an_order_of_its_share(hub, shared: Shared, manager: Api, told) -> None:
    answer = manager.post(f"/sales/{told['id']}/confirm").json

    credit = shared.guide.get(f"/conversions/{answer['conversion']}/attribution").json
    assert (answer["state"], answer["decided_by"]) == ("confirmed", manager.person)
    assert {
        "share": shared.code,
        "slot": "top",
        "rule": "named",
        "guide": shared.guide.person,
    }.items() <= credit.items()
    assert revenue(hub) == (1, 29900)


def test_confirmed_twice_it_counts_once(hub, shared: Shared, manager: Api, told) -> None:
    statuses = [api.post(f"/sales/{told['id']}/confirm").status_code for api in (manager, shared.hq)]

    assert (statuses, revenue(hub)) == ([200, 200], (1, 29900))


def test_confirmed_at_once_it_counts_once(app, hub, manager: Api, told) -> None:
    def confirm(_number: int) -> int:
        return Api(app, token=manager.token).post(f"/sales/{told['id']}/confirm").status_code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(confirm, range(4))) == {200}
    assert revenue(hub) == (1, 29900)


def test_refused_it_never_counts(hub, manager: Api, told) -> None:
    refused = manager.post(f"/sales/{told['id']}/refuse", {"reason": "没有这张小票"}).json
    answer = manager.post(f"/sales/{told['id']}/confirm")

    assert (refused["state"], refused["reason"]) == ("refused", "没有这张小票")
    assert (answer.status_code, answer.json["type"], revenue(hub)) == (409, "sale-decided", (0, 0))


def test_what_counts_is_not_refused_any_more(manager: Api, told) -> None:
    manager.post(f"/sales/{told['id']}/confirm")

    assert manager.post(f"/sales/{told['id']}/refuse", {}).status_code == 409


def test_a_receipt_told_again_is_the_same_sale(shared: Shared, told) -> None:
    again = tell(shared, receipt=" A-1 ")

    assert (again.status_code, again.json["id"]) == (200, told["id"])


def test_a_receipt_with_another_amount_is_a_conflict(shared: Shared, told) -> None:
    answer = tell(shared, receipt="A-1", amount=1)

    assert (answer.status_code, answer.json["type"]) == (409, "sale-differs")


def test_a_receipt_counts_once_in_a_store(hub, shared: Shared, manager: Api, sign_in, told) -> None:
    unit = shared.guide.get("/me").json["unit"]["id"]
    colleague = sign_in("guide", login="wang", unit=unit)
    offer = shared.hq.get("/offers").json["items"][-1]["id"]
    code = colleague.post(f"/offers/{offer}/shares", {"channel": "one_to_one"}).json["code"]
    other = colleague.post(f"/shares/{code}/sales", {"amount": 29900, "receipt": "A-1"}).json
    statuses = [manager.post(f"/sales/{sale['id']}/confirm").status_code for sale in (told, other)]

    assert (statuses, revenue(hub)) == ([200, 409], (1, 29900))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": -1}, "amount"),
        ({"amount": "1"}, "amount"),
        ({"amount": 10**16}, "amount"),
        ({"currency": "rmb"}, "currency"),
        ({"occurred_at": "2027-01-01T00:00:00Z"}, "occurred_at"),
        ({"slot": "TOP"}, "slot"),
        ({"receipt": ""}, "receipt"),
        ({"receipt": "~1"}, "receipt"),
        ({"receipt": "x" * 81}, "receipt"),
    ],
)
def test_a_wrong_field_is_named(shared: Shared, change: dict[str, Any], field: str) -> None:
    answer = tell(shared, **change)

    assert (answer.status_code, [error["field"] for error in answer.json["errors"]]) == (422, [field])


def test_each_sees_their_own(shared: Shared, manager: Api, sign_in, told) -> None:
    seen = [api.get("/sales?state=pending").json["total"] for api in (shared.guide, manager, shared.hq)]

    assert (seen, sign_in("guide", login="wang").get("/sales").json["total"]) == ([1, 1, 1], 0)


def test_nobody_else_speaks_of_sales_in_the_store(shared: Shared, manager: Api, told) -> None:
    body = {"source": "manual", "external_id": "O-1", "kind": "order", "amount": 1, "currency": "CNY"}
    answer = shared.hq.post("/conversions", {**body, "occurred_at": "2026-07-01T04:00:00Z"})

    assert (answer.status_code, answer.json["type"]) == (403, "source-not-allowed")


def test_a_sale_in_the_store_is_refunded_like_any_order(hub, shared: Shared, manager: Api, told) -> None:
    manager.post(f"/sales/{told['id']}/confirm")
    unit = shared.guide.get("/me").json["unit"]["id"]
    back = {"source": "manual", "external_id": "R-1", "kind": "refund", "order": f"{unit}/A-1", "amount": 900}
    answer = shared.hq.post("/conversions", {**back, "currency": "CNY", "occurred_at": "2026-07-01T04:00:00Z"})

    assert (answer.status_code, revenue(hub)) == (201, (1, 29000))
