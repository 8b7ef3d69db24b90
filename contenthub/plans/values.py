"""Kinds, stages, channels, states and metrics of offers, contents and plans."""

from enum import StrEnum


class OfferKind(StrEnum):
    """Why now."""

    COUPON = "coupon"
    PRICE = "price"
    GIFT = "gift"
    BOOKING = "booking"
    LINK = "link"


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
