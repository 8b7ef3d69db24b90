"""Distribution's part of the switchboard: one property per noun."""

from abc import ABC, abstractmethod
from functools import cached_property
from pathlib import Path
from typing import Protocol

from contenthub.accounts.audit import AuditTrail
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.distribution.compiler import ShareCompiler
from contenthub.distribution.editions import EditionService
from contenthub.distribution.figures import GuideFigures
from contenthub.distribution.kits import MAKE_POSTER, KitService
from contenthub.distribution.making import ShareMaker
from contenthub.distribution.models import Share
from contenthub.distribution.shares import ShareService
from contenthub.distribution.tasks import TaskService
from contenthub.distribution.values import IntentKind
from contenthub.jobs.engine import Jobs
from contenthub.kernel.clock import Clock
from contenthub.kernel.settings import Settings
from contenthub.library.assets import AssetService
from contenthub.library.usage import AssetUses
from contenthub.plans.offers import OfferService
from contenthub.plans.plans import PlanService
from contenthub.storage.blobs import Blobs
from contenthub.tracking.intents import IntentLog
from contenthub.tracking.links import LinkService

PACKAGE = Path(__file__).resolve().parents[1]
FONT_FOLDERS = (PACKAGE / "static" / "fonts", PACKAGE.parent / "static" / "dist" / "fonts")
"""Where the built front end keeps the posters' letters: in an installed package, in a checkout."""


class DistributionEngines(Protocol):
    """What distribution runs on."""

    @property
    def settings(self) -> Settings: ...  # noqa: D102 - as named
    @property
    def clock(self) -> Clock: ...  # noqa: D102
    @property
    def blobs(self) -> Blobs: ...  # noqa: D102
    @property
    def jobs(self) -> Jobs: ...  # noqa: D102


class DistributionRoom(ABC):
    """Builds distribution's services for one actor in one unit of work, each when first asked for."""

    work: Work

    @property
    @abstractmethod
    def engines(self) -> DistributionEngines:
        """What the house runs on."""

    @property
    @abstractmethod
    def actor(self) -> Actor:
        """Who acts."""

    @property
    @abstractmethod
    def audit(self) -> AuditTrail:
        """Who did what."""

    @property
    @abstractmethod
    def plans(self) -> PlanService:
        """Plans."""

    @property
    @abstractmethod
    def offers(self) -> OfferService:
        """Offers."""

    @property
    @abstractmethod
    def assets(self) -> AssetService:
        """Assets."""

    @property
    @abstractmethod
    def asset_uses(self) -> AssetUses:
        """Where assets are shown."""

    @property
    @abstractmethod
    def links(self) -> LinkService:
        """What codes stand for, as counting knows them."""

    @property
    @abstractmethod
    def intents(self) -> IntentLog:
        """What guides did with their kits, as events."""

    def note_intent(self, share: Share, kind: IntentKind) -> None:
        """Append that a guide prepared a share to what is counted."""
        self.intents.add(share.code, kind=kind, guide_id=share.guide_id)

    @cached_property
    def tasks(self) -> TaskService:
        """One plan content for one guide."""
        return TaskService(self.work, actor=self.actor, clock=self.engines.clock, plans=self.plans)

    @cached_property
    def editions(self) -> EditionService:
        """What guides changed."""
        return EditionService(
            self.work,
            actor=self.actor,
            clock=self.engines.clock,
            tasks=self.tasks,
            offers=self.offers,
            links=self.links,
            uses=self.asset_uses,
            hosts=self.engines.settings.target_hosts,
        )

    @cached_property
    def share_compiler(self) -> ShareCompiler:
        """What codes show."""
        return ShareCompiler(self.work, offers=self.offers)

    @cached_property
    def shares(self) -> ShareService:
        """Codes in customers' hands."""
        return ShareService(
            self.work,
            actor=self.actor,
            clock=self.engines.clock,
            audit=self.audit,
            tasks=self.tasks,
            links=self.links,
            maker=self._share_maker,
            compiler=self.share_compiler,
            note_intent=self.note_intent,
            public_url=self.engines.settings.public_url,
        )

    @cached_property
    def _share_maker(self) -> ShareMaker:
        return ShareMaker(
            self.work,
            actor=self.actor,
            clock=self.engines.clock,
            tasks=self.tasks,
            editions=self.editions,
            offers=self.offers,
            plans=self.plans,
            links=self.links,
            when_made=lambda code: self.engines.jobs.enqueue(MAKE_POSTER, code=code),
        )

    @cached_property
    def kits(self) -> KitService:
        """What a guide sends."""
        return KitService(
            self.work,
            clock=self.engines.clock,
            settings=self.engines.settings,
            blobs=self.engines.blobs,
            assets=self.assets,
            shares=self.shares,
            compiler=self.share_compiler,
            font_folders=FONT_FOLDERS,
        )

    @cached_property
    def guide_figures(self) -> GuideFigures:
        """What a guide's own links did."""
        settings = self.engines.settings
        return GuideFigures(
            self.work, actor=self.actor, clock=self.engines.clock, zone=settings.zone, currency=settings.currency
        )
