"""Every event as a line: what the front door saw and how it was judged."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.kernel.clock import to_rfc3339
from contenthub.tracking.models import Event

CHUNK = 2000


class EventExport:
    """Reads events for an export."""

    def __init__(self, work: Work, *, actor: Actor) -> None:
        """Read for `actor`."""
        self._work = work
        self._actor = actor

    def export(self, *, since: datetime | None = None) -> Iterator[dict[str, Any]]:
        """Yield every event, in the order they were counted, from `since` (UTC) on."""
        require(self._actor, Action.SEE_AUDIT)
        start = None if since is None else since if since.tzinfo else since.replace(tzinfo=UTC)
        last = 0
        while rows := self._rows(after=last, since=start):
            yield from (_line(row) for row in rows)
            last = rows[-1].id

    def _rows(self, *, after: int, since: datetime | None) -> list[Event]:
        wanted = select(Event).where(Event.id > after).order_by(Event.id).limit(CHUNK)
        if since is not None:
            wanted = wanted.where(Event.at >= since)
        self._work.session.expunge_all()
        return list(self._work.session.scalars(wanted))


def _line(row: Event) -> dict[str, Any]:
    return {
        "at": to_rfc3339(row.at),
        "kind": row.kind,
        "share": row.share,
        "slot": row.slot,
        "visitor": row.visitor,
        "visit": row.visit,
        "click_id": row.click_id,
        "verdict": row.verdict,
        "reason": row.reason,
    }
