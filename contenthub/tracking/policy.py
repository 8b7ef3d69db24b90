"""Attribution by policy: pure rules who shares the credit of an order, and a split that adds up exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from contenthub.tracking.attribution import SKEW


class Model(StrEnum):
    """Which of a customer's clicks in the window share the credit."""

    LAST = "last"
    FIRST = "first"
    LINEAR = "linear"


class Priority(StrEnum):
    """Who comes first: whose link was followed, or the guide the customer has added as a friend."""

    SHARER = "sharer"
    SERVING = "serving"


class Fallback(StrEnum):
    """Who gets the credit of an order that no click in the window led to."""

    STORE = "store"
    REGION = "region"
    HQ = "hq"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Policy:
    """How the orders of a plan are credited; version 0 is the house's own, until a plan gets one."""

    version: int = 0
    window_days: int = 7
    model: Model = Model.LAST
    priority: Priority = Priority.SHARER
    fallback: Fallback = Fallback.NOBODY
    hold_days: int = 0


@dataclass(frozen=True)
class Touch:
    """A click that may have led to an order, or the share the source itself names (`is_named`, in any window)."""

    share: str
    slot: str | None
    guide: str
    at: datetime
    is_named: bool = False


@dataclass(frozen=True)
class Part:
    """A part of the credit: a guide's (of a share, when it came by one), or that of the fallback."""

    party: str
    weight: int
    guide: str | None = None
    share: str | None = None
    slot: str | None = None


GUIDE = "guide"


def share_credit(
    touches: Sequence[Touch], *, serving: str | None, policy: Policy, occurred_at: datetime
) -> tuple[Part, ...]:
    """Return who gets credit, with weights: at least one part.

    The serving guide comes first if the policy says so; then what the source named, when the last counts; then the
    clicks in the window; then the fallback.
    """
    if serving is not None and policy.priority is Priority.SERVING:
        return (Part(GUIDE, 1, serving),)
    known = sorted(
        (touch for touch in touches if touch.is_named or _is_within(touch, policy, occurred_at)),
        key=lambda touch: (touch.at, touch.share, touch.slot or ""),
    )
    if not known:
        return (Part(policy.fallback.value, 1),)
    if policy.model is Model.FIRST:
        return (_part(known[0]),)
    if policy.model is Model.LINEAR:
        return _merged(known)
    named = [touch for touch in known if touch.is_named]
    return (_part((named or known)[-1]),)


def _is_within(touch: Touch, policy: Policy, occurred_at: datetime) -> bool:
    return occurred_at - timedelta(days=policy.window_days) - SKEW <= touch.at <= occurred_at + SKEW


def _part(touch: Touch, *, weight: int = 1) -> Part:
    return Part(GUIDE, weight, touch.guide, touch.share, touch.slot)


def _merged(touches: Sequence[Touch]) -> tuple[Part, ...]:
    """Return one part for each share and slot, weighing as much as it has touches, the earliest first."""
    found: dict[tuple[str, str | None], list[Touch]] = {}
    for touch in touches:
        found.setdefault((touch.share, touch.slot), []).append(touch)
    return tuple(_part(same[0], weight=len(same)) for same in found.values())


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Split `amount` (from 0) by `weights` (at least one above 0); the parts add up to it exactly.

    Largest remainder (Hamilton): each gets its quota rounded down, and what is left goes to the largest remainders, the
    first of equal ones.
    """
    quotas = [Fraction(amount * weight, sum(weights)) for weight in weights]
    parts = [int(quota) for quota in quotas]
    order = sorted(range(len(parts)), key=lambda place: (parts[place] - quotas[place], place))
    for place in order[: amount - sum(parts)]:
        parts[place] += 1
    return parts


def split_refund(amount: int, *, before: int, whole: Sequence[int]) -> list[int]:
    """Return what a refund takes from each part of its order, when `before` has been given back already.

    The parts of all refunds together are always those of one refund of their sum, so that a full one leaves nothing.
    """
    if not sum(whole):
        return [0 for _part in whole]
    now, then = split(before + amount, whole), split(before, whole)
    return [new - old for new, old in zip(now, then, strict=True)]
