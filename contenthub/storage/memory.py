"""Blobs that live as long as their process: real, for tests."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from contenthub.storage.blobs import (
    CHUNK,
    BlobInfo,
    BlobNotFound,
    BlobReader,
    Measured,
    checked_key,
    checked_range,
    probe,
)


class MemoryBlobs:
    """Keeps blobs in a dictionary."""

    def __init__(self) -> None:
        """Start empty."""
        self._blobs: dict[str, tuple[bytes, datetime]] = {}
        self._lock = threading.Lock()

    def put(
        self, key: str, stream: BinaryIO, *, size: int | None = None, media_type: str = "application/octet-stream"
    ) -> None:
        """Store what `stream` gives."""
        del media_type
        content = b"".join(Measured(stream, key=checked_key(key), size=size))
        with self._lock:
            self._blobs = {**self._blobs, key: (content, datetime.now(UTC))}

    def open(self, key: str, *, start: int = 0, length: int | None = None) -> BlobReader:
        """Return a reader of a range."""
        start, length = checked_range(start, length)
        content = self._get(key)[start : None if length is None else start + length]
        return BlobReader(content[at : at + CHUNK] for at in range(0, len(content), CHUNK))

    def size(self, key: str) -> int:
        """Return the number of bytes."""
        return len(self._get(key))

    def exists(self, key: str) -> bool:
        """Say whether something is stored under `key`."""
        return checked_key(key) in self._blobs

    def delete(self, key: str) -> None:
        """Forget the blob."""
        with self._lock:
            self._blobs = {known: blob for known, blob in self._blobs.items() if known != checked_key(key)}

    def list(self, prefix: str = "") -> Iterator[BlobInfo]:
        """Yield the blobs whose key starts with `prefix`."""
        for key, (content, modified) in sorted(self._blobs.items()):
            if key.startswith(prefix):
                yield BlobInfo(key, len(content), modified)

    def url(self, key: str, *, expires: timedelta, filename: str | None = None, media_type: str | None = None) -> None:
        """Return None: the caller streams."""

    def check(self) -> None:
        """Write, read and delete a probe."""
        probe(self)

    def close(self) -> None:
        """Hold nothing that must be let go."""

    def _get(self, key: str) -> bytes:
        if checked_key(key) not in self._blobs:
            raise BlobNotFound(key=key)
        return self._blobs[key][0]
