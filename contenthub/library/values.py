"""Kinds and states of an asset, and how assets are looked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from contenthub.kernel.paging import Page

if TYPE_CHECKING:
    from contenthub.library.models import Asset


class AssetKind(StrEnum):
    """What the bytes are."""

    IMAGE = "image"
    VIDEO = "video"
    DOCUMENT = "document"


class AssetState(StrEnum):
    """How far the asset has come: renditions pending, made, or impossible."""

    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"


class Preset(StrEnum):
    """Renditions made of every picture; the number is the longest edge in pixels."""

    THUMB = "thumb"
    PREVIEW = "preview"
    FULL = "full"


class AssetSort(StrEnum):
    """In what order assets are listed."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    SIZE = "size"


class FoundBy(StrEnum):
    """Who answered: rows alone, the index and rows, or rows because the index is broken."""

    DATABASE = "database"
    INDEX = "index"
    DEGRADED = "degraded"


@dataclass(frozen=True, kw_only=True)
class AssetFilter:
    """Which assets: all of `tags`, and each other filter that is given. `trashed` looks into the trash instead."""

    kind: AssetKind | None = None
    tags: tuple[str, ...] = ()
    product: str | None = None
    state: AssetState | None = None
    trashed: bool = False


@dataclass(frozen=True)
class FacetCount:
    """How many of the found assets have `value`; `label` is what a reader calls it."""

    value: str
    count: int
    label: str


Facets = Mapping[str, Sequence[FacetCount]]


@dataclass(frozen=True, kw_only=True)
class Found:
    """A page of assets, the facets that were asked for, and who answered."""

    page: "Page[Asset]"
    source: FoundBy
    facets: Facets | None = field(default=None)
