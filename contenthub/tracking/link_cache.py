"""A worker's cache of ready links, bounded in bytes; a miss is resolved once however many ask at the same time."""

import threading
from collections.abc import Callable
from concurrent.futures import Future

import structlog

from contenthub.tracking.ready import Negative, Ready
from contenthub.tracking.target import Target

log = structlog.get_logger()
CACHE_BYTES = 64 * 1024 * 1024
Resolve = Callable[[str], Target]


class LinkCache:
    """Finds what a code leads to; only a miss asks `resolve`."""

    def __init__(self, resolve: Resolve, *, max_bytes: int = CACHE_BYTES) -> None:
        """Ask `resolve` for what is not here and keep at most `max_bytes` of answers."""
        self._resolve = resolve
        self._max_bytes = max_bytes
        self._bytes = 0
        self._ready: dict[str, Ready] = {}
        self._missing = Negative()
        self._asking: dict[str, Future[Ready]] = {}
        self._changes = 0
        self._epoch = 0
        self._lock = threading.Lock()

    def find(self, code: str, *, at: float) -> Ready | None:
        """Return a link that is here and still valid; never asks, never blocks."""
        ready = self._ready.get(code)
        if ready is None:
            return self._missing.find(code)
        if at >= ready.until or ready.epoch != self._epoch:
            return None
        ready.is_recent = True
        return ready

    def get(self, code: str, *, at: float) -> Ready:
        """Return a link, resolving it when it is not here; an outdated one serves while its renewal fails."""
        ready = self.find(code, at=at)
        if ready is not None:
            return ready
        future, is_mine = self._claim(code)
        if not is_mine:
            return future.result(timeout=30)
        try:
            ready = self._renew(code)
        except BaseException as error:
            future.set_exception(error)
            future.exception()  # seen: nobody may be waiting for it
            raise
        else:
            future.set_result(ready)
            return ready
        finally:
            with self._lock:
                self._asking.pop(code, None)

    def _claim(self, code: str) -> tuple[Future[Ready], bool]:
        with self._lock:
            asked = self._asking.get(code)
            if asked is not None:
                return asked, False
            future: Future[Ready] = Future()
            self._asking[code] = future
            return future, True

    def _renew(self, code: str) -> Ready:
        before = self._changes
        try:
            ready = Ready(self._resolve(code))
        except Exception as error:
            old = self._ready.get(code)
            if old is None:
                raise
            log.warning("link_renewal_failed", error=type(error).__name__)
            return old
        with self._lock:
            # Something changed while it was being resolved: right for this request, perhaps not for the next.
            if self._changes == before:
                self._keep(code, ready)
        return ready

    def _keep(self, code: str, ready: Ready) -> None:
        if ready.target.status == 404:
            self._missing.add(code, ready)
            return
        self._drop(code)
        ready.epoch = self._epoch
        self._ready[code] = ready
        self._bytes += ready.size
        while self._bytes > self._max_bytes and len(self._ready) > 1:
            self._evict_one()

    def _evict_one(self) -> None:
        # Second chance: what was asked for since the last round goes to the end of the line.
        code = next(iter(self._ready))
        ready = self._ready.pop(code)
        if ready.is_recent:
            ready.is_recent = False
            self._ready[code] = ready
        else:
            self._bytes -= ready.size

    def _drop(self, code: str) -> None:
        old = self._ready.pop(code, None)
        self._bytes -= old.size if old else 0

    def forget(self, code: str | None) -> None:
        """Forget one code; with None ask for each anew, keeping the old answer for when nobody can say a new one."""
        with self._lock:
            self._changes += 1
            self._missing.forget(code)
            if code is None:
                self._epoch += 1
            else:
                self._drop(code)
