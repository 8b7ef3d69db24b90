"""Kits: what a guide needs to send a share - words, link, poster, pictures - each alone or all in one file."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from sqlalchemy import select, update

from contenthub.db.work import Work
from contenthub.distribution.compiler import ShareCompiler
from contenthub.distribution.models import Share
from contenthub.distribution.shares import ShareService
from contenthub.distribution.values import CompiledShare
from contenthub.kernel.clock import Clock
from contenthub.kernel.settings import Settings
from contenthub.library.assets import AssetService
from contenthub.library.imaging.errors import FileRefused
from contenthub.library.imaging.posters import make_poster, qr_svg
from contenthub.library.imaging.renditions import make_cover
from contenthub.library.imaging.values import FontSources, PosterReport, PosterSpec
from contenthub.library.models import Asset
from contenthub.library.rendering import local_copy
from contenthub.library.values import AssetKind, AssetState
from contenthub.storage.blobs import BlobNotFound, BlobReader, Blobs
from contenthub.storage.keys import original_key

log = structlog.get_logger()
MAKE_POSTER = "make_poster"
POSTERS, KITS = "posters", "kits"
MAX_NOTE = 200
CALL_PAGE, CALL_OFFER = "长按识别，看看这篇", "长按识别，马上领取"
"""The line on a poster that asks to press its code; content for customers, as captions are."""


class KitService:
    """Makes kits and posters. What is public in them is guarded by the code alone, like the page itself."""

    def __init__(
        self,
        work: Work,
        *,
        clock: Clock,
        settings: Settings,
        blobs: Blobs,
        assets: AssetService,
        shares: ShareService,
        compiler: ShareCompiler,
        font_folders: tuple[Path, ...],
    ) -> None:
        """Read rows within `work`, bytes from `blobs`."""
        self._work = work
        self._clock = clock
        self._settings = settings
        self._blobs = blobs
        self._assets = assets
        self._shares = shares
        self._compiler = compiler
        self._font_folders = font_folders

    def qr_svg(self, code: str) -> str:
        """Return the QR code of a share's address as SVG; raise `ShareNotFound`, or a `Gone` when it was taken back."""
        self._compiler.compile(code, at=self._clock.now())
        return qr_svg(self._url(code))

    def open_poster(self, code: str) -> BlobReader:
        """Return the poster's PNG, made now if it is not there yet or says something else; raise as `qr_svg` does."""
        compiled = self._compiler.compile(code, at=self._clock.now())
        key = self._key_of(compiled)
        if self._work.session.scalar(select(Share.poster_key).where(Share.code == code)) == key:
            try:
                return self._blobs.open(key)
            except BlobNotFound:
                log.warning("poster_lost", code=code)
        self._make(compiled, key=key)
        return self._blobs.open(key)

    def make_poster(self, code: str) -> None:
        """Make the poster of a share: the job that follows a new one."""
        self.open_poster(code).close()

    def _make(self, compiled: CompiledShare, *, key: str) -> None:
        self._settings.incoming.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=self._settings.incoming) as folder, self._picture_of(compiled) as picture:
            out = Path(folder) / "poster.png"
            report = self._draw(compiled, picture, out)
            with out.open("rb") as stream:
                self._blobs.put(key, stream, size=report.bytes, media_type="image/png")
        note = "".join(report.substituted)[:MAX_NOTE]
        with self._work:
            row = update(Share).where(Share.code == compiled.code)
            self._work.session.execute(row.values(poster_key=key, poster_note=note))

    def _draw(self, compiled: CompiledShare, picture: Path | None, out: Path) -> PosterReport:
        try:
            return make_poster(self._spec(compiled, picture=picture), out, fonts=self._fonts)
        except FileRefused as error:
            if picture is None:
                raise
            log.warning("poster_without_picture", code=compiled.code, reason=error.slug)
            return make_poster(self._spec(compiled, picture=None), out, fonts=self._fonts)

    def _spec(self, compiled: CompiledShare, *, picture: Path | None) -> PosterSpec:
        return PosterSpec(
            title=compiled.title,
            guide_name=compiled.guide_name,
            unit_name=compiled.unit_name,
            call=CALL_PAGE if compiled.kind == "page" else CALL_OFFER,
            url=self._url(compiled.code),
            brand_name=self._settings.brand_name,
            picture=picture,
        )

    def _key_of(self, compiled: CompiledShare) -> str:
        """Return where the poster lies: what it shows names it."""
        shown = repr((self._spec(compiled, picture=None), compiled.cover))
        return f"{POSTERS}/{hashlib.sha256(shown.encode()).hexdigest()}"

    @property
    def _fonts(self) -> FontSources:
        folders = tuple(folder for folder in self._font_folders if folder.is_dir())
        return FontSources(files=tuple(Path(file) for file in self._settings.fonts), folders=folders)

    @contextmanager
    def _picture_of(self, compiled: CompiledShare) -> Iterator[Path | None]:
        asset = self._assets.find_assets([compiled.cover]).get(compiled.cover) if compiled.cover else None
        if asset is None or asset.kind != AssetKind.IMAGE:
            yield None
            return
        with local_copy(self._blobs, original_key(asset.sha256), settings=self._settings) as path:
            yield path

    def _url(self, code: str) -> str:
        return f"{self._settings.public_url}/s/{code}"

    def zip_kit(self, code: str) -> bytes:
        """Return text, link, poster and pictures of a visible share in one ZIP."""
        share = self._shares.get_share(code)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("text.txt", self._shares.caption_of(share) + "\n")
            archive.writestr("link.txt", self._shares.url_of(share) + "\n")
            with self.open_poster(code) as poster:
                archive.writestr("poster.png", poster.read(), zipfile.ZIP_STORED)
            for number, picture in enumerate(self.list_pictures(code), start=1):
                archive.writestr(f"picture-{number}.jpg", self._jpeg_of(picture), zipfile.ZIP_STORED)
        return out.getvalue()

    def list_pictures(self, code: str) -> list[Asset]:
        """Return the pictures of a share's article that are ready, in order, each once."""
        compiled = self._compiler.compile(code, at=self._clock.now())
        wanted = [block["asset"] for block in compiled.blocks if block["type"] == "image"]
        found = self._assets.find_assets(wanted)
        ready = {asset: row for asset, row in found.items() if row.state == AssetState.READY and row.renditions}
        return [ready[asset] for asset in dict.fromkeys(wanted) if asset in ready]

    def _jpeg_of(self, asset: Asset) -> bytes:
        """Return the picture as every phone's album takes it; the renditions are WebP."""
        largest = max(asset.renditions, key=lambda row: row.width)
        key = f"{KITS}/{asset.sha256}-{largest.width}x{largest.height}"
        try:
            with self._blobs.open(key) as reader:
                return reader.read()
        except BlobNotFound:
            made = self._make_jpeg(asset, size=(largest.width, largest.height))
        self._blobs.put(key, io.BytesIO(made), size=len(made), media_type="image/jpeg")
        return made

    def _make_jpeg(self, asset: Asset, *, size: tuple[int, int]) -> bytes:
        with local_copy(self._blobs, original_key(asset.sha256), settings=self._settings) as source:
            out = source.with_name("made.jpg")
            make_cover(source, out, size=size)
            return out.read_bytes()
