"""The library's part of the switchboard: one property per noun."""

from abc import ABC, abstractmethod
from functools import cached_property
from typing import Any, Protocol

from contenthub.accounts.audit import AuditTrail
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.jobs.engine import Jobs
from contenthub.kernel.clock import Clock
from contenthub.kernel.settings import Settings
from contenthub.library.asset_search import AssetSearch
from contenthub.library.assets import AssetService
from contenthub.library.delivery import DeliveryService
from contenthub.library.indexing import IndexingService
from contenthub.library.intake import IntakeService
from contenthub.library.outbox import Outbox
from contenthub.library.products import ProductService
from contenthub.library.purge import PurgeService
from contenthub.library.rendering import RenderingService
from contenthub.library.terms import TermService
from contenthub.library.upkeep import UpkeepService
from contenthub.library.usage import AssetUses
from contenthub.search.index import SearchIndex
from contenthub.storage.blobs import Blobs


class LibraryEngines(Protocol):
    """What the library runs on."""

    @property
    def settings(self) -> Settings: ...  # noqa: D102 - as named
    @property
    def clock(self) -> Clock: ...  # noqa: D102
    @property
    def blobs(self) -> Blobs: ...  # noqa: D102
    @property
    def index(self) -> SearchIndex: ...  # noqa: D102
    @property
    def jobs(self) -> Jobs: ...  # noqa: D102


class LibraryRoom(ABC):
    """Builds the library's services for one actor in one unit of work, each when first asked for."""

    work: Work

    @property
    @abstractmethod
    def engines(self) -> LibraryEngines:
        """What the house runs on."""

    @property
    @abstractmethod
    def actor(self) -> Actor:
        """Who acts."""

    @property
    @abstractmethod
    def audit(self) -> AuditTrail:
        """Who did what."""

    @cached_property
    def products(self) -> ProductService:
        """What is sold."""
        return ProductService(self.work, **self._who(), settings=self.engines.settings, outbox=self.outbox)

    @cached_property
    def assets(self) -> AssetService:
        """Single assets."""
        return AssetService(self.work, **self._who(), uses=self.asset_uses, outbox=self.outbox)

    @cached_property
    def asset_search(self) -> AssetSearch:
        """Lists of assets."""
        return AssetSearch(self.work, actor=self.actor, index=self.engines.index)

    @cached_property
    def asset_uses(self) -> AssetUses:
        """Where assets are shown."""
        return AssetUses(self.work)

    @cached_property
    def intake(self) -> IntakeService:
        """Files that become assets."""
        engines: dict[str, Any] = {
            "settings": self.engines.settings,
            "blobs": self.engines.blobs,
            "jobs": self.engines.jobs,
        }
        return IntakeService(self.work, **self._who(), **engines, assets=self.assets, outbox=self.outbox)

    @cached_property
    def delivery(self) -> DeliveryService:
        """The bytes of assets."""
        engines = self.engines
        return DeliveryService(actor=self.actor, assets=self.assets, blobs=engines.blobs, settings=engines.settings)

    @cached_property
    def rendering(self) -> RenderingService:
        """Renditions of assets."""
        engines = self.engines
        return RenderingService(
            self.work, clock=engines.clock, settings=engines.settings, blobs=engines.blobs, jobs=engines.jobs
        )

    @cached_property
    def terms(self) -> TermService:
        """Suggestions while typing."""
        return TermService(self.work, actor=self.actor)

    @cached_property
    def outbox(self) -> Outbox:
        """What must be indexed anew."""
        return Outbox(self.work, clock=self.engines.clock, jobs=self.engines.jobs)

    @cached_property
    def indexing(self) -> IndexingService:
        """The search index, written."""
        return IndexingService(self.work, index=self.engines.index, outbox=self.outbox, terms=self.terms)

    @cached_property
    def purge(self) -> PurgeService:
        """The end of assets."""
        return PurgeService(self.work, **self._who(), blobs=self.engines.blobs, outbox=self.outbox)

    @cached_property
    def upkeep(self) -> UpkeepService:
        """Rows, blobs and index held against each other."""
        engines: dict[str, Any] = {"blobs": self.engines.blobs, "index": self.engines.index, "jobs": self.engines.jobs}
        who: dict[str, Any] = {"actor": self.actor, "clock": self.engines.clock}
        return UpkeepService(self.work, **who, **engines, indexing=self.indexing, purge=self.purge)

    def _who(self) -> dict[str, Any]:
        return {"actor": self.actor, "clock": self.engines.clock, "audit": self.audit}
