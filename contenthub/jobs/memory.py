"""Queues without a queue: real, for tests and for commands that do everything at once."""

import threading
from collections import deque
from dataclasses import dataclass
from typing import Any

import structlog

from contenthub.jobs.engine import RETRIES, Function, JobUnknown, plain

log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """One call that was asked for."""

    name: str
    payload: dict[str, Any]
    delay: float = 0


@dataclass(frozen=True)
class Failure:
    """A job that was given up, and what it raised at last."""

    job: Job
    error: Exception


class MemoryJobs:
    """Records jobs and runs them, delayed ones too, when told to `drain`."""

    def __init__(self) -> None:
        """Start with nothing to do."""
        self.periodic: dict[str, int] = {}
        self.recorded: list[Job] = []
        self.failures: list[Failure] = []
        self._functions: dict[str, tuple[Function, int]] = {}
        self._waiting: deque[Job] = deque()

    def register(self, name: str, function: Function, *, retries: int = RETRIES) -> None:
        """Let `name` stand for `function`."""
        self._functions[name] = (function, retries)

    def register_periodic(self, name: str, function: Function, *, minutes: int, offset: int = 0) -> None:
        """Remember the period in `periodic`; no clock runs here."""
        del offset
        self.periodic[name] = minutes
        self.register(name, function)

    def enqueue(self, name: str, /, *, delay: float = 0, **payload: Any) -> None:
        """Record a job."""
        if name not in self._functions:
            raise JobUnknown(name)
        job = Job(name, plain(payload), delay)
        self.recorded.append(job)
        self._waiting.append(job)

    def pending(self) -> int:
        """Return how many jobs wait."""
        return len(self._waiting)

    def drain(self) -> int:
        """Run every waiting job, and those they enqueue; return how many ran."""
        count = 0
        while self._waiting:
            self._run(self._waiting.popleft())
            count += 1
        return count

    def run_worker(self, stop: threading.Event, *, threads: int = 2) -> None:
        """Drain until `stop` is set."""
        del threads
        while not stop.wait(0.01):
            self.drain()

    def check(self) -> None:
        """Be well."""

    def close(self) -> None:
        """Hold nothing that must be let go."""

    def _run(self, job: Job) -> None:
        function, retries = self._functions[job.name]
        for left in range(retries, -1, -1):
            try:
                function(**plain(job.payload))
            except Exception as error:
                log.exception("job_failed", job=job.name, payload=job.payload, retries_left=left)
                if not left:
                    self.failures.append(Failure(job, error))
            else:
                return


class ImmediateJobs(MemoryJobs):
    """Runs each job at once, delayed or not, in the caller; `failures` holds what was given up."""

    def enqueue(self, name: str, /, *, delay: float = 0, **payload: Any) -> None:
        """Run a job now, and what it enqueues."""
        super().enqueue(name, delay=delay, **payload)
        self.drain()
