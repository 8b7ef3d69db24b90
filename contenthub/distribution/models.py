"""Tables: tasks, editions, shares."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contenthub.accounts.models import Person
from contenthub.db.base import Base, Id
from contenthub.distribution.values import TaskState
from contenthub.plans.models import ContentVersion, Offer, Plan
from contenthub.plans.values import Channel


class Task(Base):
    """One plan content for one guide."""

    __tablename__ = "tasks"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"), index=True)
    content_id: Mapped[str] = mapped_column(ForeignKey("contents.id"))
    version_id: Mapped[str] = mapped_column(ForeignKey("content_versions.id"))
    guide_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[TaskState] = mapped_column(String(16))
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    prepared_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    plan: Mapped[Plan] = relationship(lazy="raise")
    version: Mapped[ContentVersion] = relationship(lazy="raise")
    guide: Mapped[Person] = relationship(lazy="raise")

    __table_args__ = (UniqueConstraint("plan_id", "content_id", "guide_id"),)


class Edition(Base):
    """A guide's re-edit: a list of edits over a version, never a copy that drifts."""

    __tablename__ = "editions"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id"), unique=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("content_versions.id"))
    edits: Mapped[list[Any]]
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    task: Mapped[Task] = relationship(lazy="raise")
    version: Mapped[ContentVersion] = relationship(lazy="raise")


class Share(Base):
    """Edition × guide × channel (× recipient) under a public code; a `direct` share carries one offer and no article.

    `active_key` names what may exist once: it is emptied when the share is withdrawn.
    """

    __tablename__ = "shares"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    active_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    edition_id: Mapped[str | None] = mapped_column(ForeignKey("editions.id"), index=True)
    offer_id: Mapped[str | None] = mapped_column(ForeignKey("offers.id"))
    plan_id: Mapped[str | None] = mapped_column(ForeignKey("plans.id"), index=True)
    guide_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    channel: Mapped[Channel] = mapped_column(String(20))
    recipient: Mapped[str] = mapped_column(String(80), default="")
    caption: Mapped[str] = mapped_column(Text, default="")
    poster_key: Mapped[str | None] = mapped_column(String(120))
    poster_note: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    edition: Mapped[Edition | None] = relationship(lazy="raise")
    offer: Mapped[Offer | None] = relationship(lazy="raise")
    guide: Mapped[Person] = relationship(lazy="raise")
