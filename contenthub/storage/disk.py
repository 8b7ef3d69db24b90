"""Blobs as files of a local folder; a key is a path under it."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from contenthub.storage.blobs import (
    CHUNK,
    BlobInfo,
    BlobNotFound,
    BlobReader,
    BlobsUnavailable,
    Measured,
    checked_key,
    checked_range,
    probe,
)

INCOMING = ".incoming"
"""Where uploads grow; no key starts with a dot, so nothing here is ever a blob."""
_STALE_SECONDS = 24 * 3600


class DiskBlobs:
    """Keeps blobs as files; each is written aside, flushed to the disk, then renamed into its place."""

    def __init__(self, root: Path) -> None:
        """Use the folder `root`, made when first written to."""
        self._root = root
        self._incoming = root / INCOMING

    def put(
        self, key: str, stream: BinaryIO, *, size: int | None = None, media_type: str = "application/octet-stream"
    ) -> None:
        """Store what `stream` gives."""
        del media_type
        target = self._path(key)
        with _disk_errors(key):
            _make_folders(self._incoming)
            draft = self._incoming / secrets.token_hex(16)
            file = draft.open("xb")
        try:
            with file:
                for piece in Measured(stream, key=key, size=size):
                    with _disk_errors(key):
                        file.write(piece)
                with _disk_errors(key):
                    file.flush()
                    os.fsync(file.fileno())
            with _disk_errors(key):
                _make_folders(target.parent)
                draft.replace(target)
                _flush_folder(target.parent)
        finally:
            draft.unlink(missing_ok=True)

    def open(self, key: str, *, start: int = 0, length: int | None = None) -> BlobReader:
        """Return a reader of a range."""
        start, length = checked_range(start, length)
        with _disk_errors(key):
            file = self._file(key).open("rb")
            file.seek(start)
        return BlobReader(_read(file, length), source=file)

    def size(self, key: str) -> int:
        """Return the number of bytes."""
        with _disk_errors(key):
            return self._file(key).stat().st_size

    def exists(self, key: str) -> bool:
        """Say whether something is stored under `key`."""
        return self._path(key).is_file()

    def delete(self, key: str) -> None:
        """Forget the blob."""
        with _disk_errors(key):
            self._path(key).unlink(missing_ok=True)

    def list(self, prefix: str = "") -> Iterator[BlobInfo]:
        """Yield the blobs whose key starts with `prefix`."""
        with _disk_errors(prefix):
            yield from self._walk(self._root, prefix)

    def url(self, key: str, *, expires: timedelta, filename: str | None = None, media_type: str | None = None) -> None:
        """Return None: the caller streams."""

    def check(self) -> None:
        """Write, read and delete a probe, and remove uploads that died more than a day ago."""
        probe(self)
        dead = time.time() - _STALE_SECONDS
        for draft in self._incoming.iterdir():
            with suppress(FileNotFoundError):
                if draft.stat().st_mtime < dead:
                    draft.unlink()

    def close(self) -> None:
        """Hold nothing that must be let go."""

    def _path(self, key: str) -> Path:
        return self._root / checked_key(key)

    def _file(self, key: str) -> Path:
        path = self._path(key)
        if not path.is_file():
            raise BlobNotFound(key=key)
        return path

    def _walk(self, folder: Path, prefix: str) -> Iterator[BlobInfo]:
        """Yield a folder's blobs; a folder sorts as its name with `/`, as its keys do."""
        if not folder.is_dir():
            return
        named = [(f"{entry.name}/" if entry.is_dir() else entry.name, entry) for entry in folder.iterdir()]
        for name, entry in sorted(named):
            key = str(entry.relative_to(self._root)) + name[len(entry.name) :]
            if name.startswith(".") or not (key.startswith(prefix) or prefix.startswith(key)):
                continue
            if name.endswith("/"):
                yield from self._walk(entry, prefix)
            elif key.startswith(prefix):
                with suppress(FileNotFoundError):
                    found = entry.stat()
                    yield BlobInfo(key, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))


@contextmanager
def _disk_errors(key: str) -> Iterator[None]:
    """Say in our words what the disk said; around the disk only, never around somebody's stream."""
    try:
        yield
    except OSError as error:
        raise BlobsUnavailable(reason=error.strerror, key=key) from error


def _read(file: BinaryIO, length: int | None) -> Iterator[bytes]:
    left = length
    while piece := file.read(CHUNK if left is None else min(CHUNK, left)):
        if left is not None:
            left -= len(piece)
        yield piece


def _make_folders(folder: Path) -> None:
    """Make a folder and its parents, each flushed into its parent so that a power cut keeps them."""
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir()
    _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
