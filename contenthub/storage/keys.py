"""Keys of blobs: an original is named by its bytes, a rendition by what it was made of and how."""

import hashlib


def original_key(sha256: str) -> str:
    """Return the key of an original, from the hex SHA-256 of its bytes."""
    return _sharded("originals", sha256)


def rendition_key(sha256: str, *, recipe: str, focal_point: tuple[float, float] | None = None) -> str:
    """Return the key of what `recipe` makes of the original `sha256`; `focal_point` in fractions of its sides."""
    focus = "" if focal_point is None else f"{focal_point[0]:.4f},{focal_point[1]:.4f}"
    return _sharded("renditions", hashlib.sha256(f"{sha256}\0{recipe}\0{focus}".encode()).hexdigest())


def _sharded(folder: str, digest: str) -> str:
    return f"{folder}/{digest[:2]}/{digest[2:4]}/{digest}"
