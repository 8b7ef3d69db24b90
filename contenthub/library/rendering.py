"""Renditions: made once for each picture, in the worker; running a job twice changes nothing."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from sqlalchemy import select

from contenthub.db.work import Work
from contenthub.jobs.engine import Jobs
from contenthub.kernel.clock import Clock
from contenthub.kernel.ids import new_id
from contenthub.kernel.settings import Settings
from contenthub.library.imaging import renditions as imaging
from contenthub.library.imaging.errors import FileRefused
from contenthub.library.imaging.values import RenditionFile, Renditions
from contenthub.library.intake import RENDER_ASSET
from contenthub.library.models import Asset, Rendition
from contenthub.library.values import AssetState, Preset
from contenthub.library.visibility import WHOLE
from contenthub.storage.blobs import BlobNotFound, Blobs
from contenthub.storage.keys import original_key, rendition_key

log = structlog.get_logger()
STUCK_AFTER = timedelta(minutes=2)
ABANDONED = timedelta(days=1)
SWEEP = 500
RECIPE_NAMES = {recipe.preset: recipe.name for recipe in imaging.RECIPES}


class RenderingService:
    """Makes the renditions of assets, and finds those that were forgotten."""

    def __init__(self, work: Work, *, clock: Clock, settings: Settings, blobs: Blobs, jobs: Jobs) -> None:
        """Write rows within `work`, bytes to `blobs`."""
        self._work = work
        self._clock = clock
        self._settings = settings
        self._blobs = blobs
        self._jobs = jobs

    def render_asset(self, asset_id: str) -> None:
        """Make what is missing of an asset's renditions; a picture that cannot be decoded becomes `failed`."""
        asset = self._find(asset_id)
        if asset is None or _is_done(asset):
            return
        try:
            with local_copy(self._blobs, original_key(asset.sha256), settings=self._settings) as source:
                self._render(asset, source)
        except (FileRefused, BlobNotFound) as error:
            self._fail(asset_id, reason=error.slug)

    def _render(self, asset: Asset, source: Path) -> None:
        out = source.parent / "made"
        out.mkdir()
        made = imaging.make_renditions(source, out)
        for file in made.files:
            with file.path.open("rb") as stream:
                self._blobs.put(_key(asset.sha256, file.preset), stream, size=file.bytes, media_type=file.media_type)
        self._finish(asset.id, made)

    def _finish(self, asset_id: str, made: Renditions) -> None:
        with self._work:
            asset = self._find(asset_id)
            if asset is None:
                return  # purged meanwhile; the orphans are swept
            present = {row.preset: row for row in asset.renditions}
            asset.renditions = [_filled(present.get(file.preset), file, sha256=asset.sha256) for file in made.files]
            asset.state, asset.failure, asset.colour = AssetState.READY, None, made.colour
        log.info("asset_ready", asset_id=asset_id)

    def _fail(self, asset_id: str, *, reason: str) -> None:
        with self._work:
            asset = self._find(asset_id)
            if asset is not None:
                asset.state, asset.failure = AssetState.FAILED, reason
        log.warning("asset_failed", asset_id=asset_id, reason=reason)

    def _find(self, asset_id: str) -> Asset | None:
        return self._work.session.scalar(select(Asset).where(Asset.id == asset_id).options(*WHOLE))

    def sweep_stuck(self) -> int:
        """Ask again for renditions that are not there two minutes after the upload; return how many."""
        late = self._clock.now() - STUCK_AFTER
        wanted = select(Asset.id).where(Asset.state == AssetState.PROCESSING, Asset.created_at < late)
        stuck = self._work.session.scalars(wanted.order_by(Asset.id).limit(SWEEP)).all()
        for asset_id in stuck:
            self._jobs.enqueue(RENDER_ASSET, asset_id=asset_id)
        return len(stuck)

    def sweep_incoming(self) -> int:
        """Remove files that uploads or work left behind when their process died a day ago; return how many."""
        if not self._settings.incoming.is_dir():
            return 0
        dead = time.time() - ABANDONED.total_seconds()
        left = [path for path in self._settings.incoming.iterdir() if path.stat().st_mtime < dead]
        for path in left:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        return len(left)


@contextmanager
def local_copy(blobs: Blobs, key: str, *, settings: Settings) -> Iterator[Path]:
    """Lend a blob as a file alone in a folder of its own; both are gone afterwards."""
    settings.incoming.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.incoming) as folder:
        path = Path(folder) / "source"
        with blobs.open(key) as reader, path.open("wb") as file:
            for piece in reader:
                file.write(piece)
        yield path


def _is_done(asset: Asset) -> bool:
    keys = {row.blob_key for row in asset.renditions}
    wanted = {_key(asset.sha256, preset) for preset in RECIPE_NAMES}
    return asset.state == AssetState.READY and keys == wanted


def _key(sha256: str, preset: Preset) -> str:
    return rendition_key(sha256, recipe=RECIPE_NAMES[preset])


def _filled(row: Rendition | None, file: RenditionFile, *, sha256: str) -> Rendition:
    row = row or Rendition(id=new_id(), preset=file.preset)
    row.blob_key = _key(sha256, file.preset)
    row.media_type, row.bytes, row.width, row.height = file.media_type, file.bytes, file.width, file.height
    return row
