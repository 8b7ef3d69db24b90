"""Pure rules of offers: which one is live now, which one a slot shows, until when that holds."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from contenthub.plans.models import Offer
from contenthub.plans.values import OfferState


def offer_state(offer: Offer, *, at: datetime) -> OfferState:
    """Say how an offer stands at a moment; the reason that lasts longest is named first."""
    if not offer.active:
        return OfferState.OFF
    if offer.product is not None and not offer.product.on_shelf:
        return OfferState.OFF_SHELF
    if offer.ends_at is not None and at >= offer.ends_at:
        return OfferState.EXPIRED
    if offer.stock == 0:
        return OfferState.SOLD_OUT
    if offer.starts_at is not None and at < offer.starts_at:
        return OfferState.UPCOMING
    return OfferState.LIVE


def is_live(offer: Offer, *, at: datetime) -> bool:
    """Say whether a customer may be shown the offer: switched on, in its window, in stock, its product on the shelf.

    The window is closed at its start and open at its end.
    """
    return offer_state(offer, at=at) is OfferState.LIVE


def choose_offer(
    guide_offers: Sequence[Offer], slot_offers: Sequence[Offer], fallback: Offer | None, *, at: datetime
) -> Offer | None:
    """Return what a slot shows: the guide's live offer, else HQ's in order, else the fallback, else nothing."""
    last = (fallback,) if fallback else ()
    return next((offer for offer in (*guide_offers, *slot_offers, *last) if is_live(offer, at=at)), None)


def next_change(offers: Iterable[Offer], *, at: datetime) -> datetime | None:
    """Return the next moment after `at` when the window of one of the offers opens or closes; None when none does."""
    edges = (edge for offer in offers for edge in (offer.starts_at, offer.ends_at))
    return min((edge for edge in edges if edge is not None and edge > at), default=None)
