"""Offers, for the console."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from contenthub.accounts.permissions import Action
from contenthub.edge import request as edge
from contenthub.edge.guards import allow
from contenthub.edge.words import _
from contenthub.kernel.errors import ContentHubError
from contenthub.kernel.paging import MAX_LIMIT, PageQuery
from contenthub.plans.models import Offer
from contenthub.plans.rules import offer_state
from contenthub.plans.values import OfferState
from contenthub.web.forms import done, refused, sent, shown
from contenthub.web.inputs import read_count, read_moment, write_moment

bp = Blueprint("offers", __name__)

EMPTY = {"name": "", "kind": "coupon", "target_url": "", "note": "", "product": ""} | dict.fromkeys(
    ("starts_at", "ends_at", "stock"), ""
)


def _state(offer: Offer) -> OfferState:
    return offer_state(offer, at=edge.hub().clock.now())


@bp.get("/offers")
@allow(Action.SEE_OFFERS)
def offers() -> str:
    """Show the offers found, each with how it stands now."""
    query, asked = PageQuery(cursor=request.args.get("cursor")), request.args.get("state")
    state = OfferState(asked) if asked in set(OfferState) else None
    page = edge.services().offers.list_offers(query, text=request.args.get("q", "").strip(), state=state)
    return render_template("offers/offers.html", page=page, offset=query.offset, state=state, state_of=_state)


def _facts(offer: Offer | None, given: dict[str, Any]) -> dict[str, Any]:
    products = edge.services().products.list_products(PageQuery(MAX_LIMIT)).items
    options = [("", _("不限商品")), *((product.id, f"{product.name} · {product.sku}") for product in products)]
    if offer and offer.product and offer.product_id not in {value for value, _name in options}:
        options.insert(1, (offer.product.id, offer.product.name))
    return {"offer": offer, "given": given, "products": options, "hosts": edge.hub().settings.target_hosts}


def _written() -> dict[str, str]:
    return {name: sent(name).strip() for name in EMPTY}


def _fields() -> dict[str, Any]:
    """Return the form as the service takes it."""
    given: dict[str, Any] = _written()
    times = {name: read_moment(given[name]) for name in ("starts_at", "ends_at")}
    return given | times | {"stock": read_count(given["stock"]), "product": given["product"] or None}


@bp.get("/offers/new")
@allow(Action.MANAGE_OFFERS)
def new_offer() -> str:
    """Ask for a new offer."""
    return shown("offers/offer.html", **_facts(None, EMPTY))


@bp.post("/offers/new")
@allow(Action.MANAGE_OFFERS)
def add_offer() -> Response:
    """Add an offer."""
    try:
        offer = edge.services().offers.add_offer(**_fields())
    except ContentHubError as error:
        return refused("offers/offer.html", error, **_facts(None, _written()))
    return done(url_for("offers.offers"), _("「%(name)s」可以放进卡槽了。", name=offer.name))


@bp.get("/offers/<offer_id>")
@allow(Action.MANAGE_OFFERS)
def offer(offer_id: str) -> str:
    """Show an offer to change it."""
    found = edge.services().offers.get_offer(offer_id)
    given = {name: getattr(found, name) for name in ("name", "note", "target_url")} | {"kind": str(found.kind)}
    given |= {name: write_moment(getattr(found, name)) for name in ("starts_at", "ends_at")}
    given |= {"stock": "" if found.stock is None else str(found.stock), "product": found.product_id or ""}
    return shown("offers/offer.html", **_facts(found, given), state=_state(found))


@bp.post("/offers/<offer_id>")
@allow(Action.MANAGE_OFFERS)
def change_offer(offer_id: str) -> Response:
    """Change an offer."""
    offers = edge.services().offers
    found = offers.get_offer(offer_id)
    try:
        changed = offers.change_offer(offer_id, **_fields())
    except ContentHubError as error:
        return refused("offers/offer.html", error, **_facts(found, _written()), state=_state(found))
    return done(url_for("offers.offers"), _("「%(name)s」已保存，用到它的页面马上跟着变。", name=changed.name))


@bp.post("/offers/<offer_id>/active")
@allow(Action.MANAGE_OFFERS)
def switch_offer(offer_id: str) -> Response:
    """Switch an offer on or off."""
    changed = edge.services().offers.change_offer(offer_id, active=sent("active") == "1")
    said = _("「%(name)s」已启用。", name=changed.name)
    if not changed.active:
        said = _("「%(name)s」已停用，卡槽会换成下一个优惠或兜底。", name=changed.name)
    return done(url_for("offers.offers"), said)
