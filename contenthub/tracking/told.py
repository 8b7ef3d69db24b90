"""What a source tells of a conversion, and what can be wrong with it."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from contenthub.kernel.clock import to_rfc3339
from contenthub.kernel.errors import FieldError
from contenthub.tracking.click_ids import Click
from contenthub.tracking.values import ConversionKind

AHEAD = timedelta(days=1)
MAX_AMOUNT = 10**15
"""Ten trillion yuan in fen: more is a mistake."""


@dataclass(frozen=True)
class Told:
    """What a source tells of one conversion."""

    source: str
    external_id: str
    kind: ConversionKind
    occurred_at: datetime
    click_id: str | None = None
    share: str | None = None
    slot: str | None = None
    customer: str | None = None
    amount: int | None = None
    currency: str | None = None
    order: str | None = None
    lead_kind: str | None = None

    def fingerprint(self) -> str:
        """Return a hash of the content: what is told again must be the same."""
        facts = {**asdict(self), "kind": self.kind.value, "occurred_at": to_rfc3339(self.occurred_at)}
        return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def wrong_fields(told: Told, *, now: datetime, click: Click | None, link_is_known: bool) -> list[FieldError]:
    """Return what is wrong with a conversion, as far as it can be said without its order."""
    is_lead = told.kind is ConversionKind.LEAD
    checks = [
        ("source", not told.source, "required"),
        ("click_id", told.click_id is not None and click is None, "not one of our click ids"),
        ("share", not link_is_known, "unknown"),
        ("slot", told.slot is not None and told.share is None and told.click_id is None, "a slot needs its share"),
        ("amount", not is_lead and told.amount is None, "required"),
        ("amount", told.amount is not None and not 0 <= told.amount <= MAX_AMOUNT, "minor units, from 0"),
        ("currency", not is_lead and told.currency is None, "required"),
        ("currency", is_lead and told.amount is not None and told.currency is None, "required with an amount"),
        ("order", told.order is not None and told.kind is not ConversionKind.REFUND, "only a refund names an order"),
        ("lead_kind", told.lead_kind is not None and not is_lead, "only for a lead"),
        ("occurred_at", told.occurred_at > now + AHEAD, "in the future"),
    ]
    return [FieldError(field, reason) for field, is_wrong, reason in checks if is_wrong]
