"""Rate limits in a worker's memory: fixed windows, bounded, forgotten with the process."""

import threading
import time


class Limit:
    """Lets a key do something `times` per `seconds`, counted in this process."""

    MAX_KEYS = 50_000

    def __init__(self, times: int, *, seconds: float) -> None:
        """Start with nobody counted."""
        self._times = times
        self._seconds = seconds
        self._counts: dict[str, int] = {}
        self._until = 0.0
        self._lock = threading.Lock()

    def add(self, key: str) -> bool:
        """Count one more of `key`; return whether it is still within the limit."""
        with self._lock:
            self._renew()
            count = self._counts.get(key, 0) + 1
            if count > 1 or len(self._counts) < self.MAX_KEYS:
                self._counts[key] = count
            return count <= self._times

    def is_over(self, key: str) -> bool:
        """Say whether `key` has used up its window, without counting."""
        with self._lock:
            self._renew()
            return self._counts.get(key, 0) >= self._times

    def _renew(self) -> None:
        now = time.monotonic()
        if now >= self._until:
            self._counts = {}
            self._until = now + self._seconds


class Limits:
    """How often is too often, per worker."""

    def __init__(self) -> None:
        """Start with nobody counted."""
        self.guesses = Limit(30, seconds=60)
        self.floods = Limit(600, seconds=60)
        self.visits = Limit(120, seconds=60)
        self.unnamed = Limit(300, seconds=60)
        self.addresses = Limit(6000, seconds=60)

    def miss(self, address: str) -> int:
        """Count a miss and return its status: 404, or 429 when there were too many.

        Until `floods` is over, cold links are still looked up: a store's customers share one address.
        """
        self.floods.add(address)
        return 404 if self.guesses.add(address) else 429
