"""Pages of lists: a limit, an opaque cursor, a total."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from contenthub.kernel.errors import FieldError, Invalid

T = TypeVar("T")
U = TypeVar("U")
DEFAULT_LIMIT = 50
MAX_LIMIT = 100


class CursorInvalid(Invalid):
    """The cursor is not one we gave."""


@dataclass(frozen=True)
class PageQuery:
    """Which part of a list is wanted: `limit` items after `cursor`."""

    limit: int = DEFAULT_LIMIT
    cursor: str | None = None

    @property
    def offset(self) -> int:
        """How many items come before this page."""
        if not self.cursor:
            return 0
        try:
            offset = int(base64.urlsafe_b64decode(self.cursor.encode()).decode())
        except (ValueError, binascii.Error, UnicodeError):
            raise CursorInvalid(FieldError("cursor", "unknown")) from None
        if not 0 <= offset <= 2**31:
            raise CursorInvalid(FieldError("cursor", "unknown"))
        return offset


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page: its items, the cursor of the next (None at the end), and how many there are in all."""

    items: Sequence[T]
    next: str | None
    total: int

    @classmethod
    def of(cls, items: Sequence[T], *, query: PageQuery, total: int) -> "Page[T]":
        """Build the page that answers `query`."""
        end = query.offset + len(items)
        more = bool(items) and end < total
        return cls(items, base64.urlsafe_b64encode(str(end).encode()).decode() if more else None, total)

    def map(self, change: Callable[[T], U]) -> "Page[U]":
        """Return the same page with each item changed."""
        return Page([change(item) for item in self.items], self.next, self.total)
