"""Indexing: the outbox is read into the search index, by one at a time, with the rows as they are now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import Row, delete, func, select, update

from contenthub.db.work import Work
from contenthub.kernel.errors import Unavailable
from contenthub.library.models import Asset, SearchOutbox
from contenthub.library.outbox import Outbox
from contenthub.library.rules import document_of
from contenthub.library.terms import TermService
from contenthub.library.visibility import WHOLE
from contenthub.search.index import IndexBusy, SearchDoc, SearchIndex

log = structlog.get_logger()
BATCH = 500
Entry = Row[int, str]
PATIENCE = 5
"""An entry that failed so often is parked: it waits for a rebuild instead of holding up the others."""


@dataclass(frozen=True)
class Backlog:
    """What is not indexed yet: entries waiting, and entries given up."""

    waiting: int
    parked: int


class IndexingService:
    """Drains the outbox and rebuilds the index."""

    def __init__(self, work: Work, *, index: SearchIndex, outbox: Outbox, terms: TermService) -> None:
        """Write to `index` what the rows of `work` say."""
        self._work = work
        self._index = index
        self._outbox = outbox
        self._terms = terms

    def index_pending(self) -> int:
        """Index every asset the outbox names and return how many; raise `IndexBusy` or `Unavailable` to try later."""
        done = 0
        while entries := self._next_entries():
            done += self._index_entries(entries)
        return done

    def _next_entries(self) -> Sequence[Entry]:
        wanted = select(SearchOutbox.seq, SearchOutbox.asset_id).where(SearchOutbox.attempts < PATIENCE)
        return self._work.session.execute(wanted.order_by(SearchOutbox.seq).limit(BATCH)).all()

    def _index_entries(self, entries: Sequence[Entry]) -> int:
        seqs, ids = [entry.seq for entry in entries], {entry.asset_id for entry in entries}
        try:
            self._put(ids)
        except (IndexBusy, Unavailable):
            raise
        except Exception as error:  # one bad document must not hold up the others: each is then tried alone
            log.exception("indexing_failed", assets=len(ids))
            if len(entries) > 1:
                return sum(self._index_entries([entry]) for entry in entries)
            self._note_failure(seqs, error)
            return 0
        self._settle(seqs, ids)
        return len(ids)

    def _put(self, ids: set[str]) -> None:
        rows = self._work.session.scalars(select(Asset).where(Asset.id.in_(ids)).options(*WHOLE)).all()
        self._index.put([document_of(asset) for asset in rows])
        self._index.delete(ids - {asset.id for asset in rows})
        self._terms.learn(rows)

    def _settle(self, seqs: list[int], ids: set[str]) -> None:
        """Strike the entries off; if some are gone, somebody was faster and older rows may stand now: once more."""
        with self._work:
            strike = delete(SearchOutbox).where(SearchOutbox.seq.in_(seqs)).returning(SearchOutbox.seq)
            if len(self._work.session.scalars(strike).all()) != len(seqs):
                self._outbox.note(*sorted(ids))

    def _note_failure(self, seqs: list[int], error: Exception) -> None:
        with self._work:
            failed = update(SearchOutbox).where(SearchOutbox.seq.in_(seqs))
            reason = f"{type(error).__name__}: {error}"[:500]
            self._work.session.execute(failed.values(attempts=SearchOutbox.attempts + 1, error=reason))

    def mend_index(self) -> bool:
        """Rebuild the index when it is missing or was written by another analyser; say whether it was."""
        if not self._index.needs_rebuild():
            return False
        self.rebuild_index()
        return True

    def rebuild_index(self) -> int:
        """Make the index and the suggestions anew from the rows and return how many assets it holds.

        The old one answers meanwhile; what changes during the rebuild waits in the outbox.
        """
        with self._work:
            self._work.session.execute(delete(SearchOutbox).where(SearchOutbox.attempts >= PATIENCE))
        count = self._index.rebuild(self._documents())
        for assets in self._pages():
            self._terms.learn(assets)
        self._terms.forget_unused()
        return count

    def _documents(self) -> Iterator[SearchDoc]:
        return (document_of(asset) for assets in self._pages() for asset in assets)

    def _pages(self) -> Iterator[Sequence[Asset]]:
        last = ""
        while True:
            wanted = select(Asset).where(Asset.id > last).order_by(Asset.id).limit(BATCH).options(*WHOLE)
            assets = self._work.session.scalars(wanted).all()
            if not assets:
                return
            last = assets[-1].id
            yield assets
            self._work.session.expunge_all()  # keeps memory flat, however many there are

    def backlog(self) -> Backlog:
        """Return how much is not indexed yet."""
        waiting = func.count().filter(SearchOutbox.attempts < PATIENCE)
        row = self._work.session.execute(select(waiting, func.count().filter(SearchOutbox.attempts >= PATIENCE))).one()
        return Backlog(*row)
