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
