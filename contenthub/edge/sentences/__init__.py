"""What each refusal says to its reader: what happened, and what to do. One row per class."""

from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_babel import lazy_gettext as _l

from contenthub.edge import incoming
from contenthub.edge.sentences import accounts, distribution, engines, insights, library, plans, tracking
from contenthub.edge.words import listed
from contenthub.kernel import errors as kernel
from contenthub.kernel import paging
from contenthub.kernel.settings import SettingsInvalid

SENTENCES: dict[type[kernel.ContentHubError], Any] = {
    kernel.ContentHubError: _l("没有完成。请再试一次。"),
    kernel.NotFound: _l("没有找到，可能已被移走，或者你看不到它。"),
    kernel.NotSignedIn: _l("请先登录。"),
    kernel.NotAllowed: _l("你的角色不能做这一步，需要的话请联系管理员。"),
    kernel.Invalid: _l("有些内容填得不对，请改正标出的地方。"),
    kernel.Conflict: _l("和现有的内容冲突了，请刷新后再试。"),
    kernel.Stale: _l("这份内容刚被别人改过。请刷新看看最新的，再改你的。"),
    kernel.VersionMissing: _l("请说明改的是哪一版（If-Match）。"),
    kernel.Gone: _l("它已经下架了。"),
    kernel.TooLarge: _l("文件太大了。"),
    kernel.UnsupportedType: _l("这种文件暂时不能用。"),
    kernel.TooMany: _l("操作太频繁了，请过一会儿再试。"),
    kernel.Unavailable: _l("服务暂时连不上，请稍后再试。"),
    paging.CursorInvalid: _l("翻页的位置不对，请从第一页开始。"),
    incoming.TextInvalid: _l("有些文字里有不完整的字符，请删去后再试。"),
    SettingsInvalid: _l("设置有误。"),
    **engines.SENTENCES,
    **accounts.SENTENCES,
    **library.SENTENCES,
    **plans.SENTENCES,
    **tracking.SENTENCES,
    **distribution.SENTENCES,
    **insights.SENTENCES,
}


def sentence(error: kernel.ContentHubError) -> str:
    """Return the sentence of the nearest class, with its facts filled in."""
    facts = {key: listed(fact) if isinstance(fact, list) else fact for key, fact in error.facts.items()}
    for kind in type(error).__mro__:
        if kind in SENTENCES:
            return str(SENTENCES[kind]) % facts if facts else str(SENTENCES[kind])
    return str(SENTENCES[kernel.ContentHubError])


def sentence_without_request(error: kernel.ContentHubError) -> str:
    """Return the sentence outside a request, for commands: in Chinese."""
    app = Flask("contenthub")
    Babel(app, default_locale="zh")
    with app.test_request_context():
        return sentence(error)
