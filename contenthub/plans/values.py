"""Kinds, stages, channels, states and metrics of offers, contents and plans."""

from enum import StrEnum


class OfferKind(StrEnum):
    """Why now."""

    COUPON = "coupon"
    PRICE = "price"
    GIFT = "gift"
    BOOKING = "booking"
    LINK = "link"


class OfferState(StrEnum):
    """How an offer stands at a moment; only a live one is shown."""

    LIVE = "live"
    UPCOMING = "upcoming"
    EXPIRED = "expired"
    SOLD_OUT = "sold_out"
    OFF_SHELF = "off_shelf"
    OFF = "off"


class BlockType(StrEnum):
    """What a block of a content is."""

    HEADING = "heading"
    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    PRODUCT = "product"
    LIVE = "live"
    SLOT = "slot"


class Lock(StrEnum):
    """What a guide may not do to a block: replace or hide it, or move it."""

    CONTENT = "content"
    POSITION = "position"


class ContentState(StrEnum):
    """Never published, published at least once, or taken back."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RECALLED = "recalled"


class Level(StrEnum):
    """A problem keeps a content from being published; a hint only says what could be better."""

    PROBLEM = "problem"
    HINT = "hint"


class Flaw(StrEnum):
    """What is found when a content is checked."""

    EMPTY = "empty"
    NO_TITLE = "no-title"
    EMPTY_TEXT = "empty-text"
    EMPTY_SLOT = "empty-slot"
    ASSET_TRASHED = "asset-trashed"
    ASSET_FAILED = "asset-failed"
    NO_SUMMARY = "no-summary"
    NO_COVER = "no-cover"
    NO_SLOT = "no-slot"
    NO_ALT = "no-alt"
    NO_FALLBACK = "no-fallback"
    SLOT_ASLEEP = "slot-asleep"
    PRODUCT_OFF_SHELF = "product-off-shelf"
    LIVE_PAST = "live-past"


class PlanState(StrEnum):
    """draft → running ↔ paused → ended."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class Stage(StrEnum):
    """拉新 / 活跃 / 触达 / 变现."""

    ACQUIRE = "acquire"
    ACTIVATE = "activate"
    REACH = "reach"
    MONETIZE = "monetize"


class Channel(StrEnum):
    """Where a guide sends it."""

    ONE_TO_ONE = "one_to_one"
    GROUP = "group"
    MOMENTS = "moments"
    POSTER = "poster"
    OFFICIAL_ACCOUNT = "official_account"
    SMS = "sms"
    LIVE = "live"
    STORE_QR = "store_qr"
    OTHER = "other"


class GoalMetric(StrEnum):
    """What a plan is measured by."""

    PREPARED = "prepared"
    OPENS = "opens"
    READERS = "readers"
    CLICKS = "clicks"
    LEADS = "leads"
    ORDERS = "orders"
    REVENUE = "revenue"
