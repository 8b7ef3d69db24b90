"""What a report is asked for, and its rows."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from contenthub.insights.intervals import Rate, jeffreys


class Dimension(StrEnum):
    """What rows of the slot report are grouped by."""

    SLOT = "slot"
    POSITION = "position"
    OFFER = "offer"
    PRODUCT = "product"
    GUIDE = "guide"
    UNIT = "unit"
    CHANNEL = "channel"
    AUDIENCE = "audience"
    DAY = "day"


OF_A_SLOT = frozenset({Dimension.SLOT, Dimension.POSITION, Dimension.OFFER, Dimension.PRODUCT})
"""Dimensions that tell the slots of one page apart; the others take a page whole."""


@dataclass(frozen=True)
class Filter:
    """Whose figures, of what time: `since` ≤ t < `until`, UTC; `counts_all` takes every verdict, not only `human`."""

    plan: str | None = None
    content: str | None = None
    share: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    counts_all: bool = False


Key = tuple[str | int, ...]


@dataclass
class SlotRow:
    """Figures of one group; counts are plain numbers, `revenue` is minor units of `currency`, net of refunds.

    `viewed`/`opened`, `clicked_viewed`/`viewed` and `ordered`/`clicked` are distinct (visit, slot) pairs: the units of
    the rates. `orders` are gross.
    """

    dims: dict[str, str | int]
    currency: str
    opens_raw: int = 0
    opens: int = 0
    opens_confirmed: int = 0
    readers: int = 0
    impressions: int = 0
    views: int = 0
    clicks: int = 0
    clickers: int = 0
    orders: int = 0
    revenue: int = 0
    opened: int = 0
    viewed: int = 0
    clicked: int = 0
    clicked_viewed: int = 0
    ordered: int = 0
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def rates(self) -> dict[str, Rate]:
        """Return the three rates of the chain, each with its interval and its n."""
        return {
            "view": jeffreys(self.viewed, self.opened),
            "click": jeffreys(self.clicked_viewed, self.viewed),
            "order": jeffreys(self.ordered, self.clicked),
        }
