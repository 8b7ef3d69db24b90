"""Kinds and states of an asset."""

from enum import StrEnum


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
