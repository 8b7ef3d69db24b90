"""Click ids: signed tokens that carry share, slot, offer and time, so that credit need not wait for the drain."""

import os
import re
from dataclasses import dataclass
from datetime import datetime

from contenthub.kernel.signing import Signer
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
        self._signer = Signer(secret, purpose="click")

    def make(self, *, share: str, slot: str, position: int, offer_id: str, at: Micros) -> str:
        """Return a new id, 90-130 characters, safe in a URL: `share.slot.position.offer.time.random.signature`."""
        return self._signer.seal(f"{share}.{slot}.{position}.{offer_id}.{at:x}.{os.urandom(8).hex()}")

    def read(self, click_id: str) -> Click | None:
        """Return what a click id of ours says, or None for anything else."""
        found = _FORM.match(click_id)
        if found is None or self._signer.open(click_id) is None:
            return None
        return Click(
            click_id=click_id,
            share=found["share"],
            slot=found["slot"],
            position=int(found["position"]),
            offer_id=found["offer"],
            at=from_micros(int(found["at"], 16)),
        )
