"""What the block editor starts with: the draft, what it refers to, what each slot did so far."""

from typing import Any

from contenthub.accounts.permissions import Action, is_allowed
from contenthub.edge import request as edge
from contenthub.edge.words import _
from contenthub.insights.values import Dimension, Filter, SlotRow
from contenthub.kernel.clock import to_rfc3339
from contenthub.library.models import Asset, Product
from contenthub.library.values import Preset
from contenthub.plans.contents import refs_of_page
from contenthub.plans.models import Content, Offer
from contenthub.plans.rules import offer_state
from contenthub.plans.values import ContentState
from contenthub.web.presenting import number, percent

ENOUGH = 30
"""How many views a slot needs before its click rate is worth showing beside it."""


def is_open(content: Content) -> bool:
    """Say whether whoever looks may write on."""
    return content.state != ContentState.RECALLED and is_allowed(edge.actor(), Action.MANAGE_CONTENTS)


def slots_in(content: Content) -> int:
    """Return how many slots a content has."""
    return sum(block["type"] == "slot" for block in content.blocks)


def cover_of(content: Content) -> str | None:
    """Return the picture that stands for a content: its cover, else its first picture."""
    return content.cover or next((block["asset"] for block in content.blocks if block["type"] == "image"), None)


def start(content: Content) -> dict[str, Any]:
    """Return everything the editor starts with, as JSON."""
    services, refs = edge.services(), refs_of_page(content)
    products = services.products.find_products(refs.products)
    names = ("id", "title", "summary", "cover", "blocks", "revision", "version", "published_revision")
    return {
        "content": {name: getattr(content, name) for name in names} | {"updated_at": to_rfc3339(content.updated_at)},
        "offers": {key: _offer(row) for key, row in services.offers.find_offers(refs.offers).items()},
        "products": {key: _product(row) for key, row in products.items()},
        "assets": {key: _asset(row) for key, row in services.assets.find_assets(refs.assets).items()},
        "figures": _figures(content),
        "zone": edge.hub().settings.timezone,
        "now": to_rfc3339(edge.hub().clock.now()),
    }


def _offer(row: Offer) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "kind": row.kind, "state": offer_state(row, at=edge.hub().clock.now())}


def _product(row: Product) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("id", "name", "sku", "price", "currency", "on_shelf")}


def _asset(row: Asset) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in ("id", "title", "kind", "state", "colour", "width", "height")}
    return shown | {"renditions": {preset: f"/api/v1/assets/{row.id}/renditions/{preset}" for preset in Preset}}


def _figures(content: Content) -> dict[str, str]:
    """Return what each slot did so far, in a line; slots nobody saw have none."""
    if content.version is None:
        return {}
    rows = edge.services().slot_report.rows(Filter(content=content.id), group_by=[Dimension.SLOT])
    return {str(row.dims["slot"]): _line(row) for row in rows if row.opened}


def _line(row: SlotRow) -> str:
    view, click = row.rates["view"], row.rates["click"]
    facts = {"view": percent(view.value), "n": number(view.n)}
    if click.n < ENOUGH:
        return _("此处至今：看到率 %(view)s（%(n)s 次打开），看到的人还太少，点击率先不下结论", **facts)
    facts |= {"click": percent(click.value), "low": percent(click.low), "high": percent(click.high)}
    return _("此处至今：看到率 %(view)s（%(n)s 次打开），点击率 %(click)s（%(low)s–%(high)s）", **facts)
