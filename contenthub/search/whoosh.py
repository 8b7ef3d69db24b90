"""The embedded engine, and the only door to whoosh.

Whoosh keeps and merges the lists of documents of each token; what matches and in what order is decided in
`ranking`. None of its analysers, parsers, queries or scorers is used, so leaving it stays cheap.
"""

import shutil
import threading
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from contenthub.search.analysis import ANALYZER_VERSION
from contenthub.search.generations import Generations
from contenthub.search.index import LIMIT, IndexUnavailable, Match, SearchDoc
from contenthub.search.marks import marks_of
from contenthub.search.query import Query
from contenthub.search.ranking import Flags, Marks, rank

with warnings.catch_warnings():
    # Frozen in 2016: its first compilation on a newer Python warns of escapes and comparisons in its own source.
    warnings.simplefilter("ignore")
    import whoosh.codec.whoosh3
    import whoosh.columns
    import whoosh.fields
    import whoosh.filedb.filestore
    import whoosh.formats
    import whoosh.index
    import whoosh.reading
    import whoosh.writing

_REBUILD_MEMORY_MB = 256
_ATTEMPTS = 10


class _Marked(whoosh.fields.FieldType):  # type: ignore[misc]  # whoosh has no types
    """A field whose value is its tokens with their marks; the mark is kept as the weight of the posting."""

    def __init__(self) -> None:
        super().__init__(whoosh.formats.Existence(), analyzer=None)

    def index(self, value: Mapping[str, int], **_options: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        return ((token.encode(), 1, float(mark), b"") for token, mark in value.items())


_SCHEMA = whoosh.fields.Schema(id=whoosh.fields.ID(sortable=True), marks=_Marked())


class WhooshIndex:
    """An index in a folder on a local disk; read by any process, written by one at a time.

    Comfortable to 50,000 documents. Not for network file systems.
    """

    def __init__(self, folder: Path, *, patience: float = 5.0) -> None:
        """Use `folder`; wait `patience` seconds for another writer before saying `IndexBusy`."""
        self._generations = Generations(folder, kind=f"a{ANALYZER_VERSION}", patience=patience)
        self._snapshot: _Snapshot | None = None
        self._lock = threading.Lock()

    def put(self, docs: Sequence[SearchDoc]) -> None:
        """Add or replace documents, in one commit."""
        fresh = {doc.id: marks_of(doc) for doc in docs}
        if fresh:
            self._write(fresh, gone=fresh)

    def delete(self, ids: Collection[str]) -> None:
        """Forget documents, in one commit."""
        if ids and self._generations.current():
            self._write({}, gone=ids)

    def match(self, query: Query, *, limit: int = LIMIT, restrict_ids: Collection[str] | None = None) -> Match:
        """Return the best ids that match."""
        with self._reading() as snapshot:
            if snapshot is None:
                return Match()
            return rank(query, snapshot, ids=snapshot.ids, limit=limit, restrict_ids=restrict_ids)

    def count(self) -> int:
        """Return how many documents can be found."""
        with self._reading() as snapshot:
            return int(snapshot.live().sum()) if snapshot else 0

    def rebuild(self, docs: Iterable[SearchDoc]) -> int:
        """Replace everything by `docs`, whose ids differ."""
        with self._generations.writing():
            folder = self._generations.create()
            index = whoosh.index.create_in(str(folder), _SCHEMA)
            with _writer(index, memory_mb=_REBUILD_MEMORY_MB) as writer:
                for doc in docs:
                    writer.add_document(id=doc.id, marks=marks_of(doc))
            self._generations.publish(folder)
            return int(index.doc_count())

    def needs_rebuild(self) -> bool:
        """Say whether the index is missing or was written by another version of the analyser."""
        return self._generations.is_outdated()

    def check(self) -> None:
        """Raise `IndexUnavailable` when the files cannot be read."""
        self.count()

    def close(self) -> None:
        """Close the files."""
        with self._lock:
            self._forget()

    def _write(self, fresh: Mapping[str, Mapping[str, int]], *, gone: Iterable[str]) -> None:
        with self._generations.writing():
            folder = self._generations.current()
            if folder is None:
                folder = self._generations.create()
                whoosh.index.create_in(str(folder), _SCHEMA)
                self._generations.publish(folder)
            shutil.rmtree(folder / "MAIN.tmp", ignore_errors=True)
            with _writer(_open(folder)) as writer:
                _sweep(folder, writer)
                _delete(writer, gone)
                for name, marks in fresh.items():
                    writer.add_document(id=name, marks=marks)

    @contextmanager
    def _reading(self) -> "Iterator[_Snapshot | None]":
        """Lend the newest snapshot, to one thread at a time: whoosh's files have one position for all."""
        with self._lock:
            yield self._newest()

    def _newest(self) -> "_Snapshot | None":
        for left in range(_ATTEMPTS, 0, -1):
            try:
                return self._current()
            except Exception as error:
                # Swept while it was opened, then the next is there already; or torn, and then whoosh raises anything.
                if left == 1:
                    raise IndexUnavailable(reason=repr(error)) from error
        return None

    def _current(self) -> "_Snapshot | None":
        folder = self._generations.current()
        if folder is None:
            return None
        index = _open(folder)
        if self._snapshot is None or self._snapshot.name != (folder, index.latest_generation()):
            self._renew(folder, index)
        return self._snapshot

    def _renew(self, folder: Path, index: Any) -> None:
        known = self._snapshot.names if self._snapshot else {}
        fresh = _Snapshot((folder, index.latest_generation()), index.reader(), known=known)
        self._forget()
        self._snapshot = fresh

    def _forget(self) -> None:
        if self._snapshot:
            self._snapshot.close()
        self._snapshot = None


class _Snapshot:
    """One commit of the index, open for reading."""

    def __init__(self, name: tuple[Path, int], reader: Any, *, known: Mapping[str, Sequence[str]]) -> None:
        """Read the ids of the segments that are not `known`."""
        self._reader = reader
        self._leaves = [(leaf, base) for leaf, base in reader.leaf_readers() if leaf.doc_count_all()]
        self.name = name
        self.names: dict[str, Sequence[str]] = {}
        for leaf, _ in self._leaves:
            segment = leaf.segment().segment_id()
            self.names[segment] = known.get(segment) or list(leaf.column_reader("id"))
        self.ids = [name for names in self.names.values() for name in names]

    def live(self) -> Flags:
        """Return which numbers are of documents that were not deleted."""
        alive = np.ones(len(self.ids), dtype=np.bool_)
        for leaf, base in self._leaves:
            count = leaf.doc_count_all()
            if leaf.has_deletions():
                alive[base : base + count] = [not leaf.is_deleted(number) for number in range(count)]
        return alive

    def marks(self, token: str) -> Marks:
        """Return for each number where `token` stands."""
        marks = np.zeros(len(self.ids), dtype=np.uint8)
        for leaf, base in self._leaves:
            numbers, weights = _postings(leaf, token)
            marks[np.array(numbers, dtype=np.int64) + base] = weights
        return marks

    def close(self) -> None:
        """Close the files."""
        self._reader.close()


def _postings(leaf: Any, token: str) -> tuple[list[int], list[float]]:
    try:
        matcher = leaf.postings("marks", token)
    except whoosh.reading.TermNotFound:
        return [], []
    # Past the filter of deleted documents, which is slow and whose work `live` does: 3.7 ms instead of 6.9 for 5,800.
    matcher = getattr(matcher, "child", matcher)
    numbers, weights = [], []
    while matcher.is_active():
        numbers.append(matcher.id())
        weights.append(matcher.weight())
        matcher.next()
    return numbers, weights


def _open(folder: Path) -> Any:
    return whoosh.index.open_dir(str(folder), schema=_SCHEMA)


@contextmanager
def _writer(index: Any, *, memory_mb: int = 32) -> Iterator[Any]:
    """Commit at the end, or leave the index as it was."""
    try:
        writer = index.writer(limitmb=memory_mb)
    except (OSError, whoosh.index.LockError) as error:
        raise IndexUnavailable(reason=repr(error)) from error
    try:
        yield writer
    except BaseException:
        writer.cancel()
        raise
    writer.commit()


def _delete(writer: Any, ids: Iterable[str]) -> None:
    with writer.searcher() as searcher:
        for name in ids:
            writer.delete_by_term("id", name, searcher=searcher)


def _sweep(folder: Path, writer: Any) -> None:
    """Remove segment files that no commit names: what killed writers leave behind."""
    named = {segment.segment_id() for segment in [*writer.segments, writer.newsegment]}
    for file in folder.glob("MAIN_*.*"):
        if file.name.partition(".")[0] not in named:
            file.unlink(missing_ok=True)
