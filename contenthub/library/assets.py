"""Assets: read, described, thrown away and taken back."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from contenthub.accounts.audit import AuditTrail
from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.kernel.clock import Clock
from contenthub.kernel.errors import FieldError
from contenthub.kernel.text import clean_line
from contenthub.library import rules
from contenthub.library.errors import AssetInUse, AssetInvalid, AssetNotFound
from contenthub.library.models import Asset, AssetTag, AssetUse, Product
from contenthub.library.outbox import Outbox
from contenthub.library.usage import AssetUses
from contenthub.library.visibility import WHOLE, is_visible


class AssetService:
    """Reads and changes single assets; `AssetSearch` lists them, `IntakeService` adds them."""

    def __init__(
        self, work: Work, *, actor: Actor, clock: Clock, audit: AuditTrail, uses: AssetUses, outbox: Outbox
    ) -> None:
        """Act for `actor` within `work`."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._audit = audit
        self._uses = uses
        self._outbox = outbox

    def get_asset(self, asset_id: str) -> Asset:
        """Return a visible asset with its product, tags and renditions; raise `AssetNotFound`."""
        require(self._actor, Action.SEE_ASSETS)
        asset = self._work.session.scalar(select(Asset).where(Asset.id == asset_id).options(*WHOLE))
        if asset is None or not is_visible(asset, actor=self._actor):
            raise AssetNotFound(asset=asset_id)
        return asset

    def find_assets(self, ids: Collection[str]) -> dict[str, Asset]:
        """Return the assets among `ids` that are not in the trash, by id, with product, tags and renditions."""
        wanted = select(Asset).where(Asset.id.in_(set(ids)), Asset.trashed_at.is_(None)).options(*WHOLE)
        return {asset.id: asset for asset in self._work.session.scalars(wanted)}

    def list_uses(self, asset_id: str) -> list[AssetUse]:
        """Return the places that show a visible asset."""
        self.get_asset(asset_id)
        return self._uses.list_uses(asset_id)

    def change_asset(
        self, asset_id: str, *, title: str | None = None, tags: Sequence[str] | None = None, product: str | None = None
    ) -> Asset:
        """Change what is given; an empty `product` takes it off. Raise `AssetInvalid` with every wrong field."""
        require(self._actor, Action.MANAGE_ASSETS)
        with self._work:
            asset = self.get_asset(asset_id)
            new_tags = None if tags is None else rules.split_tags(tags)
            self.check_fields(title=title, tags=new_tags, product=product)
            if title is not None:
                asset.title = clean_line(title)
            if new_tags is not None:
                set_tags(asset, new_tags)
            if product is not None:
                asset.product = self._work.session.get(Product, product) if product else None
            self._outbox.note(asset.id)
            self._audit.record("asset_changed", "asset", asset.id, title=title, tags=new_tags, product=product)
            return asset

    def check_fields(self, *, title: str | None, tags: Sequence[str] | None, product: str | None) -> None:
        """Raise `AssetInvalid` with everything that is wrong; None and an empty product are never wrong."""
        wrong = []
        if title is not None and not 0 < len(clean_line(title)) <= rules.MAX_TITLE:
            wrong.append(FieldError("title", f"length 1-{rules.MAX_TITLE}"))
        if tags is not None and (reason := rules.wrong_tags(tags)):
            wrong.append(FieldError("tags", reason))
        if product and self._work.session.get(Product, product) is None:
            wrong.append(FieldError("product", "unknown"))
        if wrong:
            raise AssetInvalid(*wrong)

    def trash_asset(self, asset_id: str) -> Asset:
        """Put an asset into the trash; raise `AssetInUse` with the places while it is shown anywhere."""
        require(self._actor, Action.MANAGE_ASSETS)
        with self._work:
            asset = self.get_asset(asset_id)
            if asset.trashed_at is not None:
                return asset
            places = self._uses.list_uses(asset_id)
            if places:
                uses = [{"kind": use.place_kind, "id": use.place_id, "title": use.place_title} for use in places]
                raise AssetInUse(asset=asset_id, uses=uses, where=[use.place_title for use in places[:3]])
            asset.trashed_at = self._clock.now()
            self._outbox.note(asset.id)
            self._audit.record("asset_trashed", "asset", asset.id, title=asset.title)
            return asset

    def restore_asset(self, asset_id: str) -> Asset:
        """Take an asset out of the trash, with its tags, product and renditions as they were."""
        require(self._actor, Action.MANAGE_ASSETS)
        with self._work:
            asset = self.get_asset(asset_id)
            if asset.trashed_at is None:
                return asset
            asset.trashed_at = None
            self._outbox.note(asset.id)
            self._audit.record("asset_restored", "asset", asset.id, title=asset.title)
            return asset


def set_tags(asset: Asset, tags: Sequence[str]) -> None:
    """Give a loaded asset exactly these tags, in this order."""
    present = {row.tag: row for row in asset.tags}
    asset.tags = [present.get(tag) or AssetTag(tag=tag) for tag in tags]
    for position, row in enumerate(asset.tags):
        row.position = position
