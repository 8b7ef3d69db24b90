"""What the engines and the edge itself say when refusing."""

from typing import Any

from flask_babel import lazy_gettext as _l

from contenthub.edge import idempotency
from contenthub.jobs import engine as jobs
from contenthub.kernel.errors import ContentHubError
from contenthub.search import index as search
from contenthub.storage import blobs as storage

SENTENCES: dict[type[ContentHubError], Any] = {
    storage.BlobNotFound: _l("文件不见了，请告诉管理员运行 contenthub verify。"),
    storage.BlobKeyInvalid: _l("文件的地址不对。"),
    storage.BlobIncomplete: _l("文件没有传完整，请再传一次。"),
    storage.BlobsUnavailable: _l("文件存储暂时连不上，请稍后再试。"),
    storage.BlobsUrlInvalid: _l("BLOBS_URL 设置有误。"),
    search.IndexBusy: _l("索引正忙，稍后会自动再试。"),
    search.IndexUnavailable: _l("搜索暂时不可用，可以先按标签和商品找。"),
    search.IndexUrlInvalid: _l("INDEX_URL 设置有误。"),
    jobs.JobsUnavailable: _l("后台任务暂时连不上，请稍后再试。"),
    jobs.JobsUrlInvalid: _l("QUEUE_URL 设置有误。"),
    idempotency.IdempotencyKeyReused: _l("这个 Idempotency-Key 已经用在另一个请求上了，请换一个。"),
    idempotency.IdempotencyKeyBusy: _l("同一个请求还在处理，请稍等一下再看结果。"),
    idempotency.IdempotencyKeyInvalid: _l("Idempotency-Key 太长了。"),
}
