"""Finding who gets credit for a conversion."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from contenthub.tracking.attribution import SKEW, WINDOW, Credit, Rule, credit_click, last_click
from contenthub.tracking.click_ids import Click, ClickIds
from contenthub.tracking.models import Conversion, Event, Visit, VisitSlot
from contenthub.tracking.told import Told
from contenthub.tracking.values import EventKind, Verdict


class Crediting:
    """Looks for the clicks a conversion can have come from."""

    def __init__(self, session: Session, *, clicks: ClickIds) -> None:
        """Look in `session`; click ids are read by `clicks`."""
        self._session = session
        self._clicks = clicks

    def credit(self, told: Told, *, click: Click | None, order: Conversion | None) -> Credit:
        """Return who gets credit: a refund follows its order, a named click wins, else the customer's last click."""
        if order is not None:
            place = (order.share, order.slot, order.offer_id, order.position, order.click_id)
            return Credit(Rule.ORDER, *place)
        if click is not None:
            return credit_click(click, rule=Rule.CLICK_ID)
        if told.share is not None:
            offer_id, position = self._shown_in(told.share, told.slot)
            return Credit(Rule.NAMED, told.share, told.slot, offer_id, position)
        if told.customer is not None:
            since, until = told.occurred_at - WINDOW - SKEW, told.occurred_at + SKEW
            found = self.clicks_of(told.customer, None, since=since, until=until)
            return last_click(found, occurred_at=told.occurred_at)
        return Credit(Rule.NONE)

    def _shown_in(self, share: str, slot: str | None) -> tuple[str | None, int | None]:
        """Return the offer and position a slot was last seen with."""
        if slot is None:
            return None, None
        latest = (
            select(VisitSlot.offer_id, VisitSlot.position)
            .join(Visit, Visit.id == VisitSlot.visit_id)
            .where(Visit.share == share, VisitSlot.slot == slot)
            .order_by(Visit.opened_at.desc())
            .limit(1)
        )
        found = self._session.execute(latest).one_or_none()
        return (found.offer_id, found.position) if found else (None, None)

    def clicks_of(self, customer: str | None, click_id: str | None, *, since: datetime, until: datetime) -> list[Click]:
        """Return the clicks of the visitors known to be this customer, and those the customer's conversions named.

        Whoever made the click `click_id` is taken to be the customer, too.
        """
        named = select(Conversion.click_id).where(Conversion.customer == customer, Conversion.click_id.is_not(None))
        known = (
            Event.click_id.in_(named)
            if click_id is None
            else or_(Event.click_id.in_(named), Event.click_id == click_id)
        )
        visitors = select(Event.visitor).where(known, Event.kind == EventKind.CLICK)
        theirs = (
            select(Event.click_id)
            .where(
                Event.visitor.in_(visitors),
                Event.kind == EventKind.CLICK,
                Event.verdict.in_([Verdict.HUMAN, Verdict.REPEAT]),
                Event.click_id.is_not(None),
                Event.at >= since,
                Event.at <= until,
            )
            .order_by(Event.at.desc())
            .limit(50)
        )
        ids = [*self._session.scalars(theirs), *self._session.scalars(named)]
        return [click for found in ids if found and (click := self._clicks.read(found))]
