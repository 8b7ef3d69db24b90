"""The composition root, without Flask: from settings to a living house."""

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import select

from contenthub.accounts.models import Unit
from contenthub.accounts.values import Actor
from contenthub.db.engine import make_engine
from contenthub.distribution import handover
from contenthub.distribution import jobs as distribution_jobs
from contenthub.jobs.factory import make_jobs
from contenthub.kernel import signals
from contenthub.kernel.clock import Clock, SystemClock
from contenthub.kernel.findings import Finding
from contenthub.kernel.settings import Settings
from contenthub.library import jobs as library_jobs
from contenthub.search.factory import make_index
from contenthub.services import Engines, Services
from contenthub.storage.factory import make_blobs
from contenthub.tracking.drain import Drain
from contenthub.tracking.links import announce_change
from contenthub.tracking.recount import differences, event_count
from contenthub.tracking.spool import Spool

_MENDED = " (repaired)"
HEALTH_STANDS = 1.0
"""Seconds: an examination writes to the disk and asks every engine, and anybody may ask for it."""


class Hub:
    """Owns the engines and opens units of work on them."""

    def __init__(self, settings: Settings, *, clock: Clock | None = None) -> None:
        """Build every engine the settings name; nothing is contacted before it is used."""
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        self.engines = Engines(
            settings=settings,
            clock=self.clock,
            database=make_engine(settings.database),
            blobs=make_blobs(settings.blobs),
            index=make_index(settings.index),
            jobs=make_jobs(settings.queue, secret=settings.secret),
            spool=Spool(settings.spool),
        )
        self._drain = Drain(self.engines.database, folder=settings.spool, clock=self.clock)
        self._examining = threading.Lock()
        self._health: list[Finding] = []
        self._health_until = 0.0
        self._wire()

    def _wire(self) -> None:
        """Tell the worker its jobs, and the higher floors what happens on the lower ones."""
        library_jobs.register(self.engines.jobs, open_services=self.services)
        distribution_jobs.register(self.engines.jobs, open_services=self.services)
        signals.person_deactivated.connect(handover.hand_over_tasks)
        signals.plan_changed.connect(handover.follow_plan)
        for changed in (
            signals.person_changed,
            signals.plan_changed,
            signals.offer_changed,
            signals.product_changed,
            signals.content_recalled,
            signals.content_published,  # it may stand in for a recalled one
        ):
            changed.connect(announce_change)

    @contextmanager
    def services(self, actor: Actor | None = None) -> Iterator[Services]:
        """Open the services for an actor (default: the system) and close them afterwards."""
        services = Services(self.engines, actor=actor or Actor.system())
        try:
            yield services
        finally:
            services.close()

    def drain(self) -> int:
        """Count what the spool holds now; return how many events came of it."""
        return self._drain.run()

    def drain_lag(self) -> float:
        """Return how many seconds the oldest event not yet counted has waited."""
        return self._drain.pending_lag()

    def is_at_risk(self) -> bool:
        """Say whether events of this process wait in memory because the disk would not take them."""
        return self.engines.spool.is_at_risk

    def doctor(self) -> list[Finding]:
        """Ask each engine whether it is well; an ill one says what to do."""
        return [
            _examine("database", self._check_database, cure="DATABASE_URL; then `contenthub db upgrade`"),
            _examine("blobs", self.engines.blobs.check, cure="BLOBS_URL: address, key and bucket"),
            _examine("index", self.engines.index.check, cure="INDEX_URL; then `contenthub index rebuild`"),
            _examine("queue", self.engines.jobs.check, cure="QUEUE_URL"),
            _examine("spool", self._check_spool, cure="SPOOL_DIR: it must be writable and have room"),
        ]

    def health(self) -> list[Finding]:
        """Return what the doctor found, a second ago at most."""
        with self._examining:
            if time.monotonic() >= self._health_until:
                self._health = self.doctor()
                self._health_until = time.monotonic() + HEALTH_STANDS
            return self._health

    def verify(self, *, repair: bool = False) -> list[Finding]:
        """Check that rows, blobs, index and counts agree; `repair` mends what can be mended."""
        with self.services() as services:
            report = services.upkeep.verify(repair=repair)
            unlike = differences(services.work.session)
            events = event_count(services.work.session)
        checked = ", ".join(f"{number} {what}" for what, number in report.checked.items())
        wrong = [
            Finding("library", ok=one.is_repaired, detail=f"{one.kind} {one.about}{_MENDED if one.is_repaired else ''}")
            for one in report.findings
        ]
        counts = unlike or [f"{events} events recounted, every figure the same"]
        return [
            *(wrong or [Finding("library", ok=True, detail=f"{checked or 'nothing'} checked")]),
            *(Finding("counts", ok=not unlike, detail=detail) for detail in counts),
        ]

    def _check_database(self) -> None:
        with self.engines.database.connect() as connection:
            connection.execute(select(Unit.id).limit(1))

    def _check_spool(self) -> None:
        folder = self.settings.spool
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"probe")

    def close(self) -> None:
        """Let go of every connection and file."""
        self.engines.spool.close()
        self.engines.jobs.close()
        self.engines.index.close()
        self.engines.blobs.close()
        self.engines.database.dispose()


def _examine(name: str, check: Callable[[], object], *, cure: str) -> Finding:
    try:
        check()
    except Exception as error:  # noqa: BLE001 - whatever an engine raises is what the operator must read
        return Finding(name, ok=False, detail=f"{type(error).__name__}: {error}. Look at {cure}.")
    return Finding(name, ok=True, detail="answers")
