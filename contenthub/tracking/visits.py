"""Who looked at a share, for the guide who sent it; sums for everybody else who may see it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from contenthub.accounts.models import Unit
from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor, Role
from contenthub.db.work import Work
from contenthub.kernel.paging import Page, PageQuery
from contenthub.tracking.errors import LinkNotFound, ViewersNotAllowed
from contenthub.tracking.models import Conversion, Event, Link, Visit, VisitSlot
from contenthub.tracking.values import EventKind, Verdict

COUNTED = Visit.verdict == Verdict.HUMAN
SHORT = 6


@dataclass(frozen=True)
class Viewer:
    """One visitor of a share, over all their visits; times to the minute, `slots` those clicked.

    `visitor` and `customer` are short opaque marks, the same whenever the same visitor or customer comes.
    """

    visitor: str
    customer: str | None
    first_at: datetime
    last_at: datetime
    visits: int
    seconds: int
    depth: int
    confirmed: bool
    slots: tuple[str, ...]


@dataclass(frozen=True)
class ViewerSums:
    """All visitors of a share together."""

    viewers: int
    visits: int
    seconds: int
    clickers: int


class VisitService:
    """Reads the counted visits of a share."""

    def __init__(self, work: Work, *, actor: Actor) -> None:
        """Read for `actor`."""
        self._work = work
        self._actor = actor

    def list_viewers(self, code: str, query: PageQuery) -> Page[Viewer]:
        """Return the visitors of one of the actor's own shares, the latest first, or raise `ViewersNotAllowed`."""
        link = self._visible_link(code)
        if link.guide_id != self._actor.person_id:
            raise ViewersNotAllowed(code=code)
        session = self._work.session
        wanted = select(Visit.visitor).where(Visit.share == code, COUNTED).group_by(Visit.visitor)
        total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
        latest = (
            wanted.order_by(func.max(Visit.active_at).desc(), Visit.visitor).offset(query.offset).limit(query.limit)
        )
        visitors = list(session.scalars(latest))
        return Page.of(self._viewers(code, visitors), query=query, total=total)

    def sum_viewers(self, code: str) -> ViewerSums:
        """Return the sums of a visible share."""
        self._visible_link(code)
        session = self._work.session
        figures = (func.count(func.distinct(Visit.visitor)), func.count(), func.coalesce(func.sum(Visit.dwell), 0))
        viewers, visits, dwell = session.execute(select(*figures).where(Visit.share == code, COUNTED)).one()
        clicked = (
            select(func.count(func.distinct(Visit.visitor)))
            .join(VisitSlot, VisitSlot.visit_id == Visit.id)
            .where(Visit.share == code, COUNTED, VisitSlot.clicked_at.is_not(None))
        )
        return ViewerSums(viewers, visits, int(dwell) // 1000, session.scalar(clicked) or 0)

    def _visible_link(self, code: str) -> Link:
        require(self._actor, Action.SEE_VIEWERS)
        link = self._work.session.get(Link, code)
        if link is None or not self._may_see(link):
            raise LinkNotFound(code=code)
        return link

    def _may_see(self, link: Link) -> bool:
        if self._actor.is_hq or link.guide_id == self._actor.person_id:
            return True
        unit = self._work.session.get(Unit, link.unit_id) if self._actor.role == Role.MANAGER else None
        return unit is not None and unit.path.startswith(self._actor.unit_path)

    def _viewers(self, code: str, visitors: Sequence[str]) -> list[Viewer]:
        visits: dict[str, list[Visit]] = defaultdict(list)
        wanted = (
            select(Visit).where(Visit.share == code, COUNTED, Visit.visitor.in_(visitors)).order_by(Visit.opened_at)
        )
        for visit in self._work.session.scalars(wanted):
            visits[visit.visitor].append(visit)
        slots, customers = self._clicked(code, visitors), self._customers(visitors)
        return [_viewer(visits[visitor], slots=slots[visitor], customer=customers.get(visitor)) for visitor in visitors]

    def _clicked(self, code: str, visitors: Sequence[str]) -> dict[str, list[str]]:
        wanted = (
            select(Visit.visitor, VisitSlot.slot, func.min(VisitSlot.position))
            .join(VisitSlot, VisitSlot.visit_id == Visit.id)
            .where(Visit.share == code, COUNTED, Visit.visitor.in_(visitors), VisitSlot.clicked_at.is_not(None))
            .group_by(Visit.visitor, VisitSlot.slot)
            .order_by(func.min(VisitSlot.position), VisitSlot.slot)
        )
        found: dict[str, list[str]] = defaultdict(list)
        for visitor, slot, _position in self._work.session.execute(wanted):
            found[visitor].append(slot)
        return found

    def _customers(self, visitors: Sequence[str]) -> dict[str, str]:
        """Return the customers these visitors are known to be, through a conversion that named their click."""
        wanted = (
            select(Event.visitor, Conversion.customer)
            .join(Conversion, Conversion.click_id == Event.click_id)
            .where(Event.visitor.in_(visitors), Event.kind == EventKind.CLICK, Conversion.customer.is_not(None))
            .order_by(Conversion.occurred_at)
        )
        return {visitor: customer for visitor, customer in self._work.session.execute(wanted) if customer}


def _viewer(visits: Sequence[Visit], *, slots: Sequence[str], customer: str | None) -> Viewer:
    return Viewer(
        visitor=visits[0].visitor[:SHORT],
        customer=customer[:SHORT] if customer else None,
        first_at=min(visit.opened_at for visit in visits).replace(second=0, microsecond=0),
        last_at=max(visit.active_at for visit in visits).replace(second=0, microsecond=0),
        visits=len(visits),
        seconds=sum(visit.dwell for visit in visits) // 1000,
        depth=max(visit.depth for visit in visits),
        confirmed=any(visit.seen_at is not None for visit in visits),
        slots=tuple(slots),
    )
