"""Who got the credit of a conversion and why, in one sentence."""

from collections.abc import Sequence

from contenthub.accounts.people import PeopleService
from contenthub.edge.words import _, _l, _lp, listed
from contenthub.tracking.models import Conversion, CreditLine

WHYS = {
    "click_id": _l("订单带着点击编号"),
    "named": _l("来源指明了链接"),
    "last_click": _l("按客户最近一次点击"),
    "order": _l("退款跟着原订单走"),
    "none": _l("没有找到客户的点击"),
}
PARTIES = {
    "store": _lp("within a sentence", "门店"),
    "region": _lp("within a sentence", "大区"),
    "hq": _l("总部"),
    "nobody": _l("无人"),
}


def sentence_of(row: Conversion, lines: Sequence[CreditLine], *, people: PeopleService) -> str:
    """Return the sentence: why it was found, and whose the credit is by the plan's policy."""
    known = people.find_people([line.guide_id for line in lines if line.guide_id])
    names = {person.id: person.name for person in known.values()}
    whose = [names.get(line.guide_id, _("某人")) if line.guide_id else str(PARTIES[line.party]) for line in lines]
    why = str(WHYS[row.rule])
    if not lines:
        return _("%(why)s。", why=why)
    return _("%(why)s；业绩归：%(whose)s。", why=why, whose=listed(dict.fromkeys(whose)))
