"""Pure: from an edited article and its offers to what a share shows, and until when that is right."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from contenthub.distribution.values import DIRECT, Block, CompiledOffer, CompiledSlot
from contenthub.plans.models import Offer
from contenthub.plans.rules import is_live


def slots_of(blocks: Iterable[Block]) -> list[Block]:
    """Return the slot blocks, in order."""
    return [block for block in blocks if block["type"] == "slot"]


def offers_of(blocks: Iterable[Block]) -> set[str]:
    """Return the ids of every offer the slots may show."""
    return {offer for slot in slots_of(blocks) for offer in _candidates(slot)}


def compile_slots(
    blocks: Sequence[Block],
    *,
    offers: Mapping[str, Offer],
    at: datetime,
    ends_at: datetime | None,
    is_over: bool = False,
) -> tuple[CompiledSlot, ...]:
    """Return the slots with the offers that are or will be live, in order of preference.

    After the plan's end (`ends_at`, or `is_over` when it was ended early) only fallbacks remain.
    """
    compiled: list[CompiledSlot] = []
    for index, block in enumerate(blocks):
        if block["type"] != "slot":
            continue
        promoted = (
            () if is_over else _compile([*block.get("chosen", ()), *block.get("offers", ())], offers, at, until=ends_at)
        )
        kept = _compile([block["fallback"]] if block.get("fallback") else [], offers, at, until=None)
        depth = round(100 * (index + 1) / len(blocks))
        compiled.append(CompiledSlot(block["key"], block["name"], len(compiled) + 1, depth, (*promoted, *kept)))
    return tuple(compiled)


def compile_direct(offer: Offer, *, at: datetime) -> CompiledSlot:
    """Return the one slot of a share that carries an offer and no article."""
    return CompiledSlot(DIRECT, offer.name, 1, 100, _compile([offer.id], {offer.id: offer}, at, until=None))


def next_boundary(
    slots: Iterable[CompiledSlot], *, at: datetime, also: Iterable[datetime | None] = ()
) -> datetime | None:
    """Return the next moment after `at` when something opens or closes, or None."""
    windows = [moment for slot in slots for offer in slot.offers for moment in (offer.starts_at, offer.ends_at)]
    return min((moment for moment in (*windows, *also) if moment is not None and moment > at), default=None)


def _candidates(slot: Block) -> list[str]:
    fallback = [slot["fallback"]] if slot.get("fallback") else []
    return [*slot.get("chosen", ()), *slot.get("offers", ()), *fallback]


def _compile(
    ids: Iterable[str], offers: Mapping[str, Offer], at: datetime, *, until: datetime | None
) -> tuple[CompiledOffer, ...]:
    wanted = (offers[offer] for offer in dict.fromkeys(ids) if offer in offers)
    return tuple(_window(offer, until=until) for offer in wanted if _may_show(offer, at=at, until=until))


def _may_show(offer: Offer, *, at: datetime, until: datetime | None) -> bool:
    """Say whether the offer is live at `at`, or will be when its window opens."""
    opens = max(at, offer.starts_at or at)
    return is_live(offer, at=opens) and (until is None or opens < until)


def _window(offer: Offer, *, until: datetime | None) -> CompiledOffer:
    ends = min((moment for moment in (offer.ends_at, until) if moment is not None), default=None)
    return CompiledOffer(offer.id, str(offer.kind), offer.name, offer.note, offer.target_url, offer.starts_at, ends)
