"""The search index: matches and ranks ids. The database filters, counts, sorts and decides who sees what.

So a stale index can miss a document or name one that is gone, but never show what may not be seen.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from contenthub.kernel.errors import Conflict, Invalid, Unavailable
from contenthub.search.query import Query

LIMIT = 5000
"""Most ids an answer names; what lies beyond makes it `truncated`."""


class IndexBusy(Conflict):
    """Another process is writing; one writer at a time, try again."""


class IndexUnavailable(Unavailable):
    """The index cannot be read or written; a rebuild mends it."""


class IndexUrlInvalid(Invalid):
    """No engine has this URL."""


@dataclass(frozen=True)
class SearchDoc:
    """What is searchable of one thing. `keywords` are its tags, product names and SKUs, whole."""

    id: str
    title: str
    body: str = ""
    keywords: Sequence[str] = ()


@dataclass(frozen=True)
class Match:
    """The ids that match, best first, a score each; `total` counts all, also those beyond the limit."""

    ids: Sequence[str] = ()
    scores: Sequence[float] = ()
    total: int = 0
    truncated: bool = False


class SearchIndex(Protocol):
    """Matches and ranks ids."""

    def put(self, docs: Sequence[SearchDoc]) -> None:
        """Add or replace documents; when it returns, they are found and survive a crash."""
        ...

    def delete(self, ids: Collection[str]) -> None:
        """Forget documents; unknown ids are no error."""
        ...

    def match(self, query: Query, *, limit: int = LIMIT, restrict_ids: Collection[str] | None = None) -> Match:
        """Return the best `limit` ids that match, out of `restrict_ids` where given; an empty query matches nothing.

        Of equal scores the greater, that is newer, id comes first.
        """
        ...

    def count(self) -> int:
        """Return how many documents can be found."""
        ...

    def rebuild(self, docs: Iterable[SearchDoc]) -> int:
        """Replace everything by `docs`, whose ids differ; return how many. The old answers until the new is complete.

        Meanwhile other writers are `IndexBusy`; when `docs` fails, the old stays.
        """
        ...

    def needs_rebuild(self) -> bool:
        """Say whether the index is missing or was written by another version of the analyser."""
        ...

    def check(self) -> None:
        """Raise `IndexUnavailable` when the index cannot answer."""
        ...

    def close(self) -> None:
        """Let go of files and memory."""
        ...
