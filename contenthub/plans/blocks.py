"""The shapes of blocks, and the reading of them: cleaned, checked against what exists, every wrong field listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictBool, StrictInt

from contenthub.kernel.clock import to_rfc3339
from contenthub.kernel.errors import FieldError
from contenthub.kernel.fields import Shape, TidyLine, Time, read_fields
from contenthub.kernel.targets import is_allowed_target
from contenthub.kernel.text import clean_html
from contenthub.library.values import AssetKind
from contenthub.plans.errors import ContentInvalid
from contenthub.plans.values import BlockType

MAX_BLOCKS = 200
MAX_HTML = 20_000
MAX_OFFERS = 10
RESERVED_KEYS = {"m", "direct"}
"""Slot keys that mean something else in public addresses; `poster.png` and `qr.svg` do not fit the pattern anyway."""

NOT_A_TARGET = "not an allowed address"
Ident = Annotated[str, Field(min_length=1, max_length=64)]


def _free_key(value: object) -> object:
    if isinstance(value, str) and value in RESERVED_KEYS:
        raise ValueError("reserved")
    return value


class Block(Shape):
    """What every block has: an id that survives editing, a type, and what a guide may not do to it."""

    id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")
    locks: list[Literal["content", "position"]] = Field(default_factory=list, max_length=2)


class HeadingBlock(Block):
    """A line that announces what follows; level as in HTML. A draft may leave it empty, a version may not."""

    type: Literal["heading"]
    text: TidyLine = Field(max_length=120)
    level: StrictInt = Field(ge=1, le=6)


class TextBlock(Block):
    """Words; `html` is reduced to a short list of tags, its links to allowed addresses."""

    type: Literal["text"]
    html: str = Field(max_length=MAX_HTML)


class ImageBlock(Block):
    """A picture of the library with its alternative text."""

    type: Literal["image"]
    asset: Ident
    alt: TidyLine = Field(max_length=200)
    caption: TidyLine | None = Field(None, max_length=200)


class VideoBlock(Block):
    """A video of the library."""

    type: Literal["video"]
    asset: Ident


class ProductBlock(Block):
    """A product with its name and price as they are when the page is opened."""

    type: Literal["product"]
    product: Ident


class LiveBlock(Block):
    """A live stream to come."""

    type: Literal["live"]
    title: TidyLine = Field(min_length=1, max_length=120)
    starts_at: Time
    url: str = Field(min_length=1, max_length=2000)


class SlotBlock(Block):
    """A promo slot: its offers in order of preference, what stands in for them, and whether a guide may add one."""

    type: Literal["slot"]
    key: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,32}$"), BeforeValidator(_free_key)]
    name: TidyLine = Field(min_length=1, max_length=40)
    offers: list[Ident] = Field(max_length=MAX_OFFERS)
    fallback: Ident | None = None
    guide_offers: StrictBool = False


SHAPES: dict[str, type[Block]] = {
    BlockType.HEADING: HeadingBlock,
    BlockType.TEXT: TextBlock,
    BlockType.IMAGE: ImageBlock,
    BlockType.VIDEO: VideoBlock,
    BlockType.PRODUCT: ProductBlock,
    BlockType.LIVE: LiveBlock,
    BlockType.SLOT: SlotBlock,
}


@dataclass(frozen=True)
class Refs:
    """The ids that blocks mention."""

    assets: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    offers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Known:
    """Which of them exist."""

    assets: Mapping[str, AssetKind] = field(default_factory=dict)
    products: frozenset[str] = frozenset()
    offers: frozenset[str] = frozenset()


def refs_of(blocks: Sequence[Any]) -> Refs:
    """Return the ids that blocks mention; parts that are no ids are passed over, so it may be called on raw input."""
    rows = [block for block in blocks if isinstance(block, Mapping)]
    offers = [offer for row in rows for offer in (*_listed(row.get("offers")), row.get("fallback"))]
    return Refs(
        assets=_ids(row.get("asset") for row in rows),
        products=_ids(row.get("product") for row in rows),
        offers=_ids(offers),
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _ids(values: Any) -> frozenset[str]:
    return frozenset(value for value in values if isinstance(value, str) and value)


def read_blocks(
    raw: object, *, known: Known, hosts: tuple[str, ...], at: str = "blocks"
) -> tuple[list[Any], list[FieldError]]:
    """Return the blocks as they are stored, and every field that is wrong (`blocks.3.offers.0`)."""
    if not isinstance(raw, list):
        return [], [FieldError(at, "a list of blocks")]
    if len(raw) > MAX_BLOCKS:
        return [], [FieldError(at, f"at most {MAX_BLOCKS} blocks")]
    blocks: list[Any] = []
    wrong: list[FieldError] = []
    for number, item in enumerate(raw):
        block, errors = read_block(item, known=known, hosts=hosts, at=f"{at}.{number}")
        blocks.append(block)
        wrong += errors
    return blocks, wrong + _repeated(blocks, "id", at=at) + _repeated(blocks, "key", at=at)


def clean_blocks(raw: object, *, known: Known, hosts: tuple[str, ...]) -> list[Any]:
    """Return the blocks as they are stored; raise `ContentInvalid` with every wrong field."""
    blocks, wrong = read_blocks(raw, known=known, hosts=hosts)
    if wrong:
        raise ContentInvalid(*wrong)
    return blocks


def read_block(
    raw: object, *, known: Known, hosts: tuple[str, ...], at: str
) -> tuple[dict[str, Any], list[FieldError]]:
    """Return one block as it is stored, and every field of it that is wrong."""
    if not isinstance(raw, Mapping):
        return {}, [FieldError(at, "a block such as {id, type, …}")]
    kind = raw.get("type")
    shape = SHAPES.get(kind) if isinstance(kind, str) else None
    if shape is None:
        return {}, [FieldError(f"{at}.type", f"one of {', '.join(SHAPES)}")]
    fits, wrong = read_fields(shape, raw, at=at)
    return _stored(fits, hosts=hosts), wrong + _judge(fits, known=known, hosts=hosts, at=at)


def _stored(fits: dict[str, Any], *, hosts: tuple[str, ...]) -> dict[str, Any]:
    """Order and clean the fields; what is empty and optional is left out."""
    block = {name: fits[name] for name in ("id", "type") if name in fits} | fits
    if "html" in block:
        block["html"] = clean_html(block["html"], is_allowed_link=lambda url: is_allowed_target(url, hosts=hosts))
    if "starts_at" in block:
        block["starts_at"] = to_rfc3339(block["starts_at"])
    if block.get("type") == BlockType.SLOT:
        block.setdefault("guide_offers", False)
    block["locks"] = sorted(set(block.get("locks", ())))
    return {
        name: value for name, value in block.items() if not (name in {"locks", "caption", "fallback"} and not value)
    }


def _judge(fits: dict[str, Any], *, known: Known, hosts: tuple[str, ...], at: str) -> list[FieldError]:
    wrong: list[FieldError] = []
    if "asset" in fits:
        wrong += _judge_asset(known.assets.get(fits["asset"]), wanted=fits.get("type"), at=f"{at}.asset")
    if "product" in fits and fits["product"] not in known.products:
        wrong.append(FieldError(f"{at}.product", "unknown"))
    if "url" in fits and not is_allowed_target(fits["url"], hosts=hosts):
        wrong.append(FieldError(f"{at}.url", NOT_A_TARGET))
    if fits.get("fallback") is not None and fits["fallback"] not in known.offers:
        wrong.append(FieldError(f"{at}.fallback", "unknown"))
    return wrong + _judge_offers(fits.get("offers", []), known=known, at=f"{at}.offers")


def _judge_asset(found: AssetKind | None, *, wanted: Any, at: str) -> list[FieldError]:
    if found is None:
        return [FieldError(at, "unknown")]
    if found != wanted:
        return [FieldError(at, f"not a file of kind {wanted}")]
    return []


def _judge_offers(offers: list[str], *, known: Known, at: str) -> list[FieldError]:
    wrong = [FieldError(f"{at}.{n}", "unknown") for n, offer in enumerate(offers) if offer not in known.offers]
    return wrong + [FieldError(f"{at}.{n}", "named twice") for n, offer in enumerate(offers) if offer in offers[:n]]


def _repeated(blocks: list[Any], name: str, *, at: str) -> list[FieldError]:
    seen: set[str] = set()
    wrong = []
    for number, block in enumerate(blocks):
        value = block.get(name)
        if value is not None and value in seen:
            wrong.append(FieldError(f"{at}.{number}.{name}", "used twice"))
        seen.add(value)
    return wrong
