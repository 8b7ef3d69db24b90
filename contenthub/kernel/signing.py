"""Small signed values: an HMAC over a purpose and a payload, so that one key serves many uses safely."""

import base64
import hashlib
import hmac


class Signer:
    """Signs and checks short texts for one purpose."""

    def __init__(self, secret: str, *, purpose: str) -> None:
        """Derive a key for `purpose`; tokens of one purpose never pass for another."""
        self._key = hashlib.sha256(f"{purpose}\0{secret}".encode()).digest()

    def sign(self, payload: bytes) -> str:
        """Return the 16-byte HMAC-SHA256 tag of `payload`, URL-safe base64, 22 characters."""
        tag = hmac.digest(self._key, payload, "sha256")[:16]
        return base64.urlsafe_b64encode(tag).rstrip(b"=").decode()

    def seal(self, text: str) -> str:
        """Return `text` with its tag: `text.tag`."""
        return f"{text}.{self.sign(text.encode())}"

    def open(self, sealed: str) -> str | None:
        """Return the text of a sealed value, or None when it was not sealed by us."""
        text, dot, tag = sealed.rpartition(".")
        if not dot or not hmac.compare_digest(tag.encode(), self.sign(text.encode()).encode()):
            return None
        return text
