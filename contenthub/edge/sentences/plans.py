"""What plans say when refusing."""

from typing import Any

from flask_babel import lazy_gettext as _l

from contenthub.kernel.errors import ContentHubError
from contenthub.plans import errors as plans

SENTENCES: dict[type[ContentHubError], Any] = {
    plans.OfferNotFound: _l("没有找到这个优惠。"),
    plans.ContentNotFound: _l("没有找到这篇内容，可能已移到回收站。"),
    plans.VersionNotFound: _l("没有找到这一版。"),
    plans.PlanNotFound: _l("没有找到这个计划，或者它不在你的组织范围内。"),
    plans.OfferInvalid: _l("优惠信息有误，请改正标出的地方。"),
    plans.ContentInvalid: _l("内容有误，请改正标出的地方。"),
    plans.ContentNotReady: _l("还有读者会看到的问题，改好就能发布。"),
    plans.RecallInvalid: _l("替换的内容不合适：要选一篇已发布、没有撤回的内容。"),
    plans.PlanInvalid: _l("计划信息有误，请改正标出的地方。"),
    plans.ContentStale: _l("这篇内容刚被别人保存过。先看看对方的版本，再决定用谁的。"),
    plans.ContentRecalled: _l("这篇内容已经撤回，不能再改或再发。可以复制一份，改好后设为它的替换。"),
    plans.ContentNotPublished: _l("先发布这些内容：%(titles)s。"),
    plans.ContentInPlan: _l("它还在进行中的计划里：%(plans)s。先结束计划，或者撤回内容。"),
    plans.PlanStateConflict: _l("计划现在的状态不能这样操作，请刷新看看。"),
    plans.PlanLocked: _l("计划发起后不能再改：%(fields)s。"),
    plans.PlanIncomplete: _l("还差一点才能发起：%(missing)s。"),
    plans.PlanOver: _l("计划的结束时间已经过了，先改结束时间。"),
}
