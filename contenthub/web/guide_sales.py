"""The guide's phone: telling of a sale in the store."""

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from contenthub.accounts.permissions import Action
from contenthub.distribution.compiling import slots_of
from contenthub.distribution.models import Share
from contenthub.edge import request as edge
from contenthub.edge.guards import allow
from contenthub.edge.words import _
from contenthub.kernel.errors import ContentHubError, FieldError
from contenthub.kernel.paging import PageQuery
from contenthub.kernel.text import clean_line
from contenthub.tracking.errors import SaleInvalid
from contenthub.tracking.sales import SaleTold, unnamed
from contenthub.web.forms import done, refused, sent, shown
from contenthub.web.inputs import read_moment, read_money, write_moment

bp = Blueprint("guide_sales", __name__, url_prefix="/guide")
TEMPLATE = "guide/sales.html"
FIELDS = ("amount", "occurred_at", "slot", "receipt", "key")
PAGE = 20
LONGEST_RECEIPT = 80


def _facts(share: Share, given: dict[str, str]) -> dict[str, Any]:
    services, query = edge.services(), PageQuery(PAGE, request.args.get("cursor"))
    return {
        "share": share,
        "title": services.shares.title_of(share),
        "slots": [("", _("不清楚")), *((slot["key"], slot["name"]) for slot in _slots(share))],
        "page": services.sales.list_sales(query, share=share.code),
        "offset": query.offset,
        "given": given,
    }


@bp.get("/shares/<code>/sales")
@allow(Action.TELL_SALES)
def sales(code: str) -> str:
    """Ask for a sale this link led to, and show those told."""
    share = edge.services().shares.get_own_share(code)
    now = write_moment(edge.hub().clock.now())
    return shown(TEMPLATE, **_facts(share, dict.fromkeys(FIELDS, "") | {"occurred_at": now, "key": unnamed()}))


@bp.post("/shares/<code>/sales")
@allow(Action.TELL_SALES)
def add_sale(code: str) -> Response:
    """Note a sale, to be confirmed by the manager."""
    services = edge.services()
    share = services.shares.get_own_share(code)
    given = {name: sent(name).strip() for name in FIELDS}
    try:
        services.sales.add_sale(code, _told(given, share))
    except ContentHubError as error:
        return refused(TEMPLATE, error, **_facts(share, given))
    return done(url_for("guide_sales.sales", code=code), _("记下了，店长确认后计入业绩。"))


def _told(given: dict[str, str], share: Share) -> SaleTold:
    """Return the form as the service takes it; raise `SaleInvalid` with what cannot be read."""
    currency = edge.hub().settings.currency
    amount, at = read_money(given["amount"], currency=currency), read_moment(given["occurred_at"])
    receipt, keys = clean_line(given["receipt"]), {slot["key"] for slot in _slots(share)}
    wrong = [
        FieldError("amount", "an amount, not negative") if not isinstance(amount, int) else None,
        FieldError("occurred_at", "a time such as 2026-07-01T08:00:00Z") if at is None or isinstance(at, str) else None,
        FieldError("receipt", "too long") if len(receipt) > LONGEST_RECEIPT else None,
        FieldError("slot", "unknown") if given["slot"] and given["slot"] not in keys else None,
    ]
    found = [error for error in wrong if error]
    if found or not isinstance(amount, int) or at is None or isinstance(at, str):
        raise SaleInvalid(*found)
    key = given["key"][:LONGEST_RECEIPT] if given["key"].startswith("~") else None
    return SaleTold(amount, currency, at, slot=given["slot"] or None, receipt=receipt or key)


def _slots(share: Share) -> list[dict[str, Any]]:
    return slots_of(share.edition.version.blocks) if share.edition else []
