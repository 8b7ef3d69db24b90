"""What the block editor says."""

from typing import Any

from contenthub.edge.words import _, _p
from contenthub.web.naming import OFFER_KINDS, OFFER_STATES
from contenthub.web.reasons import REASONS


def words() -> dict[str, str]:
    """Return what the editor's script says."""
    return {
        **_texts(
            {f"kind.{key}": text for key, text in OFFER_KINDS.items()}
            | {f"state.{key}": text for key, text in OFFER_STATES.items()}
            | {f"reason.{key}": text for key, text in REASONS.items()}
        ),
        **_flaws(),
        **_saving(),
        **_blocks(),
        **_slots(),
        **_dialogs(),
    }


def _texts(given: dict[str, Any]) -> dict[str, str]:
    return {key: str(text) for key, text in given.items()}


def _flaws() -> dict[str, str]:
    return {
        "flaw.empty": _("还没有给读者看的内容"),
        "flaw.no-title": _("还没有标题"),
        "flaw.empty-text": _("这段文字是空的"),
        "flaw.empty-slot": _("这个卡槽没有优惠，读者什么也看不到"),
        "flaw.asset-trashed": _("这张图在回收站里，换一张"),
        "flaw.asset-failed": _("这张图没能处理好，换一张"),
        "flaw.no-summary": _("写一句摘要，转发卡片会显示它"),
        "flaw.no-cover": _("选一张封面，转发卡片会显示它"),
        "flaw.no-slot": _("没有卡槽：读者动心了也无处可点"),
        "flaw.no-alt": _("给图片写一句描述，图片打不开时读者看到它"),
        "flaw.no-fallback": _("没有兜底：优惠都结束后这里会空着"),
        "flaw.slot-asleep": _("这里的优惠现在都不可用，读者看不到这个卡槽"),
        "flaw.product-off-shelf": _("商品已下架"),
        "flaw.live-past": _("直播已经开始过了"),
        "field.title": _("标题"),
        "field.summary": _("摘要"),
        "field.cover": _("封面"),
        "field.blocks": _("正文"),
        "of_field": _("%(field)s：%(text)s"),
        "and": _("；"),
        "check": _("检查"),
        "check_n": _("检查（%(n)s）"),
        "all_good": _("没有问题，可以发布。"),
        "must": _("发布前要改"),
        "could": _("可以更好"),
    }


def _saving() -> dict[str, str]:
    return {
        "saved": _("已保存 · %(when)s"),
        "just_now": _("刚刚"),
        "minutes_ago": _("%(n)s 分钟前"),
        "unsaved": _("有改动"),
        "saving": _("保存中…"),
        "retrying": _("没连上，稍后重试"),
        "wrong": _("有地方要改，先没保存"),
        "conflict": _("别人刚保存过"),
        "link_dropped": _("有链接不在允许的网站里，已去掉它的地址。"),
        "published": _("第 %(n)s 版发布了。"),
        "nothing_new": _("和第 %(n)s 版一样，没有新的可发布。"),
        "publish_n": _("发布第 %(n)s 版"),
        "state_fresh": _("草稿 · 还没发布"),
        "state_changed": _("草稿 · 第 %(n)s 版之后"),
        "state_same": _("第 %(n)s 版 · 没有改动"),
        "not_ready": _("还有 %(n)s 个问题，改好就能发布。"),
        "restored": _("已换成第 %(n)s 版的内容，可以撤销。"),
    }


def _blocks() -> dict[str, str]:
    return {
        "text_hint": _("写点什么…"),
        "heading_hint": _("小标题"),
        "alt_hint": _("图片描述，例如：蓝底花纹连衣裙"),
        "caption_hint": _("图注（选填）"),
        "change_picture": _("换一张"),
        "change_product": _("换商品"),
        "off_shelf": _("已下架"),
        "gone": _("找不到了"),
        "unfinished": _("填好标题、时间和地址才会保存"),
        "live_title": _("直播标题"),
        "live_when": _("开始时间"),
        "live_url": _("直播间地址，以 https:// 开头"),
        "drag": _("拖动，或按 Alt+↑↓ 移动"),
        "up": _("上移"),
        "down": _("下移"),
        "duplicate": _("复制这块"),
        "delete": _("删除"),
        "deleted": _("已删除。"),
        "lock_content": _("导购不可改"),
        "lock_position": _("导购不可移"),
        "bold": _("加粗"),
        "italic": _("斜体"),
        "list": _("列表"),
        "numbers": _p("list", "编号"),
        "link": _("链接"),
        "level": _("级别 %(n)s"),
        "moved": _("移到第 %(n)s 块，共 %(all)s 块"),
        "no_cover": _("选封面"),
        "change_cover": _("换封面"),
        "remove_cover": _("不用封面"),
        "video": _("视频"),
    }


def _slots() -> dict[str, str]:
    return {
        "slot": _("卡槽"),
        "slot_n": _("卡槽 %(n)s"),
        "slot_name": _("卡槽名"),
        "slot_key": _("代号，进链接和报表"),
        "add_offer": _("优惠"),
        "add_fallback": _("兜底"),
        "fallback": _("兜底：%(name)s"),
        "guide_offers": _("导购可以换成自己的优惠"),
        "no_offers": _("还没有优惠，先加一个"),
        "remove": _("拿掉"),
        "order_hint": _("从左到右，第一个可用的会被看到"),
    }


def _dialogs() -> dict[str, str]:
    return {
        "pick_offer_title": _("放进卡槽的优惠"),
        "pick_fallback_title": _("兜底优惠：别的都不可用时显示"),
        "pick_product_title": _("选一个商品"),
        "pick_picture_title": _("选一张图片"),
        "search": _("搜索"),
        "nothing": _("没有找到，换个词试试。"),
        "no_products": _("还没有商品，先到素材库里添加。"),
        "new_offer": _("新建优惠"),
        "upload": _("上传图片"),
        "uploading": _("上传中…"),
        "link_title": _("链接到哪里"),
        "link_wrong": _("请填 https:// 开头的地址"),
        "unlink": _("去掉链接"),
        "ok": _("好"),
    }
