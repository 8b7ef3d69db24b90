"""Randomness and keyed hashes, cheap enough for every click."""

import base64
import hashlib
import os
import threading


class RandomPool:
    """Random bytes of the system, fetched 4,096 at a time: a system call for each id costs as much as the id."""

    SIZE = 4096

    def __init__(self) -> None:
        """Start empty."""
        self._lock = threading.Lock()
        self._forget()
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        # Two processes must never hand out the same bytes.
        self._pool, self._at = b"", self.SIZE

    def take(self, count: int) -> bytes:
        """Return `count` bytes nobody has had before."""
        with self._lock:
            start = self._at
            if start + count > self.SIZE:
                self._pool, start = os.urandom(self.SIZE), 0
            self._at = start + count
            return self._pool[start : start + count]


RANDOM = RandomPool()


def keyed_hash(payload: bytes, *, key: bytes, size: int) -> bytes:
    """Return the keyed BLAKE2b of a payload: a MAC by construction, a third of the time of an HMAC."""
    return hashlib.blake2b(payload, key=key, digest_size=size).digest()


def url_text(raw: bytes) -> str:
    """Return bytes as URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
