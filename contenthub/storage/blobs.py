"""Blobs: bytes under a key. One Protocol, its errors, and what every engine shares."""

import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from contenthub.kernel.errors import FieldError, Invalid, NotFound, Unavailable
from contenthub.kernel.ids import new_id

CHUNK = 1024 * 1024
MAX_KEY = 512
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")


class BlobNotFound(NotFound):
    """Nothing is stored under the key."""


class BlobKeyInvalid(Invalid):
    """Not a key: parts of letters, digits, `.`, `_`, `-` that start with a letter or digit, joined by `/`."""


class BlobIncomplete(Invalid):
    """The stream gave another number of bytes than was announced; nothing is stored."""


class BlobsUnavailable(Unavailable):
    """The store cannot be reached or is full."""


class BlobsUrlInvalid(Invalid):
    """No store has this URL."""


@dataclass(frozen=True)
class BlobInfo:
    """What a listing tells: the key, the size in bytes, when it was last written (UTC)."""

    key: str
    size: int
    modified: datetime


class BlobReader:
    """The bytes of a blob in pieces of at most 1 MiB. Read it once, in `with` or by whatever calls `close()`."""

    def __init__(self, pieces: Iterable[bytes], *, source: AbstractContextManager[object] | None = None) -> None:
        """Read `pieces`; leave `source` when done."""
        self._pieces = iter(pieces)
        self._source = source

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes, piece by piece."""
        return self._pieces

    def read(self) -> bytes:
        """Return all the bytes; for blobs known to be small."""
        return b"".join(self._pieces)

    def close(self) -> None:
        """Let go of the file or connection; closing twice is no error."""
        source, self._source = self._source, None
        if source is not None:
            source.__exit__(None, None, None)

    def __enter__(self) -> Self:
        """Lend the reader."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()


class Blobs(Protocol):
    """Keeps blobs. A key names whole bytes or nothing: never half a blob."""

    def put(
        self, key: str, stream: BinaryIO, *, size: int | None = None, media_type: str = "application/octet-stream"
    ) -> None:
        """Store what `stream` gives, replacing what was there at once; exactly `size` bytes where given, or nothing."""
        ...

    def open(self, key: str, *, start: int = 0, length: int | None = None) -> BlobReader:
        """Return a reader from byte `start`, of at most `length` bytes; raise `BlobNotFound`."""
        ...

    def size(self, key: str) -> int:
        """Return the number of bytes; raise `BlobNotFound`."""
        ...

    def exists(self, key: str) -> bool:
        """Say whether something is stored under `key`."""
        ...

    def delete(self, key: str) -> None:
        """Forget the blob; an unknown key is no error."""
        ...

    def list(self, prefix: str = "") -> Iterator[BlobInfo]:
        """Yield the blobs whose key starts with `prefix`, in the order of their keys."""
        ...

    def url(
        self, key: str, *, expires: timedelta, filename: str | None = None, media_type: str | None = None
    ) -> str | None:
        """Return an address that serves the blob until it `expires`, or None when the caller must stream it."""
        ...

    def check(self) -> None:
        """Write, read and delete a probe; raise `BlobsUnavailable`."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


def checked_key(key: str) -> str:
    """Return `key`, or raise `BlobKeyInvalid`; no valid key leaves its store."""
    if len(key) > MAX_KEY or not _KEY.fullmatch(key):
        raise BlobKeyInvalid(FieldError("key", "invalid"), key=key[:80])
    return key


def checked_range(start: int, length: int | None) -> tuple[int, int | None]:
    """Return the range, or raise `ValueError` for a negative one."""
    if start < 0 or (length is not None and length < 0):
        raise ValueError(f"negative range: {start}, {length}")
    return start, length


class Measured:
    """A stream that raises `BlobIncomplete` as soon as it cannot be the `size` bytes that were announced."""

    def __init__(self, stream: BinaryIO, *, key: str, size: int | None) -> None:
        """Read `stream`; any number of bytes will do when `size` is None."""
        self._stream = stream
        self._key = key
        self._size = size
        self._count = 0

    def read(self, amount: int = CHUNK) -> bytes:
        """Return at most `amount` bytes, none at the end."""
        piece = self._stream.read(amount)
        self._count += len(piece)
        if self._size is not None and (self._count > self._size or (not piece and self._count < self._size)):
            reason = "cut short" if not piece else "longer than announced"
            raise BlobIncomplete(FieldError("file", reason), key=self._key, size=self._size, received=self._count)
        return piece

    def __iter__(self) -> Iterator[bytes]:
        """Yield the rest, piece by piece."""
        while piece := self.read():
            yield piece


def probe(blobs: Blobs) -> None:
    """Write, read and delete a probe; raise `BlobsUnavailable` when it does not come back the same."""
    key, sent = f"probe/{new_id()}", new_id().encode()
    blobs.put(key, BytesIO(sent), size=len(sent))
    try:
        with blobs.open(key) as reader:
            received = reader.read()
    finally:
        blobs.delete(key)
    if received != sent:
        raise BlobsUnavailable(reason="a probe came back changed")
