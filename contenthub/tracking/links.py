"""Share codes as counting knows them, and signs to every worker that what they lead to has changed."""

from typing import Any

from sqlalchemy import Engine, delete, func, select

from contenthub.db.work import Work
from contenthub.kernel.clock import Clock
from contenthub.tracking.errors import LinkNotFound
from contenthub.tracking.models import Link, LinkChange

REMEMBERED = 500
"""On PostgreSQL a lower number may commit after a higher one; the last so many are looked at again."""


class LinkService:
    """Registers codes and announces changes, within the caller's transaction."""

    def __init__(self, work: Work, *, clock: Clock) -> None:
        """Write in `work`."""
        self._work = work
        self._clock = clock

    def register(
        self,
        *,
        code: str,
        plan_id: str | None,
        content_id: str | None,
        version_id: str | None,
        guide_id: str,
        unit_id: str,
        channel: str,
        audience: str = "",
        dedupe_minutes: int = 30,
    ) -> Link:
        """Say what a new code stands for; whoever asked for it too early hears of it within a second."""
        with self._work:
            link = Link(
                code=code,
                plan_id=plan_id,
                content_id=content_id,
                version_id=version_id,
                guide_id=guide_id,
                unit_id=unit_id,
                channel=str(channel),
                audience=audience,
                dedupe_minutes=dedupe_minutes,
                created_at=self._clock.now(),
            )
            self._work.session.add(link)
            self.changed(code)
            return link

    def changed(self, code: str | None) -> None:
        """Tell every worker that a code, or with None that any code, may lead elsewhere once this commits."""
        with self._work:
            self._work.session.add(LinkChange(code=code, at=self._clock.now()))

    def get_link(self, code: str) -> Link:
        """Return what a code stands for; raise `LinkNotFound`."""
        link = self._work.session.get(Link, code)
        if link is None:
            raise LinkNotFound(code=code)
        return link


def announce_change(_sender: object, *, work: Work, clock: Clock, **_: Any) -> None:
    """Receive a signal about an offer, a product, a content or a plan: any code may lead elsewhere now."""
    LinkService(work, clock=clock).changed(None)


class LinkChanges:
    """Reads the signs of change, for one worker."""

    def __init__(self, database: Engine) -> None:
        """Look at the signs in `database`; nothing is read before the first look."""
        self._database = database
        self._seen: set[int] | None = None

    def latest(self) -> list[str | None]:
        """Return the codes changed since the last look; None stands for all of them, as on the first look."""
        newest = select(LinkChange.seq, LinkChange.code).order_by(LinkChange.seq.desc()).limit(REMEMBERED)
        with self._database.connect() as connection:
            rows = connection.execute(newest).all()
        before, self._seen = self._seen, {seq for seq, _code in rows}
        fresh = [code for seq, code in rows if seq not in (before or ())]
        if before is None or len(fresh) == REMEMBERED:
            return [None]
        return list(dict.fromkeys(fresh))


def forget_old_changes(work: Work, *, before: Any) -> None:
    """Delete the signs every worker has long seen, keeping the last ones."""
    with work:
        kept = work.session.scalar(select(func.max(LinkChange.seq))) or 0
        old = delete(LinkChange).where(LinkChange.at < before, LinkChange.seq < kept - REMEMBERED)
        work.session.execute(old)
