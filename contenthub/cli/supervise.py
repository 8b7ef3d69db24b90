"""A small supervisor: children in one process group, restarted when they die, stopped together."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

log = structlog.get_logger()
STOP_SECONDS = 15.0
LONGEST_PAUSE = 10.0
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One command that should always be running."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    not_before: float = 0.0
    pause: float = field(default=0.2)

    def start(self, *, environ: dict[str, str]) -> None:
        """Start it; it is told to stop should the supervisor be killed."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(self.command, env=environ, preexec_fn=_die_with_parent)  # noqa: PLW1509, S603
        log.info("child_started", child=self.name, pid=self.process.pid)

    def has_died(self) -> bool:
        """Say whether it was started and is gone."""
        return self.process is not None and self.process.poll() is not None


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Keeps children running until it is told to stop."""

    def __init__(self, children: Sequence[Child], *, environ: dict[str, str]) -> None:
        """Look after `children`, started with `environ`."""
        self._children = children
        self._environ = environ
        self._stop = threading.Event()

    def run(self) -> int:
        """Run until SIGTERM or SIGINT, then stop every child; return 0 when all stopped cleanly."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        for child in self._children:
            child.start(environ=self._environ)
        while not self._stop.wait(0.2):
            for child in self._children:
                self._restart_if_dead(child)
        return self._stop_all()

    def _restart_if_dead(self, child: Child) -> None:
        now = time.monotonic()
        if child.has_died():
            code = child.process.returncode if child.process else None
            child.pause = 0.2 if now - child.started_at > 60 else min(child.pause * 2, LONGEST_PAUSE)
            child.not_before, child.process = now + child.pause, None
            log.warning("child_died", child=child.name, code=code, again_in=child.pause)
        if child.process is None and now >= child.not_before:
            child.start(environ=self._environ)

    def _stop_all(self) -> int:
        running = [child.process for child in self._children if child.process and child.process.poll() is None]
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        until = time.monotonic() + STOP_SECONDS
        clean = True
        for process in running:
            try:
                process.wait(max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                process.kill()
                clean = False
        log.info("stopped", clean=clean)
        return 0 if clean else 1


def watch_parent() -> None:
    """End this process soon after its parent is gone, however it went."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
