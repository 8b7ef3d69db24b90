"""Ids and codes: opaque to the outside, sortable by time inside."""

import os
import secrets
import time

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
CODE_LENGTH = 11
"""58^11 ≈ 2.5e19 codes: guessing one of a million live codes at 1,000 tries a second takes 800 years."""


def new_id() -> str:
    """Make a 26-character id whose order is the order of making (ULID layout: 48 bits of ms, 80 random)."""
    number = (int(time.time() * 1000) << 80) | int.from_bytes(os.urandom(10))
    return "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5))


def new_code() -> str:
    """Make a public share code of random base58 characters (no 0, O, I, l)."""
    return "".join(secrets.choice(_BASE58) for _ in range(CODE_LENGTH))


def new_secret() -> str:
    """Make an unguessable token of 32 random bytes, URL-safe."""
    return secrets.token_urlsafe(32)
