"""The audit trail in sentences."""

from collections.abc import Mapping
from typing import Any

from contenthub.accounts.models import AuditEntry
from contenthub.edge.words import _, _l
from contenthub.web.naming import named

KINDS = {
    "person": _l("人员"),
    "unit": _l("组织"),
    "token": _l("令牌"),
    "asset": _l("素材"),
    "product": _l("商品"),
    "offer": _l("优惠"),
    "content": _l("内容"),
    "plan": _l("计划"),
    "share": _l("分享链接"),
    "task": _l("任务"),
}
VERBS = {
    "added": _l("添加了"),
    "changed": _l("修改了"),
    "published": _l("发布了"),
    "recalled": _l("撤回了"),
    "trashed": _l("把它移进回收站："),
    "restored": _l("从回收站取回了"),
    "purged": _l("彻底删除了"),
    "launched": _l("发起了"),
    "paused": _l("暂停了"),
    "resumed": _l("恢复了"),
    "ended": _l("结束了"),
    "revoked": _l("作废了"),
    "withdrawn": _l("收回了"),
    "copied": _l("复制了"),
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
    verb = VERBS.get(entry.action.rpartition("_")[2])
    kind = str(KINDS.get(entry.object_kind, entry.object_kind))
    if verb is None:
        return f"{entry.action} · {kind}"
    return f"{verb}{kind} {about or _title(detail)}".rstrip() + _more(detail)


def _title(detail: Mapping[str, Any]) -> str:
    found = next((detail[key] for key in ("title", "name", "label", "sku", "login") if detail.get(key)), "")
    return f"「{found}」" if found else ""


def _more(detail: Mapping[str, Any]) -> str:
    if detail.get("version"):
        return _("（第 %(n)s 版）", n=detail["version"])
    if detail.get("role"):
        return _("（%(role)s）", role=named(detail["role"], "role"))
    return ""
