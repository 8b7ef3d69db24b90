"""What a guide's own links did: the numbers of the day, who just looked, and each link's sums. Only people count."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Select, case, distinct, func, select

from contenthub.accounts.models import Person
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.distribution.compiling import slots_of
from contenthub.distribution.making import WHOLE
from contenthub.distribution.models import Share, Task
from contenthub.distribution.values import TaskState
from contenthub.kernel.clock import Clock
from contenthub.tracking.models import Conversion, Link, Visit, VisitSlot
from contenthub.tracking.values import ConversionKind, Verdict

HUMAN = Visit.verdict == Verdict.HUMAN


@dataclass(frozen=True)
class Day:
    """Since midnight: different people who looked, (person, link, slot) clicked, what was bought in minor units."""

    viewers: int
    clickers: int
    revenue: int


@dataclass(frozen=True)
class Look:
    """One visit of one of the guide's links; `slots` are the names of those clicked, `visitor` a short mark."""

    share: Share
    visitor: str
    at: datetime
    seconds: int
    depth: int
    slots: tuple[str, ...]


@dataclass(frozen=True)
class LinkSums:
    """What one link did so far."""

    viewers: int = 0
    visits: int = 0
    clickers: int = 0
    last_at: datetime | None = None


class GuideFigures:
    """Reads what the actor's own links did."""

    def __init__(self, work: Work, *, actor: Actor, clock: Clock, zone: ZoneInfo, currency: str) -> None:
        """Read for `actor`; a day begins at midnight of `zone`, revenue is counted in `currency`."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._zone = zone
        self._currency = currency

    def today(self) -> Day:
        """Return the numbers of the day."""
        midnight = self._midnight()
        session = self._work.session
        looked = self._own_visits(func.count(distinct(Visit.visitor))).where(Visit.opened_at >= midnight)
        clicker = Visit.share + " " + VisitSlot.slot + " " + Visit.visitor
        clicked = self._own_visits(func.count(distinct(clicker))).join(VisitSlot, VisitSlot.visit_id == Visit.id)
        clicked = clicked.where(VisitSlot.clicked_at >= midnight)
        return Day(session.scalar(looked) or 0, session.scalar(clicked) or 0, self._revenue(since=midnight))

    def _midnight(self) -> datetime:
        today = self._clock.now().astimezone(self._zone).date()
        return datetime.combine(today, time.min, self._zone).astimezone(UTC)

    def _own_visits(self, *columns: object) -> Select[*tuple[object, ...]]:
        wanted: Select[*tuple[object, ...]] = select(*columns)  # type: ignore[call-overload]
        return (
            wanted.select_from(Visit)
            .join(Link, Link.code == Visit.share)
            .where(Link.guide_id == self._actor.person_id, HUMAN)
        )

    def _revenue(self, *, since: datetime) -> int:
        signed = case((Conversion.kind == ConversionKind.REFUND, -Conversion.amount), else_=Conversion.amount)
        wanted = (
            select(func.coalesce(func.sum(signed), 0))
            .join(Link, Link.code == Conversion.share)
            .where(
                Link.guide_id == self._actor.person_id,
                Conversion.kind.in_([ConversionKind.ORDER, ConversionKind.REFUND]),
                Conversion.currency == self._currency,
                Conversion.occurred_at >= since,
            )
        )
        return int(self._work.session.scalar(wanted) or 0)

    def list_looks(self, *, limit: int = 5) -> list[Look]:
        """Return the latest visits, the newest first."""
        own = select(Link.code).where(Link.guide_id == self._actor.person_id)
        wanted = select(Visit).where(Visit.share.in_(own), HUMAN).order_by(Visit.active_at.desc(), Visit.id.desc())
        visits = self._work.session.scalars(wanted.limit(limit)).all()
        shares = self._find_shares({visit.share for visit in visits})
        clicked = self._clicked([visit.id for visit in visits])
        return [_look(visit, shares[visit.share], clicked[visit.id]) for visit in visits if visit.share in shares]

    def _find_shares(self, codes: Collection[str]) -> dict[str, Share]:
        found = self._work.session.scalars(select(Share).where(Share.code.in_(codes)).options(*WHOLE))
        return {share.code: share for share in found}

    def _clicked(self, visits: Sequence[str]) -> dict[str, list[str]]:
        wanted = select(VisitSlot.visit_id, VisitSlot.slot).where(
            VisitSlot.visit_id.in_(visits), VisitSlot.clicked_at.is_not(None)
        )
        found: dict[str, list[str]] = defaultdict(list)
        for visit, slot in self._work.session.execute(wanted.order_by(VisitSlot.position)):
            found[visit].append(slot)
        return found

    def sum_links(self, codes: Sequence[str]) -> dict[str, LinkSums]:
        """Return what each of these codes did; all of them are there."""
        session = self._work.session
        counted = (Visit.share, func.count(distinct(Visit.visitor)), func.count(), func.max(Visit.active_at))
        seen = session.execute(select(*counted).where(Visit.share.in_(codes), HUMAN).group_by(Visit.share)).all()
        clicking = (
            select(Visit.share, func.count(distinct(Visit.visitor)))
            .join(VisitSlot, VisitSlot.visit_id == Visit.id)
            .where(Visit.share.in_(codes), HUMAN, VisitSlot.clicked_at.is_not(None))
            .group_by(Visit.share)
        )
        clickers = dict(session.execute(clicking).all())
        sums = {code: LinkSums(viewers, visits, clickers.get(code, 0), last) for code, viewers, visits, last in seen}
        return {code: sums.get(code, LinkSums()) for code in codes}

    def count_peers(self, tasks: Sequence[Task]) -> dict[str, int]:
        """Return, by task, how many colleagues of the own unit have prepared the same content."""
        done = (
            select(Task.plan_id, Task.content_id, func.count())
            .join(Person, Task.guide_id == Person.id)
            .where(
                Person.unit_id == self._actor.unit_id,
                Task.guide_id != self._actor.person_id,
                Task.plan_id.in_({task.plan_id for task in tasks}),
                Task.state.in_([TaskState.PREPARED, TaskState.DONE]),
            )
            .group_by(Task.plan_id, Task.content_id)
        )
        found = {(plan, content): count for plan, content, count in self._work.session.execute(done)}
        return {task.id: found.get((task.plan_id, task.content_id), 0) for task in tasks}


def _look(visit: Visit, share: Share, clicked: Sequence[str]) -> Look:
    return Look(
        share=share,
        visitor=visit.visitor[:6],
        at=visit.active_at,
        seconds=visit.dwell // 1000,
        depth=visit.depth,
        slots=slot_names(share, clicked),
    )


def slot_names(share: Share, keys: Sequence[str]) -> tuple[str, ...]:
    """Return what the slots of a share are called; those the article no longer has are left out."""
    if share.edition is None:
        return (share.offer.name,) if share.offer and keys else ()
    names = {slot["key"]: slot["name"] for slot in slots_of(share.edition.version.blocks)}
    return tuple(names[key] for key in keys if key in names)
