"""What distribution says when refusing."""

from typing import Any

from flask_babel import lazy_gettext as _l

from contenthub.distribution import errors as distribution
from contenthub.kernel.errors import ContentHubError

SENTENCES: dict[type[ContentHubError], Any] = {
    distribution.TaskNotFound: _l("没有找到这个任务，可能已经转给了别人。"),
    distribution.EditionNotFound: _l("没有找到这份改稿。"),
    distribution.ShareNotFound: _l("没有找到这个链接，请核对一下地址。"),
    distribution.EditionInvalid: _l("有些改动没能保存，请看标出的地方。"),
    distribution.EditionStale: _l("你在另一台设备上改过了。请刷新看看最新的，再接着改。"),
    distribution.BlockLocked: _l("总部锁定了这一块，不能改动。"),
    distribution.ShareInvalid: _l("分享信息有误，请改正标出的地方。"),
    distribution.PlanNotRunning: _l("计划「%(name)s」现在没有进行，暂时不能新建链接；已经发出的照常能看。"),
    distribution.OfferNotLive: _l("优惠「%(name)s」现在不可用，换一个再分享吧。"),
    distribution.AlreadyShared: _l("已经有新的链接代替它了，不能恢复。"),
    distribution.ShareWithdrawn: _l("分享的人收回了这个链接。"),
    distribution.ShareExpired: _l("这个链接已经过期了。"),
    distribution.ContentRecalled: _l("这篇内容已经下架了。"),
    distribution.PictureNotFound: _l("这一页没有这张图片。"),
}
