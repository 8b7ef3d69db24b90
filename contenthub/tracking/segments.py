"""Spool segments on disk: framed records, and a reader that never loses a neighbour of a damaged one.

A frame is a mark (4 bytes), the payload's length (u32 LE), the payload's CRC-32 begun with that length (u32 LE), the
payload. A writer holds an exclusive `flock` on its segment for as long as it lives: whoever gets the lock knows that
nothing more comes.
"""

import fcntl
import mmap
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MARK = b"\xc5CH1"
HEAD = 12
_HEAD = struct.Struct("<4sII")
MAX_PAYLOAD = 256 * 1024
SUFFIX = ".seg"


def frame(payload: bytes) -> bytes:
    """Return a payload framed for a segment."""
    length = len(payload)
    return _HEAD.pack(MARK, length, zlib.crc32(payload, length)) + payload


@dataclass(frozen=True, slots=True)
class Framed:
    """A payload, where its frame starts and ends, and how many unreadable bytes came before it."""

    offset: int
    end: int
    payload: bytes
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Tail:
    """What follows the last good frame: `size` bytes that are no frame, from `offset`; `size` 0 is a clean end."""

    offset: int
    size: int


def list_segments(folder: Path) -> list[Path]:
    """Return every segment, the oldest first."""
    return sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []


def is_finished(path: Path) -> bool:
    """Say whether the segment's writer is gone or has gone on to another segment."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def read_frames(path: Path, *, start: int = 0) -> Iterator[Framed | Tail]:
    """Yield the good frames from `start` on, then one `Tail`; bytes that are no frame are skipped over and counted."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size <= start:
            yield Tail(start, 0)
            return
        with mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) as view:
            yield from _frames(view, start=start, size=size)


def _frames(view: mmap.mmap, *, start: int, size: int) -> Iterator[Framed | Tail]:
    good = position = start
    while position < size:
        end = _end_of_frame(view, position, size=size)
        if end:
            yield Framed(position, end, view[position + HEAD : end], skipped=position - good)
            good = position = end
            continue
        # Sought from the next byte on: a damaged length must not swallow the good frames behind it.
        found = view.find(MARK, position + 1)
        if found < 0:
            break
        position = found
    yield Tail(good, size - good)


def _end_of_frame(view: mmap.mmap, position: int, *, size: int) -> int:
    """Return where the good frame at `position` ends, or 0 when there is none."""
    body = position + HEAD
    if body > size or view[position : position + 4] != MARK:
        return 0
    _mark, length, crc = _HEAD.unpack_from(view, position)
    if length > MAX_PAYLOAD or body + length > size:
        return 0
    return body + length if crc == zlib.crc32(view[body : body + length], length) else 0
