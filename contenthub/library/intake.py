"""Intake: a file becomes an asset, or is refused with a reason and leaves nothing behind."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlalchemy import select

from contenthub.accounts.audit import AuditTrail
from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.jobs.engine import Jobs
from contenthub.kernel.clock import Clock
from contenthub.kernel.ids import new_id
from contenthub.kernel.settings import Settings
from contenthub.kernel.text import clean_line
from contenthub.library import rules
from contenthub.library.assets import AssetService, set_tags
from contenthub.library.claims import claim_bytes
from contenthub.library.imaging import gate
from contenthub.library.imaging.values import Inspection
from contenthub.library.models import Asset, Product
from contenthub.library.outbox import Outbox
from contenthub.library.values import AssetState
from contenthub.library.visibility import WHOLE
from contenthub.storage.blobs import Blobs
from contenthub.storage.keys import original_key

RENDER_ASSET = "render_asset"
_PIECE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class IncomingFile:
    """A whole file on a local disk, its bytes counted and hashed; whoever made it removes it."""

    path: Path
    name: str
    sha256: str
    bytes: int

    @classmethod
    def read(cls, path: Path, *, name: str | None = None) -> Self:
        """Hash the file at `path`, a piece at a time."""
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                size += len(piece)
        return cls(path=path, name=path.name if name is None else name, sha256=digest.hexdigest(), bytes=size)


@dataclass(frozen=True, kw_only=True)
class Admission:
    """The asset a file is now; a duplicate was there before, `was_trashed` says in the trash."""

    asset: Asset
    is_duplicate: bool = False
    was_trashed: bool = False


class IntakeService:
    """Judges files, stores their bytes once, and makes assets of them."""

    def __init__(
        self,
        work: Work,
        *,
        actor: Actor,
        clock: Clock,
        audit: AuditTrail,
        settings: Settings,
        blobs: Blobs,
        jobs: Jobs,
        assets: AssetService,
        outbox: Outbox,
    ) -> None:
        """Act for `actor` within `work`; bytes go to `blobs`, pictures are made later through `jobs`."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._audit = audit
        self._settings = settings
        self._blobs = blobs
        self._jobs = jobs
        self._assets = assets
        self._outbox = outbox

    def add_file(
        self, file: IncomingFile, *, title: str | None = None, tags: Sequence[str] = (), product: str | None = None
    ) -> Admission:
        """Make an asset of `file`, or find the one with the same bytes, back from the trash and with the new tags too.

        The bytes are stored before the row is written. Raise a `FileRefused` or `AssetInvalid`; then nothing is stored.
        """
        require(self._actor, Action.MANAGE_ASSETS)
        title, tidy = clean_line(title or "") or None, rules.split_tags(tags)
        self._assets.check_fields(title=title, tags=tidy, product=product)
        seen = self._store(file) if self._find(file.sha256) is None else None
        with self._work:
            claim_bytes(self._work, file.sha256)
            found = self._find(file.sha256)
            if found is not None:
                return self._admit_again(found, tags=tidy, product=product)
            seen = self._store(file, seen=seen)  # writes again only if a purge of the same bytes came between
            title = title or rules.title_of(file.name)
            return Admission(asset=self._add(file, seen, title=title, tags=tidy, product=product))

    def _inspect(self, file: IncomingFile) -> Inspection:
        limits = self._settings
        max_bytes = limits.max_upload_mb * 1024 * 1024
        return gate.inspect(file.path, name=file.name, max_bytes=max_bytes, max_pixels=limits.max_pixels)

    def _store(self, file: IncomingFile, *, seen: Inspection | None = None) -> Inspection:
        seen, key = seen or self._inspect(file), original_key(file.sha256)
        if not self._blobs.exists(key):
            with file.path.open("rb") as stream:
                self._blobs.put(key, stream, size=file.bytes, media_type=seen.media_type)
        return seen

    def _find(self, sha256: str) -> Asset | None:
        return self._work.session.scalar(select(Asset).where(Asset.sha256 == sha256).options(*WHOLE))

    def _add(
        self, file: IncomingFile, seen: Inspection, *, title: str, tags: Sequence[str], product: str | None
    ) -> Asset:
        asset = Asset(
            id=new_id(),
            sha256=file.sha256,
            title=title,
            file_name=rules.base_name(file.name) or f"file{seen.extension}",
            kind=seen.kind,
            media_type=seen.media_type,
            bytes=file.bytes,
            width=seen.width,
            height=seen.height,
            state=AssetState.PROCESSING,
            product=self._work.session.get(Product, product) if product else None,
            tags=[],
            renditions=[],
            added_by=self._actor.person_id,
            created_at=self._clock.now(),
        )
        set_tags(asset, tags)
        self._work.session.add(asset)
        self._outbox.note(asset.id)
        self._audit.record("asset_added", "asset", asset.id, title=title, sha256=file.sha256)
        self._nudge(asset.id)
        return asset

    def _admit_again(self, asset: Asset, *, tags: Sequence[str], product: str | None) -> Admission:
        was_trashed, asset.trashed_at = asset.trashed_at is not None, None
        set_tags(asset, list(dict.fromkeys([*(row.tag for row in asset.tags), *tags]))[: rules.MAX_TAGS])
        if product and asset.product is None:
            asset.product = self._work.session.get(Product, product)
        if asset.state == AssetState.FAILED:
            asset.state, asset.failure = AssetState.PROCESSING, None
            self._nudge(asset.id)
        self._outbox.note(asset.id)
        self._audit.record("asset_uploaded_again", "asset", asset.id, was_trashed=was_trashed)
        return Admission(asset=asset, is_duplicate=True, was_trashed=was_trashed)

    def _nudge(self, asset_id: str) -> None:
        self._work.after_commit(lambda: self._jobs.enqueue(RENDER_ASSET, asset_id=asset_id))
