"""Assets as rows without files, indexed like any other."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from contenthub.hub import Hub
from contenthub.kernel.ids import new_id
from contenthub.library.assets import set_tags
from contenthub.library.models import Asset, Product
from contenthub.library.values import AssetKind, AssetState

NOW = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)


def add_asset(hub: Hub, title: str = "素材", *, tags: Sequence[str] = (), minutes: int = 0, **fields: Any) -> str:
    """Add an asset that is ready, `minutes` after NOW, and return its id."""
    key = new_id()
    given = {
        "id": key,
        "sha256": (key * 3)[:64],
        "title": title,
        "file_name": f"{key}.jpg",
        "kind": AssetKind.IMAGE,
        "media_type": "image/jpeg",
        "bytes": 1000,
        "state": AssetState.READY,
        "added_by": "system",
        "created_at": NOW + timedelta(minutes=minutes),
    }
    with hub.services() as services, services.work:
        asset = Asset(**given | fields, tags=[], renditions=[])
        set_tags(asset, tags)
        services.work.session.add(asset)
        services.outbox.note(key)
    return key


def add_product(hub: Hub, name: str = "法式连衣裙", *, sku: str = "D-001") -> str:
    """Add a product and return its id."""
    with hub.services() as services, services.work:
        product = Product(
            id=new_id(), sku=sku, name=name, price=29900, currency="CNY", url="https://shop.example.com", created_at=NOW
        )
        services.work.session.add(product)
    return product.id
