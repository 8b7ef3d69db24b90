"""What the worker does for the library: renditions, indexing, and a sweep for whatever was missed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Protocol

from contenthub.jobs.engine import Jobs
from contenthub.library.indexing import IndexingService
from contenthub.library.intake import RENDER_ASSET
from contenthub.library.outbox import INDEX_PENDING
from contenthub.library.rendering import RenderingService
from contenthub.library.upkeep import UpkeepService

TRASH_KEPT = timedelta(days=30)


class LibraryServices(Protocol):
    """What the library's jobs need of the switchboard."""

    @property
    def rendering(self) -> RenderingService:
        """Renditions."""
        ...

    @property
    def indexing(self) -> IndexingService:
        """The search index."""
        ...

    @property
    def upkeep(self) -> UpkeepService:
        """Consistency."""
        ...


def register(jobs: Jobs, *, open_services: Callable[[], AbstractContextManager[LibraryServices]]) -> None:
    """Let `jobs` know the library's functions."""

    def render_asset(asset_id: str) -> None:
        with open_services() as services:
            services.rendering.render_asset(asset_id)

    def index_pending() -> None:
        with open_services() as services:
            services.indexing.index_pending()

    def sweep_library() -> None:
        with open_services() as services:
            services.rendering.sweep_stuck()
            services.indexing.mend_index()
            services.indexing.index_pending()

    def empty_trash() -> None:
        with open_services() as services:
            services.upkeep.purge_trash(older_than=TRASH_KEPT)
            services.rendering.sweep_incoming()

    jobs.register(RENDER_ASSET, render_asset)
    jobs.register(INDEX_PENDING, index_pending)
    jobs.register_periodic("sweep_library", sweep_library, minutes=1)
    jobs.register_periodic("empty_trash", empty_trash, minutes=60, offset=17)
