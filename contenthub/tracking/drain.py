"""The drain: from the spool into rows, in order of time, each record exactly once however often it is killed."""

import contextlib
import fcntl
import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path

import msgspec
import structlog
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from contenthub.db.work import Work
from contenthub.kernel.clock import Clock
from contenthub.tracking import ledger
from contenthub.tracking.counting import Counting
from contenthub.tracking.links import forget_old_changes
from contenthub.tracking.models import Beacon, DrainPosition, LastCounted
from contenthub.tracking.records import Micros, Record, decode, to_micros
from contenthub.tracking.segments import Framed, is_finished, list_segments, read_frames
from contenthub.tracking.visiting import Memory

log = structlog.get_logger()
BATCH = 2000
AHEAD = 60_000_000
"""A record a minute ahead of the clock was written before the clock was put back: it need not wait for that moment."""

GRACE = timedelta(minutes=10)
"""How long a counted segment stays on disk."""

SWEEP_EVERY = timedelta(minutes=1)


class DrainOvertaken(Exception):
    """Somebody else counted the same segment meanwhile; this batch is dropped, nothing is lost."""


@dataclass(frozen=True, slots=True)
class Item:
    """A record and where it lies."""

    at: Micros
    segment: str
    end: int
    record: Record | None


class Drain:
    """Counts what the spool holds."""

    def __init__(self, database: Engine, *, folder: Path, clock: Clock, batch: int = BATCH) -> None:
        """Count the segments in `folder` into `database`, at most `batch` records in a transaction."""
        self._database = database
        self._folder = folder
        self._clock = clock
        self._batch = batch
        self._swept_at = clock.now()

    def run(self) -> int:
        """Count every record written before now; return how many events came of them."""
        if not self._folder.is_dir():
            return 0
        with self._alone():
            counted = self._drain(to_micros(self._clock.now()))
            if self._clock.now() - self._swept_at >= SWEEP_EVERY:
                self._swept_at = self._clock.now()
                self.sweep()
        return counted

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self._folder / "drain.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _drain(self, cutoff: Micros) -> int:
        # The cutoff is taken before the first look: what a record may depend on (the open before a beacon) was written
        # before the record's own time, so a look that finds the record finds that too, whichever worker wrote it.
        segments = list_segments(self._folder)
        reached = self._positions([path.name for path in segments])
        open_ones = [path for path in segments if path.stat().st_size > reached.get(path.name, 0)]
        readers = [self._read(path, start=reached.get(path.name, 0), cutoff=cutoff) for path in open_ones]
        merged = heapq.merge(*readers, key=lambda item: item.at)
        counted = 0
        while batch := list(islice(merged, self._batch)):
            counted += self._count(batch, reached)
        return counted

    def _positions(self, segments: list[str]) -> dict[str, int]:
        with Session(self._database) as session:
            return ledger.load_positions(session, segments)

    def _read(self, path: Path, *, start: int, cutoff: Micros) -> Iterator[Item]:
        is_over = is_finished(path)  # asked first: what a finished segment holds is all there will ever be
        at = 0
        for found in read_frames(path, start=start):
            if isinstance(found, Framed):
                if found.skipped:
                    log.warning(
                        "spool_damaged", segment=path.name, offset=found.offset - found.skipped, bytes=found.skipped
                    )
                record = _decoded(found, path)
                at = record.at if record else at
                if cutoff < at <= cutoff + AHEAD:
                    return
                yield Item(at, path.name, found.end, record)
            elif found.size and is_over:
                log.warning("spool_torn", segment=path.name, offset=found.offset, bytes=found.size)
                yield Item(at, path.name, found.offset + found.size, None)

    def _count(self, batch: list[Item], reached: dict[str, int]) -> int:
        """Write a batch and how far it reached in one transaction; return how many events came of it."""
        ends = {item.segment: item.end for item in batch}
        records = [item.record for item in batch if item.record is not None]
        work = Work(self._database)
        try:
            with work:
                ledger.lock_counting(work.session)
                there = ledger.load_positions(work.session, ends)
                if any(there.get(segment, 0) != reached.get(segment, 0) for segment in ends):
                    raise DrainOvertaken
                counting = self._counted(work.session, records)
                now = self._clock.now()
                rows = [{"segment": segment, "offset": end, "at": now} for segment, end in ends.items()]
                ledger.upsert(work.session, DrainPosition, rows)
        finally:
            work.close()
        reached.update(ends)
        return len(counting.events)

    def _counted(self, session: Session, records: list[Record]) -> Counting:
        counting = Counting(ledger.load_memory(session, records) if records else Memory())
        for record in records:
            counting.count(record)
        ledger.save(session, counting)
        return counting

    def sweep(self) -> None:
        """Delete counted segments after their grace, and forget what no later record can need."""
        gone = self._sweep_segments()
        now = self._clock.now()
        work = Work(self._database)
        try:
            with work:
                session = work.session
                session.execute(delete(Beacon).where(Beacon.at < now - timedelta(days=2)))
                session.execute(delete(LastCounted).where(LastCounted.at < now - timedelta(days=31)))
                # Only after its file is gone: a position lost too early would count the segment again.
                session.execute(delete(DrainPosition).where(DrainPosition.segment.in_(gone)))
                forget_old_changes(work, before=now - timedelta(hours=1))
        finally:
            work.close()

    def _sweep_segments(self) -> list[str]:
        gone = []
        segments = list_segments(self._folder)
        reached = self._positions([path.name for path in segments])
        for path in segments:
            state = path.stat()
            is_counted = reached.get(path.name, 0) >= state.st_size
            is_old = self._clock.now().timestamp() - state.st_mtime > GRACE.total_seconds()
            if is_counted and is_old and is_finished(path):
                path.unlink()
                gone.append(path.name)
        return gone

    def pending_lag(self) -> float:
        """Return how many seconds the oldest record not yet counted has waited; 0 when there is none."""
        segments = list_segments(self._folder)
        reached = self._positions([path.name for path in segments])
        firsts = [_first_time(path, start=reached.get(path.name, 0)) for path in segments]
        oldest = min((at for at in firsts if at is not None), default=None)
        return 0.0 if oldest is None else max(to_micros(self._clock.now()) - oldest, 0) / 1_000_000


def _decoded(found: Framed, path: Path) -> Record | None:
    try:
        return decode(found.payload)
    except msgspec.DecodeError as error:
        log.warning("spool_unreadable", segment=path.name, offset=found.offset, error=str(error))
        return None


def _first_time(path: Path, *, start: int) -> Micros | None:
    with contextlib.suppress(FileNotFoundError):  # counted and swept meanwhile
        for found in read_frames(path, start=start):
            if isinstance(found, Framed) and (record := _decoded(found, path)) is not None:
                return record.at
    return None
