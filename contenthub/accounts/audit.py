"""The audit trail: who did what, appended in the transaction of the deed."""

from typing import Any

from sqlalchemy import func, select

from contenthub.accounts.models import AuditEntry
from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.kernel.clock import Clock
from contenthub.kernel.ids import new_id
from contenthub.kernel.paging import Page, PageQuery


class AuditTrail:
    """Appends entries, and lists them for an admin."""

    def __init__(self, work: Work, *, actor: Actor, clock: Clock) -> None:
        """Write in `work` in the name of `actor`."""
        self._work = work
        self._actor = actor
        self._clock = clock

    def record(self, action: str, kind: str, thing: str, **detail: Any) -> None:
        """Append that the actor did `action` to `thing`."""
        entry = AuditEntry(
            id=new_id(),
            at=self._clock.now(),
            person_id=self._actor.person_id,
            action=action,
            object_kind=kind,
            object_id=thing,
            detail=detail,
        )
        self._work.session.add(entry)

    def list_entries(
        self, query: PageQuery, *, kind: str | None = None, thing: str | None = None, person: str | None = None
    ) -> Page[AuditEntry]:
        """Return entries, newest first: about a kind of thing, about one thing, or by one person."""
        require(self._actor, Action.SEE_AUDIT)
        wanted = select(AuditEntry)
        if kind:
            wanted = wanted.where(AuditEntry.object_kind == kind)
        if thing:
            wanted = wanted.where(AuditEntry.object_id == thing)
        if person:
            wanted = wanted.where(AuditEntry.person_id == person)
        session = self._work.session
        total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
        rows = session.scalars(wanted.order_by(AuditEntry.id.desc()).offset(query.offset).limit(query.limit)).all()
        return Page.of(rows, query=query, total=total)
