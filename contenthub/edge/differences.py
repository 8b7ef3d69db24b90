"""What a guide changed, in sentences; the same on pages and in the API."""

from contenthub.distribution.values import Difference
from contenthub.edge.words import _, _lp

KINDS = {
    "heading": _lp("within a sentence", "标题"),
    "text": _lp("within a sentence", "文字"),
    "image": _lp("within a sentence", "图片"),
    "video": _lp("within a sentence", "视频"),
    "product": _lp("within a sentence", "商品"),
    "live": _lp("within a sentence", "直播"),
    "slot": _lp("within a sentence", "卡槽"),
}
LONGEST = 40


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def difference_text(made: Difference) -> str:
    """Return a difference as one sentence."""
    what = str(KINDS.get(made.kind, made.kind))
    if made.before and made.op != "replace":
        what = _("%(what)s「%(words)s」", what=what, words=_short(made.before))
    after = _short(made.after)
    match made.op:
        case "replace":
            return _("%(what)s「%(before)s」改成「%(after)s」", what=what, before=_short(made.before), after=after)
        case "hide":
            return _("隐藏了%(what)s", what=what)
        case "move":
            return (
                _("把%(what)s移到「%(after)s」后面", what=what, after=after)
                if after
                else _("把%(what)s移到最前面", what=what)
            )
        case "insert":
            return _("加了%(what)s「%(after)s」", what=what, after=after) if after else _("加了%(what)s", what=what)
        case "offer":
            return _("在%(what)s加了优惠「%(after)s」", what=what, after=after)
