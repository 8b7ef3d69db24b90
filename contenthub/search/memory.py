"""An index that lives as long as its process: real, for tests and tiny installations."""

import threading
from collections.abc import Collection, Iterable, Sequence

import numpy as np

from contenthub.search.index import LIMIT, Match, SearchDoc
from contenthub.search.marks import marks_of
from contenthub.search.query import Query
from contenthub.search.ranking import Flags, Marks, rank


class MemoryIndex:
    """Keeps the marks of every document in a dictionary."""

    def __init__(self) -> None:
        """Start empty."""
        self._documents: dict[str, dict[str, int]] = {}
        self._lock = threading.Lock()

    def put(self, docs: Sequence[SearchDoc]) -> None:
        """Add or replace documents."""
        fresh = {doc.id: marks_of(doc) for doc in docs}
        with self._lock:
            self._documents = self._documents | fresh

    def delete(self, ids: Collection[str]) -> None:
        """Forget documents."""
        gone = frozenset(ids)
        with self._lock:
            self._documents = {name: marks for name, marks in self._documents.items() if name not in gone}

    def match(self, query: Query, *, limit: int = LIMIT, restrict_ids: Collection[str] | None = None) -> Match:
        """Return the best ids that match."""
        documents = self._documents
        return rank(query, _Scan(list(documents.values())), ids=list(documents), limit=limit, restrict_ids=restrict_ids)

    def count(self) -> int:
        """Return how many documents there are."""
        return len(self._documents)

    def rebuild(self, docs: Iterable[SearchDoc]) -> int:
        """Replace everything by `docs`."""
        fresh = {doc.id: marks_of(doc) for doc in docs}
        with self._lock:
            self._documents = fresh
        return len(fresh)

    def needs_rebuild(self) -> bool:
        """Say no: it was written by the running analyser."""
        return False

    def check(self) -> None:
        """Be well."""

    def close(self) -> None:
        """Hold nothing that must be let go."""


class _Scan:
    """Postings found by looking at every document."""

    def __init__(self, documents: list[dict[str, int]]) -> None:
        self._documents = documents

    def live(self) -> Flags:
        return np.ones(len(self._documents), dtype=np.bool_)

    def marks(self, token: str) -> Marks:
        return np.fromiter((marks.get(token, 0) for marks in self._documents), np.uint8, len(self._documents))
