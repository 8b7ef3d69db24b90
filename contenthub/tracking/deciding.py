"""Recording who gets the credit of orders and refunds: a decision each time, the earlier ones kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from contenthub.accounts.models import Unit
from contenthub.accounts.values import UnitKind
from contenthub.tracking.attribution import SKEW, Rule
from contenthub.tracking.click_ids import ClickIds
from contenthub.tracking.crediting import Crediting
from contenthub.tracking.models import AttributionDecision, AttributionPolicy, Conversion, CreditLine, Link
from contenthub.tracking.policy import (
    GUIDE,
    Fallback,
    Model,
    Part,
    Policy,
    Priority,
    Touch,
    share_credit,
    split,
    split_refund,
)
from contenthub.tracking.values import ConversionKind

NAMED = {Rule.CLICK_ID.value, Rule.NAMED.value}


class Deciding:
    """Decides by the policy of the plan an order belongs to: that of the share the reports credit."""

    def __init__(self, session: Session, *, clicks: ClickIds) -> None:
        """Decide in `session`; click ids are read by `clicks`."""
        self._session = session
        self._crediting = Crediting(session, clicks=clicks)

    def decide(self, row: Conversion, *, at: datetime) -> None:
        """Record who gets the credit of an order, or whose is taken by a refund; a lead has none to share."""
        if row.kind == ConversionKind.ORDER:
            self._decide_order(row, at=at)
        elif row.kind == ConversionKind.REFUND:
            order = self._order_of(row)
            others = self._refunds_of(order)
            before = sum(other.amount or 0 for other in others if other.id != row.id)
            self._decide_refund(row, order=order, before=before, at=at)

    def decide_again(self, order: Conversion, *, at: datetime) -> None:
        """Record anew who gets the credit of an order, and then of each of its refunds."""
        self._decide_order(order, at=at)
        before = 0
        for refund in self._refunds_of(order):
            self._decide_refund(refund, order=order, before=before, at=at)
            before += refund.amount or 0

    def lines_of(self, row: Conversion) -> list[CreditLine]:
        """Return the credit as it now stands."""
        current = (
            select(AttributionDecision.number)
            .where(AttributionDecision.conversion_id == row.id, AttributionDecision.is_current)
            .scalar_subquery()
        )
        wanted = select(CreditLine).where(CreditLine.conversion_id == row.id, CreditLine.number == current)
        return list(self._session.scalars(wanted.order_by(CreditLine.position)))

    def policy_of(self, plan_id: str | None) -> Policy:
        """Return the latest policy of a plan, or the house's own."""
        latest = select(AttributionPolicy).where(AttributionPolicy.plan_id == plan_id)
        found = self._session.scalar(latest.order_by(AttributionPolicy.version.desc()).limit(1))
        return as_policy(found) if found else Policy()

    def _decide_order(self, row: Conversion, *, at: datetime) -> None:
        link = self._session.get(Link, row.share) if row.share else None
        policy = self.policy_of(link.plan_id if link else None)
        serving = self._serving(row) if policy.priority is Priority.SERVING else None
        touches = self._touches(row, link, policy) if link else []
        parts = share_credit(touches, serving=serving, policy=policy, occurred_at=row.occurred_at)
        amounts = split(row.amount or 0, [part.weight for part in parts])
        payable_at = row.occurred_at + timedelta(days=policy.hold_days)
        number = self._begin(row, plan_id=link.plan_id if link else None, policy=policy, at=at)
        for position, (part, amount) in enumerate(zip(parts, amounts, strict=True), start=1):
            line = CreditLine(
                conversion_id=row.id,
                number=number,
                position=position,
                party=part.party,
                guide_id=part.guide,
                unit_id=self._unit_of(part, link),
                share=part.share,
                slot=part.slot,
                amount=amount,
                currency=row.currency,
                payable_at=payable_at,
            )
            self._session.add(line)
        self._session.flush()

    def _decide_refund(self, row: Conversion, *, order: Conversion, before: int, at: datetime) -> None:
        lines = self.lines_of(order)
        taken = split_refund(row.amount or 0, before=before, whole=[line.amount for line in lines])
        link = self._session.get(Link, order.share) if order.share else None
        plan_id = link.plan_id if link else None
        number = self._begin(row, plan_id=plan_id, policy=self.policy_of(plan_id), at=at)
        same = ("position", "party", "guide_id", "unit_id", "share", "slot", "currency", "payable_at")
        for line, amount in zip(lines, taken, strict=True):
            facts = {name: getattr(line, name) for name in same}
            self._session.add(CreditLine(conversion_id=row.id, number=number, amount=-amount, **facts))
        self._session.flush()

    def _begin(self, row: Conversion, *, plan_id: str | None, policy: Policy, at: datetime) -> int:
        """Open a new decision, now the current one; return its number."""
        earlier = AttributionDecision.conversion_id == row.id
        number = (self._session.scalar(select(func.max(AttributionDecision.number)).where(earlier)) or 0) + 1
        self._session.execute(update(AttributionDecision).where(earlier).values(is_current=False))
        decision = AttributionDecision(
            conversion_id=row.id,
            number=number,
            plan_id=plan_id,
            policy_version=policy.version,
            is_current=True,
            decided_at=at,
        )
        self._session.add(decision)
        self._session.flush()
        return number

    def _touches(self, row: Conversion, link: Link, policy: Policy) -> list[Touch]:
        """Return what led to an order: what the reports credit, and, when it is shared, the customer's other clicks."""
        at, own = _credited_at(row), row.share or ""
        found = [Touch(own, row.slot, link.guide_id, at, is_named=row.rule in NAMED)]
        if policy.model is Model.LAST:
            return found
        window = timedelta(days=policy.window_days)
        clicks = self._crediting.clicks_of(
            row.customer, row.click_id, since=row.occurred_at - window - SKEW, until=row.occurred_at + SKEW
        )
        others = {click.click_id: click for click in clicks if click.click_id != row.click_id}
        links = self._links({click.share for click in others.values()})
        return found + [
            Touch(click.share, click.slot, links[click.share].guide_id, click.at)
            for click in others.values()
            if click.share in links
        ]

    def _links(self, codes: set[str]) -> dict[str, Link]:
        return {link.code: link for link in self._session.scalars(select(Link).where(Link.code.in_(codes)))}

    def _serving(self, row: Conversion) -> str | None:
        """Return the guide whose link the customer last became a friend by, before the order."""
        if row.customer is None:
            return None
        latest = (
            select(Link.guide_id)
            .join(Conversion, Conversion.share == Link.code)
            .where(
                Conversion.customer == row.customer,
                Conversion.lead_kind == "new_friend",
                Conversion.occurred_at <= row.occurred_at,
            )
            .order_by(Conversion.occurred_at.desc(), Conversion.id.desc())
            .limit(1)
        )
        return self._session.scalar(latest)

    def _unit_of(self, part: Part, link: Link | None) -> str | None:
        if part.party == GUIDE:
            own = self._session.get(Link, part.share) if part.share else None
            return own.unit_id if own else None
        if link is None or part.party == Fallback.NOBODY:
            return None
        store = self._session.get(Unit, link.unit_id)
        if part.party == Fallback.STORE or store is None:
            return link.unit_id
        wanted = UnitKind.REGION if part.party == Fallback.REGION else UnitKind.HQ
        return _above(self._ancestors(store), wanted) or _above(self._ancestors(store), UnitKind.HQ)

    def _ancestors(self, unit: Unit) -> Sequence[Unit]:
        """Return a unit and what lies above it, itself first."""
        ids = [part for part in unit.path.split("/") if part]
        found = {one.id: one for one in self._session.scalars(select(Unit).where(Unit.id.in_(ids)))}
        return [found[one] for one in reversed(ids) if one in found]

    def _order_of(self, refund: Conversion) -> Conversion:
        key = (Conversion.source == refund.source, Conversion.external_id == refund.order_ref)
        return self._session.scalars(select(Conversion).where(*key, Conversion.kind == ConversionKind.ORDER)).one()

    def _refunds_of(self, order: Conversion) -> Sequence[Conversion]:
        key = (Conversion.source == order.source, Conversion.order_ref == order.external_id)
        wanted = select(Conversion).where(*key, Conversion.kind == ConversionKind.REFUND).order_by(Conversion.id)
        return self._session.scalars(wanted).all()


def _above(units: Sequence[Unit], kind: UnitKind) -> str | None:
    return next((unit.id for unit in units if unit.kind == kind), None)


def _credited_at(row: Conversion) -> datetime:
    candidates = row.decision.get("candidates") or []
    return datetime.fromisoformat(candidates[0]["at"]) if candidates else row.occurred_at


def as_policy(row: AttributionPolicy) -> Policy:
    """Return a policy as the rules take it."""
    return Policy(
        version=row.version,
        window_days=row.window_days,
        model=Model(row.model),
        priority=Priority(row.priority),
        fallback=Fallback(row.fallback),
        hold_days=row.hold_days,
    )
