"""Tables: links and their changes, raw events, visits, hourly counts, drain positions, conversions.

Reports read `visits`, `visit_slots` and `hourly_counts`; all three can be made anew from `events`.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contenthub.db.base import Base, Id
from contenthub.tracking.values import ConversionKind, EventKind, SaleState, Verdict

BigId = BigInteger().with_variant(Integer, "sqlite")


class Link(Base):
    """What a share code stands for, as far as counting needs to know; written by `distribution`."""

    __tablename__ = "links"

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    plan_id: Mapped[str | None] = mapped_column(Id, index=True)
    content_id: Mapped[str | None] = mapped_column(Id, index=True)
    version_id: Mapped[str | None] = mapped_column(Id)
    guide_id: Mapped[str] = mapped_column(Id, index=True)
    unit_id: Mapped[str] = mapped_column(Id)
    channel: Mapped[str] = mapped_column(String(20))
    audience: Mapped[str] = mapped_column(String(80), default="")
    dedupe_minutes: Mapped[int] = mapped_column(default=30)
    created_at: Mapped[datetime]


class LinkChange(Base):
    """A sign to every worker that what a code leads to has changed; `code` None means all of them."""

    __tablename__ = "link_changes"

    seq: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    code: Mapped[str | None] = mapped_column(String(16))
    at: Mapped[datetime]


class DrainPosition(Base):
    """How far a spool segment is counted: moved in the same transaction as the rows it became."""

    __tablename__ = "drain_positions"

    segment: Mapped[str] = mapped_column(String(120), primary_key=True)
    offset: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]


class Event(Base):
    """One raw event with its verdict and the reason for it."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    kind: Mapped[EventKind] = mapped_column(String(8))
    share: Mapped[str] = mapped_column(String(64))
    slot: Mapped[str | None] = mapped_column(String(32))
    offer_id: Mapped[str | None] = mapped_column(Id)
    position: Mapped[int | None]
    visitor: Mapped[str] = mapped_column(String(32))
    visit: Mapped[str | None] = mapped_column(String(64))
    visit_id: Mapped[str | None] = mapped_column(Id)
    seq: Mapped[int | None]
    click_id: Mapped[str | None] = mapped_column(String(160), index=True)
    value: Mapped[int | None]
    network: Mapped[str | None] = mapped_column(String(16))
    verdict: Mapped[Verdict] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(40), default="")
    detail: Mapped[dict[str, Any] | None]

    __table_args__ = (Index("ix_events_share_at", "share", "at"), Index("ix_events_visitor", "visitor", "kind", "at"))


class Visit(Base):
    """One open of one share by one visitor, 30 idle minutes; depth and dwell are the largest heard of.

    It is `human` as soon as one act in it counts. `opens` and `confirmed` say how many of its opens count, and how many
    of those were seen; a visit that began with a click on a slot's own link has `opens` 0.
    """

    __tablename__ = "visits"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    share: Mapped[str] = mapped_column(String(16))
    visitor: Mapped[str] = mapped_column(String(32))
    name: Mapped[str | None] = mapped_column(String(64))
    opened_at: Mapped[datetime]
    active_at: Mapped[datetime]
    verdict: Mapped[Verdict] = mapped_column(String(12))
    opens: Mapped[int] = mapped_column(default=0)
    confirmed: Mapped[int] = mapped_column(default=0)
    seen_at: Mapped[datetime | None]
    depth: Mapped[int] = mapped_column(default=0)
    dwell: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        Index("ix_visits_visitor", "visitor", "active_at"),
        Index("ix_visits_share", "share", "opened_at"),
        Index("ix_visits_opened_at", "opened_at"),
    )


class VisitSlot(Base):
    """One slot in a visit: shown by an open, viewed, clicked; the first time each counted. The unit of a rate.

    In a visit that does not count (bot, self, preview) the three are simply the first times. `shown_at` is empty when
    the slot's own link was followed without opening the page.
    """

    __tablename__ = "visit_slots"

    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    slot: Mapped[str] = mapped_column(String(32), primary_key=True)
    offer_id: Mapped[str | None] = mapped_column(Id)
    position: Mapped[int]
    shown_at: Mapped[datetime | None]
    viewed_at: Mapped[datetime | None]
    clicked_at: Mapped[datetime | None]


class Beacon(Base):
    """A beacon that was counted: `(share, visit, seq)` of one visitor counts once, and names the visit from then on."""

    __tablename__ = "beacons"

    visitor: Mapped[str] = mapped_column(String(32), primary_key=True)
    share: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(index=True)


class LastCounted(Base):
    """When a visitor's kind of act on a share (and slot) last counted; a repetition soon after is `repeat`."""

    __tablename__ = "last_counted"

    visitor: Mapped[str] = mapped_column(String(32), primary_key=True)
    share: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[EventKind] = mapped_column(String(8), primary_key=True)
    slot: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class HourlyCount(Base):
    """How many events of a kind, by share, slot, offer, position and verdict, in one UTC hour."""

    __tablename__ = "hourly_counts"

    hour: Mapped[datetime] = mapped_column(primary_key=True)
    share: Mapped[str] = mapped_column(String(16), primary_key=True, index=True)
    slot: Mapped[str] = mapped_column(String(32), primary_key=True)
    offer_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    verdict: Mapped[Verdict] = mapped_column(String(12), primary_key=True)
    n: Mapped[int]


class Conversion(Base):
    """A lead, an order or a refund; `(source, external_id, kind)` counts once."""

    __tablename__ = "conversions"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    source: Mapped[str] = mapped_column(String(64))
    external_id: Mapped[str] = mapped_column(String(120))
    kind: Mapped[ConversionKind] = mapped_column(String(8))
    lead_kind: Mapped[str | None] = mapped_column(String(16))
    order_ref: Mapped[str | None] = mapped_column(String(120))
    customer: Mapped[str | None] = mapped_column(String(64), index=True)
    amount: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(String(3))
    occurred_at: Mapped[datetime] = mapped_column(index=True)
    received_at: Mapped[datetime]
    content_hash: Mapped[str] = mapped_column(String(64))
    share: Mapped[str | None] = mapped_column(String(16), index=True)
    slot: Mapped[str | None] = mapped_column(String(32))
    offer_id: Mapped[str | None] = mapped_column(Id)
    position: Mapped[int | None]
    click_id: Mapped[str | None] = mapped_column(String(160), index=True)
    rule: Mapped[str] = mapped_column(String(32))
    decision: Mapped[dict[str, Any]]

    __table_args__ = (
        UniqueConstraint("source", "external_id", "kind"),
        Index("ix_conversions_order", "source", "order_ref"),
    )


class Sale(Base):
    """A sale in the store as its guide told it; a conversion only once it is confirmed."""

    __tablename__ = "sales"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    share: Mapped[str] = mapped_column(String(16), index=True)
    slot: Mapped[str | None] = mapped_column(String(32))
    guide_id: Mapped[str] = mapped_column(Id)
    unit_id: Mapped[str] = mapped_column(Id, index=True)
    receipt: Mapped[str] = mapped_column(String(80))
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    occurred_at: Mapped[datetime]
    told_at: Mapped[datetime]
    state: Mapped[SaleState] = mapped_column(String(12), index=True)
    reason: Mapped[str] = mapped_column(String(200), default="")
    decided_by: Mapped[str | None] = mapped_column(Id)
    decided_at: Mapped[datetime | None]
    conversion_id: Mapped[str | None] = mapped_column(ForeignKey("conversions.id"))

    __table_args__ = (UniqueConstraint("guide_id", "receipt"),)


class AttributionPolicy(Base):
    """A version of how the orders of a plan are credited; never changed."""

    __tablename__ = "attribution_policies"

    plan_id: Mapped[str] = mapped_column(Id, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    window_days: Mapped[int]
    model: Mapped[str] = mapped_column(String(8))
    priority: Mapped[str] = mapped_column(String(8))
    fallback: Mapped[str] = mapped_column(String(8))
    hold_days: Mapped[int]
    created_by: Mapped[str] = mapped_column(Id)
    created_at: Mapped[datetime]


class AttributionDecision(Base):
    """A decision who gets the credit of an order or refund; of several the last is the current one."""

    __tablename__ = "attribution_decisions"

    conversion_id: Mapped[str] = mapped_column(ForeignKey("conversions.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    plan_id: Mapped[str | None] = mapped_column(Id, index=True)
    policy_version: Mapped[int]
    is_current: Mapped[bool]
    decided_at: Mapped[datetime]


class CreditLine(Base):
    """A part of a decision: whose, of which share, how much (a refund takes: below 0), payable from when."""

    __tablename__ = "credits"

    conversion_id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    party: Mapped[str] = mapped_column(String(8))
    guide_id: Mapped[str | None] = mapped_column(Id, index=True)
    unit_id: Mapped[str | None] = mapped_column(Id)
    share: Mapped[str | None] = mapped_column(String(16))
    slot: Mapped[str | None] = mapped_column(String(32))
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    payable_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["conversion_id", "number"], ["attribution_decisions.conversion_id", "attribution_decisions.number"]
        ),
    )
