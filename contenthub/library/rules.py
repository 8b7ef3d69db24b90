"""What the library decides without looking anything up: tags, titles, keys of copies, what is searchable."""

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from contenthub.kernel.text import clean_line
from contenthub.library.models import Asset
from contenthub.search.index import SearchDoc
from contenthub.storage.keys import rendition_key

MAX_TAG = 40
MAX_TAGS = 30
MAX_TITLE = 200
MAX_FILE_NAME = 255

FOLDERS = ("originals/", "renditions/")
"""Where the library's blobs lie; what lies elsewhere belongs to others."""

STRIP_RECIPE = "stripped-r1"
COVER_RECIPE = "cover-500x400-r1"
_COMMA = re.compile("[,，]")


def split_tags(texts: Iterable[str]) -> list[str]:
    """Return the tags in `texts`, split at `,` and `，`, tidy, each once, in order."""
    parts = (clean_line(part) for text in texts for part in _COMMA.split(text))
    return list(dict.fromkeys(part for part in parts if part))


def wrong_tags(tags: Sequence[str]) -> str | None:
    """Return what is wrong with `tags`, or None."""
    if len(tags) > MAX_TAGS:
        return f"at most {MAX_TAGS} tags"
    if any(len(tag) > MAX_TAG for tag in tags):
        return f"at most {MAX_TAG} characters each"
    return None


def base_name(file_name: str) -> str:
    """Return the last part of a name as an uploader's machine wrote it, tidy, without any folder."""
    return clean_line(file_name.replace("\\", "/").rpartition("/")[2])[-MAX_FILE_NAME:]


def title_of(file_name: str, *, fallback: str = "未命名素材") -> str:
    """Return a title made of a file's name: its stem, underscores read as spaces."""
    stem = PurePath(base_name(file_name)).stem
    return clean_line(stem.replace("_", " "))[:MAX_TITLE] or fallback


def copy_key(sha256: str) -> str:
    """Return the key of the copy without location and serial numbers."""
    return rendition_key(sha256, recipe=STRIP_RECIPE)


def cover_key(sha256: str) -> str:
    """Return the key of the picture a chat's card shows."""
    return rendition_key(sha256, recipe=COVER_RECIPE)


def document_of(asset: Asset) -> SearchDoc:
    """Return what is searchable of an asset: its title, its tags and product, the name of its file."""
    product = (asset.product.name, asset.product.sku) if asset.product else ()
    return SearchDoc(asset.id, asset.title, body=asset.file_name, keywords=[*(row.tag for row in asset.tags), *product])
