"""What the front door writes for each request: one record, before the answer. Times are microseconds since 1970 UTC."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Micros = int
SlotKey = Annotated[str, Meta(pattern=r"^[a-z0-9_-]{1,32}$")]
Printable = Annotated[str, Meta(pattern=r"^[!-~]{1,64}$")]
Shown = tuple[str, str, int]
"""A slot on the page: key, offer shown, 1-based position."""


class Seen(Struct, tag="seen", tag_field="kind", frozen=True):
    """The page became visible."""

    at: datetime | None = None


class View(Struct, tag="view", tag_field="kind", frozen=True):
    """Half of a slot was visible for a second."""

    slot: SlotKey
    at: datetime | None = None


class Depth(Struct, tag="depth", tag_field="kind", frozen=True):
    """The deepest block reached, in percent of the page; cumulative."""

    value: Annotated[int, Meta(ge=0, le=100)]
    at: datetime | None = None


class Dwell(Struct, tag="dwell", tag_field="kind", frozen=True):
    """Visible and focused milliseconds; cumulative, at most a day."""

    value: Annotated[int, Meta(ge=0, le=86_400_000)]
    at: datetime | None = None


class Play(Struct, tag="play", tag_field="kind", frozen=True):
    """A video was played this far, in percent."""

    value: Literal[25, 50, 75, 95]
    block: Printable | None = None
    at: datetime | None = None


class Zoom(Struct, tag="zoom", tag_field="kind", frozen=True):
    """A picture was enlarged."""

    block: Printable | None = None
    at: datetime | None = None


Act = Seen | View | Depth | Dwell | Play | Zoom


class Opened(Struct, tag="o", array_like=True, frozen=True):
    """`GET /s/<code>`, with the slots of the page as they were shown."""

    at: Micros
    share: str
    visitor: str
    network: str
    stamp: str
    reason: str
    slots: list[Shown]


class Clicked(Struct, tag="c", array_like=True, frozen=True):
    """`GET /s/<code>/<slot>`; `is_new`: the visitor came without a cookie, so only `visit` can tell who it was."""

    at: Micros
    share: str
    visitor: str
    network: str
    stamp: str
    reason: str
    slot: str
    position: int
    offer: str | None
    click_id: str | None
    visit: str | None
    is_new: bool


class Beaconed(Struct, tag="b", array_like=True, frozen=True):
    """`POST /e`; `visitor` is empty when neither cookie nor nonce told who it was."""

    at: Micros
    share: str
    visitor: str
    network: str
    stamp: str
    reason: str
    visit: str
    seq: int
    has_nonce: bool
    acts: list[Act]


Record = Opened | Clicked | Beaconed
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Record)


def encode(record: Record) -> bytes:
    """Return a record as MessagePack."""
    return _encoder.encode(record)


def decode(payload: bytes) -> Record:
    """Return the record of a payload; raise `msgspec.DecodeError` for anything else."""
    found: Record = _decoder.decode(payload)
    return found


def to_micros(moment: datetime) -> Micros:
    """Return a moment as microseconds since 1970 UTC, exactly."""
    past = moment - EPOCH
    return (past.days * 86_400 + past.seconds) * 1_000_000 + past.microseconds


def from_micros(at: Micros) -> datetime:
    """Return the moment of `to_micros`."""
    return EPOCH + timedelta(microseconds=at)
