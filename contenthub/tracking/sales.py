"""Sales in the store: told by the guide, and counted once a manager or HQ has confirmed them."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError

from contenthub.accounts.audit import AuditTrail
from contenthub.accounts.models import Unit
from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor, Role
from contenthub.db.work import Work
from contenthub.kernel.clock import Clock
from contenthub.kernel.errors import FieldError, NotAllowed
from contenthub.kernel.ids import new_id
from contenthub.kernel.paging import Page, PageQuery
from contenthub.tracking.conversions import ConversionService
from contenthub.tracking.errors import LinkNotFound, SaleDecided, SaleDiffers, SaleInvalid, SaleNotFound
from contenthub.tracking.models import Link, Sale
from contenthub.tracking.told import MAX_AMOUNT
from contenthub.tracking.values import ConversionKind, SaleState

AHEAD = timedelta(minutes=5)
UNNAMED = "~"
"""Begins the receipt of a sale that was told without one."""


@dataclass(frozen=True)
class SaleTold:
    """What a guide tells of a sale; minor units, `receipt` is the number on its slip."""

    amount: int
    currency: str
    occurred_at: datetime
    slot: str | None = None
    receipt: str | None = None


class SaleService:
    """Takes in what guides sold in their stores."""

    def __init__(
        self, work: Work, *, actor: Actor, clock: Clock, audit: AuditTrail, conversions: ConversionService
    ) -> None:
        """Act for `actor`; what is confirmed is counted by `conversions`."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._audit = audit
        self._conversions = conversions

    def add_sale(self, code: str, told: SaleTold) -> tuple[Sale, bool]:
        """Note a sale an own share led to, to be confirmed; return it and whether it is new.

        The same receipt told again is the same sale; with other content it raises `SaleDiffers`.
        """
        require(self._actor, Action.TELL_SALES)
        self._check_share(code)
        self._check(told)
        try:
            with self._work:
                known = self._find(told)
                if known is None:
                    return self._add(code, told), True
        except IntegrityError:  # told twice at once
            known = self._find(told)
            if known is None:
                raise
        if (known.share, known.slot, known.amount, known.currency) != (code, told.slot, told.amount, told.currency):
            raise SaleDiffers(receipt=told.receipt)
        return known, False

    def _check_share(self, code: str) -> None:
        link = self._work.session.get(Link, code)
        if link is None:
            raise LinkNotFound(code=code)
        if link.guide_id != self._actor.person_id:
            raise NotAllowed(action=Action.TELL_SALES.value)

    def _check(self, told: SaleTold) -> None:
        wrong = []
        if not 0 < told.amount <= MAX_AMOUNT:
            wrong.append(FieldError("amount", "minor units, from 1"))
        if told.occurred_at > self._clock.now() + AHEAD:
            wrong.append(FieldError("occurred_at", "in the future"))
        if told.receipt and told.receipt.startswith(UNNAMED) and len(told.receipt) != len(unnamed()):
            wrong.append(FieldError("receipt", "reserved"))
        if wrong:
            raise SaleInvalid(*wrong)

    def _find(self, told: SaleTold) -> Sale | None:
        if told.receipt is None:
            return None
        wanted = select(Sale).where(Sale.guide_id == self._actor.person_id, Sale.receipt == told.receipt)
        return self._work.session.scalar(wanted)

    def _add(self, code: str, told: SaleTold) -> Sale:
        sale = Sale(
            id=new_id(),
            **(asdict(told) | {"receipt": told.receipt or unnamed()}),
            share=code,
            guide_id=self._actor.person_id,
            unit_id=self._actor.unit_id,
            state=SaleState.PENDING,
            told_at=self._clock.now(),
            reason="",
        )
        self._work.session.add(sale)
        self._work.session.flush()
        return sale

    def get_sale(self, sale_id: str) -> Sale:
        """Return a sale the actor may see: a guide's own, a manager's units', all for HQ; raise `SaleNotFound`."""
        require(self._actor, Action.SEE_SALES)
        sale = self._work.session.scalar(self._visible().where(Sale.id == sale_id))
        if sale is None:
            raise SaleNotFound(sale=sale_id)
        return sale

    def list_sales(self, query: PageQuery, *, state: SaleState | None = None, share: str | None = None) -> Page[Sale]:
        """Return the visible sales, the latest told first."""
        require(self._actor, Action.SEE_SALES)
        wanted = self._visible()
        if state is not None:
            wanted = wanted.where(Sale.state == state)
        if share is not None:
            wanted = wanted.where(Sale.share == share)
        session = self._work.session
        total = session.scalar(select(func.count()).select_from(wanted.with_only_columns(Sale.id).subquery())) or 0
        rows = session.scalars(wanted.order_by(Sale.id.desc()).offset(query.offset).limit(query.limit)).all()
        return Page.of(rows, query=query, total=total)

    def _visible(self) -> Select[Sale]:
        wanted = select(Sale)
        if self._actor.is_hq:
            return wanted
        if self._actor.role == Role.GUIDE:
            return wanted.where(Sale.guide_id == self._actor.person_id)
        wanted = wanted.join(Unit, Unit.id == Sale.unit_id)
        return wanted.where(Unit.path.startswith(self._actor.unit_path, autoescape=True))

    def confirm_sale(self, sale_id: str) -> Sale:
        """Count a sale as an order of the source `manual`; confirming it again changes nothing.

        Raises `SaleDecided` for a refused one, and `ConversionDiffers` when a colleague's sale with the same receipt
        has been counted.
        """
        with self._work:
            sale = self._get_to_decide(sale_id)
            if sale.state == SaleState.CONFIRMED:
                return sale
            if sale.state == SaleState.REFUSED:
                raise SaleDecided(state=sale.state)
            sale.conversion_id = self._conversions.count_sale(
                external_id=f"{sale.unit_id}/{sale.receipt}",
                kind=ConversionKind.ORDER,
                share=sale.share,
                slot=sale.slot,
                amount=sale.amount,
                currency=sale.currency,
                occurred_at=sale.occurred_at,
            ).id
            self._decide(sale, SaleState.CONFIRMED)
            return sale

    def refuse_sale(self, sale_id: str, *, reason: str = "") -> Sale:
        """Say that a sale does not count; raise `SaleDecided` when it does already."""
        with self._work:
            sale = self._get_to_decide(sale_id)
            if sale.state == SaleState.CONFIRMED:
                raise SaleDecided(state=sale.state)
            if sale.state == SaleState.PENDING:
                sale.reason = reason
                self._decide(sale, SaleState.REFUSED)
            return sale

    def _get_to_decide(self, sale_id: str) -> Sale:
        require(self._actor, Action.CONFIRM_SALES)
        self.get_sale(sale_id)
        wanted = select(Sale).where(Sale.id == sale_id).with_for_update().execution_options(populate_existing=True)
        return self._work.session.scalars(wanted).one()

    def _decide(self, sale: Sale, state: SaleState) -> None:
        sale.state, sale.decided_by, sale.decided_at = state, self._actor.person_id, self._clock.now()
        name = "" if sale.receipt.startswith(UNNAMED) else sale.receipt
        self._audit.record(f"sale_{state.value}", "sale", sale.id, name=name, guide=sale.guide_id, amount=sale.amount)


def unnamed() -> str:
    """Return a receipt for a sale without one: a form that is sent twice tells the same sale."""
    return UNNAMED + new_id()
