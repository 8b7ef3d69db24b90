"""Sales in the store: told by a guide, confirmed by a manager or HQ."""

from typing import Annotated, Any

from apiflask import APIBlueprint
from pydantic import Field, StringConstraints

from contenthub.accounts.permissions import Action
from contenthub.api.shapes import In, ListIn, Listing, Moment, Out, listing
from contenthub.distribution.models import Share
from contenthub.edge import request as edge
from contenthub.edge.guards import allow, visible
from contenthub.kernel.fields import Time
from contenthub.tracking.models import Sale
from contenthub.tracking.sales import UNNAMED, SaleTold
from contenthub.tracking.told_fields import NO_CONTROLS, Currency, SlotKey
from contenthub.tracking.values import SaleState

bp = APIBlueprint("sales", __name__, tag="Conversions")
Receipt = Annotated[str, StringConstraints(pattern=NO_CONTROLS, min_length=1, max_length=80, strip_whitespace=True)]


class SaleIn(In):
    """A sale: minor units; the house's currency and now, when left out; `receipt` is the number on its slip."""

    amount: int = Field(strict=True)
    currency: Currency | None = None
    occurred_at: Time | None = None
    slot: SlotKey | None = None
    receipt: Receipt | None = None


class SaleOut(Out):
    """A sale and what became of it; `conversion` is the order it counts as once it is confirmed."""

    id: str
    share: str
    slot: str | None
    guide: str
    unit: str
    amount: int
    currency: str
    receipt: str | None
    state: SaleState
    reason: str
    conversion: str | None
    occurred_at: Moment
    told_at: Moment
    decided_by: str | None
    decided_at: Moment | None


class SaleListIn(ListIn):
    """Which sales: in one state, of one share."""

    state: SaleState | None = None
    share: str | None = Field(None, max_length=16)


class RefusalIn(In):
    """Why it does not count, in a few words."""

    reason: str = Field("", max_length=200)


def present_sale(sale: Sale) -> dict[str, Any]:
    """Return a sale as JSON."""
    same = ("id", "share", "slot", "amount", "currency", "state", "reason", "occurred_at", "told_at")
    return {name: getattr(sale, name) for name in (*same, "decided_by", "decided_at")} | {
        "guide": sale.guide_id,
        "unit": sale.unit_id,
        "receipt": None if sale.receipt.startswith(UNNAMED) else sale.receipt,
        "conversion": sale.conversion_id,
    }


def _own(code: str) -> Share:
    return edge.services().shares.get_own_share(code)


def _exists(sale_id: str) -> Sale:
    return edge.services().sales.get_sale(sale_id)


@bp.post("/shares/<code>/sales")
@allow(Action.TELL_SALES)
@visible(_own)
@bp.input(SaleIn)
@bp.output(SaleOut, status_code=201, description="Waits to be confirmed; told again: 200 and the same sale.")
def sale_add(code: str, json_data: SaleIn) -> Any:
    """Tell of a sale in the store that an own share led to; it counts once a manager or HQ confirms it."""
    hub = edge.hub()
    told = SaleTold(
        amount=json_data.amount,
        currency=json_data.currency or hub.settings.currency,
        occurred_at=json_data.occurred_at or hub.clock.now(),
        slot=json_data.slot,
        receipt=json_data.receipt,
    )
    sale, is_new = edge.services().sales.add_sale(code, told)
    return present_sale(sale), 201 if is_new else 200


@bp.get("/sales")
@allow(Action.SEE_SALES)
@bp.input(SaleListIn, location="query")
@bp.output(Listing[SaleOut])
def sale_list(query_data: SaleListIn) -> Any:
    """List sales told by guides, newest first: one's own, those below a manager's unit, all for HQ."""
    page = edge.services().sales.list_sales(query_data.query, state=query_data.state, share=query_data.share)
    return listing(page, present_sale)


@bp.post("/sales/<sale_id>/confirm")
@allow(Action.CONFIRM_SALES)
@visible(_exists)
@bp.output(SaleOut)
def sale_confirm(sale_id: str) -> Any:
    """Count a sale as an order of the source `manual`, credited to its share."""
    return present_sale(edge.services().sales.confirm_sale(sale_id))


@bp.post("/sales/<sale_id>/refuse")
@allow(Action.CONFIRM_SALES)
@visible(_exists)
@bp.input(RefusalIn)
@bp.output(SaleOut)
def sale_refuse(sale_id: str, json_data: RefusalIn) -> Any:
    """Say that a sale does not count, and why."""
    return present_sale(edge.services().sales.refuse_sale(sale_id, reason=json_data.reason.strip()))
