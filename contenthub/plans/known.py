"""What blocks refer to, looked up at once: which assets, products and offers exist, and how they stand."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from contenthub.library.models import Asset, Product
from contenthub.library.values import AssetKind, AssetState
from contenthub.plans.blocks import Known, Refs
from contenthub.plans.models import Offer


@dataclass(frozen=True)
class AssetFact:
    """How an asset stands: what it is, how far it has come, whether it is in the trash."""

    kind: AssetKind
    state: AssetState
    is_trashed: bool


def find_asset_facts(session: Session, assets: frozenset[str]) -> dict[str, AssetFact]:
    """Return the assets that exist, those in the trash too."""
    wanted = select(Asset.id, Asset.kind, Asset.state, Asset.trashed_at).where(Asset.id.in_(assets))
    return {row.id: AssetFact(row.kind, row.state, row.trashed_at is not None) for row in session.execute(wanted)}


def find_known(session: Session, refs: Refs) -> Known:
    """Return which of the mentioned things exist."""
    facts = find_asset_facts(session, refs.assets)
    return Known(
        assets={asset: AssetKind(fact.kind) for asset, fact in facts.items()},
        products=frozenset(session.scalars(select(Product.id).where(Product.id.in_(refs.products)))),
        offers=frozenset(session.scalars(select(Offer.id).where(Offer.id.in_(refs.offers)))),
    )
