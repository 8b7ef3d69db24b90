"""Visitors of the demo brand: what they do is drawn from planted chances, and passes the real spool and drain.

The chances are the truth the insight pages can be held against: `SLOT_EFFECTS`.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from contenthub.tracking.click_ids import ClickIds
from contenthub.tracking.records import Act, Beaconed, Clicked, Depth, Dwell, Opened, Record, Seen, View, to_micros
from contenthub.tracking.visitors import new_visitor


@dataclass(frozen=True)
class Effect:
    """The planted chances of a slot: viewed once the reader gets that far, clicked once viewed, bought once clicked."""

    reach: float
    click: float
    order: float


SLOT_EFFECTS = {
    "top": Effect(reach=0.92, click=0.03, order=0.10),
    "after_try": Effect(reach=0.66, click=0.12, order=0.22),
    "middle": Effect(reach=0.60, click=0.08, order=0.12),
    "end": Effect(reach=0.38, click=0.07, order=0.15),
}
SEEN = 0.9
COMES_BACK = 0.12
BOT = 0.06
HOURS = (8, 9, 12, 12, 13, 18, 19, 20, 20, 21, 21, 22)


@dataclass(frozen=True)
class SlotShown:
    """A slot on a shared page, with the offer it shows."""

    key: str
    offer_id: str
    position: int


@dataclass(frozen=True)
class Purchase:
    """An order a demo visitor placed."""

    click_id: str
    at: datetime


class Crowd:
    """Draws visits of shared pages, reproducibly."""

    def __init__(self, clicks: ClickIds, *, seed: int) -> None:
        """Sign click ids with `clicks`; the same `seed` gives the same crowd."""
        self._clicks = clicks
        self._chance = random.Random(seed)
        self.purchases: list[Purchase] = []
        self._number = 0

    def visits(self, code: str, slots: list[SlotShown], *, day: datetime, count: int) -> list[Record]:
        """Return the records of `count` visitors of a page on a day, in order of time."""
        records: list[Record] = []
        for _ in range(count):
            at = day + timedelta(hours=self._chance.choice(HOURS), seconds=self._chance.uniform(0, 3599))
            visitor = new_visitor()
            records += self._visit(code, slots, visitor=visitor, at=at)
            if self._chance.random() < COMES_BACK:
                records += self._visit(code, slots, visitor=visitor, at=at + timedelta(hours=2))
        return sorted(records, key=lambda record: record.at)

    def _visit(self, code: str, slots: list[SlotShown], *, visitor: str, at: datetime) -> list[Record]:
        shown = [(slot.key, slot.offer_id, slot.position) for slot in slots]
        is_bot = self._chance.random() < BOT
        stamp, reason = ("bot", "agent") if is_bot else ("human", "")
        opened = Opened(to_micros(at), code, visitor, "", stamp, reason, shown)
        if is_bot or self._chance.random() > SEEN:
            return [opened]
        self._number += 1
        return [opened, *self._read(code, slots, visitor=visitor, at=at, visit=f"demo{self._number}")]

    def _read(self, code: str, slots: list[SlotShown], *, visitor: str, at: datetime, visit: str) -> list[Record]:
        patience = self._chance.random()
        acts: list[Act] = [Seen()]
        clicked: list[Record] = []
        for slot in slots:
            effect = SLOT_EFFECTS[slot.key]
            if patience > effect.reach:
                continue
            acts.append(View(slot=slot.key))
            if self._chance.random() < effect.click:
                later = at + timedelta(seconds=self._chance.uniform(20, 90))
                clicked.append(self._click(code, slot, visitor=visitor, at=later, visit=visit))
        depth = min(100, round(105 - patience * 100))
        dwell = round(self._chance.lognormvariate(10.3, 0.7) * (1.2 - patience))
        acts += [Depth(value=max(depth, 5)), Dwell(value=max(dwell, 800))]
        seen_at = to_micros(at + timedelta(seconds=15))
        return [Beaconed(seen_at, code, visitor, "", "human", "", visit, 1, False, acts), *clicked]

    def _click(self, code: str, slot: SlotShown, *, visitor: str, at: datetime, visit: str) -> Record:
        moment = to_micros(at)
        click_id = self._clicks.make(
            share=code, slot=slot.key, position=slot.position, offer_id=slot.offer_id, at=moment
        )
        if self._chance.random() < SLOT_EFFECTS[slot.key].order:
            self.purchases.append(Purchase(click_id, at + timedelta(minutes=self._chance.uniform(3, 40))))
        return Clicked(
            moment,
            code,
            visitor,
            "",
            "human",
            "",
            slot.key,
            slot.position,
            slot.offer_id,
            click_id,
            visit,
            False,
        )
