"""Delivery: which bytes somebody gets of an asset, and under what name."""

from dataclasses import dataclass
from datetime import timedelta

from contenthub.accounts.values import Actor
from contenthub.kernel.settings import Settings
from contenthub.library.assets import AssetService
from contenthub.library.errors import RenditionNotFound, RenditionPending
from contenthub.library.imaging.kinds import extension_of
from contenthub.library.imaging.renditions import make_cover, stripped_copy
from contenthub.library.models import Asset
from contenthub.library.rendering import local_copy
from contenthub.library.rules import copy_key, cover_key
from contenthub.library.values import AssetState, Preset
from contenthub.storage.blobs import BlobReader, Blobs
from contenthub.storage.keys import original_key

RETRY_SECONDS = 2
ADDRESS_VALID = timedelta(minutes=5)
COVER_FOCAL = (0.5, 0.4)  # faces and collars lie above the middle; posters cut the same way


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """Bytes that never change: where they lie, what they are, what to call them."""

    key: str
    media_type: str
    bytes: int
    file_name: str

    @property
    def etag(self) -> str:
        """Name the bytes: a key is a hash of what it holds."""
        return self.key.rpartition("/")[2][:32]


class DeliveryService:
    """Finds the bytes an actor may have."""

    def __init__(self, *, actor: Actor, assets: AssetService, blobs: Blobs, settings: Settings) -> None:
        """Deliver to `actor` what `assets` lets them see."""
        self._actor = actor
        self._assets = assets
        self._blobs = blobs
        self._settings = settings

    def get_content(self, asset_id: str) -> Delivery:
        """Return the file of an asset: to HQ as it was uploaded, to others without location and serial numbers."""
        asset = self._assets.get_asset(asset_id)
        if not self._actor.is_hq:
            return self._stripped(asset)
        key = original_key(asset.sha256)
        return Delivery(key=key, media_type=asset.media_type, bytes=asset.bytes, file_name=_file_name(asset))

    def get_copy(self, asset_id: str) -> Delivery:
        """Return the file of an asset without location and serial numbers, whoever asks."""
        return self._stripped(self._assets.get_asset(asset_id))

    def get_cover(self, asset_id: str) -> Delivery:
        """Return the 5:4 JPEG of a picture that a chat's card shows, cut when first asked for."""
        asset = self._assets.get_asset(asset_id)
        key = cover_key(asset.sha256)
        if not self._blobs.exists(key):
            with local_copy(self._blobs, original_key(asset.sha256), settings=self._settings) as source:
                out = source.with_name("cover.jpg")
                make_cover(source, out, focal=COVER_FOCAL)
                with out.open("rb") as stream:
                    self._blobs.put(key, stream, size=out.stat().st_size, media_type="image/jpeg")
        return Delivery(key=key, media_type="image/jpeg", bytes=self._blobs.size(key), file_name=f"{asset.title}.jpg")

    def get_rendition(self, asset_id: str, preset: Preset) -> Delivery:
        """Return a rendition; raise `RenditionPending` while it is being made, `RenditionNotFound` if there is none."""
        asset = self._assets.get_asset(asset_id)
        row = next((row for row in asset.renditions if row.preset == preset), None)
        if row is None and asset.state == AssetState.PROCESSING:
            raise RenditionPending(asset=asset_id, retry_after=RETRY_SECONDS)
        if row is None:
            raise RenditionNotFound(asset=asset_id, preset=preset.value)
        name = f"{asset.title}-{preset}{extension_of(row.media_type)}"
        return Delivery(key=row.blob_key, media_type=row.media_type, bytes=row.bytes, file_name=name)

    def open(self, delivery: Delivery, *, start: int = 0, length: int | None = None) -> BlobReader:
        """Return a reader of the bytes; raise `BlobNotFound`."""
        return self._blobs.open(delivery.key, start=start, length=length)

    def find_address(self, delivery: Delivery, *, as_attachment: bool) -> str | None:
        """Return an address at the store that is valid for minutes, or None when we must stream."""
        name = delivery.file_name if as_attachment else None
        return self._blobs.url(delivery.key, expires=ADDRESS_VALID, filename=name, media_type=delivery.media_type)

    def _stripped(self, asset: Asset) -> Delivery:
        key = copy_key(asset.sha256)
        if not self._blobs.exists(key):
            self._strip(asset, key=key)
        size = self._blobs.size(key)
        return Delivery(key=key, media_type=asset.media_type, bytes=size, file_name=_file_name(asset))

    def _strip(self, asset: Asset, *, key: str) -> None:
        with local_copy(self._blobs, original_key(asset.sha256), settings=self._settings) as source:
            out = source.with_name("stripped")
            stripped_copy(source, out)
            with out.open("rb") as stream:
                self._blobs.put(key, stream, size=out.stat().st_size, media_type=asset.media_type)


def _file_name(asset: Asset) -> str:
    """Return the uploaded name with the extension the bytes deserve."""
    stem, dot, extension = asset.file_name.rpartition(".")
    right = extension_of(asset.media_type)
    return asset.file_name if f"{dot}{extension}".lower() == right else f"{stem or extension}{right}"
