"""A chain of fonts in which every character is looked up before it is drawn, so that no empty box is ever printed."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont
from PIL import ImageFont

from contenthub.library.imaging.values import FontSources

_SYSTEM_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
# One family a line, best first; a family's files are its weights.
_SYSTEM_FAMILIES = (
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Medium.ttc", "NotoSansCJK-Bold.ttc"),
    ("NotoSansCJKsc-Regular.otf", "NotoSansCJKsc-Medium.otf", "NotoSansCJKsc-Bold.otf"),
    ("NotoSansSC-Regular.otf", "NotoSansSC-Medium.otf", "NotoSansSC-Bold.otf"),
    ("SourceHanSansSC-Regular.otf", "SourceHanSansSC-Medium.otf", "SourceHanSansSC-Bold.otf"),
    ("SourceHanSans-Regular.ttc", "SourceHanSans-Medium.ttc", "SourceHanSans-Bold.ttc"),
    ("PingFang.ttc",),
    ("Hiragino Sans GB.ttc",),
    ("msyh.ttc", "msyhbd.ttc"),
)
_LATIN_FAMILIES = (("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),)
_FONT_FILES = {".ttf", ".otf", ".ttc", ".woff", ".woff2"}


@dataclass(frozen=True)
class Nature:
    """What a face says about itself; `axes` (tag, least, usual, most) only when it is variable."""

    family: str
    weight: int
    codes: frozenset[int]
    axes: tuple[tuple[str, float, float, float], ...]


@dataclass(frozen=True)
class Face:
    """One face of one font file; `index` picks it in a collection. Without a path: Pillow's own small Latin font."""

    path: Path | None
    index: int = 0

    @cached_property
    def nature(self) -> Nature:
        """Read the font once and let go of its file: a web font has a hundred."""
        file = self.path or io.BytesIO(_built_in())
        with TTFont(file, fontNumber=self.index if self.path else -1, lazy=True) as font:
            axes = font["fvar"].axes if "fvar" in font else ()
            return Nature(
                family=font["name"].getBestFamilyName() or str(self.path),
                weight=int(font["OS/2"].usWeightClass),
                codes=frozenset(font.getBestCmap() or ()),
                axes=tuple((axis.axisTag, axis.minValue, axis.defaultValue, axis.maxValue) for axis in axes),
            )

    def distance(self, weight: int) -> int:
        """Return how far the face is from `weight`; a variable one can take any."""
        is_variable = any(tag == "wght" for tag, *_ in self.nature.axes)
        return 0 if is_variable else abs(self.nature.weight - weight)

    def at(self, *, size: int, weight: int) -> ImageFont.FreeTypeFont:
        """Return the face ready to draw."""
        if self.path is None:
            return ImageFont.truetype(io.BytesIO(_built_in()), size)
        font = ImageFont.truetype(str(self.path), size, index=self.index)
        if self.nature.axes:
            font.set_variation_by_axes(
                [
                    min(max(weight, least), most) if tag == "wght" else usual
                    for tag, least, usual, most in self.nature.axes
                ]
            )
        return font


class FontChain:
    """Families in order of preference; the first that holds a character draws it."""

    def __init__(self, sources: FontSources) -> None:
        """Name the sources; files are read when a character asks for them."""
        self._sources = sources
        self._families: list[list[Face]] = []
        self._more = self._discover()
        self._found: dict[tuple[str, int], Face | None] = {}
        self._ready: dict[tuple[Face, int, int], ImageFont.FreeTypeFont] = {}

    def holds(self, text: str) -> bool:
        """Tell whether every character of `text` can be drawn."""
        return all(self.face_for(char, weight=400) for char in text)

    def face_for(self, char: str, *, weight: int) -> Face | None:
        """Return the face that draws `char`, in the nearest weight its family has, or None."""
        key = (char, weight)
        if key not in self._found:
            self._found[key] = next(
                (face for faces in self._each_family() if (face := _pick(faces, char, weight=weight))), None
            )
        return self._found[key]

    def runs(self, text: str, *, size: int, weight: int) -> Iterator[tuple[str, ImageFont.FreeTypeFont]]:
        """Cut `text` into stretches of one font each; it must have been made drawable before."""
        start = 0
        faces = [self.face_for(char, weight=weight) or Face(None) for char in text]
        for at in range(1, len(text) + 1):
            if at == len(text) or faces[at] != faces[start]:
                yield text[start:at], self._font(faces[start], size=size, weight=weight)
                start = at

    def width(self, text: str, *, size: int, weight: int) -> float:
        """Return how far `text` advances, in pixels."""
        return sum(font.getlength(run) for run, font in self.runs(text, size=size, weight=weight))

    def _font(self, face: Face, *, size: int, weight: int) -> ImageFont.FreeTypeFont:
        key = (face, size, weight)
        if key not in self._ready:
            self._ready[key] = face.at(size=size, weight=weight)
        return self._ready[key]

    def _each_family(self) -> Iterator[list[Face]]:
        yield from self._families
        for family in self._more:
            self._families.append(family)
            yield family

    def _discover(self) -> Iterator[list[Face]]:
        yield from _by_family(self._sources.files)
        if self._sources.with_system:
            yield from _system_families(_SYSTEM_FAMILIES)
        for folder in self._sources.folders:
            yield from _by_family(sorted(file for file in folder.glob("**/*") if file.suffix in _FONT_FILES))
        if self._sources.with_system:
            yield from _system_families(_LATIN_FAMILIES)
        yield [Face(None)]


@lru_cache(maxsize=4)
def chain_of(sources: FontSources) -> FontChain:
    """Return the chain for these sources, kept because reading a font's table of characters costs 0.1 to 0.3 s."""
    return FontChain(sources)


def _pick(faces: list[Face], char: str, *, weight: int) -> Face | None:
    fitting = [face for face in faces if ord(char) in face.nature.codes]
    return min(fitting, key=lambda face: face.distance(weight), default=None)


def _by_family(files: tuple[Path, ...] | list[Path]) -> Iterator[list[Face]]:
    families: dict[str, list[Face]] = {}
    for face in filter(None, map(_face_in, files)):
        families.setdefault(face.nature.family, []).append(face)
    yield from families.values()


def _system_families(names: tuple[tuple[str, ...], ...]) -> Iterator[list[Face]]:
    installed = _installed()
    for family in names:
        faces = [face for name in family if name in installed and (face := _face_in(installed[name]))]
        if faces:
            yield faces


@lru_cache(maxsize=1)
def _installed() -> dict[str, Path]:
    folders = (Path(folder).expanduser() for folder in _SYSTEM_FOLDERS)
    return {
        file.name: file
        for folder in folders
        if folder.is_dir()
        for file in folder.rglob("*")
        if file.suffix in _FONT_FILES
    }


def _face_in(path: Path) -> Face | None:
    """Return the face to use of a file, None when the file cannot serve: a broken font must not break a poster."""
    try:
        face = Face(path, _simplified_index(path))
        face.at(size=16, weight=400)
        is_usable = bool(face.nature.codes)
    except Exception:  # noqa: BLE001  (fonts fail in every way; the next one serves)
        return None
    return face if is_usable else None


def _simplified_index(path: Path) -> int:
    """Pick the simplified Chinese face of a collection by its name: index 0 is often the Japanese one."""
    if path.suffix.lower() != ".ttc":
        return 0
    with TTCollection(str(path), lazy=True) as collection:
        names = [font["name"].getBestFamilyName() or "" for font in collection.fonts]
    fitting = [index for index, name in enumerate(names) if " SC" in name and "Mono" not in name]
    return fitting[0] if fitting else 0


@lru_cache(maxsize=1)
def _built_in() -> bytes:
    font = ImageFont.load_default(16)
    return bytes(getattr(font, "font_bytes", b""))
