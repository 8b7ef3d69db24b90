"""Time: always UTC, always aware, always through a `Clock` so that a test can hold it still."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)


class FrozenClock:
    """A clock that moves only when told to."""

    def __init__(self, at: datetime) -> None:
        """Stand still at `at`."""
        self._at = at

    def now(self) -> datetime:
        """Return the moment it stands at."""
        return self._at

    def advance(self, by: timedelta) -> None:
        """Move on by `by`."""
        self._at += by

    def set(self, at: datetime) -> None:
        """Move to `at`."""
        self._at = at


def to_rfc3339(moment: datetime) -> str:
    """Write a moment as RFC 3339 UTC with milliseconds: `2026-07-01T08:00:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
