"""Click ids: signed tokens that carry share, slot, offer and time, so that credit need not wait for the drain."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime

from contenthub.tracking.chance import RANDOM, keyed_hash, url_text
from contenthub.tracking.records import Micros, from_micros

_FORM = re.compile(
    r"^(?P<share>[0-9A-Za-z]{1,16})\.(?P<slot>[a-z0-9_-]{1,32})\.(?P<position>\d{1,4})\.(?P<offer>[0-9A-Za-z_-]{1,26})"
    r"\.(?P<at>[0-9a-f]{1,14})\.(?P<random>[0-9a-f]{16})\.[A-Za-z0-9_-]{22}$"
)


@dataclass(frozen=True)
class Click:
    """What a click id says of its click."""

    click_id: str
    share: str
    slot: str
    position: int
    offer_id: str
    at: datetime


class ClickIds:
    """Makes click ids and reads them back."""

    def __init__(self, secret: str) -> None:
        """Sign with the installation's secret."""
        self._key = hashlib.sha256(f"click\0{secret}".encode()).digest()

    def make(self, *, share: str, slot: str, position: int, offer_id: str, at: Micros) -> str:
        """Return a new id, 90-130 characters, safe in a URL: `share.slot.position.offer.time.random.signature`."""
        text = f"{share}.{slot}.{position}.{offer_id}.{at:x}.{RANDOM.take(8).hex()}"
        return f"{text}.{self._sign(text)}"

    def _sign(self, text: str) -> str:
        return url_text(keyed_hash(text.encode(), key=self._key, size=16))

    def read(self, click_id: str) -> Click | None:
        """Return what a click id of ours says, or None for anything else."""
        found = _FORM.match(click_id)
        text, _dot, signature = click_id.rpartition(".")
        if found is None or not hmac.compare_digest(signature.encode(), self._sign(text).encode()):
            return None
        return Click(
            click_id=click_id,
            share=found["share"],
            slot=found["slot"],
            position=int(found["position"]),
            offer_id=found["offer"],
            at=from_micros(int(found["at"], 16)),
        )
