"""States of a task, kinds of intent, and a share compiled for whoever serves it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

DIRECT = "direct"
"""The key of the one slot of a `direct` share."""
MAX_EDITS = 50
Block = dict[str, Any]
Edit = dict[str, Any]


class TaskState(StrEnum):
    """assigned → opened → edited → prepared → done; never backwards."""

    ASSIGNED = "assigned"
    OPENED = "opened"
    EDITED = "edited"
    PREPARED = "prepared"
    DONE = "done"

    @property
    def rank(self) -> int:
        """How far along this is, from 0."""
        return list(TaskState).index(self)


class IntentKind(StrEnum):
    """What a guide did with the kit: prepared, never called sent."""

    COPIED_TEXT = "copied_text"
    SAVED_POSTER = "saved_poster"
    COPIED_LINK = "copied_link"
    FORWARDED = "forwarded"


@dataclass(frozen=True)
class CompiledOffer:
    """An offer with its window: shown from `starts_at` until `ends_at`, None meaning without limit."""

    id: str
    kind: str
    name: str
    note: str
    url: str
    starts_at: datetime | None
    ends_at: datetime | None

    def is_open(self, at: datetime) -> bool:
        """Say whether the window holds `at`."""
        return (self.starts_at is None or self.starts_at <= at) and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True)
class CompiledSlot:
    """A slot and its offers in order of preference: the guide's, HQ's, the fallback.

    `position` counts from 1; `depth` is how far down the article the slot ends, in percent.
    """

    key: str
    name: str
    position: int
    depth: int
    offers: tuple[CompiledOffer, ...]

    def offer(self, at: datetime) -> CompiledOffer | None:
        """Return the offer to show at `at`, or None."""
        return next((offer for offer in self.offers if offer.is_open(at)), None)


@dataclass(frozen=True)
class CompiledShare:
    """Everything a share shows; right until `valid_until`, or until a change is told through the links.

    `blocks` are as the guide edited them, guide-made ones marked `"by_guide": true`; `cover` is an asset's id.
    """

    code: str
    kind: Literal["page", "direct"]
    title: str
    summary: str
    cover: str | None
    guide_name: str
    unit_name: str
    blocks: tuple[Block, ...]
    slots: tuple[CompiledSlot, ...]
    valid_until: datetime | None


@dataclass(frozen=True)
class Difference:
    """One thing a guide changed: `op`, the block it concerns, and what was there before and after, in words.

    Moves name in `after` what the block now follows ("" at the top); hiding has no `after`, adding no `before`.
    """

    op: Literal["replace", "hide", "move", "insert", "offer"]
    block: str
    kind: str
    before: str
    after: str
