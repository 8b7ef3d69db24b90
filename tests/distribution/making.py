"""A launched plan with one guide, for tests of tasks, editions and shares."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.clients import Api
from tests.plans.making import offer_body, plan_body, slot, text

LOCKED = text("b1", locks=["content", "position"])
FREE = text("b4", "<p>一条连衣裙解决所有早晨。</p>")


@dataclass
class Launched:
    """What stands after the launch: clients of HQ and of the guide, and ids."""

    hq: Api
    guide: Api
    unit: str
    offer: str
    fallback: str
    content: str
    plan: str

    @property
    def task(self) -> dict[str, Any]:
        """Return the guide's one task."""
        return self.guide.get("/tasks?mine=1").json["items"][0]

    def edition(self, *edits: dict[str, Any]) -> dict[str, Any]:
        """Save edits and return the edition."""
        return self.guide.post(f"/tasks/{self.task['id']}/editions", {"edits": list(edits)}).json

    def share(self, *edits: dict[str, Any], **body: Any) -> dict[str, Any]:
        """Share an edition with these edits and return the share."""
        wanted = {"channel": "moments"} | body
        return self.guide.post(f"/editions/{self.edition(*edits)['id']}/shares", wanted).json


def add_offer(hq: Api, **fields: Any) -> str:
    """Add an offer and return its id."""
    return hq.post("/offers", offer_body(**fields)).json["id"]


def publish(hq: Api, *blocks: dict[str, Any], title: str = "夏日通勤三套穿搭") -> str:
    """Publish a content and return its id."""
    content = hq.post("/contents", {"title": title, "blocks": list(blocks)}).json["id"]
    hq.post(f"/contents/{content}/publish")
    return content


def add_plan(hq: Api, *, unit: str, content: str, **fields: Any) -> str:
    """Add a draft of a plan and return its id."""
    return hq.post("/plans", plan_body(units=[unit], contents=[content], **fields)).json["id"]


def launch(admin: Api, sign_in: Callable[..., Api]) -> Launched:
    """Launch a plan with one article (two slots) for one guide of one store."""
    unit = admin.post("/units", {"name": "人民广场店", "kind": "store", "parent": None}).json["id"]
    guide = sign_in("guide", name="李芳", unit=unit)
    offer, fallback = add_offer(admin), add_offer(admin, name="收藏", kind="link")
    top = slot("top", offer, fallback=fallback, guide_offers=True)
    content = publish(admin, LOCKED, top, FREE, slot("end", offer, name="文末卡槽"))
    plan = add_plan(admin, unit=unit, content=content)
    admin.post(f"/plans/{plan}/launch")
    return Launched(admin, guide, unit, offer, fallback, content, plan)


def replace(block: str = "b4", html: str = "<p>我自己穿M码</p>") -> dict[str, Any]:
    """Return an edit that replaces a text."""
    return {"op": "replace", "block": block, "html": html}
