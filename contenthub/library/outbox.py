"""The search outbox: which assets must be indexed anew, written in the transaction that changed them."""

from sqlalchemy import insert, select

from contenthub.db.work import Work
from contenthub.jobs.engine import Jobs
from contenthub.kernel.clock import Clock
from contenthub.library.models import Asset, SearchOutbox

INDEX_PENDING = "index_pending"
COALESCE = 0.5
"""Seconds an entry may wait for others: a commit of the index costs 30 to 180 ms, for one document or for many."""


class Outbox:
    """Notes changes; the indexer reads them."""

    def __init__(self, work: Work, *, clock: Clock, jobs: Jobs) -> None:
        """Write within `work`; nudge the indexer through `jobs` after the commit."""
        self._work = work
        self._clock = clock
        self._jobs = jobs

    def note(self, *asset_ids: str) -> None:
        """Say that these assets changed; what is lost of the nudge after the commit, the sweep finds."""
        if not asset_ids:
            return
        with self._work:
            now = self._clock.now()
            rows = [{"asset_id": asset, "enqueued_at": now, "attempts": 0} for asset in asset_ids]
            self._work.session.flush()
            self._work.session.execute(insert(SearchOutbox), rows)
            self._work.after_commit(self._nudge)

    def note_product(self, product_id: str) -> None:
        """Say that what is searchable of a product's assets changed."""
        self.note(*self._work.session.scalars(select(Asset.id).where(Asset.product_id == product_id)))

    def _nudge(self) -> None:
        self._jobs.enqueue(INDEX_PENDING, delay=COALESCE)
