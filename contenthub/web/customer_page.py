"""The customer's page: a compiled share as HTML. Also what the editor's phone shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from flask import render_template

from contenthub.distribution.values import Block, CompiledOffer, CompiledShare
from contenthub.kernel.ids import new_secret
from contenthub.kernel.settings import Settings
from contenthub.library.imaging.renditions import RECIPES
from contenthub.library.models import Asset, Product
from contenthub.library.values import AssetKind
from contenthub.services import Services
from contenthub.tracking.target import NONCE_MARK

LIVE_LASTS = timedelta(hours=12)
"""How long after its start a live stream counts as over."""

COVER = "cover"
"""Block and preset of the card's picture, in its address."""


@dataclass(frozen=True)
class Picture:
    """An image at its widths; `width` and `height` keep its place while it loads."""

    src: str
    srcset: str
    width: int | None
    height: int | None


@dataclass(frozen=True)
class Part:
    """A block as it is shown: how deep it lies (percent), and what it shows.

    `ends_at` is the offer's own end; the compiled one may be the plan's, which is nothing to the reader.
    """

    block: Block
    depth: int
    picture: Picture | None = None
    video: str = ""
    product: Product | None = None
    starts_at: datetime | None = None
    is_over: bool = False
    offer: CompiledOffer | None = None
    ends_at: datetime | None = None

    @property
    def is_shown(self) -> bool:
        """Say whether there is anything to see: a slot without an offer is no hole, a lost picture no frame."""
        needs = {"image": self.picture, "video": self.video, "product": self.product, "slot": self.offer}
        return bool(needs.get(self.block["type"], True))


@dataclass(frozen=True)
class Addresses:
    """Where pictures and slots of a page lie: below its code for customers, in the library for a preview."""

    code: str
    preview: bool = False
    found: Mapping[str, Asset] = field(default_factory=dict)

    def file(self, block: Block, preset: str) -> str:
        """Return the address of a block's picture or video."""
        if not self.preview:
            return f"/s/{self.code}/m/{block['id']}/{preset}"
        if self.found[block["asset"]].kind == AssetKind.VIDEO:
            return f"/api/v1/assets/{block['asset']}/content"
        return f"/api/v1/assets/{block['asset']}/renditions/{preset}"

    def picture(self, block: Block) -> Picture:
        """Return a block's picture at every width it is made in; none is larger than the original."""
        asset = self.found[block["asset"]]
        longest = max(asset.width or 0, asset.height or 0) or RECIPES[-1].edge
        widths: dict[int, str] = {}
        for recipe in RECIPES:
            width = round((asset.width or longest) * min(1.0, recipe.edge / longest))
            widths.setdefault(width, f"{self.file(block, recipe.preset)} {width}w")
        return Picture(self.file(block, "preview"), ", ".join(widths.values()), asset.width, asset.height)


def render_page(
    compiled: CompiledShare, *, services: Services, settings: Settings, at: datetime, preview: bool = False
) -> str:
    """Return the page of `compiled` as it is at `at`, with the nonce's mark in it.

    A preview has the same look, but its slots lead nowhere and nothing is counted. Needs an application context.
    """
    found = services.assets.find_assets(_ids(compiled.blocks, "asset"))
    products = services.products.find_products(_ids(compiled.blocks, "product"))
    addresses = Addresses(compiled.code, preview=preview, found=found)
    parts = [_dated(part, services) for part in present(compiled, addresses=addresses, products=products, at=at)]
    place = new_secret()
    html = render_template(
        "public/page.html",
        share=compiled,
        parts=parts,
        first_picture=next((part.block["id"] for part in parts if part.picture), None),
        preview=preview,
        settings=settings,
        cover=f"{settings.public_url}/s/{compiled.code}/m/{COVER}/{COVER}" if compiled.cover else "",
        nonce=place,
    )
    mark = NONCE_MARK.decode()
    return html.replace(mark, "").replace(place, mark)  # an author who writes the mark gets nobody's nonce


def _dated(part: Part, services: Services) -> Part:
    if part.offer is None or part.offer.ends_at is None:
        return part
    return replace(part, ends_at=services.offers.get_offer(part.offer.id).ends_at)


def next_edge(compiled: CompiledShare, *, at: datetime) -> datetime | None:
    """Return until when the page is right: the next moment an offer opens or ends, or a live stream is over."""
    overs = [_starts_at(block) + LIVE_LASTS for block in compiled.blocks if block["type"] == "live"]
    return min((edge for edge in (compiled.valid_until, *overs) if edge is not None and edge > at), default=None)


def present(
    compiled: CompiledShare, *, addresses: Addresses, products: Mapping[str, Product], at: datetime
) -> list[Part]:
    """Return the blocks that are shown, each with what it shows; the last one ends the page."""
    offers = {slot.key: slot.offer(at) for slot in compiled.slots}
    count = len(compiled.blocks)
    parts = []
    for number, block in enumerate(compiled.blocks, start=1):
        facts = _facts(block, addresses=addresses, products=products, offers=offers, at=at)
        part = Part(block, round(100 * number / count), **facts)
        if part.is_shown:
            parts.append(part)
    return parts


def _facts(
    block: Block,
    *,
    addresses: Addresses,
    products: Mapping[str, Product],
    offers: Mapping[str, CompiledOffer | None],
    at: datetime,
) -> dict[str, Any]:
    kind = block["type"]
    if kind == "image" and block["asset"] in addresses.found:
        return {"picture": addresses.picture(block)}
    if kind == "video" and block["asset"] in addresses.found:
        return {"video": addresses.file(block, "full")}
    if kind == "product":
        return {"product": products.get(block["product"])}
    if kind == "live":
        return {"starts_at": _starts_at(block), "is_over": at >= _starts_at(block) + LIVE_LASTS}
    return {"offer": offers.get(block["key"])} if kind == "slot" else {}


def _starts_at(block: Block) -> datetime:
    return datetime.fromisoformat(block["starts_at"])


def _ids(blocks: Sequence[Block], name: str) -> list[str]:
    return [block[name] for block in blocks if name in block]
