"""Pictures made from a picture: renditions for grid and page, a cover for a card, a copy without its secrets."""

from pathlib import Path

from contenthub.library.imaging.gate import accepted_type
from contenthub.library.imaging.sandbox import Sandbox, the_sandbox
from contenthub.library.imaging.values import CoverJob, Recipe, RenderJob, Renditions, StripJob
from contenthub.library.values import Preset

RECIPES = (
    Recipe(Preset.THUMB, edge=320),
    Recipe(Preset.PREVIEW, edge=800),
    Recipe(Preset.FULL, edge=1600),
)
CARD = (500, 400)  # 5:4, what WeChat's card shows


def make_renditions(
    source: Path, out: Path, *, recipes: tuple[Recipe, ...] = RECIPES, sandbox: Sandbox | None = None
) -> Renditions:
    """Make `recipes` of the first frame of `source` in the folder `out`: upright, sRGB, WebP, without any metadata.

    A picture is never enlarged. Raises a `FileRefused`.
    """
    job = RenderJob(source=source.absolute(), pillow=_pillow(source), out=out.absolute(), recipes=recipes)
    return (sandbox or the_sandbox()).run("render", job, answer=Renditions)


def make_cover(
    source: Path,
    out: Path,
    *,
    size: tuple[int, int] = CARD,
    focal: tuple[float, float] = (0.5, 0.5),
    sandbox: Sandbox | None = None,
) -> None:
    """Write a JPEG of exactly `size`, cut from `source` around `focal` (fractions of the upright picture), to `out`."""
    job = CoverJob(source=source.absolute(), pillow=_pillow(source), out=out.absolute(), size=size, focal=focal)
    (sandbox or the_sandbox()).run("cover", job, answer=type(None))


def stripped_copy(source: Path, out: Path, *, sandbox: Sandbox | None = None) -> None:
    """Write `source` to `out` without location, serial numbers, maker notes, comments and hidden second pictures.

    JPEG, PNG, WebP, GIF and BMP keep every pixel as it is, with orientation and colour profile. TIFF is packed anew
    without loss, AVIF is encoded anew at high quality.
    """
    job = StripJob(source=source.absolute(), pillow=_pillow(source), out=out.absolute())
    (sandbox or the_sandbox()).run("strip", job, answer=type(None))


def _pillow(source: Path) -> str:
    return accepted_type(source).pillow or ""
