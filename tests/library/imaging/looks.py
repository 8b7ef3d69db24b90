"""Judging pictures by their looks."""

import io
from pathlib import Path

from PIL import Image, ImageChops, ImageStat


def picture_at(path: Path) -> Image.Image:
    """Open a picture without keeping its file open."""
    return Image.open(io.BytesIO(path.read_bytes()))


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the mean difference of two pictures' channels, 0…255."""
    assert one.size == other.size
    return max(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean)


def hash_distance(one: Image.Image, other: Image.Image) -> int:
    """Return how many of 64 neighbouring brightness steps differ (dHash)."""
    return sum(a != b for a, b in zip(_steps(one), _steps(other), strict=True))


def _steps(picture: Image.Image) -> list[bool]:
    small = picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    return [small.getpixel((x, y)) > small.getpixel((x + 1, y)) for y in range(8) for x in range(8)]
