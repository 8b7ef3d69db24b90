"""Messages over a pipe: four bytes of length, then the message."""

import os
import select
import time

MAX_MESSAGE = 16 * 1024 * 1024


class PipeClosed(EOFError):
    """The other side is gone."""


def write_frame(pipe: int, message: bytes) -> None:
    """Write one whole message; raise `PipeClosed` when nobody reads any more."""
    view = memoryview(len(message).to_bytes(4, "big") + message)
    try:
        while view:
            view = view[os.write(pipe, view) :]
    except BrokenPipeError:
        raise PipeClosed from None


def read_frame(pipe: int, *, seconds: float) -> bytes:
    """Read one whole message; raise `TimeoutError` after `seconds`, `PipeClosed` at the end."""
    deadline = time.monotonic() + seconds
    size = int.from_bytes(_read(pipe, 4, deadline=deadline), "big")
    if size > MAX_MESSAGE:
        raise PipeClosed
    return _read(pipe, size, deadline=deadline)


def _read(pipe: int, size: int, *, deadline: float) -> bytes:
    poller = select.poll()  # not select(): a busy server has descriptors above 1023
    poller.register(pipe, select.POLLIN)
    parts = bytearray()
    while len(parts) < size:
        left = deadline - time.monotonic()
        if left <= 0 or not poller.poll(left * 1000):
            raise TimeoutError
        part = os.read(pipe, size - len(parts))
        if not part:
            raise PipeClosed
        parts += part
    return bytes(parts)
