"""Where an asset is shown: written by the floors above, read before anything is thrown away."""

from collections.abc import Collection

from sqlalchemy import delete, func, select

from contenthub.db.work import Work
from contenthub.library.models import AssetUse


class AssetUses:
    """Keeps the list of places for each asset."""

    def __init__(self, work: Work) -> None:
        """Write within `work`."""
        self._work = work

    def set_uses(self, place_kind: str, place_id: str, *, title: str, assets: Collection[str]) -> None:
        """Say that a place shows exactly these assets."""
        with self._work:
            gone = delete(AssetUse).where(AssetUse.place_kind == place_kind, AssetUse.place_id == place_id)
            self._work.session.execute(gone)
            self._work.session.add_all(
                AssetUse(asset_id=asset, place_kind=place_kind, place_id=place_id, place_title=title[:200])
                for asset in sorted(set(assets))
            )

    def count_uses(self, ids: Collection[str]) -> dict[str, int]:
        """Return in how many places each of these assets is shown; those shown nowhere are left out."""
        counted = select(AssetUse.asset_id, func.count()).where(AssetUse.asset_id.in_(set(ids)))
        return dict(self._work.session.execute(counted.group_by(AssetUse.asset_id)).all())

    def list_uses(self, asset_id: str) -> list[AssetUse]:
        """Return the places that show an asset."""
        wanted = (
            select(AssetUse).where(AssetUse.asset_id == asset_id).order_by(AssetUse.place_kind, AssetUse.place_title)
        )
        return list(self._work.session.scalars(wanted))
