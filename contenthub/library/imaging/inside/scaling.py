"""Renditions and covers: decode once at the smallest scale that serves, then shrink each size from the one before."""

from pathlib import Path
from typing import cast

from PIL import Image

from contenthub.library.imaging.inside import pixels
from contenthub.library.imaging.values import CoverJob, Recipe, RenderJob, RenditionFile, Renditions

SHAPE = "shape"
SIDEWAYS = 5  # from this orientation on, width and height change places


def render(job: RenderJob) -> Renditions:
    """Write every recipe's WebP, largest first, each shrunk from the one before (LANCZOS)."""
    recipes = sorted(job.recipes, key=lambda recipe: -recipe.edge)
    current = prepared(job.source, pillow=job.pillow, edge=recipes[0].edge)
    shape = current.info.pop(SHAPE)
    files = []
    for recipe in recipes:
        current = pixels.resized(current, size=pixels.fitted(shape, edge=recipe.edge))
        files.append(_write_webp(current, out=job.out, recipe=recipe))
    return Renditions(files=tuple(files), colour=colour_of(current))


def cover(job: CoverJob) -> None:
    """Write a JPEG of exactly the wanted size."""
    with pixels.opened(job.source, pillow=job.pillow) as header:
        slimness = max(header.size) / min(header.size)
    picture = prepared(job.source, pillow=job.pillow, edge=round(max(job.size) * slimness))
    cut_out(picture, size=job.size, focal=job.focal).save(job.out, "JPEG", quality=85, optimize=True, progressive=True)


def cut_out(picture: Image.Image, *, size: tuple[int, int], focal: tuple[float, float]) -> Image.Image:
    """Return the part of the picture around `focal` that has the shape of `size`, opaque, in exactly that size."""
    box = _box(picture.size, size=size, focal=focal)
    return pixels.flat(picture).resize(size, Image.Resampling.LANCZOS, box=box)


def colour_of(picture: Image.Image) -> str:
    """Return the picture's mean colour as `#rrggbb`."""
    red, green, blue = cast(
        "tuple[int, int, int]", pixels.flat(picture).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    )
    return f"#{red:02x}{green:02x}{blue:02x}"


def prepared(source: Path, *, pillow: str, edge: int) -> Image.Image:
    """Return the first frame upright, in sRGB, its longer side at most `edge`; `info[SHAPE]` is its size before."""
    with pixels.opened(source, pillow=pillow) as picture:
        shape = picture.size
        profile = picture.info.get("icc_profile")
        picture.draft(picture.mode, pixels.fitted(picture.size, edge=edge))
        picture.load()
        orientation = pixels.orientation_of(picture)
        small = pixels.resized(pixels.eight_bit(picture), size=pixels.fitted(shape, edge=edge))
        turned = pixels.upright(pixels.to_srgb(small, profile=profile), orientation=orientation)
        turned.info = {SHAPE: shape[::-1] if orientation >= SIDEWAYS else shape}
        return turned


def _write_webp(picture: Image.Image, *, out: Path, recipe: Recipe) -> RenditionFile:
    path = out / f"{recipe.preset}.webp"
    picture.save(path, "WEBP", quality=recipe.quality, method=recipe.method)
    return RenditionFile(
        preset=recipe.preset,
        path=path,
        media_type="image/webp",
        width=picture.width,
        height=picture.height,
        bytes=path.stat().st_size,
    )


def _box(
    have: tuple[int, int], *, size: tuple[int, int], focal: tuple[float, float]
) -> tuple[float, float, float, float]:
    """Return the largest part of `have` with the shape of `size`, as near to `focal` as the edges allow."""
    scale = min(have[0] / size[0], have[1] / size[1])
    width, height = size[0] * scale, size[1] * scale
    left = min(max(have[0] * focal[0] - width / 2, 0.0), have[0] - width)
    top = min(max(have[1] * focal[1] - height / 2, 0.0), have[1] - height)
    return left, top, left + width, top + height
