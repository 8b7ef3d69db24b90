"""The attribution policies of plans: versions are added, never changed; earlier orders follow when recomputed."""

from sqlalchemy import select

from contenthub.accounts.audit import AuditTrail
from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.kernel.clock import Clock
from contenthub.tracking.click_ids import ClickIds
from contenthub.tracking.deciding import Deciding
from contenthub.tracking.models import AttributionPolicy, Conversion, Link
from contenthub.tracking.policy import Policy
from contenthub.tracking.values import ConversionKind

BATCH = 200


class PolicyService:
    """Keeps the policies of plans and lets earlier orders follow them."""

    def __init__(self, work: Work, *, actor: Actor, clock: Clock, audit: AuditTrail, secret: str) -> None:
        """Act for `actor`; `secret` reads click ids."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._audit = audit
        self._clicks = ClickIds(secret)

    def get_policy(self, plan_id: str) -> Policy:
        """Return the policy new orders of a plan are credited by; version 0 is the house's own."""
        require(self._actor, Action.SEE_PLANS)
        return Deciding(self._work.session, clicks=self._clicks).policy_of(plan_id)

    def add_policy(self, plan_id: str, wanted: Policy) -> Policy:
        """Give a plan a new version of its policy, for the orders from now on; return it with its number."""
        require(self._actor, Action.MANAGE_PLANS)
        with self._work:
            number = self.get_policy(plan_id).version + 1
            row = AttributionPolicy(
                plan_id=plan_id,
                version=number,
                window_days=wanted.window_days,
                model=wanted.model.value,
                priority=wanted.priority.value,
                fallback=wanted.fallback.value,
                hold_days=wanted.hold_days,
                created_by=self._actor.person_id,
                created_at=self._clock.now(),
            )
            self._work.session.add(row)
            self._work.session.flush()
            self._audit.record("plan_changed", "plan", plan_id, attribution_policy=number)
            return self.get_policy(plan_id)

    def recompute(self, plan_id: str) -> int:
        """Decide anew, by the present policy, every order of a plan and its refunds; return how many orders.

        Earlier decisions are kept. Works in batches, each a transaction: what is interrupted can be run again.
        """
        require(self._actor, Action.MANAGE_PLANS)
        wanted = (
            select(Conversion.id)
            .join(Link, Link.code == Conversion.share)
            .where(Link.plan_id == plan_id, Conversion.kind == ConversionKind.ORDER)
            .order_by(Conversion.id)
        )
        ids = list(self._work.session.scalars(wanted))
        for start in range(0, len(ids), BATCH):
            with self._work:
                self._decide(ids[start : start + BATCH])
        return len(ids)

    def _decide(self, ids: list[str]) -> None:
        session, now = self._work.session, self._clock.now()
        deciding = Deciding(session, clicks=self._clicks)
        locked = select(Conversion).where(Conversion.id.in_(ids)).order_by(Conversion.id).with_for_update()
        for order in session.scalars(locked).all():
            deciding.decide_again(order, at=now)
