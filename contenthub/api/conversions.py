"""Conversions and who gets credit for them."""

from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from flask import request

from contenthub.accounts.permissions import Action
from contenthub.api.shapes import Ident, Moment, Out
from contenthub.edge import request as edge
from contenthub.edge.guards import allow, visible
from contenthub.edge.sentences.credit import sentence_of
from contenthub.tracking.models import Conversion, CreditLine
from contenthub.tracking.told_fields import ConversionFields
from contenthub.tracking.values import ConversionKind

bp = APIBlueprint("conversions", __name__, tag="Conversions")


class ConversionIn(ConversionFields):
    """A lead, an order or a refund: amounts in minor units, `order` names the order of a refund."""


class ConversionOut(Out):
    """A conversion with its credit; the customer is never told again."""

    id: str
    source: str
    external_id: str
    kind: ConversionKind
    share: str | None
    slot: str | None
    attributed: bool
    rule: str
    amount: int | None
    currency: str | None
    order: str | None
    lead_kind: str | None
    occurred_at: Moment


class CandidateOut(Out):
    """A click that could have had the credit."""

    click_id: str
    share: str
    slot: str
    at: str


class CreditOut(Out):
    """A part of the credit: `party` is guide, store, region, hq or nobody; a refund's amounts are below 0."""

    party: str
    guide: str | None
    unit: str | None
    share: str | None
    slot: str | None
    amount: int
    currency: str
    payable_at: Moment


class AttributionOut(Out):
    """The recorded decision, and the split of the money by the plan's policy: `policy` 0 is the house's own."""

    conversion: str
    attributed: bool
    rule: str
    share: str | None
    slot: str | None
    position: int | None
    offer: str | None
    guide: str | None
    unit: str | None
    plan: str | None
    window_days: int
    skew_minutes: int
    candidates: list[CandidateOut]
    decided_at: str
    policy: int | None
    decision: int | None
    credits: list[CreditOut]
    sentence: str


def present_conversion(row: Conversion) -> dict[str, Any]:
    """Return a conversion as JSON."""
    occurred_at: datetime = row.occurred_at
    return {
        "id": row.id,
        "source": row.source,
        "external_id": row.external_id,
        "kind": row.kind,
        "share": row.share,
        "slot": row.slot,
        "attributed": row.share is not None,
        "rule": row.rule,
        "amount": row.amount,
        "currency": row.currency,
        "order": row.order_ref,
        "lead_kind": row.lead_kind,
        "occurred_at": occurred_at,
    }


def told_source() -> str | None:
    """Return the source the body names, if it names one."""
    body = request.get_json(silent=True)
    source = body.get("source") if isinstance(body, dict) else None
    return source.strip() if isinstance(source, str) else None


def _may_speak() -> None:
    """Judge the token's source before anything else of the body is looked at."""
    source = told_source()
    if source is not None:
        edge.services().conversions.check_source(source)


@bp.post("/conversions")
@allow(Action.POST_CONVERSIONS)
@visible(_may_speak)
@bp.input(ConversionIn)
@bp.output(ConversionOut, status_code=201, description="Counted; told again: 200 and the same body.")
def conversion_add(json_data: ConversionIn) -> Any:
    """Tell of a conversion; the same source, external id and kind count once."""
    row, is_new = edge.services().conversions.add_conversion(**json_data.model_dump())
    return present_conversion(row), 201 if is_new else 200


def _present_credit(line: CreditLine) -> dict[str, Any]:
    same = ("party", "share", "slot", "amount", "currency", "payable_at")
    return {name: getattr(line, name) for name in same} | {"guide": line.guide_id, "unit": line.unit_id}


@bp.get("/conversions/<conversion_id>/attribution")
@allow(Action.SEE_ATTRIBUTION)
@bp.output(AttributionOut)
def attribution_get(conversion_id: Ident) -> Any:
    """Say who got credit and why: each reads own credit, HQ all."""
    service = edge.services().conversions
    row, link = service.get_attribution(conversion_id)
    decision, lines = service.list_credits(row)
    return {
        "policy": decision.policy_version if decision else None,
        "decision": decision.number if decision else None,
        "credits": [_present_credit(line) for line in lines],
        "sentence": sentence_of(row, lines, people=edge.services().people),
        "conversion": row.id,
        "attributed": row.share is not None,
        "share": row.share,
        "slot": row.slot,
        "position": row.position,
        "offer": row.offer_id,
        "guide": link.guide_id if link else None,
        "unit": link.unit_id if link else None,
        "plan": link.plan_id if link else None,
        **row.decision,
    }
