"""Jobs: work done later, named functions with ids for arguments. What must not be lost is a row; a job is a nudge."""

import json
import threading
from collections.abc import Callable
from typing import Any, Protocol

from contenthub.kernel.errors import Invalid, Unavailable

RETRIES = 5
"""How often a job that raises is tried again, if not said otherwise."""

Function = Callable[..., object]


class JobUnknown(Exception):
    """No function was registered under the name."""


class JobsUnavailable(Unavailable):
    """The queue cannot be reached."""


class JobsUrlInvalid(Invalid):
    """No queue has this URL."""


class Jobs(Protocol):
    """Runs registered functions later, at least by name and payload the same in every process that registered them.

    A job may run twice, and one that was running when its process was killed is not repeated: functions look up the
    present state by the ids they are given, and a periodic sweep finds what was missed.
    """

    def register(self, name: str, function: Function, *, retries: int = RETRIES) -> None:
        """Let `name` stand for `function`; when it raises it is logged and tried again `retries` times, ever later."""
        ...

    def register_periodic(self, name: str, function: Function, *, minutes: int, offset: int = 0) -> None:
        """Also run `function` (no payload) every `minutes`: when the minutes of UTC leave the remainder `offset`."""
        ...

    def enqueue(self, name: str, /, *, delay: float = 0, **payload: Any) -> None:
        """Run `name` with `payload` in `delay` seconds or later.

        The payload is ids, numbers and flags (what JSON holds). Raise `JobUnknown` and `JobsUnavailable`, never what
        the job raises.
        """
        ...

    def pending(self) -> int:
        """Return how many jobs wait: queued, delayed, or to be tried again."""
        ...

    def run_worker(self, stop: threading.Event, *, threads: int = 2) -> None:
        """Run jobs until `stop` is set and those under way are finished."""
        ...

    def check(self) -> None:
        """Raise `JobsUnavailable` when the queue does not answer."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


def plain(payload: dict[str, Any]) -> dict[str, Any]:
    """Return the payload as it comes out of a queue; raise `TypeError` for what JSON cannot hold."""
    copy: dict[str, Any] = json.loads(json.dumps(payload, allow_nan=False))
    return copy
