"""What tracking says when refusing."""

from typing import Any

from flask_babel import lazy_gettext as _l

from contenthub.kernel.errors import ContentHubError
from contenthub.tracking import errors as tracking

SENTENCES: dict[type[ContentHubError], Any] = {
    tracking.LinkNotFound: _l("没有找到这个链接。"),
    tracking.ConversionNotFound: _l("没有找到这笔转化，或者它不归你。"),
    tracking.ConversionInvalid: _l("转化信息有误，请改正标出的地方。"),
    tracking.ConversionDiffers: _l("来源 %(source)s 的 %(external_id)s 已经收到过，内容和这次不一样。"),
    tracking.SourceNotAllowed: _l("这个令牌不能提交来源 %(source)s 的转化。"),
    tracking.SaleNotFound: _l("没有找到这笔到店成交，或者它不归你。"),
    tracking.SaleInvalid: _l("这笔成交填得不对，请改正标出的地方。"),
    tracking.SaleDiffers: _l("小票 %(receipt)s 已经记过一次，内容和这次不一样。"),
    tracking.SaleDecided: _l("这笔成交已经有了结论，不能再改。"),
    tracking.OrderTableInvalid: _l("这个表格读不了，请改正后再传。"),
    tracking.WebhookRefused: _l("签名不对，或者时间戳和我们相差超过 5 分钟（%(reason)s）。"),
    tracking.ViewersNotAllowed: _l("只有分享的导购本人能看到是谁看过。"),
}
