"""Conversions: leads, orders and refunds, each counted once, each with the decision who gets credit."""

import hashlib
import hmac
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from contenthub.accounts.models import Unit
from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor, Role, Scope
from contenthub.db.work import Work
from contenthub.kernel.clock import Clock
from contenthub.kernel.errors import FieldError
from contenthub.kernel.ids import new_id
from contenthub.kernel.text import clean_line
from contenthub.tracking.click_ids import ClickIds
from contenthub.tracking.crediting import Crediting
from contenthub.tracking.deciding import Deciding
from contenthub.tracking.errors import ConversionDiffers, ConversionInvalid, ConversionNotFound, SourceNotAllowed
from contenthub.tracking.models import AttributionDecision, Conversion, CreditLine, Link
from contenthub.tracking.told import Told, wrong_fields
from contenthub.tracking.values import ConversionKind

MANUAL = "manual"
"""The source of sales that guides told and somebody confirmed; nobody else may speak for it, except of refunds."""


class ConversionService:
    """Takes conversions in and explains their credit."""

    def __init__(self, work: Work, *, actor: Actor, clock: Clock, secret: str) -> None:
        """Act for `actor`; `secret` checks click ids and hides customers."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._clicks = ClickIds(secret)
        self._customer_key = hashlib.sha256(f"customer\0{secret}".encode()).digest()

    def check_source(self, source: str) -> None:
        """Raise `SourceNotAllowed` when the actor's token may not speak for `source`."""
        require(self._actor, Action.POST_CONVERSIONS)
        if Scope.FULL not in self._actor.scopes and self._actor.source != source:
            raise SourceNotAllowed(source=source)

    def add_conversion(self, **told: Any) -> tuple[Conversion, bool]:
        """Count a conversion once; return it and whether it is new.

        Takes the fields of `Told`. Raises `ConversionInvalid` with every wrong field, `ConversionDiffers` when the same
        key came before with other content. The customer is kept as a keyed hash only.
        """
        heard = self._hear(told)
        try:
            with self._work:
                known = self._find(heard)
                if known is None:
                    return self._add(heard), True
        except IntegrityError:  # somebody posted the same meanwhile
            known = self._find(heard)
            if known is None:
                raise
        return _same(known, heard), False

    def count(self, **told: Any) -> tuple[Conversion, bool]:
        """Do as `add_conversion` within the unit of work at hand, which a refusal leaves unbroken."""
        heard = self._hear(told)
        known = self._find(heard)
        return (self._add(heard), True) if known is None else (_same(known, heard), False)

    def count_sale(self, **told: Any) -> Conversion:
        """Count, within the unit of work at hand, a sale somebody with the right to has confirmed."""
        heard = self._tidy(Told(source=MANUAL, **told))
        known = self._find(heard)
        return self._add(heard) if known is None else _same(known, heard)

    def _hear(self, facts: dict[str, Any]) -> Told:
        told = self._tidy(Told(**{**facts, "kind": ConversionKind(facts["kind"])}))
        self.check_source(told.source)
        if told.source == MANUAL and told.kind is not ConversionKind.REFUND:
            raise SourceNotAllowed(source=MANUAL)
        return told

    def _tidy(self, told: Told) -> Told:
        customer = clean_line(told.customer or "")
        hidden = hmac.digest(self._customer_key, customer.encode(), "sha256").hex() if customer else None
        return Told(**{**asdict(told), "source": clean_line(told.source), "customer": hidden})

    def _find(self, told: Told) -> Conversion | None:
        key = (
            Conversion.source == told.source,
            Conversion.external_id == told.external_id,
            Conversion.kind == told.kind,
        )
        return self._work.session.scalar(select(Conversion).where(*key))

    def _add(self, told: Told) -> Conversion:
        session, now = self._work.session, self._clock.now()
        link_is_known = told.share is None or session.get(Link, told.share) is not None
        click = self._clicks.read(told.click_id) if told.click_id else None
        wrong = wrong_fields(told, now=now, click=click, link_is_known=link_is_known)
        order = self._order_of(told, wrong) if told.kind is ConversionKind.REFUND else None
        if wrong:
            raise ConversionInvalid(*wrong)
        credit = Crediting(session, clicks=self._clicks).credit(told, click=click, order=order)
        row = Conversion(
            id=new_id(),
            source=told.source,
            external_id=told.external_id,
            kind=told.kind,
            lead_kind=told.lead_kind,
            order_ref=told.order,
            customer=told.customer,
            amount=told.amount,
            currency=told.currency,
            occurred_at=told.occurred_at,
            received_at=now,
            content_hash=told.fingerprint(),
            share=credit.share,
            slot=credit.slot,
            offer_id=credit.offer_id,
            position=credit.position,
            click_id=credit.click_id,
            rule=credit.rule.value,
            decision=credit.as_decision(at=now),
        )
        session.add(row)
        session.flush()
        Deciding(session, clicks=self._clicks).decide(row, at=now)
        return row

    def _order_of(self, told: Told, wrong: list[FieldError]) -> Conversion | None:
        """Return the order a refund names, locked; note in `wrong` why it cannot be refunded."""
        if not told.order:
            wrong.append(FieldError("order", "a refund names its order"))
            return None
        session = self._work.session
        key = (
            Conversion.source == told.source,
            Conversion.external_id == told.order,
            Conversion.kind == ConversionKind.ORDER,
        )
        order = session.scalar(select(Conversion).where(*key).with_for_update())
        if order is None:
            wrong.append(FieldError("order", "unknown: post the order first"))
            return None
        if told.currency is not None and told.currency != order.currency:
            wrong.append(FieldError("currency", f"the order is in {order.currency}"))
        back = (
            Conversion.source == told.source,
            Conversion.order_ref == told.order,
            Conversion.kind == ConversionKind.REFUND,
        )
        refunded = session.scalar(select(func.coalesce(func.sum(Conversion.amount), 0)).where(*back)) or 0
        if (told.amount or 0) + refunded > (order.amount or 0):
            wrong.append(FieldError("amount", "more than is left of the order"))
        return order

    def list_credits(self, row: Conversion) -> tuple[AttributionDecision | None, list[CreditLine]]:
        """Return the present decision of a conversion with who gets what; a lead has none."""
        latest = select(AttributionDecision).where(AttributionDecision.conversion_id == row.id)
        decision = self._work.session.scalar(latest.order_by(AttributionDecision.number.desc()).limit(1))
        return decision, Deciding(self._work.session, clicks=self._clicks).lines_of(row)

    def get_attribution(self, conversion_id: str) -> tuple[Conversion, Link | None]:
        """Return a conversion with its decision and the link that got credit.

        A guide reads those of own shares and those with an own part, a manager those of the own units, HQ all; raises
        `ConversionNotFound`.
        """
        require(self._actor, Action.SEE_ATTRIBUTION)
        session = self._work.session
        row = session.get(Conversion, conversion_id)
        link = session.get(Link, row.share) if row is not None and row.share is not None else None
        if row is None or not (self._may_read(link) or self._has_part(row)):
            raise ConversionNotFound(conversion=conversion_id)
        return row, link

    def _has_part(self, row: Conversion) -> bool:
        lines = Deciding(self._work.session, clicks=self._clicks).lines_of(row)
        return any(line.guide_id == self._actor.person_id for line in lines)

    def _may_read(self, link: Link | None) -> bool:
        if self._actor.is_hq:
            return True
        if link is None:
            return False
        if self._actor.role != Role.MANAGER:
            return link.guide_id == self._actor.person_id
        unit = self._work.session.get(Unit, link.unit_id)
        return unit is not None and unit.path.startswith(self._actor.unit_path)


def _same(known: Conversion, heard: Told) -> Conversion:
    """Return what is known of a key that is told again; raise `ConversionDiffers` when the content is another."""
    if known.content_hash != heard.fingerprint():
        raise ConversionDiffers(source=heard.source, external_id=heard.external_id, kind=heard.kind.value)
    return known
