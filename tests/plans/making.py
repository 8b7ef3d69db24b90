"""Rows and bodies for tests of offers, contents and plans."""

from datetime import UTC, datetime, timedelta
from typing import Any

from contenthub.hub import Hub
from contenthub.kernel.ids import new_id
from contenthub.library.models import Asset, Product
from contenthub.library.values import AssetKind, AssetState
from contenthub.plans.models import Offer

NOW = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TARGET = "https://shop.example.com/c/50"


def make_offer(**fields: Any) -> Offer:
    """Return an offer that is live at NOW unless `fields` say otherwise; in no database."""
    given = {"id": new_id(), "name": "满300减50", "kind": "coupon", "target_url": TARGET, "active": True} | fields
    return Offer(**given)


def make_product(**fields: Any) -> Product:
    """Return a product on the shelf; in no database."""
    key = new_id()
    given = {"id": key, "sku": key, "name": "法式连衣裙", "price": 29900, "currency": "CNY", "url": TARGET}
    return Product(**(given | {"on_shelf": True, "created_at": NOW} | fields))


def add_product(hub: Hub, **fields: Any) -> str:
    """Add a product and return its id."""
    return _add(hub, make_product(**fields))


def add_asset(hub: Hub, *, kind: AssetKind = AssetKind.IMAGE, **fields: Any) -> str:
    """Add an asset without a file and return its id."""
    key = new_id()
    given = {
        "id": key,
        "sha256": key,
        "title": "连衣裙",
        "file_name": "a.jpg",
        "kind": kind,
        "media_type": "image/jpeg",
    }
    given |= {"bytes": 1, "state": AssetState.READY, "added_by": "system", "created_at": NOW}
    return _add(hub, Asset(**(given | fields)))


def _add(hub: Hub, row: Any) -> str:
    with hub.services() as services, services.work:
        services.work.session.add(row)
    return str(row.id)


def text(key: str = "b1", html: str = "<p>通勤第一眼要利落。</p>", **rest: Any) -> dict[str, Any]:
    """Return a text block."""
    return {"id": key, "type": "text", "html": html, **rest}


def image(asset: str, key: str = "b2", **rest: Any) -> dict[str, Any]:
    """Return an image block."""
    return {"id": key, "type": "image", "asset": asset, "alt": "连衣裙", **rest}


def slot(key: str = "top", *offers: str, **rest: Any) -> dict[str, Any]:
    """Return a slot block whose id is made from its key."""
    given = {"id": f"s-{key}", "type": "slot", "key": key, "name": "开篇卡槽", "offers": list(offers)}
    return given | {"guide_offers": False} | rest


def offer_body(**rest: Any) -> dict[str, Any]:
    """Return what makes an offer."""
    return {"name": "满300减50", "kind": "coupon", "target_url": TARGET, **rest}


def plan_body(**rest: Any) -> dict[str, Any]:
    """Return what makes a plan, without contents and units."""
    given = {
        "name": "七月通勤",
        "stage": "monetize",
        "scene": "购物顾问",
        "audience": "老客",
        "channels": ["one_to_one", "moments"],
    }
    period = {"starts_at": "2026-07-01T00:00:00Z", "ends_at": "2026-07-31T16:00:00Z"}
    return given | period | {"goals": [{"metric": "clicks", "target": 100}]} | rest
