"""What imaging is asked and what it answers; all of it crosses the pipe to the child process."""

from dataclasses import dataclass
from pathlib import Path

from contenthub.library.values import AssetKind, Preset

MAX_PIXELS = 50_000_000
MAX_BYTES = 100 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one child process may use. Measured over 6,605 hostile and odd files: 0.9 s and 281 MB were the worst."""

    memory_mb: int = 1024  # above the child's own size; a 50 megapixel AVIF needs about 600
    cpu_seconds: int = 10
    wall_seconds: float = 30.0
    output_mb: int = 512
    jobs: int = 500  # after so many the child makes room for a fresh one
    idle_seconds: float = 300.0


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """What a file is; `width` and `height` are those of the upright picture, `orientation` is EXIF's 1…8."""

    kind: AssetKind
    media_type: str
    extension: str
    bytes: int
    width: int
    height: int
    frames: int
    orientation: int


@dataclass(frozen=True, kw_only=True)
class LookJob:
    """Open `source` as `pillow` (a Pillow format) and decode it to the end."""

    source: Path
    pillow: str
    max_pixels: int


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What looking at a picture showed."""

    width: int
    height: int
    frames: int
    orientation: int


@dataclass(frozen=True)
class Recipe:
    """How a rendition is made; `edge` is its longest edge in pixels. A changed recipe has another `name`."""

    preset: Preset
    edge: int
    quality: int = 80
    method: int = 2
    revision: int = 1

    @property
    def name(self) -> str:
        """The text that goes into the rendition's key."""
        return f"{self.preset}-{self.edge}-webp-q{self.quality}-m{self.method}-r{self.revision}"


@dataclass(frozen=True, kw_only=True)
class RenderJob:
    """Make every recipe's picture of `source` in the folder `out`."""

    source: Path
    pillow: str
    out: Path
    recipes: tuple[Recipe, ...]


@dataclass(frozen=True, kw_only=True)
class RenditionFile:
    """One rendition as it lies on disk."""

    preset: Preset
    path: Path
    media_type: str
    width: int
    height: int
    bytes: int


@dataclass(frozen=True, kw_only=True)
class Renditions:
    """All renditions of a picture, largest first; `colour` (`#rrggbb`) stands in until one has loaded."""

    files: tuple[RenditionFile, ...]
    colour: str


@dataclass(frozen=True, kw_only=True)
class CoverJob:
    """Cut `source` to `size` around `focal` (fractions of width and height) and write a JPEG to `out`."""

    source: Path
    pillow: str
    out: Path
    size: tuple[int, int]
    focal: tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class StripJob:
    """Write `source` without location, serial numbers and other notes to `out`."""

    source: Path
    pillow: str
    out: Path


@dataclass(frozen=True, kw_only=True)
class FontSources:
    """Where letters come from, tried in order: `files`, the system's known CJK fonts, then the slices in `folders`."""

    files: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    with_system: bool = True


@dataclass(frozen=True, kw_only=True)
class PosterSpec:
    """What a poster says. `picture` may be None: the title then takes its place. `call` is the line in seal red."""

    title: str
    guide_name: str
    unit_name: str
    call: str
    url: str
    brand_name: str
    picture: Path | None = None
    focal: tuple[float, float] = (0.5, 0.4)


@dataclass(frozen=True, kw_only=True)
class PosterJob:
    """Draw `spec` to the PNG `out`."""

    spec: PosterSpec
    pillow: str | None
    out: Path
    fonts: FontSources


@dataclass(frozen=True, kw_only=True)
class PosterReport:
    """A poster as drawn; `substituted` lists characters no font holds, replaced by pinyin or left out."""

    width: int
    height: int
    bytes: int
    substituted: tuple[str, ...]
