"""The end of an asset: rows first, blobs after the commit, and only if nobody wants the same bytes by then."""

from datetime import timedelta

import structlog
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from contenthub.accounts.audit import AuditTrail
from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.kernel.clock import Clock
from contenthub.library import rules
from contenthub.library.claims import claim_bytes
from contenthub.library.models import Asset, AssetUse, Rendition
from contenthub.library.outbox import Outbox
from contenthub.library.rendering import RECIPE_NAMES
from contenthub.storage.blobs import Blobs
from contenthub.storage.keys import original_key, rendition_key

log = structlog.get_logger()


class PurgeService:
    """Throws away for good what lay in the trash long enough, and sweeps blobs nobody names."""

    def __init__(
        self, work: Work, *, actor: Actor, clock: Clock, audit: AuditTrail, blobs: Blobs, outbox: Outbox
    ) -> None:
        """Delete rows within `work`, bytes from `blobs`."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._audit = audit
        self._blobs = blobs
        self._outbox = outbox

    def purge_trash(self, *, older_than: timedelta) -> int:
        """Throw away what is in the trash that long and used nowhere; return how many assets."""
        require(self._actor, Action.MANAGE_ASSETS)
        before = self._clock.now() - older_than
        used = select(AssetUse.asset_id)
        wanted = select(Asset.id).where(Asset.trashed_at <= before, Asset.id.not_in(used))
        return sum(self._purge(asset_id) for asset_id in self._work.session.scalars(wanted).all())

    def _purge(self, asset_id: str) -> bool:
        try:
            with self._work:
                return self._delete(asset_id)
        except IntegrityError:  # something above still names it: it stays in the trash
            log.info("asset_kept", asset_id=asset_id)
            return False

    def _delete(self, asset_id: str) -> bool:
        session = self._work.session
        sha256 = session.scalar(select(Asset.sha256).where(Asset.id == asset_id))
        if sha256 is None:
            return False
        claim_bytes(self._work, sha256)
        asset = session.get(Asset, asset_id, with_for_update=True)
        if asset is None or asset.trashed_at is None:
            return False  # restored, or uploaded again, meanwhile
        kept = session.scalars(select(Rendition.blob_key).where(Rendition.asset_id == asset_id))
        keys = [*_derived_keys(sha256), *kept]
        self._audit.record("asset_purged", "asset", asset_id, title=asset.title, sha256=sha256)
        self._outbox.note(asset_id)
        session.expunge(asset)
        session.execute(delete(Asset).where(Asset.id == asset_id))  # tags and renditions go with the row
        self._work.after_commit(lambda: self._delete_blobs(sha256, keys))
        return True

    def _delete_blobs(self, sha256: str, keys: list[str]) -> None:
        with self._work:
            claim_bytes(self._work, sha256)
            if self._work.session.scalar(select(Asset.id).where(Asset.sha256 == sha256)) is None:
                for key in dict.fromkeys(keys):
                    self._blobs.delete(key)

    def wanted_keys(self) -> set[str]:
        """Return the key of every blob an asset has or may have."""
        rows = self._work.session.scalars(select(Asset.sha256))
        derived = {key for sha256 in rows for key in _derived_keys(sha256)}
        return derived | set(self._work.session.scalars(select(Rendition.blob_key)))

    def sweep_blob(self, key: str) -> bool:
        """Delete a blob unless somebody wants it by now; say whether it is gone."""
        with self._work:
            claim_bytes(self._work, key.rpartition("/")[2])
            if key in self.wanted_keys():
                return False
            self._blobs.delete(key)
            log.info("orphan_swept", key=key)
            return True


def _derived_keys(sha256: str) -> list[str]:
    renditions = [rendition_key(sha256, recipe=name) for name in RECIPE_NAMES.values()]
    return [original_key(sha256), rules.copy_key(sha256), rules.cover_key(sha256), *renditions]
