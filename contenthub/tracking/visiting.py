"""Visits while they are being counted: begun, found again, and what happened to their slots. Times in microseconds."""

from dataclasses import dataclass, field

from contenthub.kernel.ids import new_id
from contenthub.tracking.records import Micros
from contenthub.tracking.values import Verdict

MINUTE = 60_000_000
IDLE = 30 * MINUTE
DAY = 24 * 60 * MINUTE
PEOPLE = frozenset({Verdict.HUMAN.value, Verdict.REPEAT.value})


def is_person(verdict: str) -> bool:
    """Say whether a verdict speaks of a person, counted or not; staff, previews and bots have visits of their own."""
    return verdict in PEOPLE


@dataclass(slots=True)
class SlotState:
    """One slot in a visit; see `models.VisitSlot`."""

    offer_id: str | None
    position: int
    shown_at: Micros | None = None
    viewed_at: Micros | None = None
    clicked_at: Micros | None = None


@dataclass(slots=True, eq=False)
class VisitState:
    """One visit; see `models.Visit`."""

    id: str
    share: str
    visitor: str
    opened_at: Micros
    active_at: Micros
    verdict: str
    name: str | None = None
    opens: int = 0
    confirmed: int = 0
    seen_at: Micros | None = None
    depth: int = 0
    dwell: int = 0
    slots: dict[str, SlotState] = field(default_factory=dict)
    is_new: bool = False
    is_changed: bool = False

    def note(self, at: Micros, *, verdict: str | None = None) -> None:
        """Remember that something happened; a counted act makes the visit count."""
        self.active_at = max(self.active_at, at)
        self.is_changed = True
        if verdict == Verdict.HUMAN.value:
            self.verdict = verdict

    def marks(self, verdict: str) -> bool:
        """Say whether an act with this verdict marks a slot: a counted one, or any where nothing counts anyway."""
        return verdict == Verdict.HUMAN.value or not is_person(self.verdict)

    def show(self, key: str, *, offer_id: str, position: int, at: Micros | None) -> None:
        """Put a slot on the visit's page; `at` marks it shown, the first time with the offer it then had."""
        slot = self.slots.setdefault(key, SlotState(offer_id, position))
        if at is not None and slot.shown_at is None:
            slot.shown_at, slot.offer_id, slot.position = at, offer_id, position

    def see(self, at: Micros) -> bool:
        """Confirm an open; return whether there was a counted one not yet confirmed."""
        self.seen_at = at if self.seen_at is None else min(self.seen_at, at)
        if self.verdict != Verdict.HUMAN.value or self.confirmed >= self.opens:
            return False
        self.confirmed += 1
        return True


@dataclass
class Memory:
    """What earlier batches left that later ones need; filled for the visitors of a batch.

    `dedupe` holds the known shares with their window in microseconds.
    """

    dedupe: dict[str, int] = field(default_factory=dict)
    visits: dict[tuple[str, str], list[VisitState]] = field(default_factory=dict)
    named: dict[tuple[str, str, str], VisitState] = field(default_factory=dict)
    same_name: dict[tuple[str, str], list[VisitState]] = field(default_factory=dict)
    beacons: set[tuple[str, str, str, int]] = field(default_factory=set)
    last: dict[tuple[str, str, str, str], Micros] = field(default_factory=dict)

    def add(self, visit: VisitState) -> None:
        """Remember a visit."""
        self.visits.setdefault((visit.share, visit.visitor), []).append(visit)

    def name(self, visit: VisitState, name: str) -> None:
        """Remember what the page's script calls a visit."""
        self.named[visit.share, visit.visitor, name] = visit
        known = self.same_name.setdefault((visit.share, name), [])
        if visit not in known:
            known.append(visit)

    def begin(self, *, share: str, visitor: str, at: Micros, verdict: str) -> VisitState:
        """Start a visit."""
        visit = VisitState(new_id(), share, visitor, opened_at=at, active_at=at, verdict=verdict, is_new=True)
        self.add(visit)
        return visit

    def ongoing(self, share: str, visitor: str, *, at: Micros, stamp: str) -> VisitState | None:
        """Return the visit an open or a click continues: the same kind of caller, not idle for 30 minutes."""
        person = is_person(stamp)
        alike = (
            visit for visit in self.visits.get((share, visitor), ()) if _is_alike(visit, stamp=stamp, person=person)
        )
        latest = max(alike, key=lambda visit: visit.active_at, default=None)
        return latest if latest is not None and at - latest.active_at < IDLE else None

    def of_beacon(self, share: str, visitor: str, *, name: str, at: Micros, has_nonce: bool) -> VisitState | None:
        """Return the visit a beacon tells of: the one it has named, else the latest its sender can have opened."""
        named = self.named.get((share, visitor, name))
        if named is not None and at - named.active_at < DAY:
            return named
        latest = max(self.visits.get((share, visitor), ()), key=lambda visit: visit.active_at, default=None)
        # The nonce was in the page, so the page was opened within the day, however long it lay in a pocket.
        return latest if latest is not None and at - latest.active_at < (DAY if has_nonce else IDLE) else None

    def of_click(
        self, share: str, visitor: str, *, name: str, at: Micros, stamp: str, is_new: bool
    ) -> VisitState | None:
        """Return the visit a slot link names; a caller without a cookie is whoever the name alone points to."""
        found = self.named.get((share, visitor, name))
        if found is None and is_new:
            same = self.same_name.get((share, name), [])
            found = same[0] if len(same) == 1 else None
        if found is None or at - found.active_at >= DAY:
            return None
        return found if _is_alike(found, stamp=stamp, person=is_person(stamp)) else None


def _is_alike(visit: VisitState, *, stamp: str, person: bool) -> bool:
    return is_person(visit.verdict) if person else visit.verdict == stamp
