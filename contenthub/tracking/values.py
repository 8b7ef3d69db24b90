"""Kinds of event and their verdicts."""

from enum import StrEnum


class EventKind(StrEnum):
    """One thing a visitor (or, for `intent`, a guide) did."""

    OPEN = "open"
    SEEN = "seen"
    DEPTH = "depth"
    DWELL = "dwell"
    PLAY = "play"
    ZOOM = "zoom"
    VIEW = "view"
    CLICK = "click"
    INTENT = "intent"


class Verdict(StrEnum):
    """Who did it: only `human` counts; nothing is dropped."""

    HUMAN = "human"
    BOT = "bot"
    SELF = "self"
    PREVIEW = "preview"
    REPEAT = "repeat"
    UNCONFIRMED = "unconfirmed"


class SaleState(StrEnum):
    """Where a sale stands that a guide told of."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class ConversionKind(StrEnum):
    """What came of it."""

    LEAD = "lead"
    ORDER = "order"
    REFUND = "refund"
