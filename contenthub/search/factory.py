"""The index that a URL names."""

from pathlib import Path

from contenthub.kernel.errors import FieldError
from contenthub.search.index import IndexUrlInvalid, SearchIndex


def make_index(url: str) -> SearchIndex:
    """Return the index of `whoosh:DIR` or `memory:`; nothing is read before it is used."""
    # Engines are imported when chosen: one that is not used costs neither memory nor time.
    kind, _, rest = url.partition(":")
    if kind == "whoosh" and rest:
        from contenthub.search.whoosh import WhooshIndex  # noqa: PLC0415

        return WhooshIndex(Path(rest))
    if kind == "memory" and not rest:
        from contenthub.search.memory import MemoryIndex  # noqa: PLC0415

        return MemoryIndex()
    raise IndexUrlInvalid(FieldError("INDEX_URL", "must be whoosh:DIR or memory:"))
