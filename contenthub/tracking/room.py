"""Tracking's part of the switchboard: one property per noun."""

from abc import ABC, abstractmethod
from functools import cached_property
from typing import Protocol

from contenthub.accounts.audit import AuditTrail
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.kernel.clock import Clock
from contenthub.kernel.settings import Settings
from contenthub.tracking.conversions import ConversionService
from contenthub.tracking.export import EventExport
from contenthub.tracking.intents import IntentLog
from contenthub.tracking.links import LinkService
from contenthub.tracking.order_import import OrderImport
from contenthub.tracking.policies import PolicyService
from contenthub.tracking.sales import SaleService
from contenthub.tracking.visits import VisitService


class TrackingEngines(Protocol):
    """What tracking runs on."""

    @property
    def settings(self) -> Settings: ...  # noqa: D102 - as named
    @property
    def clock(self) -> Clock: ...  # noqa: D102


class TrackingRoom(ABC):
    """Builds tracking's services for one actor in one unit of work, each when first asked for."""

    work: Work

    @property
    @abstractmethod
    def engines(self) -> TrackingEngines:
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
    def links(self) -> LinkService:
        """What codes stand for, as counting knows them."""
        return LinkService(self.work, clock=self.engines.clock)

    @cached_property
    def intents(self) -> IntentLog:
        """What guides did with their kits, as events."""
        return IntentLog(self.work, clock=self.engines.clock)

    @cached_property
    def visits(self) -> VisitService:
        """Who looked at shares."""
        return VisitService(self.work, actor=self.actor)

    @cached_property
    def conversions(self) -> ConversionService:
        """Leads, orders, refunds, and who gets credit."""
        engines = self.engines
        return ConversionService(self.work, actor=self.actor, clock=engines.clock, secret=engines.settings.secret)

    @cached_property
    def sales(self) -> SaleService:
        """What guides sold in their stores."""
        return SaleService(
            self.work, actor=self.actor, clock=self.engines.clock, audit=self.audit, conversions=self.conversions
        )

    @cached_property
    def policies(self) -> PolicyService:
        """How the orders of plans are credited."""
        engines = self.engines
        return PolicyService(
            self.work, actor=self.actor, clock=engines.clock, audit=self.audit, secret=engines.settings.secret
        )

    @cached_property
    def order_import(self) -> OrderImport:
        """Tables of orders."""
        settings = self.engines.settings
        return OrderImport(
            self.work,
            actor=self.actor,
            conversions=self.conversions,
            zone=settings.zone,
            currency=settings.currency,
        )

    @cached_property
    def events(self) -> EventExport:
        """Events, to take away."""
        return EventExport(self.work, actor=self.actor)
