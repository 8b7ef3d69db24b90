"""Offers."""

from typing import Any

from apiflask import APIBlueprint
from pydantic import Field

from contenthub.accounts.permissions import Action
from contenthub.api.shapes import Body, Ident, ListIn, Listing, Moment, Out, listing
from contenthub.edge import request as edge
from contenthub.edge.guards import allow, visible
from contenthub.plans.models import Offer
from contenthub.plans.offers import OfferChanges, OfferFields
from contenthub.plans.rules import offer_state
from contenthub.plans.values import OfferKind, OfferState

bp = APIBlueprint("offers", __name__, tag="Offers")


class OfferIn(Body):
    """A new offer."""

    shape = OfferFields


class OfferChange(Body):
    """What to change of an offer."""

    shape = OfferChanges


class OfferOut(Out):
    """An offer, and how it stands now: only a `live` one is shown."""

    id: str
    name: str
    note: str
    kind: OfferKind
    target_url: str
    product: str | None
    starts_at: Moment | None
    ends_at: Moment | None
    stock: int | None
    active: bool
    state: OfferState


class OfferQuery(ListIn):
    """Which offers."""

    q: str = Field("", max_length=80)
    state: OfferState | None = None
    product: Ident | None = None


def present_offer(offer: Offer) -> dict[str, Any]:
    """Return an offer as JSON."""
    names = ("id", "name", "note", "kind", "target_url", "starts_at", "ends_at", "stock", "active")
    state = offer_state(offer, at=edge.hub().clock.now())
    return {name: getattr(offer, name) for name in names} | {"product": offer.product_id, "state": state}


def _exists(offer_id: str) -> object:
    return edge.services().offers.get_offer(offer_id)


@bp.post("/offers")
@allow(Action.MANAGE_OFFERS)
@bp.input(OfferIn)
@bp.output(OfferOut, status_code=201)
def offer_add(json_data: OfferIn) -> Any:
    """Add an offer."""
    return present_offer(edge.services().offers.add_offer(**json_data.root))


@bp.get("/offers")
@allow(Action.SEE_OFFERS)
@bp.input(OfferQuery, location="query")
@bp.output(Listing[OfferOut])
def offer_list(query_data: OfferQuery) -> Any:
    """List offers, newest first."""
    found = edge.services().offers.list_offers(
        query_data.query, text=query_data.q, state=query_data.state, product=query_data.product
    )
    return listing(found, present_offer)


@bp.get("/offers/<offer_id>")
@allow(Action.SEE_OFFERS)
@bp.output(OfferOut)
def offer_get(offer_id: str) -> Any:
    """Return an offer."""
    return present_offer(edge.services().offers.get_offer(offer_id))


@bp.patch("/offers/<offer_id>")
@allow(Action.MANAGE_OFFERS)
@visible(_exists)
@bp.input(OfferChange)
@bp.output(OfferOut)
def offer_change(offer_id: str, json_data: OfferChange) -> Any:
    """Change an offer; null takes its window, stock or product away."""
    return present_offer(edge.services().offers.change_offer(offer_id, **json_data.root))
