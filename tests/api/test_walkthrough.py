"""The main job in JSON, exact in the fields the contract shows."""

import io
import re
from dataclasses import dataclass, field
from typing import Any

import pytest

from contenthub.app import put_front_door
from tests.clients import Api
from tests.conftest import PASSWORD
from tests.customers import Customer
from tests.pictures import jpeg

SHOP = "https://shop.example.com"


@dataclass
class Story:
    """What was made on the way, by name."""

    hq: Api
    guide: Api
    customer: Customer
    hub: Any
    ids: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)


@pytest.fixture
def story(app, hub, admin, stranger) -> Story:
    """The story told up to the customer's order, on one house."""
    told = Story(hq=admin, guide=stranger, customer=Customer(put_front_door(app, hub)), hub=hub)
    for chapter in (people, material, offers, content, plan, edition, customer, order):
        chapter(told)
    hub.drain()
    return told


def people(story: Story) -> None:
    unit = story.hq.post("/units", {"name": "华东区", "kind": "region", "parent": None})
    story.ids["unit"] = unit.json["id"]
    person = {"login": "li", "name": "李芳", "role": "guide", "unit": unit.json["id"], "password": PASSWORD}
    story.answers["person"] = story.hq.post("/people", person)
    token = story.guide.post("/tokens", {"login": "li", "password": PASSWORD, "label": "phone"})
    story.answers["token"] = token
    story.guide.token = token.json["token"]


def material(story: Story) -> None:
    form = {"file": (io.BytesIO(jpeg(1200, 900)), "dress.jpg"), "title": "法式连衣裙", "tags": "连衣裙,夏季"}
    story.answers["asset"] = story.hq.call("POST", "/assets", data=form)
    story.ids["asset"] = story.answers["asset"].json["id"]
    product = {"sku": "D-001", "name": "法式连衣裙", "price": 29900, "currency": "CNY", "url": f"{SHOP}/p/D-001"}
    story.ids["product"] = story.hq.post("/products", product).json["id"]


def offers(story: Story) -> None:
    offer = {"name": "满300减50", "kind": "coupon", "target_url": f"{SHOP}/c/50", "product": story.ids["product"]}
    story.answers["offer"] = story.hq.post("/offers", offer)
    story.ids["offer"] = story.answers["offer"].json["id"]
    other = {"name": "收藏", "kind": "link", "target_url": f"{SHOP}/list"}
    story.ids["other"] = story.hq.post("/offers", other).json["id"]


def content(story: Story) -> None:
    ids = story.ids
    slot = {"type": "slot", "offers": [ids["offer"]]}
    blocks = [
        {"id": "b1", "type": "text", "html": "<p>通勤第一眼要利落</p>", "locks": ["content"]},
        {"id": "b2", "type": "image", "asset": ids["asset"], "alt": "连衣裙"},
        {"id": "b3", **slot, "key": "top", "name": "开篇卡槽", "fallback": ids["other"], "guide_offers": True},
        {"id": "b4", "type": "text", "html": "<p>一条连衣裙解决所有早晨</p>"},
        {"id": "b5", **slot, "key": "end", "name": "文末卡槽", "guide_offers": False},
    ]
    story.answers["content"] = story.hq.post("/contents", {"title": "夏日通勤三套穿搭", "blocks": blocks})
    ids["content"] = story.answers["content"].json["id"]
    story.answers["version"] = story.hq.post(f"/contents/{ids['content']}/publish")


def plan(story: Story) -> None:
    body = {
        "name": "七月通勤",
        "stage": "monetize",
        "scene": "购物顾问",
        "audience": "老客",
        "channels": ["one_to_one", "moments"],
        "starts_at": "2026-06-30T16:00:00Z",
        "ends_at": "2026-07-31T16:00:00Z",
        "contents": [story.ids["content"]],
        "units": [story.ids["unit"]],
        "goals": [{"metric": "clicks", "target": 100}, {"metric": "revenue", "target": 1000000}],
    }
    story.answers["plan"] = story.hq.post("/plans", body)
    story.ids["plan"] = story.answers["plan"].json["id"]
    story.answers["launch"] = story.hq.post(f"/plans/{story.ids['plan']}/launch")


def edition(story: Story) -> None:
    tasks = story.guide.get("/tasks?mine=1")
    story.answers["tasks"], task = tasks, tasks.json["items"][0]
    locked = {"edits": [{"op": "replace", "block": "b1", "html": "<p>x</p>"}]}
    story.answers["locked"] = story.guide.post(f"/tasks/{task['id']}/editions", locked)
    edits = [
        {"op": "replace", "block": "b4", "html": "<p>我自己穿M码</p>"},
        {"op": "offer", "block": "b3", "offer": story.ids["other"]},
    ]
    story.ids["task"] = task["id"]
    story.answers["edition"] = story.guide.post(f"/tasks/{task['id']}/editions", {"edits": edits[:1]})
    story.ids["edition"] = story.answers["edition"].json["id"]
    story.answers["share"] = story.guide.post(f"/editions/{story.ids['edition']}/shares", {"channel": "moments"})
    story.answers["again"] = story.guide.post(f"/editions/{story.ids['edition']}/shares", {"channel": "moments"})
    story.ids["code"] = story.answers["share"].json["code"]


def customer(story: Story) -> None:
    code = story.ids["code"]
    story.answers["page"] = story.customer.get(f"/s/{code}")
    events = [
        {"kind": "seen", "at": "2026-07-01T04:00:00Z"},
        {"kind": "view", "slot": "top", "at": "2026-07-01T04:00:02Z"},
        {"kind": "depth", "value": 80, "at": "2026-07-01T04:00:09Z"},
        {"kind": "dwell", "value": 12000, "at": "2026-07-01T04:00:12Z"},
    ]
    story.answers["beacon"] = story.customer.post("/e", json={"share": code, "visit": "v1", "seq": 1, "events": events})
    story.answers["click"] = story.customer.get(f"/s/{code}/top?v=v1")


def order(story: Story) -> None:
    click = story.answers["click"].headers["Location"].partition("ch_click=")[2]
    body = {
        "source": "shop",
        "external_id": "O-1",
        "kind": "order",
        "click_id": click,
        "amount": 29900,
        "currency": "CNY",
        "occurred_at": "2026-07-01T04:05:00Z",
    }
    story.answers["order"] = story.hq.post("/conversions", body)
    story.answers["order again"] = story.hq.post("/conversions", body)


def part(shown: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: shown[key] for key in keys}


class TestHeadquarters:
    def test_a_guide_is_added_and_signs_in(self, story: Story) -> None:
        assert story.answers["person"].status_code == 201
        assert set(story.answers["token"].json) == {"id", "token"}

    def test_a_picture_becomes_an_asset(self, story: Story) -> None:
        answer = story.answers["asset"]

        assert answer.status_code == 201
        assert answer.json["state"] in {"processing", "ready"}
        assert set(answer.json["renditions"]) == {"thumb", "preview", "full"}
        assert part(answer.json, "title", "kind", "media_type", "width", "height", "tags", "duplicate") == {
            "title": "法式连衣裙",
            "kind": "image",
            "media_type": "image/jpeg",
            "width": 1200,
            "height": 900,
            "tags": ["连衣裙", "夏季"],
            "duplicate": False,
        }

    def test_the_picture_is_found_with_its_facets(self, story: Story) -> None:
        answer = story.hq.get("/assets?q=连衣裙&facets=1").json

        assert (answer["total"], answer["next"]) == (1, None)
        assert {"value": "连衣裙", "count": 1} in [part(one, "value", "count") for one in answer["facets"]["tag"]]

    def test_a_content_is_drafted_with_an_etag_and_published(self, story: Story) -> None:
        draft = story.answers["content"]

        assert (draft.status_code, draft.json["state"]) == (201, "draft")
        assert draft.headers["ETag"]
        assert story.answers["version"].status_code == 201
        assert story.answers["version"].json["version"] == 1

    def test_a_plan_is_drafted_and_launched(self, story: Story) -> None:
        assert (story.answers["plan"].status_code, story.answers["plan"].json["state"]) == (201, "draft")
        assert story.answers["launch"].status_code == 200
        assert story.answers["launch"].json == {"state": "running", "tasks": 1}


class TestGuide:
    def test_finds_the_task(self, story: Story) -> None:
        task = story.answers["tasks"].json["items"][0]

        assert part(task, "plan", "content", "title", "state") == {
            "plan": story.ids["plan"],
            "content": story.ids["content"],
            "title": "夏日通勤三套穿搭",
            "state": "assigned",
        }

    def test_a_locked_block_is_refused(self, story: Story) -> None:
        answer = story.answers["locked"]

        assert (answer.status_code, answer.json["type"]) == (422, "block-locked")
        assert answer.json["errors"] == [{"field": "edits.0", "reason": "b1: content"}]

    def test_re_edits(self, story: Story) -> None:
        assert story.answers["edition"].status_code == 201
        assert part(story.answers["edition"].json, "task", "edits") == {
            "task": story.ids["task"],
            "edits": [{"op": "replace", "block": "b4", "html": "<p>我自己穿M码</p>"}],
        }

    def test_shares_once(self, story: Story) -> None:
        share, again = story.answers["share"], story.answers["again"]

        assert (share.status_code, again.status_code) == (201, 200)
        assert again.json["code"] == share.json["code"]
        assert [slot["key"] for slot in share.json["slots"]] == ["top", "end"]
        assert share.json["slots"][0]["url"] == f"http://hub.test/s/{share.json['code']}/top"


class TestCustomer:
    def test_reads_the_page_and_is_remembered(self, story: Story) -> None:
        page = story.answers["page"]

        assert (page.status_code, page.mimetype) == (200, "text/html")
        assert re.search(r"ch_v=[^;]+; .*HttpOnly", page.headers["Set-Cookie"])
        assert "我自己穿M码" in page.text

    def test_the_beacon_is_taken_quietly(self, story: Story) -> None:
        assert story.answers["beacon"].status_code == 204

    def test_the_slot_leads_to_the_offer_with_a_click_id(self, story: Story) -> None:
        click = story.answers["click"]

        assert click.status_code == 302
        assert re.fullmatch(rf"{SHOP}/c/50\?ch_click=[\w.~-]+", click.headers["Location"])

    def test_the_order_is_credited_before_the_drain(self, story: Story) -> None:
        first, again = story.answers["order"], story.answers["order again"]

        assert (first.status_code, again.status_code) == (201, 200)
        assert part(first.json, "share", "slot", "attributed") == {
            "share": story.ids["code"],
            "slot": "top",
            "attributed": True,
        }
        assert again.json == first.json


class TestInsight:
    def test_the_slot_row_is_exact(self, story: Story) -> None:
        answer = story.hq.get(f"/insights/slots?plan={story.ids['plan']}&group_by=slot").json

        row = next(item for item in answer["items"] if item["dims"] == {"slot": "top"})
        counts = dict.fromkeys(
            (
                "opens_raw",
                "opens",
                "opens_confirmed",
                "readers",
                "impressions",
                "views",
                "clicks",
                "clickers",
                "orders",
            ),
            1,
        )
        assert part(row, *counts, "revenue", "currency") == {**counts, "revenue": 29900, "currency": "CNY"}
        assert part(row["rates"]["view"], "value", "high", "n") == {"value": 1.0, "high": 1.0, "n": 1}
        assert round(row["rates"]["view"]["low"], 2) == 0.15
        assert answer["lag_seconds"] < 5

    def test_the_slot_nobody_touched_was_still_shown(self, story: Story) -> None:
        items = story.hq.get(f"/insights/slots?plan={story.ids['plan']}&group_by=slot").json["items"]

        row = next(item for item in items if item["dims"] == {"slot": "end"})
        assert part(row, "impressions", "views", "clicks", "orders", "revenue") == {
            "impressions": 1,
            "views": 0,
            "clicks": 0,
            "orders": 0,
            "revenue": 0,
        }

    def test_the_plan_knows_its_progress(self, story: Story) -> None:
        answer = story.hq.get(f"/plans/{story.ids['plan']}/progress").json

        assert [part(goal, "metric", "target", "actual", "progress") for goal in answer["goals"]] == [
            {"metric": "clicks", "target": 100, "actual": 1, "progress": 0.01},
            {"metric": "revenue", "target": 1000000, "actual": 29900, "progress": 0.0299},
        ]
        assert answer["tasks"] == {"assigned": 0, "opened": 0, "edited": 0, "prepared": 1, "done": 0}
