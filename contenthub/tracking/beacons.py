"""The shape of a beacon: decoded and checked in one step, strictly."""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from contenthub.tracking.records import Act, Printable

MAX_BYTES = 64 * 1024
MAX_EVENTS = 50
TYPES = ("application/json", "text/plain")


class BeaconIn(Struct, frozen=True):
    """What a page sends: which share, its own name for the visit, a number that grows, and what happened."""

    share: Printable
    visit: Printable
    seq: Annotated[int, Meta(ge=0, lt=2**31)]
    events: Annotated[list[Act], Meta(max_length=MAX_EVENTS)]
    n: Annotated[str, Meta(max_length=200)] | None = None


_decoder = msgspec.json.Decoder(BeaconIn)


def read_beacon(body: bytes, *, content_type: str) -> BeaconIn | None:
    """Return the beacon in a body, or None when it is malformed, of an unknown kind or over the limits."""
    if len(body) > MAX_BYTES or content_type.partition(";")[0].strip().lower() not in TYPES:
        return None
    try:
        return _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
