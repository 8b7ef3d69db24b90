"""Webhooks: a source without a token proves itself by signing what it tells with a secret of its own.

The signature is the hex HMAC-SHA256 of `<timestamp>.<body>`; the timestamp is in Unix seconds and at most five minutes
off. What is sent again within that time counts once, as any conversion told twice.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from contenthub.kernel.text import clean_line
from contenthub.tracking.errors import WebhookRefused

REPLAY_WINDOW = timedelta(minutes=5)
MAX_DIGITS = 12


class Webhooks:
    """Knows the secret of every source: derived from the house's key, so nothing is kept."""

    def __init__(self, secret: str) -> None:
        """Derive from the installation's secret; a new one gives every source a new secret."""
        self._key = hashlib.sha256(f"webhook\0{secret}".encode()).digest()

    def secret_of(self, source: str) -> str:
        """Return the secret of a source, 64 hex digits."""
        return hmac.digest(self._key, clean_line(source).encode(), "sha256").hex()

    def sign(self, body: bytes, *, source: str, timestamp: str) -> str:
        """Return the signature a source sends with `body`, 64 hex digits."""
        signed = timestamp.encode() + b"." + body
        return hmac.digest(self.secret_of(source).encode(), signed, "sha256").hex()

    def check(self, body: bytes, *, source: str, timestamp: str, signature: str, now: datetime) -> None:
        """Raise `WebhookRefused` unless `source` signed `body` within the last five minutes."""
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= MAX_DIGITS):
            raise WebhookRefused(reason="timestamp-missing")
        expected = self.sign(body, source=source, timestamp=timestamp)
        if not hmac.compare_digest(expected.encode(), signature.strip().lower().encode()):
            raise WebhookRefused(reason="signature-wrong")
        if abs(now.timestamp() - int(timestamp)) > REPLAY_WINDOW.total_seconds():
            raise WebhookRefused(reason="timestamp-off")
