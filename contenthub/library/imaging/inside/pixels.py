"""Opening pictures and bringing every mode to upright, eight-bit sRGB."""

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

# Imported by name so that a damaged file does not make Pillow load its other 40 decoders.
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

DECODERS = (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
WHITE = (255, 255, 255)


@contextmanager
def opened(source: Path, *, pillow: str) -> Iterator[Image.Image]:
    """Open `source` with one decoder only; nothing is decoded yet."""
    Image.MAX_IMAGE_PIXELS = None  # the gate has its own, exact limit
    with Image.open(source, formats=[pillow]) as picture:
        yield picture


def orientation_of(picture: Image.Image) -> int:
    """Return how the picture must be turned, EXIF's 1…8; 1 when unreadable."""
    try:
        value = picture.getexif().get(ORIENTATION, 1)
    except Exception:  # noqa: BLE001  (EXIF blocks fail in every way; the picture is fine)
        return 1
    return value if value in _TURNS else 1


def upright(picture: Image.Image, *, orientation: int) -> Image.Image:
    """Return the picture turned as its orientation asks."""
    return picture.transpose(_TURNS[orientation]) if orientation in _TURNS else picture


def fitted(size: tuple[int, int], *, edge: int) -> tuple[int, int]:
    """Return `size` shrunk so that its longer side is at most `edge`; never enlarged, never below one pixel."""
    width, height = size
    scale = min(1.0, edge / max(size))
    return max(1, round(width * scale)), max(1, round(height * scale))


def resized(picture: Image.Image, *, size: tuple[int, int]) -> Image.Image:
    """Return the picture in exactly `size`."""
    return picture if size == picture.size else picture.resize(size, Image.Resampling.LANCZOS)


def eight_bit(picture: Image.Image) -> Image.Image:
    """Return the picture in L, LA, RGB, RGBA, CMYK or LAB, ready to be scaled."""
    if picture.mode.startswith("I;16"):
        return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if picture.mode in {"I", "F"}:
        return _stretched(picture)
    if picture.mode in {"P", "PA", "1", "La", "RGBa"} or "transparency" in picture.info:
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return picture if picture.mode in {"L", "LA", "RGB", "RGBA", "CMYK", "LAB"} else picture.convert("RGB")


def _stretched(picture: Image.Image) -> Image.Image:
    """Bring wide integers and floats to 0…255 without clipping bright pictures to white."""
    low, high = cast("tuple[float, float]", picture.getextrema())
    if not (math.isfinite(low) and math.isfinite(high)):
        low, high = 0.0, 1.0
    top = next((top for top in (1.0 if picture.mode == "F" else 255.0, 255.0, 65535.0) if high <= top), high)
    floor = min(low, 0.0)
    scale = 255.0 / ((top - floor) or 1.0)
    return picture.point(lambda value: value * scale - floor * scale).convert("L")


def to_srgb(picture: Image.Image, *, profile: bytes | None) -> Image.Image:
    """Return the picture as RGB or RGBA in sRGB, without any metadata; a broken profile is ignored."""
    mode = "RGBA" if picture.mode in {"LA", "RGBA"} else "RGB"
    converted = _by_profile(picture, profile=profile, mode=mode) or picture.convert(mode)
    if mode == "RGBA" and cast("tuple[int, int]", converted.getchannel("A").getextrema())[0] == 255:
        converted = converted.convert("RGB")
    converted.info = {}
    return converted


def _by_profile(picture: Image.Image, *, profile: bytes | None, mode: str) -> Image.Image | None:
    if picture.mode != "LAB" and (not profile or picture.mode == "LA"):
        return None
    try:
        source = (
            ImageCms.createProfile("LAB")
            if picture.mode == "LAB"
            else ImageCms.getOpenProfile(io.BytesIO(profile or b""))
        )
        if picture.mode == mode and "sRGB" in ImageCms.getProfileName(source):
            return None
        return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def flat(picture: Image.Image) -> Image.Image:
    """Return the picture as RGB, transparent places white."""
    if picture.mode != "RGBA":
        return picture
    sheet = Image.new("RGB", picture.size, WHITE)
    sheet.paste(picture, mask=picture.getchannel("A"))
    return sheet
