"""Credit for a conversion: pure rules, and the decision that is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from contenthub.kernel.clock import to_rfc3339
from contenthub.tracking.click_ids import Click

WINDOW = timedelta(days=7)
SKEW = timedelta(minutes=5)
"""How far a shop's clock may be off, at both ends of the window."""

MAX_CANDIDATES = 20


class Rule(StrEnum):
    """Why credit went where it went."""

    CLICK_ID = "click_id"
    NAMED = "named"
    LAST_CLICK = "last_click"
    ORDER = "order"
    NONE = "none"


@dataclass(frozen=True)
class Credit:
    """Who gets credit, by which rule, and which clicks could have had it."""

    rule: Rule
    share: str | None = None
    slot: str | None = None
    offer_id: str | None = None
    position: int | None = None
    click_id: str | None = None
    candidates: tuple[Click, ...] = ()

    def as_decision(self, *, at: datetime) -> dict[str, Any]:
        """Return what is kept of the decision."""
        return {
            "rule": self.rule.value,
            "window_days": WINDOW.days,
            "skew_minutes": int(SKEW.total_seconds() // 60),
            "candidates": [
                {"click_id": click.click_id, "share": click.share, "slot": click.slot, "at": to_rfc3339(click.at)}
                for click in self.candidates
            ],
            "decided_at": to_rfc3339(at),
        }


def credit_click(click: Click, *, rule: Rule, candidates: Iterable[Click] = ()) -> Credit:
    """Return the credit of one click."""
    return Credit(
        rule=rule,
        share=click.share,
        slot=click.slot,
        offer_id=click.offer_id,
        position=click.position,
        click_id=click.click_id,
        candidates=tuple(candidates) or (click,),
    )


def is_in_window(click_at: datetime, *, occurred_at: datetime) -> bool:
    """Say whether a click can have led to what occurred: up to 7 days before, give or take the clocks' skew."""
    return occurred_at - WINDOW - SKEW <= click_at <= occurred_at + SKEW


def last_click(clicks: Iterable[Click], *, occurred_at: datetime) -> Credit:
    """Return the credit of the customer's last click in the window, or of nobody."""
    once = {click.click_id: click for click in clicks if is_in_window(click.at, occurred_at=occurred_at)}
    latest = sorted(once.values(), key=lambda click: (click.at, click.click_id), reverse=True)[:MAX_CANDIDATES]
    return credit_click(latest[0], rule=Rule.LAST_CLICK, candidates=latest) if latest else Credit(Rule.NONE)
