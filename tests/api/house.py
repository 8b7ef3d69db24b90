"""A house with somebody of every kind in it, and what the guide 李芳 made there."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from contenthub.accounts.access import hash_secret
from contenthub.accounts.models import Session
from contenthub.accounts.values import Scope
from contenthub.app import create_app
from contenthub.hub import Hub
from contenthub.kernel.clock import FrozenClock
from contenthub.kernel.settings import Settings
from tests.clients import Api
from tests.conftest import NOW, PASSWORD
from tests.distribution.making import FREE, LOCKED, add_offer, add_plan, publish
from tests.plans.making import image, slot
from tests.uploads import uploaded

CALLERS = ("nobody", "guide", "colleague", "manager", "neighbour", "marketer", "admin", "reader", "shop")
"""The colleague works in the guide's store, the neighbour manages another region; the reader is an admin's token that
only reads, the shop an admin's token that only tells of its own conversions."""

NONSENSE = {"nonsense": True}


@dataclass
class House:
    """Clients by caller, and the ids of things by name."""

    app: Flask
    hub: Hub
    callers: dict[str, Api] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)

    def ask(self, caller: str, call: str) -> Any:
        """Make a call such as `PATCH /assets/{asset}` in somebody's name; where it takes a body it gets nonsense."""
        method, path = call.split(maxsplit=1)
        body = NONSENSE if method in {"POST", "PUT", "PATCH"} else None
        return self.callers[caller].call(method, self.named(path), body, buffered=True)

    def outcomes(self, call: str) -> dict[str, str]:
        """Return what each caller is told: `ok`, or the status of the refusal."""
        statuses = {caller: self.ask(caller, call).status_code for caller in CALLERS}
        return {caller: "ok" if status < 300 else str(status) for caller, status in statuses.items()}

    def endpoint(self, call: str) -> str:
        """Return the name of the view that answers a call."""
        method, path = call.split(maxsplit=1)
        path = re.sub(r"\{.*?\}", "1", path).partition("?")[0]
        return str(self.app.url_map.bind("hub.test").match(f"/api/v1{path}", method=method)[0])

    def named(self, path: str) -> str:
        """Return a path with the ids of the things it names."""
        return re.sub(r"\{(.*?)\}", lambda found: self._id_of(found[1]), path)

    def _id_of(self, thing: str) -> str:
        """Return an id; the guide's tokens and devices are new each time, for whoever may take them away will."""
        if thing == "token":
            return self.token("guide")[0]
        return self._device() if thing == "device" else self.things[thing]

    def token(self, caller: str, *scopes: Scope, source: str | None = None) -> tuple[str, str]:
        """Make a token of somebody's and return its id and its secret."""
        with self.hub.services() as services:
            person = services.people.get_person(self.callers[caller].person)
            made, secret = services.access.add_token(person, label="test", scopes=frozenset(scopes), source=source)
            return made.id, secret

    def _device(self) -> str:
        with self.hub.services() as services:
            person = services.people.get_person(self.callers["guide"].person)
            secret = services.access.start_session(person, device="手机")
            return services.work.session.get_one(Session, hash_secret(secret)).public_id


@contextmanager
def furnished(settings: Settings) -> Iterator[House]:
    """Build the house and tell its story up to the guide's first order."""
    hub = Hub(settings, clock=FrozenClock(NOW))
    app = create_app(hub)
    app.testing = True
    house = House(app, hub)
    _bring_people(house)
    _bring_material(house)
    _launch(house)
    _share(house)
    yield house
    hub.close()


def _bring_people(house: House) -> None:
    house.callers["nobody"] = Api(house.app)
    with house.hub.services() as services:
        services.units.ensure_root()
    _bring(house, "admin", role="admin")
    _bring(house, "marketer", role="marketer")
    hq = house.callers["admin"]
    east, south = (_unit(hq, name=name) for name in ("华东区", "华南区"))
    store = _unit(hq, name="人民广场店", parent=east)
    for caller, role, unit in (
        ("guide", "guide", store),
        ("colleague", "guide", store),
        ("manager", "manager", east),
        ("neighbour", "manager", south),
    ):
        _bring(house, caller, role=role, unit=unit)
    house.callers["reader"] = Api(house.app, token=house.token("admin", Scope.READ)[1])
    house.callers["shop"] = Api(house.app, token=house.token("admin", Scope.CONVERSIONS, source="shop")[1])
    house.things |= {"unit": store, "person": house.callers["guide"].person}


def _bring(house: House, caller: str, *, role: str, unit: str | None = None) -> None:
    house.callers[caller] = Api.of_new_person(
        house.app, house.hub, role=role, login=caller, name=caller, unit=unit, password=PASSWORD
    )


def _unit(hq: Api, *, name: str, parent: str | None = None) -> str:
    return hq.post("/units", {"name": name, "kind": "store" if parent else "region", "parent": parent}).json["id"]


def _bring_material(house: House) -> None:
    hq, things = house.callers["admin"], house.things
    things["asset"] = uploaded(hq)
    product = {"sku": "D-001", "name": "法式连衣裙", "price": 29900, "url": "https://shop.example.com/p/D-001"}
    things["product"] = hq.post("/products", product).json["id"]
    things["offer"] = add_offer(hq, product=things["product"])
    blocks = (LOCKED, image(things["asset"]), slot("top", things["offer"], guide_offers=True), FREE)
    things["content"] = publish(hq, *blocks)


def _launch(house: House) -> None:
    hq, things = house.callers["admin"], house.things
    for plan in ("plan", "ended plan"):
        things[plan] = add_plan(hq, unit=things["unit"], content=things["content"])
        hq.post(f"/plans/{things[plan]}/launch")
    hq.post(f"/plans/{things['ended plan']}/end")


def _share(house: House) -> None:
    guide, things = house.callers["guide"], house.things
    things["task"] = guide.get("/tasks?mine=1").json["items"][0]["id"]
    edition = {"edits": [{"op": "replace", "block": FREE["id"], "html": "<p>我自己穿M码</p>"}]}
    things["edition"] = guide.post(f"/tasks/{things['task']}/editions", edition).json["id"]
    for share, channel in (("share", "moments"), ("withdrawn share", "one_to_one")):
        made = guide.post(f"/editions/{things['edition']}/shares", {"channel": channel})
        things[share] = made.json["code"]
    guide.delete(f"/shares/{things['withdrawn share']}")
    for sale, receipt in (("sale", "A-1"), ("refused sale", "A-2")):
        told = guide.post(f"/shares/{things['share']}/sales", {"amount": 29900, "receipt": receipt})
        things[sale] = told.json["id"]
    lead = {"source": "shop", "external_id": "L-1", "kind": "lead", "lead_kind": "form", "share": things["share"]}
    told = house.callers["shop"].post("/conversions", {**lead, "occurred_at": "2026-07-01T03:00:00Z"})
    things["conversion"] = told.json["id"]
