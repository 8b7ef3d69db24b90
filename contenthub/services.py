"""The switchboard: one object per unit of work, a property per noun."""

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Engine

from contenthub.accounts.access import AccessService
from contenthub.accounts.audit import AuditTrail
from contenthub.accounts.people import PeopleService
from contenthub.accounts.units import UnitService
from contenthub.accounts.values import SYSTEM, Actor, Role
from contenthub.db.work import Work
from contenthub.distribution.room import DistributionRoom
from contenthub.insights.goals import GoalReport
from contenthub.insights.labels import Labels
from contenthub.insights.reading import ReadingReport
from contenthub.insights.slots import SlotReport
from contenthub.insights.units import ProgressReport
from contenthub.jobs.engine import Jobs
from contenthub.kernel.clock import Clock
from contenthub.kernel.settings import Settings
from contenthub.library.room import LibraryRoom
from contenthub.plans.contents import ContentService
from contenthub.plans.offers import OfferService
from contenthub.plans.plans import PlanService
from contenthub.plans.publishing import PublishingService
from contenthub.search.index import SearchIndex
from contenthub.storage.blobs import Blobs
from contenthub.tracking.room import TrackingRoom
from contenthub.tracking.spool import Spool


@dataclass(frozen=True)
class Engines:
    """What the house runs on; the same for every unit of work."""

    settings: Settings
    clock: Clock
    database: Engine
    blobs: Blobs
    index: SearchIndex
    jobs: Jobs
    spool: Spool


class Services(LibraryRoom, TrackingRoom, DistributionRoom):
    """Every verb of the house, for one actor, in one unit of work."""

    def __init__(self, engines: Engines, *, actor: Actor | None) -> None:
        """Serve `actor`; None is somebody who is not signed in and may only try to."""
        self._engines = engines
        self._signed_in = actor
        self.work = Work(engines.database)

    @property
    def engines(self) -> Engines:
        """Return what the house runs on."""
        return self._engines

    @property
    def actor(self) -> Actor:
        """Return who acts; somebody who is not signed in may do nothing and sees nothing."""
        return self._signed_in or _NOBODY

    def close(self) -> None:
        """Give the database connection back."""
        self.work.close()

    @cached_property
    def audit(self) -> AuditTrail:
        """Who did what."""
        return AuditTrail(self.work, actor=self.actor, clock=self._engines.clock)

    @cached_property
    def units(self) -> UnitService:
        """The organisation."""
        return UnitService(self.work, actor=self.actor, clock=self._engines.clock, audit=self.audit)

    @cached_property
    def people(self) -> PeopleService:
        """People."""
        return PeopleService(self.work, actor=self.actor, clock=self._engines.clock, audit=self.audit, units=self.units)

    @cached_property
    def access(self) -> AccessService:
        """Sign-in, sessions, tokens."""
        return AccessService(self.work, actor=self._signed_in, clock=self._engines.clock, audit=self.audit)

    @cached_property
    def slot_report(self) -> SlotReport:
        """What each slot did."""
        return SlotReport(
            self.work,
            actor=self.actor,
            clock=self._engines.clock,
            zone=self._engines.settings.zone,
            currency=self._engines.settings.currency,
            labels=Labels(self.work),
        )

    @cached_property
    def reading_report(self) -> ReadingReport:
        """How pages were read."""
        return ReadingReport(self.work, actor=self.actor)

    @cached_property
    def goal_report(self) -> GoalReport:
        """How far plans have come."""
        return GoalReport(
            self.work,
            actor=self.actor,
            clock=self._engines.clock,
            currency=self._engines.settings.currency,
            slots=self.slot_report,
            tasks=self.tasks,
        )

    @cached_property
    def offers(self) -> OfferService:
        """Why a customer should act now."""
        hosts = self._engines.settings.target_hosts
        return OfferService(self.work, actor=self.actor, clock=self._engines.clock, audit=self.audit, hosts=hosts)

    @cached_property
    def contents(self) -> ContentService:
        """Articles being written."""
        return ContentService(
            self.work,
            actor=self.actor,
            clock=self._engines.clock,
            audit=self.audit,
            uses=self.asset_uses,
            hosts=self._engines.settings.target_hosts,
        )

    @cached_property
    def publishing(self) -> PublishingService:
        """Their published versions."""
        return PublishingService(
            self.work, actor=self.actor, clock=self._engines.clock, audit=self.audit, uses=self.asset_uses
        )

    @cached_property
    def plans(self) -> PlanService:
        """Goals, a period, contents and units."""
        return PlanService(self.work, actor=self.actor, clock=self._engines.clock, audit=self.audit)

    @cached_property
    def progress_report(self) -> ProgressReport:
        """Where the guides of a plan stand."""
        return ProgressReport(
            self.work, actor=self.actor, currency=self._engines.settings.currency, slots=self.slot_report
        )


_NOBODY = Actor(person_id=SYSTEM, role=Role.GUIDE, unit_id="", unit_path="-", scopes=frozenset())
