"""Who sees which assets, as a condition on rows: lists, counts, facets and suggestions all use this one."""

from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload, selectinload

from contenthub.accounts.values import Actor
from contenthub.library.models import Asset
from contenthub.library.values import AssetState

WHOLE = (joinedload(Asset.product), selectinload(Asset.tags), selectinload(Asset.renditions))
"""What is loaded with an asset that is shown."""


def visible_assets(actor: Actor, *, trashed: bool = False) -> list[ColumnElement[bool]]:
    """Return the conditions an asset meets that `actor` sees: HQ everything, the others what is ready to use."""
    if actor.is_hq:
        return [Asset.trashed_at.is_not(None) if trashed else Asset.trashed_at.is_(None)]
    return [Asset.trashed_at.is_(None), Asset.state == AssetState.READY]


def is_visible(asset: Asset, *, actor: Actor) -> bool:
    """Say the same of one asset; HQ sees the trash too."""
    return actor.is_hq or (asset.trashed_at is None and asset.state == AssetState.READY)
