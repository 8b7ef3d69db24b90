"""A front door over made-up shares: no plans, no pages, only what counting needs."""

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contenthub.hub import Hub
from contenthub.kernel.clock import Clock
from contenthub.tracking import recount
from contenthub.tracking.front_door import FrontDoor
from contenthub.tracking.links import LinkChanges, LinkService
from contenthub.tracking.models import Event, HourlyCount, Visit, VisitSlot
from contenthub.tracking.target import OfferTarget, SlotTarget, Target
from tests.customers import Customer

CODE = "Abcdefghij1"
OTHER = "Zyxwvutsrq9"
PAGE = b"<!doctype html><meta name=nonce content=@@NONCE@@><p>page"
SHOP = "https://shop.example.com/c/50"


def offer(
    name: str = "O1", *, url: str = SHOP, starts_at: float | None = None, ends_at: float | None = None
) -> OfferTarget:
    return OfferTarget(name, url, starts_at, ends_at)


def page(code: str = CODE, *, valid_until: float | None = None, **slots: Iterable[OfferTarget]) -> Target:
    """A page with a slot per keyword; without any, `top` and `end` with an offer each."""
    given = slots or {"top": [offer()], "end": [offer("O2")]}
    made = {key: SlotTarget(key, number, tuple(offers)) for number, (key, offers) in enumerate(given.items(), start=1)}
    return Target(code, 200, PAGE, made, valid_until=valid_until)


def direct(code: str = CODE, *offers: OfferTarget) -> Target:
    slot = SlotTarget("direct", 1, offers or (offer(),))
    return Target(code, 302, b"<p>ended", {"direct": slot}, is_direct=True)


def never(environ: Any, start: Any) -> list[bytes]:
    """The application behind the front door."""
    start("418 I'm a teapot", [("Content-Length", "0")])
    return []


class World:
    """Shares by code, a front door, and what was counted."""

    def __init__(self, hub: Hub, *, clock: Clock, polls: bool = False) -> None:
        self.hub = hub
        self.targets: dict[str, Target] = {}
        self.asked: list[str] = []
        self.door = FrontDoor(
            never,
            resolve=self.resolve,
            spool=hub.engines.spool,
            settings=hub.settings,
            clock=clock,
            changes=LinkChanges(hub.engines.database) if polls else None,
        )

    def resolve(self, code: str) -> Target:
        self.asked.append(code)
        return self.targets.get(code) or Target(code, 404, b"<p>no such page")

    def share(self, target: Target, *, dedupe_minutes: int = 30, guide: str = "guide") -> str:
        self.targets[target.code] = target
        with self.hub.services() as services:
            LinkService(services.work, clock=self.hub.clock).register(
                code=target.code,
                plan_id="plan",
                content_id="content",
                version_id="version",
                guide_id=guide,
                unit_id="unit",
                channel="moments",
                dedupe_minutes=dedupe_minutes,
            )
        return target.code

    def customer(self, *, agent: str | None = None, address: str | None = None) -> Customer:
        made = Customer(self.door)
        made.agent = agent or made.agent
        made.address = address or made.address
        return made

    def rows(self, model: Any) -> list[Any]:
        with Session(self.hub.engines.database) as session:
            return list(session.scalars(select(model)))

    def events(self) -> list[Event]:
        self.hub.drain()
        return sorted(self.rows(Event), key=lambda event: event.id)

    def verdicts(self, kind: str) -> list[str]:
        return [str(event.verdict) for event in self.events() if event.kind == kind]

    def counted(self) -> dict[str, int]:
        """How many of each kind count, from the hourly counts."""
        self.hub.drain()
        found: dict[str, int] = {}
        for row in self.rows(HourlyCount):
            if row.verdict == "human":
                found[row.kind] = found.get(row.kind, 0) + row.n
        return found

    def visits(self) -> list[Visit]:
        self.hub.drain()
        return sorted(self.rows(Visit), key=lambda visit: visit.opened_at)

    def slots(self) -> dict[str, VisitSlot]:
        self.hub.drain()
        return {row.slot: row for row in self.rows(VisitSlot)}

    def differences(self) -> list[str]:
        with Session(self.hub.engines.database) as session:
            return recount.differences(session)


def nonce_of(answer: Any) -> str:
    found = re.search(r"content=([A-Za-z0-9_-]{43})", answer.get_data(as_text=True))
    assert found
    return found[1]


def beacon(*events: dict[str, Any], share: str = CODE, visit: str = "v1", seq: int = 1, **more: Any) -> dict[str, Any]:
    return {"share": share, "visit": visit, "seq": seq, "events": list(events), **more}


SEEN = {"kind": "seen", "at": "2026-07-01T04:00:00.000Z"}


def view(slot: str = "top") -> dict[str, Any]:
    return {"kind": "view", "slot": slot, "at": "2026-07-01T04:00:00.000Z"}


def depth(percent: int) -> dict[str, Any]:
    return {"kind": "depth", "value": percent}


def dwell(ms: int) -> dict[str, Any]:
    return {"kind": "dwell", "value": ms}
