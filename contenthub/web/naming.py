"""What the product's words are called on a page."""

from typing import Any

from flask import Flask

from contenthub.edge.words import _l, _lp

ROLES = {"admin": _l("管理员"), "marketer": _l("营销"), "manager": _l("店长"), "guide": _l("导购")}
ROLE_TASKS = {
    "admin": _l("管理组织、人员，也能做营销的全部事情"),
    "marketer": _l("管素材、写内容、发起计划、看洞察"),
    "manager": _l("看自己门店或大区的进度和数据"),
    "guide": _l("在手机上改写内容、发给客户、看谁看过"),
}
UNIT_KINDS = {"hq": _l("总部"), "region": _l("大区"), "store": _l("门店")}
OFFER_KINDS = {
    "coupon": _l("优惠券"),
    "price": _l("特价"),
    "gift": _l("赠品"),
    "booking": _l("预约"),
    "link": _l("链接"),
}
OFFER_STATES = {
    "live": _lp("offer", "进行中"),
    "upcoming": _l("未开始"),
    "expired": _l("已过期"),
    "sold_out": _l("已抢完"),
    "off_shelf": _l("商品已下架"),
    "off": _l("已停用"),
}
STAGES = {"acquire": _l("拉新"), "activate": _l("活跃"), "reach": _l("触达"), "monetize": _l("变现")}
CHANNELS = {
    "one_to_one": _l("一对一"),
    "group": _l("社群"),
    "moments": _l("朋友圈"),
    "poster": _l("海报"),
    "official_account": _l("公众号"),
    "sms": _l("短信"),
    "live": _l("直播"),
    "store_qr": _l("门店二维码"),
    "other": _l("其他"),
}
METRICS = {
    "prepared": _l("备发"),
    "opens": _l("有效打开"),
    "readers": _l("读者"),
    "clicks": _l("卡槽点击"),
    "leads": _l("线索"),
    "orders": _l("成交单数"),
    "revenue": _l("成交额"),
}
TASK_STATES = {
    "assigned": _l("未打开"),
    "opened": _l("已打开"),
    "edited": _l("已改写"),
    "prepared": _l("已备发"),
    "done": _l("已完成"),
}
PLAN_STATES = {"draft": _l("草稿"), "running": _l("进行中"), "paused": _l("已暂停"), "ended": _l("已结束")}
SALE_STATES = {"pending": _l("待确认"), "confirmed": _l("已确认"), "refused": _l("不算")}
CONTENT_STATES = {"draft": _l("草稿"), "published": _l("已发布"), "recalled": _l("已撤回")}
ASSET_KINDS = {"image": _l("图片"), "video": _l("视频"), "document": _l("文档")}
ASSET_STATES = {"processing": _l("正在出图"), "ready": _l("可用"), "failed": _l("出图失败")}
ASSET_SORTS = {
    "relevance": _l("最相关"),
    "newest": _l("最新"),
    "oldest": _l("最早"),
    "title": _l("按标题"),
    "size": _l("按大小"),
}

NAMES: dict[str, dict[str, Any]] = {
    "asset_kind": ASSET_KINDS,
    "asset_state": ASSET_STATES,
    "asset_sort": ASSET_SORTS,
    "role": ROLES,
    "unit_kind": UNIT_KINDS,
    "offer_kind": OFFER_KINDS,
    "offer_state": OFFER_STATES,
    "stage": STAGES,
    "channel": CHANNELS,
    "metric": METRICS,
    "task_state": TASK_STATES,
    "plan_state": PLAN_STATES,
    "content_state": CONTENT_STATES,
    "sale_state": SALE_STATES,
}


def named(value: object, kind: str) -> str:
    """Return what a value is called: `{{ person.role|named("role") }}`; one without a name keeps its own."""
    return str(NAMES[kind].get(str(value), value))


def choices(kind: str) -> list[tuple[str, str]]:
    """Return the pairs (value, name) of a kind, for a field that chooses among them."""
    return [(value, str(name)) for value, name in NAMES[kind].items()]


def init_naming(app: Flask) -> None:
    """Let templates name values."""
    app.jinja_env.filters["named"] = named
    app.jinja_env.globals["choices"] = choices
