"""What guides did with their kits, as events: prepared, never "sent"."""

from contenthub.db.work import Work
from contenthub.kernel.clock import Clock
from contenthub.tracking import ledger
from contenthub.tracking.models import Event, HourlyCount
from contenthub.tracking.values import EventKind, Verdict


class IntentLog:
    """Adds intents to what is counted, in the transaction of the deed."""

    def __init__(self, work: Work, *, clock: Clock) -> None:
        """Write in `work`."""
        self._work = work
        self._clock = clock

    def add(self, code: str, *, kind: str, guide_id: str) -> None:
        """Count that a guide did something with the kit of a share; every time counts."""
        now = self._clock.now()
        event = Event(
            at=now,
            kind=EventKind.INTENT,
            share=code,
            visitor=guide_id,
            verdict=Verdict.HUMAN,
            detail={"intent": str(kind)},
        )
        hour = {
            "hour": now.replace(minute=0, second=0, microsecond=0),
            "share": code,
            "slot": "",
            "offer_id": "",
            "position": 0,
            "kind": EventKind.INTENT.value,
            "verdict": Verdict.HUMAN.value,
            "n": 1,
        }
        with self._work:
            self._work.session.add(event)
            ledger.upsert(self._work.session, HourlyCount, [hour], add="n")
