"""What a reader would stumble over: a problem keeps a content from being published, a hint does not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from contenthub.kernel.errors import FieldError
from contenthub.kernel.text import html_to_text
from contenthub.library.models import Product
from contenthub.library.values import AssetState
from contenthub.plans.known import AssetFact
from contenthub.plans.models import Content, Offer
from contenthub.plans.rules import is_live
from contenthub.plans.values import BlockType, Flaw, Level


@dataclass(frozen=True)
class Finding:
    """One thing to look at: where (`blocks.2`, `cover`), what, and how bad."""

    field: str
    flaw: Flaw
    block: str | None = None

    @property
    def level(self) -> Level:
        """Say whether it keeps the content from being published."""
        return Level.PROBLEM if self.flaw in PROBLEMS else Level.HINT

    def as_error(self) -> FieldError:
        """Return it as a wrong field."""
        return FieldError(self.field, self.flaw.value)


PROBLEMS = {Flaw.EMPTY, Flaw.NO_TITLE, Flaw.EMPTY_TEXT, Flaw.EMPTY_SLOT, Flaw.ASSET_TRASHED, Flaw.ASSET_FAILED}


@dataclass(frozen=True)
class Around:
    """What the blocks refer to, as it stands now."""

    assets: Mapping[str, AssetFact] = field(default_factory=dict)
    products: Mapping[str, Product] = field(default_factory=dict)
    offers: Mapping[str, Offer] = field(default_factory=dict)


def check(content: Content, *, around: Around, at: datetime) -> list[Finding]:
    """Return what is to be looked at, in the order of the page."""
    found = list(_check_frame(content, around=around))
    for number, block in enumerate(content.blocks):
        flaws = CHECKS[block["type"]](block, around, at)
        found += [Finding(f"blocks.{number}", flaw, block["id"]) for flaw in flaws]
    return found


def _check_frame(content: Content, *, around: Around) -> Iterator[Finding]:
    if not content.title:
        yield Finding("title", Flaw.NO_TITLE)
    if all(block["type"] == BlockType.SLOT for block in content.blocks):
        yield Finding("blocks", Flaw.EMPTY)
    elif all(block["type"] != BlockType.SLOT for block in content.blocks):
        yield Finding("blocks", Flaw.NO_SLOT)
    if not content.summary:
        yield Finding("summary", Flaw.NO_SUMMARY)
    if content.cover:
        yield from (Finding("cover", flaw) for flaw in _asset_flaws(content.cover, around))
    elif all(block["type"] != BlockType.IMAGE for block in content.blocks):
        yield Finding("cover", Flaw.NO_COVER)


def _asset_flaws(asset: str, around: Around) -> Iterator[Flaw]:
    fact = around.assets.get(asset)
    if fact is None or fact.is_trashed:
        yield Flaw.ASSET_TRASHED
    elif fact.state == AssetState.FAILED:
        yield Flaw.ASSET_FAILED


def _check_text(block: Mapping[str, Any], _around: Around, _at: datetime) -> Iterator[Flaw]:
    if not html_to_text(block["html"]).strip():
        yield Flaw.EMPTY_TEXT


def _check_heading(block: Mapping[str, Any], _around: Around, _at: datetime) -> Iterator[Flaw]:
    if not block["text"]:
        yield Flaw.EMPTY_TEXT


def _check_media(block: Mapping[str, Any], around: Around, _at: datetime) -> Iterator[Flaw]:
    yield from _asset_flaws(block["asset"], around)
    if block["type"] == BlockType.IMAGE and not block["alt"]:
        yield Flaw.NO_ALT


def _check_product(block: Mapping[str, Any], around: Around, _at: datetime) -> Iterator[Flaw]:
    product = around.products.get(block["product"])
    if product is None or not product.on_shelf:
        yield Flaw.PRODUCT_OFF_SHELF


def _check_live(block: Mapping[str, Any], _around: Around, at: datetime) -> Iterator[Flaw]:
    if datetime.fromisoformat(block["starts_at"]) < at:
        yield Flaw.LIVE_PAST


def _check_slot(block: Mapping[str, Any], around: Around, at: datetime) -> Iterator[Flaw]:
    named = [*block["offers"], *filter(None, [block.get("fallback")])]
    if not named and not block["guide_offers"]:
        yield Flaw.EMPTY_SLOT
    elif named and not any(is_live(around.offers[key], at=at) for key in named if key in around.offers):
        yield Flaw.SLOT_ASLEEP
    elif not block.get("fallback"):
        yield Flaw.NO_FALLBACK


CHECKS = {
    BlockType.HEADING: _check_heading,
    BlockType.TEXT: _check_text,
    BlockType.IMAGE: _check_media,
    BlockType.VIDEO: _check_media,
    BlockType.PRODUCT: _check_product,
    BlockType.LIVE: _check_live,
    BlockType.SLOT: _check_slot,
}
