"""What the guide's editor starts with, its words, and what it sends where there are no scripts."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

from contenthub.distribution.editions import SlotChoice
from contenthub.distribution.models import Edition, Task
from contenthub.distribution.rules import apply_edits
from contenthub.distribution.values import Block, Edit
from contenthub.edge import request as edge
from contenthub.edge.words import _
from contenthub.kernel.text import html_to_text
from contenthub.plans.models import Offer
from contenthub.plans.values import Lock
from contenthub.web.naming import named
from contenthub.web.presenting import clock_time, money

WORDED = ("text", "heading")


def start(task: Task, edition: Edition | None) -> dict[str, Any]:
    """Return everything the editor starts with, as JSON."""
    services, edits = edge.services(), edition.edits if edition else []
    inserted = [edit["new"] for edit in edits if edit["op"] == "insert"]
    blocks = [*task.version.blocks, *inserted]
    chosen = services.offers.find_offers([edit["offer"] for edit in edits if edit["op"] == "offer"])
    return {
        "task": task.id,
        "edition": edition and {"id": edition.id, "revision": edition.revision, "edits": edits},
        "blocks": task.version.blocks,
        "faces": {block["id"]: face for block in blocks if (face := _face(block))},
        "slots": {choice.block: _slot(choice) for choice in services.editions.list_choices(task)},
        "offers": {key: _offer(row) for key, row in chosen.items()},
        "pictures": _pictures(blocks),
    }


def _pictures(blocks: list[Block]) -> dict[str, str]:
    found = edge.services().assets.find_assets([block["asset"] for block in blocks if "asset" in block])
    return {key: f"/api/v1/assets/{key}/renditions/preview" for key, row in found.items() if row.renditions}


def _face(block: Block) -> str:
    """Return the words a block is shown with that the guide cannot write in."""
    if block["type"] == "product":
        product = edge.services().products.find_products([block["product"]]).get(block["product"])
        return f"{product.name} · {money(product.price, product.currency)}" if product else ""
    return str(block.get("title") or block.get("caption") or block.get("alt") or "")


def _offer(row: Offer) -> dict[str, Any]:
    until = _("截至 %(when)s", when=clock_time(row.ends_at)) if row.ends_at else ""
    return {"id": row.id, "name": row.name, "kind": named(row.kind, "offer_kind"), "until": until}


def _slot(choice: SlotChoice) -> dict[str, Any]:
    there = {offer.id for offer in choice.offers}
    return {
        "name": choice.name,
        "offers": [_offer(offer) for offer in choice.offers],
        "open": choice.guide_offers,
        "allowed": [_offer(offer) for offer in choice.allowed if offer.id not in there],
    }


def words() -> dict[str, str]:
    """Return what the editor's script says."""
    return {
        "saved": _("已保存"),
        "saving": _("正在保存…"),
        "unsaved": _("有改动，马上保存"),
        "waiting": _("没连上，会自动再试"),
        "not_saved": _("这处没存上"),
        "conflict": _("你在另一台设备上改过了，请刷新看看最新的。"),
        "reload": _("刷新"),
        "locked": _("总部锁定，不能改"),
        "fixed": _("总部锁定，不能移动"),
        "edit_text": _("点这里改文字"),
        "hide": _("隐藏"),
        "hidden": _("已隐藏"),
        "show": _("恢复"),
        "up": _("上移"),
        "down": _("下移"),
        "remove": _("删掉"),
        "removed": _("已删掉"),
        "add_words": _("在这里加一段自己的话"),
        "mine": _("我的话"),
        "write": _("写几句自己的话，例如：我自己试穿了三天，领口很安心。"),
        "add_offer": _("加一个优惠"),
        "my_offer": _("我加的"),
        "no_offers": _("现在没有可以加的优惠"),
        "choose_offer": _("选一个放在最前面"),
        "taken_out": _("已拿掉"),
        "slot": _("卡槽"),
        "product": _("商品"),
        "live": _("直播"),
        "video": _("视频"),
        "image": _("图片"),
        "too_many": _("改动太多了，请先恢复几处。"),
        "nothing_to_undo": _("没有可以撤销的了"),
    }


@dataclass(frozen=True)
class PlainText:
    """A text the guide may write in, as plain lines."""

    block: str
    kind: str
    text: str


def plain_texts(task: Task, edition: Edition | None) -> list[PlainText]:
    """Return the texts that are not locked, as they read now."""
    blocks = apply_edits(task.version.blocks, edition.edits if edition else [])
    return [
        PlainText(block["id"], block["type"], _plain(block))
        for block in blocks
        if block["type"] in WORDED and Lock.CONTENT not in block.get("locks", ())
    ]


def _plain(block: Block) -> str:
    return str(block["text"]) if block["type"] == "heading" else html_to_text(block["html"])


def edits_sent(task: Task, edition: Edition | None, read: Callable[[str, str], str]) -> list[Edit]:
    """Return the edition's edits with what the form changed; `read` gives a field or what it was."""
    kept = list(edition.edits) if edition else []
    for plain in plain_texts(task, edition):
        written = read(f"text-{plain.block}", plain.text).replace("\r\n", "\n").strip()
        if written and written != plain.text:
            kept = [edit for edit in kept if (edit["op"], edit.get("block")) != ("replace", plain.block)]
            kept.append({"op": "replace", "block": plain.block, "html": _html(written)})
    return kept


def _html(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line.strip())
