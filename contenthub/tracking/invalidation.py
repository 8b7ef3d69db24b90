"""A worker's poller: what changed is forgotten within a second, on every worker."""

import os
import threading
import time
from collections.abc import Callable
from typing import Protocol

import structlog

log = structlog.get_logger()
POLL_SECONDS = 0.4


class Changes(Protocol):
    """Tells which codes have changed since it was last asked; None stands for all of them."""

    def latest(self) -> list[str | None]:
        """Return the changed codes."""
        ...


class Poller:
    """Asks for changes in a background thread and has them forgotten; a database that is down is asked again."""

    def __init__(self, changes: Changes, *, forget: Callable[[str | None], None], every: float = POLL_SECONDS) -> None:
        """Forget through `forget`; nothing runs before `start`."""
        self._changes = changes
        self._forget = forget
        self._every = every
        self._is_failing = False
        self._lock = threading.Lock()
        self._pid = 0

    def start(self) -> None:
        """Begin to poll, once in each process and for as long as it lives."""
        with self._lock:
            if self._pid == os.getpid():
                return
            self._pid = os.getpid()
        threading.Thread(target=self._run, name="link-poller", daemon=True).start()

    def poll(self) -> None:
        """Ask once."""
        for code in self._changes.latest():
            self._forget(code)

    def _run(self) -> None:
        while True:
            try:
                self.poll()
                self._is_failing = False
            except Exception as error:  # noqa: BLE001 - whatever it is, links keep answering and the next look comes
                if not self._is_failing:
                    log.warning("link_poll_failed", error=type(error).__name__)
                self._is_failing = True
            time.sleep(self._every)
