"""Tables: offers, contents with their versions, plans with their contents and units."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contenthub.db.base import Base, Id
from contenthub.library.models import Product
from contenthub.plans.values import ContentState, OfferKind, PlanState, Stage


class Offer(Base):
    """A reason to act now, with a target, a time window and a stock.

    `stock` is how many are left as HQ last said; None means without limit, 0 means gone.
    """

    __tablename__ = "offers"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[OfferKind] = mapped_column(String(16))
    target_url: Mapped[str] = mapped_column(String(2000))
    product_id: Mapped[str | None] = mapped_column(ForeignKey("products.id"), index=True)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    stock: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    product: Mapped[Product | None] = relationship(lazy="joined")


class Content(Base):
    """An article being written: a draft of blocks, a revision that grows with every save."""

    __tablename__ = "contents"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(300), default="")
    cover: Mapped[str | None] = mapped_column(ForeignKey("assets.id"))
    blocks: Mapped[list[Any]]
    state: Mapped[ContentState] = mapped_column(String(16), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    published_revision: Mapped[int | None]
    version: Mapped[int | None]
    replacement_id: Mapped[str | None] = mapped_column(ForeignKey("contents.id"))
    recall_reason: Mapped[str] = mapped_column(String(300), default="")
    created_by: Mapped[str] = mapped_column(String(26))
    created_at: Mapped[datetime]
    updated_by: Mapped[str] = mapped_column(String(26))
    updated_at: Mapped[datetime] = mapped_column(index=True)
    trashed_at: Mapped[datetime | None]


class ContentVersion(Base):
    """What was published: never changes."""

    __tablename__ = "content_versions"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    content_id: Mapped[str] = mapped_column(ForeignKey("contents.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(300))
    cover: Mapped[str | None] = mapped_column(String(26))
    blocks: Mapped[list[Any]]
    published_by: Mapped[str] = mapped_column(String(26))
    published_at: Mapped[datetime]

    content: Mapped[Content] = relationship(lazy="raise")

    __table_args__ = (UniqueConstraint("content_id", "number"),)


class Plan(Base):
    """Goals, a period, an audience, channels; its contents and the units that carry it out."""

    __tablename__ = "plans"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    stage: Mapped[Stage] = mapped_column(String(16))
    scene: Mapped[str] = mapped_column(String(80), default="")
    audience: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    channels: Mapped[list[Any]]
    goals: Mapped[list[Any]]
    dedupe_minutes: Mapped[int] = mapped_column(default=30)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[PlanState] = mapped_column(String(16), index=True)
    created_by: Mapped[str] = mapped_column(String(26))
    created_at: Mapped[datetime]
    launched_at: Mapped[datetime | None]

    contents: Mapped[list["PlanContent"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="PlanContent.position"
    )
    units: Mapped[list["PlanUnit"]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class PlanContent(Base):
    """A content of a plan; `version_id` is pinned at launch."""

    __tablename__ = "plan_contents"

    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True)
    content_id: Mapped[str] = mapped_column(ForeignKey("contents.id"), primary_key=True, index=True)
    version_id: Mapped[str | None] = mapped_column(ForeignKey("content_versions.id"))
    position: Mapped[int]

    content: Mapped[Content] = relationship(lazy="joined")


class PlanUnit(Base):
    """A unit a plan is for, with everything below it."""

    __tablename__ = "plan_units"

    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True)
