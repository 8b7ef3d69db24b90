"""Reason codes of wrong fields, in the reader's words."""

import re

from contenthub.edge.words import _, _l

REASONS = {
    "required": _l("这里不能空着"),
    "unknown": _l("没有找到这一项，可能刚被移走"),
    "wrong": _l("不对，请再想想"),
    "taken": _l("已经有人用了，请换一个"),
    "there is one HQ": _l("总部只有一个"),
    "too long": _l("太长了"),
    "zh or en": _l("请选择中文或英文"),
    "unknown field": _l("这一项不认识"),
    "used twice": _l("和别处重复了，请换一个"),
    "named twice": _l("重复了"),
    "reserved": _l("这个名字系统要用，请换一个"),
    "not an allowed address": _l("只能是允许的网站，以 https:// 开头"),
    "not after starts_at": _l("要在开始之后"),
    "Input should be a valid integer": _l("请填整数"),
    "a time such as 2026-07-01T08:00:00Z": _l("请填日期和时间"),
    "an amount, not negative": _l("请填价格，例如 299 或 299.50"),
    "three capital letters, such as CNY": _l("请填三个大写字母，例如 CNY"),
    "at most 30 tags": _l("标签最多 30 个"),
    "at most 40 characters each": _l("每个标签最多 40 个字"),
    "differs": _l("两次输入不一样"),
    "required with the scope conversions": _l("请填写来源，例如商城名"),
}
_LENGTH = re.compile(r"length (\d+)-(\d+)")


def reason_text(reason: str) -> str:
    """Return the words for a reason code; codes without words of their own say that the field is wrong."""
    if reason in REASONS:
        return str(REASONS[reason])
    length = _LENGTH.fullmatch(reason)
    if length:
        return _("请输入 %(low)s 到 %(high)s 个字符", low=length[1], high=length[2])
    return reason if re.search(r"[\u4e00-\u9fff]", reason) else _("填得不对（%(reason)s）", reason=reason)
