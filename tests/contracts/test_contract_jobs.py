"""What every queue promises."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from contenthub.jobs.engine import Jobs, JobUnknown
from contenthub.jobs.factory import make_jobs
from contenthub.jobs.memory import MemoryJobs
from contenthub.jobs.queue import QueuedJobs

REDIS = os.environ.get("CONTENTHUB_TEST_REDIS")
POSTGRES = (os.environ.get("CONTENTHUB_TEST_POSTGRES") or "").replace("+psycopg", "", 1)
QUEUES = ["sqlite", *(["redis"] if REDIS else []), *(["postgresql"] if POSTGRES else [])]
ENGINES = ["immediate", "memory", *QUEUES]
SECRET = "not very secret"
Open = Callable[[], Jobs]


@pytest.fixture
def open_jobs(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Open the engine, the second time as another process would."""
    urls = {
        "immediate": "immediate:",
        "sqlite": f"sqlite:{tmp_path}/new/queue.db",
        "redis": REDIS,
        "postgresql": POSTGRES,
    }
    name, opened = f"test-{uuid4()}", []

    def open_one() -> Jobs:
        kind = request.param
        jobs = MemoryJobs() if kind == "memory" else make_jobs(urls[kind] or "", secret=SECRET, name=name)
        if isinstance(jobs, QueuedJobs):
            jobs._first_retry = 0  # the waiting between tries has a test of its own
        opened.append(jobs)
        return jobs

    yield open_one
    for jobs in opened:
        jobs.close()


@pytest.fixture
def jobs(open_jobs: Open) -> Jobs:
    return open_jobs()


@contextmanager
def working(jobs: Jobs) -> Iterator[None]:
    stop = threading.Event()
    worker = threading.Thread(target=jobs.run_worker, args=(stop,))
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join(10)
    assert not worker.is_alive()


def eventually(is_true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 8
    while not is_true() and time.monotonic() < deadline:
        time.sleep(0.01)
    return is_true()


class Recorder:
    """A job that remembers its calls and raises in the first few."""

    def __init__(self, *, raises: int = 0) -> None:
        self.calls: list[dict[str, object]] = []
        self.raises = raises

    def __call__(self, **payload: object) -> None:
        self.calls.append(payload)
        if len(self.calls) <= self.raises:
            raise RuntimeError("not yet")


@pytest.mark.parametrize("open_jobs", ENGINES, indirect=True)
class TestEveryEngine:
    def test_a_job_gets_its_payload(self, jobs: Jobs) -> None:
        job = Recorder()
        jobs.register("greet", job)
        payload = {
            "task": "01h",
            "name_of": "李芳",
            "count": 3,
            "ratio": 0.5,
            "is_new": True,
            "none": None,
            "ids": ["a"],
        }

        with working(jobs):
            jobs.enqueue("greet", **payload)
            eventually(lambda: bool(job.calls))

        assert job.calls == [payload]

    def test_a_job_that_raises_is_tried_again(self, jobs: Jobs) -> None:
        job = Recorder(raises=2)
        jobs.register("flaky", job)

        with working(jobs):
            jobs.enqueue("flaky", id="x")
            eventually(lambda: len(job.calls) == 3 and not jobs.pending())

        assert job.calls == [{"id": "x"}] * 3

    def test_a_job_that_always_raises_is_given_up(self, jobs: Jobs) -> None:
        hopeless, last = Recorder(raises=99), Recorder()
        jobs.register("hopeless", hopeless, retries=2)
        jobs.register("last", last)

        with working(jobs):
            jobs.enqueue("hopeless")
            eventually(lambda: len(hopeless.calls) >= 3 and not jobs.pending())
            jobs.enqueue("last")
            eventually(lambda: bool(last.calls))

        assert len(hopeless.calls) == 3

    def test_a_job_may_enqueue_another(self, jobs: Jobs) -> None:
        second = Recorder()
        jobs.register("first", lambda: jobs.enqueue("second", id="made by the first"))
        jobs.register("second", second)

        with working(jobs):
            jobs.enqueue("first")
            eventually(lambda: bool(second.calls))

        assert second.calls == [{"id": "made by the first"}]

    def test_a_delayed_job_runs_too(self, jobs: Jobs) -> None:
        job = Recorder()
        jobs.register("later", job)

        with working(jobs):
            jobs.enqueue("later", delay=0.2)
            eventually(lambda: bool(job.calls))

        assert len(job.calls) == 1

    def test_a_periodic_job_can_be_asked_for(self, jobs: Jobs) -> None:
        job = Recorder()
        jobs.register_periodic("sweep", job, minutes=1440, offset=1439)

        with working(jobs):
            jobs.enqueue("sweep")
            eventually(lambda: bool(job.calls))

        assert job.calls == [{}]

    def test_an_unknown_name_is_a_mistake(self, jobs: Jobs) -> None:
        with pytest.raises(JobUnknown):
            jobs.enqueue("no such job")

    @pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes", float("nan")])
    def test_a_payload_that_json_cannot_hold_is_a_mistake(self, jobs: Jobs, value: object) -> None:
        jobs.register("job", Recorder())

        with pytest.raises((TypeError, ValueError)):
            jobs.enqueue("job", value=value)

    def test_it_is_well(self, jobs: Jobs) -> None:
        jobs.check()

        assert jobs.pending() == 0


@pytest.mark.parametrize("open_jobs", ["memory", *QUEUES], indirect=True)
class TestWaiting:
    def test_a_job_waits_for_a_worker(self, jobs: Jobs) -> None:
        job = Recorder()
        jobs.register("job", job)
        jobs.enqueue("job")

        assert (jobs.pending(), job.calls) == (1, [])

    def test_jobs_run_in_the_order_they_came(self, jobs: Jobs) -> None:
        job = Recorder()
        jobs.register("job", job)
        for number in range(5):
            jobs.enqueue("job", number=number)
        stop = threading.Event()
        jobs.register("end", stop.set)
        jobs.enqueue("end")

        jobs.run_worker(stop, threads=1)

        assert [call["number"] for call in job.calls] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("open_jobs", QUEUES, indirect=True)
class TestAcrossProcesses:
    def test_a_job_outlives_the_process_that_asked(self, open_jobs: Open) -> None:
        web, job = open_jobs(), Recorder()
        web.register("job", Recorder())
        web.enqueue("job", id="x")
        web.close()
        worker = open_jobs()
        worker.register("job", job)

        with working(worker):
            eventually(lambda: bool(job.calls))

        assert job.calls == [{"id": "x"}]

    def test_a_stopping_worker_finishes_what_it_runs(self, jobs: Jobs) -> None:
        started, finished = threading.Event(), threading.Event()

        def slow() -> None:
            started.set()
            time.sleep(0.3)
            finished.set()

        jobs.register("slow", slow)

        with working(jobs):
            jobs.enqueue("slow")
            started.wait(8)

        assert finished.is_set()

    def test_a_delayed_job_waits_its_time(self, jobs: Jobs) -> None:
        job, soon = Recorder(), Recorder()
        jobs.register("job", job)
        jobs.register("soon", soon)
        jobs.enqueue("job", delay=3600)
        jobs.enqueue("soon")

        with working(jobs):
            eventually(lambda: bool(soon.calls))

        assert (job.calls, jobs.pending()) == ([], 1)

    def test_two_workers_share_the_jobs(self, open_jobs: Open) -> None:
        first, second, job = open_jobs(), open_jobs(), Recorder()
        first.register("job", job)
        second.register("job", job)
        for number in range(30):
            first.enqueue("job", number=number)

        with working(first), working(second):
            eventually(lambda: len(job.calls) >= 30 and not first.pending())

        assert sorted(call["number"] for call in job.calls) == list(range(30))
