"""What counts: from records in order of time to events with verdicts, visits and hourly counts. Pure; no database.

The rules are those of "What counts" in the documentation; `recount` derives the same figures from the events alone.
"""

from collections import Counter
from datetime import UTC
from typing import Any

from contenthub.tracking.records import (
    Act,
    Beaconed,
    Clicked,
    Depth,
    Dwell,
    Micros,
    Opened,
    Play,
    Record,
    Seen,
    View,
    Zoom,
    from_micros,
    to_micros,
)
from contenthub.tracking.values import EventKind, Verdict
from contenthub.tracking.visiting import MINUTE, Memory, SlotState, VisitState, is_person

Stamp = tuple[str, str]
HourKey = tuple[Micros, str, str, str, int, str, str]
"""Hour, share, slot, offer, position, kind, verdict; empty texts and 0 where an event has none."""

HUMAN, REPEAT, UNCONFIRMED = Verdict.HUMAN.value, Verdict.REPEAT.value, Verdict.UNCONFIRMED.value
IMPRESSION = "impression"
HOUR = 60 * MINUTE
DEDUPE = 30 * MINUTE


class Counting:
    """Counts records one by one; what came of them stands in its attributes."""

    def __init__(self, memory: Memory) -> None:
        """Continue from `memory`, which grows."""
        self._memory = memory
        self.events: list[dict[str, Any]] = []
        self.hourly: Counter[HourKey] = Counter()
        self.beacons: dict[tuple[str, str, str, int], tuple[str, Micros]] = {}
        self.last: dict[tuple[str, str, str, str], Micros] = {}
        self.touched: dict[str, VisitState] = {}

    def count(self, record: Record) -> None:
        """Count one record."""
        if isinstance(record, Opened):
            self._open(record)
        elif isinstance(record, Clicked):
            self._click(record)
        else:
            self._beacon(record)

    def _open(self, record: Opened) -> None:
        share, visitor, at = record.share, record.visitor, record.at
        verdict, reason = self._judge(record, kind="open", visitor=visitor, slot="")
        visit = self._memory.ongoing(share, visitor, at=at, stamp=record.stamp)
        if visit is None:
            visit = self._memory.begin(share=share, visitor=visitor, at=at, verdict=verdict)
        self._touch(visit, at, verdict=verdict)
        visit.opens += verdict == HUMAN
        marked = at if visit.marks(verdict) else None
        for key, offer_id, position in record.slots:
            visit.show(key, offer_id=offer_id, position=position, at=marked)
            self._add_hourly(at, share, IMPRESSION, verdict, slot=key, offer_id=offer_id, position=position)
        self._add(record, kind="open", at=at, stamp=(verdict, reason), visit=visit, detail={"slots": record.slots})

    def _click(self, record: Clicked) -> None:
        share, at = record.share, record.at
        visit = self._visit_of_click(record)
        visitor = visit.visitor if visit else record.visitor
        verdict, reason = self._judge(record, kind="click", visitor=visitor, slot=record.slot)
        if visit is None:
            visit = self._memory.begin(share=share, visitor=visitor, at=at, verdict=verdict)
        self._touch(visit, at, verdict=verdict)
        slot = visit.slots.setdefault(record.slot, SlotState(record.offer, record.position))
        if visit.marks(verdict) and slot.clicked_at is None:
            slot.clicked_at = at
        self._add(
            record,
            kind="click",
            at=at,
            stamp=(verdict, reason),
            visit=visit,
            slot=record.slot,
            offer_id=record.offer,
            position=record.position,
            click_id=record.click_id,
            name=record.visit,
        )

    def _visit_of_click(self, record: Clicked) -> VisitState | None:
        share, visitor, at, stamp = record.share, record.visitor, record.at, record.stamp
        if record.visit:
            found = self._memory.of_click(share, visitor, name=record.visit, at=at, stamp=stamp, is_new=record.is_new)
            if found is not None:
                return found
        return self._memory.ongoing(share, visitor, at=at, stamp=stamp)

    def _judge(self, record: Opened | Clicked, *, kind: str, visitor: str, slot: str) -> Stamp:
        if record.stamp != HUMAN:
            return record.stamp, record.reason
        key = (record.share, visitor, kind, slot)
        last, window = self._memory.last.get(key), self._memory.dedupe.get(record.share, DEDUPE)
        if last is not None and abs(record.at - last) < window:
            return REPEAT, f"within_{window // MINUTE}_minutes"
        self._memory.last[key] = self.last[key] = record.at
        return HUMAN, ""

    def _beacon(self, record: Beaconed) -> None:
        share, visitor, name = record.share, record.visitor, record.visit
        key = (share, visitor, name, record.seq)
        if key in self._memory.beacons:
            self._set_aside(record, verdict=REPEAT, reason="same_seq")
            return
        visit = None
        if visitor:
            visit = self._memory.of_beacon(share, visitor, name=name, at=record.at, has_nonce=record.has_nonce)
        if visit is None:
            self._set_aside(record, verdict=UNCONFIRMED, reason="no_open" if visitor else "no_identity")
            return
        self._memory.beacons.add(key)
        self._memory.name(visit, name)
        self.beacons[key] = (visit.id, record.at)
        visit.name = name
        for act in record.acts:
            self._act(record, act, visit=visit)

    def _set_aside(self, record: Beaconed, *, verdict: str, reason: str) -> None:
        for act in record.acts:
            slot = act.slot if isinstance(act, View) else None
            self._add(
                record,
                kind=_kind(act),
                at=record.at,
                stamp=(verdict, reason),
                visit=None,
                slot=slot,
                name=record.visit,
                seq=record.seq,
                value=getattr(act, "value", None),
                detail=_detail(act),
            )

    def _act(self, record: Beaconed, act: Act, *, visit: VisitState) -> None:
        at = _clamped(act, low=visit.opened_at, high=record.at)
        verdict, reason = _note(visit, act, at=at)
        is_foreign = verdict == UNCONFIRMED
        if not is_foreign:
            self._touch(visit, at)
        slot = visit.slots.get(act.slot) if isinstance(act, View) else None
        self._add(
            record,
            kind=_kind(act),
            at=at,
            stamp=(verdict, reason),
            visit=None if is_foreign else visit,
            slot=act.slot if isinstance(act, View) else None,
            offer_id=slot.offer_id if slot else None,
            position=slot.position if slot else None,
            name=record.visit,
            seq=record.seq,
            value=getattr(act, "value", None),
            detail=_detail(act),
        )

    def _touch(self, visit: VisitState, at: Micros, *, verdict: str | None = None) -> None:
        visit.note(at, verdict=verdict)
        self.touched[visit.id] = visit

    def _add(
        self,
        record: Record,
        *,
        kind: str,
        at: Micros,
        stamp: Stamp,
        visit: VisitState | None,
        slot: str | None = None,
        offer_id: str | None = None,
        position: int | None = None,
        click_id: str | None = None,
        name: str | None = None,
        seq: int | None = None,
        value: int | None = None,
        detail: dict[str, Any] | None = None,
    ) -> None:
        verdict, reason = stamp
        event = {
            "at": from_micros(at),
            "kind": kind,
            "share": record.share,
            "slot": slot,
            "offer_id": offer_id,
            "position": position,
            "visitor": visit.visitor if visit else record.visitor,
            "visit": name,
            "visit_id": visit.id if visit else None,
            "seq": seq,
            "click_id": click_id,
            "value": value,
            "network": record.network,
            "verdict": verdict,
            "reason": reason,
            "detail": detail,
        }
        self.events.append(event)
        if verdict != UNCONFIRMED or record.share in self._memory.dedupe:
            self._add_hourly(at, record.share, kind, verdict, slot=slot, offer_id=offer_id, position=position)

    def _add_hourly(
        self,
        at: Micros,
        share: str,
        kind: str,
        verdict: str,
        *,
        slot: str | None,
        offer_id: str | None,
        position: int | None,
    ) -> None:
        self.hourly[at - at % HOUR, share, slot or "", offer_id or "", position or 0, kind, verdict] += 1


def _kind(act: Act) -> str:
    return EventKind(type(act).__name__.lower()).value


def _detail(act: Act) -> dict[str, Any] | None:
    block = act.block if isinstance(act, Play | Zoom) else None
    return {"block": block} if block else None


def _clamped(act: Act, *, low: Micros, high: Micros) -> Micros:
    """Return when a page says something happened, as far as the server can believe it."""
    if act.at is None:
        return high
    return min(max(to_micros(act.at if act.at.tzinfo else act.at.replace(tzinfo=UTC)), low), high)


def _note(visit: VisitState, act: Act, *, at: Micros) -> Stamp:
    """Write what a beacon tells into its visit; return the visit's verdict, or why this act does not share it."""
    if isinstance(act, Seen):
        return _inherited(visit) if visit.see(at) or visit.verdict != HUMAN else (REPEAT, "seen_before")
    if isinstance(act, Depth):
        visit.depth = max(visit.depth, act.value)
    elif isinstance(act, Dwell):
        visit.dwell = max(visit.dwell, act.value)
    elif isinstance(act, View):
        return _note_view(visit, act, at=at)
    return _inherited(visit)


def _note_view(visit: VisitState, act: View, *, at: Micros) -> Stamp:
    slot = visit.slots.get(act.slot)
    if slot is None or (slot.shown_at is None and not is_person(visit.verdict)):
        return UNCONFIRMED, "unknown_slot"
    if slot.shown_at is None:
        return REPEAT, "not_counted_open"
    if slot.viewed_at is not None:
        return (REPEAT, "viewed_before") if visit.verdict == HUMAN else _inherited(visit)
    slot.viewed_at = at
    return _inherited(visit)


def _inherited(visit: VisitState) -> Stamp:
    return visit.verdict, "" if visit.verdict == HUMAN else "visit"
