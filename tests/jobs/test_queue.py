"""What is particular to the queue: signatures, waiting between tries, turns, and a queue that is away."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from contenthub.jobs.engine import JobsUnavailable, JobsUrlInvalid
from contenthub.jobs.factory import make_jobs
from contenthub.jobs.messages import MessageRefused, SignedJson
from contenthub.jobs.queue import QueuedJobs


@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[QueuedJobs]:
    jobs = make_jobs(f"sqlite:{tmp_path / 'queue.db'}", secret="ours")
    assert isinstance(jobs, QueuedJobs)
    yield jobs
    jobs.close()


def queued(tmp_path: Path, table: str = "task") -> list[bytes]:
    connection = sqlite3.connect(tmp_path / "queue.db")
    rows = [row[0] for row in connection.execute(f"select data from {table}")]  # noqa: S608
    connection.close()
    return rows


def work_until(jobs: QueuedJobs, name: str) -> None:
    stop = threading.Event()
    jobs.register(name, stop.set)
    jobs.enqueue(name)
    jobs.run_worker(stop, threads=1)


class TestMessages:
    def test_what_is_queued_is_json_and_a_signature(self, jobs: QueuedJobs, tmp_path: Path) -> None:
        jobs.register("job", print)
        jobs.enqueue("job", id="x")
        text = queued(tmp_path)[0].decode().rpartition(".")[0]

        assert json.loads(text)["payload"] == {"id": "x"}

    def test_a_changed_message_is_refused(self, jobs: QueuedJobs, tmp_path: Path) -> None:
        jobs.register("job", print)
        jobs.enqueue("job", id="x")

        with pytest.raises(MessageRefused):
            SignedJson("ours").deserialize(queued(tmp_path)[0].replace(b'"x"', b'"y"'))

    def test_a_message_of_another_key_is_never_run(self, jobs: QueuedJobs, tmp_path: Path) -> None:
        calls: list[str] = []
        stranger = make_jobs(f"sqlite:{tmp_path / 'queue.db'}", secret="theirs")
        stranger.register("job", print)
        stranger.enqueue("job")
        stranger.close()
        jobs.register("job", lambda: calls.append("ran"))

        work_until(jobs, "end")

        assert (calls, jobs.pending()) == ([], 0)

    def test_only_jobs_can_be_written(self) -> None:
        with pytest.raises(TypeError):
            SignedJson("ours").serialize({"any": "thing"})


class TestRetries:
    def test_the_waiting_grows_fourfold(self, jobs: QueuedJobs, tmp_path: Path) -> None:
        def fail() -> None:
            raise RuntimeError("always")

        jobs.register("job", fail)
        jobs.enqueue("job")
        work_until(jobs, "end")
        text = queued(tmp_path, "schedule")[0].decode().rpartition(".")[0]

        assert (json.loads(text)["retry_delay"], json.loads(text)["retries"]) == (4.0, 4)


class TestPeriodic:
    @pytest.mark.parametrize(("minute", "expected"), [(0, False), (1, True), (2, False), (16, True)])
    def test_it_is_due_once_in_its_period(self, jobs: QueuedJobs, minute: int, *, expected: bool) -> None:
        jobs.register_periodic("sweep", print, minutes=15, offset=1)
        is_due = jobs._registered["sweep"].is_due

        assert is_due is not None and is_due(datetime(2026, 7, 1, 4, minute, 30)) is expected  # noqa: DTZ001, PT018

    def test_a_worker_runs_it_by_itself(self, jobs: QueuedJobs) -> None:
        stop = threading.Event()
        jobs.register_periodic("sweep", stop.set, minutes=1)

        jobs.run_worker(stop)

        assert stop.is_set()


class TestAway:
    def test_a_queue_that_cannot_be_opened_is_unavailable(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way")
        jobs = make_jobs(f"sqlite:{tmp_path}/file/queue.db", secret="ours")
        jobs.register("job", print)

        with pytest.raises(JobsUnavailable):
            jobs.enqueue("job")

    def test_a_redis_that_does_not_answer_is_unavailable(self) -> None:
        jobs = make_jobs("redis://127.0.0.1:9/0", secret="ours")

        with pytest.raises(JobsUnavailable):
            jobs.check()

    @pytest.mark.parametrize("url", ["", "sqlite:", "amqp://host", "immediate:x"])
    def test_a_url_of_no_queue_is_refused(self, url: str) -> None:
        with pytest.raises(JobsUrlInvalid):
            make_jobs(url, secret="ours")
