"""The audit trail in sentences."""

from collections.abc import Mapping
from typing import Any

from contenthub.accounts.models import AuditEntry
from contenthub.edge.words import _, _l, _lp
from contenthub.web.naming import named

KINDS = {
    "person": _l("人员"),
    "unit": _lp("many", "组织"),
    "token": _l("令牌"),
    "asset": _lp("many", "素材"),
    "product": _lp("many", "商品"),
    "offer": _lp("many", "优惠"),
    "content": _l("内容"),
    "plan": _lp("many", "计划"),
    "share": _l("分享链接"),
    "task": _l("任务"),
    "sale": _lp("many", "到店成交"),
}
THINGS = {
    "person": _lp("thing", "人员 %(name)s"),
    "unit": _lp("thing", "组织 %(name)s"),
    "token": _lp("thing", "令牌 %(name)s"),
    "asset": _lp("thing", "素材 %(name)s"),
    "product": _lp("thing", "商品 %(name)s"),
    "offer": _lp("thing", "优惠 %(name)s"),
    "content": _lp("thing", "内容 %(name)s"),
    "plan": _lp("thing", "计划 %(name)s"),
    "share": _lp("thing", "分享链接 %(name)s"),
    "task": _lp("thing", "任务 %(name)s"),
    "sale": _lp("thing", "到店成交 %(name)s"),
}
"""A thing within a sentence; its name may be empty."""
DEEDS = {
    "added": _l("添加了%(thing)s"),
    "changed": _l("修改了%(thing)s"),
    "published": _l("发布了%(thing)s"),
    "recalled": _l("撤回了%(thing)s"),
    "trashed": _l("把%(thing)s移进回收站"),
    "restored": _l("从回收站取回了%(thing)s"),
    "purged": _l("彻底删除了%(thing)s"),
    "launched": _l("发起了%(thing)s"),
    "paused": _l("暂停了%(thing)s"),
    "resumed": _l("恢复了%(thing)s"),
    "ended": _l("结束了%(thing)s"),
    "revoked": _l("作废了%(thing)s"),
    "withdrawn": _l("收回了%(thing)s"),
    "copied": _l("复制了%(thing)s"),
    "confirmed": _l("确认了%(thing)s"),
    "refused": _l("没有认可%(thing)s"),
}


def deed(entry: AuditEntry, *, people: Mapping[str, str]) -> str:
    """Return what was done, as a sentence without its subject: `添加了人员 李芳`."""
    detail, about = entry.detail or {}, people.get(entry.object_id, "")
    if entry.action == "password_changed":
        return _("改了自己的密码") if detail.get("by_self") else _("重设了 %(who)s 的密码", who=about)
    if entry.action == "person_changed" and detail.get("active") is not None:
        return _("恢复了 %(who)s", who=about) if detail["active"] else _("停用了 %(who)s", who=about)
    if entry.action == "tasks_handed_over":
        return _("交接了 %(who)s 没做完的任务：转出 %(moved)s 个", who=about, moved=detail.get("moved", 0))
    if entry.action == "asset_uploaded_again":
        return _("又上传了一次已有的素材")
    done = DEEDS.get(entry.action.rpartition("_")[2])
    if done is None or entry.object_kind not in THINGS:
        return f"{entry.action} · {KINDS.get(entry.object_kind, entry.object_kind)}"
    thing = str(THINGS[entry.object_kind]) % {"name": about or _title(detail)}
    return str(done) % {"thing": thing.strip()} + _more(detail)


def _title(detail: Mapping[str, Any]) -> str:
    found = next((detail[key] for key in ("title", "name", "label", "sku", "login") if detail.get(key)), "")
    return _("「%(text)s」", text=found) if found else ""


def _more(detail: Mapping[str, Any]) -> str:
    if detail.get("version"):
        return _("（第 %(n)s 版）", n=detail["version"])
    if detail.get("role"):
        return _("（%(role)s）", role=named(detail["role"], "role"))
    return ""
