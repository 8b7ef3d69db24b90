"""Jobs in a queue on SQLite, Redis or PostgreSQL, through Huey."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import structlog
from huey.api import Huey
from huey.consumer import Scheduler, Worker
from huey.signals import SIGNAL_ERROR

from contenthub.jobs.engine import RETRIES, Function, JobsUnavailable, JobUnknown, plain

log = structlog.get_logger()

FIRST_RETRY = 1.0
BACKOFF = 4
"""Tries again after 1, 4, 16, 64, 256 s: nearly six minutes for a store to come back."""
_POLL_SECONDS = (0.05, 0.5)
_POLL_GROWTH = 1.3
_SCHEDULE_SECONDS = 1


class _Loop(Protocol):
    """One of Huey's threads, a turn at a time."""

    def loop(self) -> None: ...


@dataclass(frozen=True)
class _Registration:
    function: Function
    retries: int
    is_due: Callable[[datetime], bool] | None = None


class QueuedJobs:
    """Jobs that wait outside the process, so that any process may ask and a worker answers."""

    def __init__(self, make_huey: Callable[[], Huey], *, first_retry: float = FIRST_RETRY) -> None:
        """Use the queue that `make_huey` opens, when first needed."""
        self._make_huey = make_huey
        self._first_retry = first_retry
        self._registered: dict[str, _Registration] = {}
        self._tasks: dict[str, Any] = {}
        self._opened: Huey | None = None
        self._lock = threading.Lock()
        # Huey would log every failure a second time, and every call with its payload.
        logging.getLogger("huey").setLevel(logging.CRITICAL)
        logging.getLogger("huey.consumer").setLevel(logging.WARNING)

    def register(self, name: str, function: Function, *, retries: int = RETRIES) -> None:
        """Let `name` stand for `function`."""
        self._registered[name] = _Registration(function, retries)

    def register_periodic(self, name: str, function: Function, *, minutes: int, offset: int = 0) -> None:
        """Also run it every `minutes`; a worker that slept through a turn leaves it out."""

        def is_due(moment: datetime) -> bool:
            return int(moment.replace(tzinfo=UTC).timestamp()) // 60 % minutes == offset

        self._registered[name] = _Registration(function, RETRIES, is_due)

    def enqueue(self, name: str, /, *, delay: float = 0, **payload: Any) -> None:
        """Queue a job."""
        if name not in self._registered:
            raise JobUnknown(name)
        arguments = plain(payload)
        with _queue_errors():
            huey, task = self._huey(), self._task(name)
            if delay > 0:
                task.schedule(kwargs=arguments, delay=delay)
            else:
                huey.enqueue(task.task_class(kwargs=arguments))

    def pending(self) -> int:
        """Return how many jobs wait."""
        with _queue_errors():
            return int(self._huey().pending_count()) + int(self._huey().scheduled_count())

    def run_worker(self, stop: threading.Event, *, threads: int = 2) -> None:
        """Run jobs until `stop` is set and those under way are finished."""
        with _queue_errors():
            huey = self._huey()
        for name in self._registered:
            self._task(name)
        first, longest = _POLL_SECONDS
        loops: list[_Loop] = [Worker(huey, stop, first, longest, _POLL_GROWTH) for _ in range(threads)]
        loops.append(Scheduler(huey, stop, _SCHEDULE_SECONDS, periodic=True))
        all_done = threading.Barrier(len(loops))
        running = [threading.Thread(target=self._run, args=(loop, stop, all_done)) for loop in loops]
        for thread in running:
            thread.start()
        try:
            stop.wait()
        finally:
            stop.set()
            for thread in running:
                thread.join()

    def check(self) -> None:
        """Raise `JobsUnavailable` when the queue does not answer."""
        self.pending()

    def close(self) -> None:
        """Let go of connections; the next use opens them again."""
        with self._lock:
            if self._opened is not None:
                self._opened.storage.close()

    def _run(self, loop: _Loop, stop: threading.Event, all_done: threading.Barrier) -> None:
        while not stop.is_set():
            try:
                loop.loop()
            except Exception:
                log.exception("job_loop_failed")
                stop.wait(1)
        # Each thread closes: PostgreSQL has a listening connection for each. None before all are done: they share one.
        all_done.wait()
        self.close()

    def _huey(self) -> Huey:
        with self._lock:
            if self._opened is None:
                self._opened = self._make_huey()
                self._opened.signal(SIGNAL_ERROR)(_log_failure)
            return self._opened

    def _task(self, name: str) -> Any:
        """Return Huey's task of that name, made on first use."""
        huey, registration = self._huey(), self._registered[name]
        with self._lock:
            if name not in self._tasks:
                settings = {"name": name, "retries": registration.retries}
                settings |= {"retry_delay": self._first_retry, "retry_backoff": BACKOFF}
                declare = (
                    huey.periodic_task(registration.is_due, **settings)
                    if registration.is_due
                    else huey.task(**settings)
                )
                self._tasks[name] = declare(_call(registration.function))
            return self._tasks[name]


def _call(function: Function) -> Function:
    """Wrap a function so that Huey names its task after the job alone, whatever module the function moves to."""

    def job(**payload: Any) -> None:
        try:
            function(**payload)
        except SystemExit as error:
            raise RuntimeError("a job may not end its worker") from error

    job.__module__ = "job"
    return job


def _log_failure(_signal: str, task: Any, error: Exception) -> None:
    log.error("job_failed", job=task.name, payload=task.kwargs, retries_left=task.retries, exc_info=error)


@contextmanager
def _queue_errors() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        # Each of the three databases has its own family of errors, and only the chosen one is installed.
        raise JobsUnavailable(reason=repr(error)) from error
