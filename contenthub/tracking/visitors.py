"""Who a visitor is: a random cookie, or without one a keyed hash whose key dies with the day. No address is kept."""

import base64
import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path

from contenthub.tracking.chance import RANDOM, keyed_hash, url_text

VISITOR_BYTES = 16
_VISITOR = re.compile(r"^[A-Za-z0-9_-]{22}$")
COOKIE_SECONDS = 400 * 86_400


def new_visitor() -> str:
    """Return a random visitor id: 16 bytes, 22 URL-safe characters."""
    return url_text(RANDOM.take(VISITOR_BYTES))


def is_visitor(text: str) -> bool:
    """Say whether a cookie's value has the form of one we give."""
    return _VISITOR.match(text) is not None


@lru_cache(maxsize=20_000)
def network_of(address: str) -> str:
    """Return the /24 of an IPv4 address, the /48 of an IPv6 one; an unreadable address is a network of its own."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    mapped = getattr(parsed, "ipv4_mapped", None) or parsed
    return mapped.exploded.rpartition(".")[0] if mapped.version == 4 else mapped.exploded[:14]


@dataclass(frozen=True)
class DayKey:
    """The secret of one UTC day."""

    day: str
    key: bytes

    def hash_visitor(self, address: str, agent: str) -> str:
        """Return who comes from `address` with `agent` today, in the form of a visitor id."""
        return url_text(keyed_hash(f"visitor\0{address}\0{agent}".encode(), key=self.key, size=VISITOR_BYTES))

    def hash_network(self, address: str) -> str:
        """Return the network of an address as 12 characters that tell nothing once the day is over."""
        return url_text(keyed_hash(f"network\0{network_of(address)}".encode(), key=self.key, size=9))


class DayKeys:
    """Keeps today's key in a file all workers share (mode 0600) and destroys those of other days."""

    def __init__(self, folder: Path) -> None:
        """Keep keys in `folder`; it is made with the first key."""
        self._folder = folder
        self._today: DayKey | None = None

    def of(self, day: str) -> DayKey:
        """Return the key of a UTC day, `2026-07-01`."""
        today = self._today
        if today is None or today.day != day:
            self._today = today = DayKey(day, self._kept(day))
        return today

    def _kept(self, day: str) -> bytes:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{day}.key"
        if not path.exists():
            fresh = self._folder / f"{day}.{secrets.token_hex(6)}"
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_bytes(32))
            try:
                os.link(fresh, path)  # atomic: of several workers at midnight, one key wins
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        key = path.read_bytes()
        self.destroy_other_than(day)
        return key

    def destroy_other_than(self, day: str) -> None:
        """Delete the keys of every earlier day."""
        for path in self._folder.glob("*.key"):
            if path.stem < day:
                path.unlink(missing_ok=True)


class Nonces:
    """Seals into a page who it was made for: bound to the share, valid a day, unreadable to the page's scripts."""

    SECONDS = 86_400
    _TAG = 12

    def __init__(self, secret: str) -> None:
        """Derive the keys from the installation's secret."""
        self._tag_key = hashlib.sha256(f"nonce tag\0{secret}".encode()).digest()
        self._pad_key = hashlib.sha256(f"nonce pad\0{secret}".encode()).digest()

    def seal(self, *, share: str, visitor: str, at: float) -> str:
        """Return a nonce of 43 characters for a visitor's page."""
        raw = base64.urlsafe_b64decode(f"{visitor}==")
        when = int(at).to_bytes(4, "big")
        tag = self._tag(share, when, raw)
        return url_text(when + tag + self._mask(tag, raw))

    def open(self, nonce: str, *, share: str, at: float) -> str | None:
        """Return the visitor of a nonce made for `share` within the last day, or None."""
        try:
            raw = base64.b64decode(f"{nonce}=".encode(), altchars=b"-_", validate=True)
        except ValueError:
            return None
        if len(raw) != 4 + self._TAG + VISITOR_BYTES:
            return None
        when, tag = raw[:4], raw[4 : 4 + self._TAG]
        visitor = self._mask(tag, raw[4 + self._TAG :])
        age = at - int.from_bytes(when, "big")
        if not hmac.compare_digest(tag, self._tag(share, when, visitor)) or not -300 <= age <= self.SECONDS:
            return None
        return url_text(visitor)

    def _tag(self, share: str, when: bytes, visitor: bytes) -> bytes:
        return keyed_hash(when + visitor + share.encode(), key=self._tag_key, size=self._TAG)

    def _mask(self, tag: bytes, visitor: bytes) -> bytes:
        pad = keyed_hash(tag, key=self._pad_key, size=VISITOR_BYTES)
        return (int.from_bytes(visitor, "big") ^ int.from_bytes(pad, "big")).to_bytes(VISITOR_BYTES, "big")
