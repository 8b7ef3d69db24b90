"""The processes `serve` starts: web workers, the drain, the job worker."""

import os
import signal
import threading

import click
import structlog

from contenthub.cli.supervise import watch_parent

log = structlog.get_logger()
DRAIN_PAUSE = 0.25


@click.command(hidden=True)
@click.option("--host", required=True)
@click.option("--port", type=int, required=True)
@click.option("--workers", type=int, required=True)
def web(*, host: str, port: int, workers: int) -> None:
    """Run the web workers (started by `serve`)."""
    from granian import Granian  # noqa: PLC0415 - each process loads only what it runs
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    watch_parent()
    Granian(
        "contenthub.app:make_wsgi",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    ).serve()


def _stop_event() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


@click.command(hidden=True)
def drain_loop() -> None:
    """Count what the spool holds, over and over, at low priority (started by `serve`)."""
    watch_parent()
    stop = _stop_event()
    os.nice(10)
    from contenthub.cli.house import open_hub  # noqa: PLC0415

    with open_hub() as hub:
        while not stop.is_set():
            try:
                counted = hub.drain()
            except Exception:
                log.exception("drain_failed")
                stop.wait(2)
                continue
            if not counted:
                stop.wait(DRAIN_PAUSE)


@click.command(hidden=True)
def job_worker() -> None:
    """Run jobs (started by `serve`)."""
    watch_parent()
    stop = _stop_event()
    from contenthub.cli.house import open_hub  # noqa: PLC0415

    with open_hub() as hub:
        hub.engines.jobs.run_worker(stop)
