"""Offers: why a customer should act now, and for how long."""

from collections.abc import Collection
from typing import Any

from pydantic import Field, StrictBool, StrictInt
from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from contenthub.accounts.audit import AuditTrail
from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.kernel.clock import Clock
from contenthub.kernel.errors import FieldError
from contenthub.kernel.fields import Shape, TidyLine, Time, read_fields
from contenthub.kernel.ids import new_id
from contenthub.kernel.paging import Page, PageQuery
from contenthub.kernel.signals import offer_changed
from contenthub.kernel.targets import is_allowed_target
from contenthub.library.models import Product
from contenthub.plans.blocks import NOT_A_TARGET, Ident
from contenthub.plans.errors import OfferInvalid, OfferNotFound
from contenthub.plans.models import Offer
from contenthub.plans.values import OfferKind, OfferState

MAX_STOCK = 2**31 - 1


class OfferFields(Shape):
    """What may be written about an offer."""

    name: TidyLine = Field(min_length=1, max_length=80)
    kind: OfferKind
    target_url: str = Field(min_length=1, max_length=2000)
    note: TidyLine = Field("", max_length=200)
    product: Ident | None = None
    starts_at: Time | None = None
    ends_at: Time | None = None
    stock: StrictInt | None = Field(None, ge=0, le=MAX_STOCK)
    active: StrictBool = True


class OfferChanges(OfferFields):
    """What may be changed of an offer; null takes a window, a stock or a product away."""

    name: TidyLine = Field("", min_length=1, max_length=80)
    kind: OfferKind = OfferKind.LINK
    target_url: str = Field("", min_length=1, max_length=2000)


class OfferService:
    """Adds, changes and finds offers."""

    def __init__(self, work: Work, *, actor: Actor, clock: Clock, audit: AuditTrail, hosts: tuple[str, ...]) -> None:
        """Act for `actor` within `work`; targets lie within `hosts`."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._audit = audit
        self._hosts = hosts

    def add_offer(self, /, **fields: Any) -> Offer:
        """Add an offer from the fields of `OfferFields`; raise `OfferInvalid` listing every wrong one."""
        require(self._actor, Action.MANAGE_OFFERS)
        with self._work:
            fits, wrong = read_fields(OfferFields, fields)
            self._refuse([*wrong, *self._judge(fits)])
            row = OfferFields.model_construct(**fits).model_dump(exclude={"product"})
            offer = Offer(id=new_id(), created_at=self._clock.now(), product=self._product(fits.get("product")), **row)
            self._work.session.add(offer)
            self._audit.record("offer_added", "offer", offer.id, name=offer.name)
            return offer

    def change_offer(self, offer_id: str, /, **changes: Any) -> Offer:
        """Change the given fields of `OfferChanges`; pages that show the offer follow within a second."""
        require(self._actor, Action.MANAGE_OFFERS)
        with self._work:
            offer = self._work.session.get(Offer, offer_id, with_for_update={"of": Offer}, populate_existing=True)
            if offer is None:
                raise OfferNotFound(offer=offer_id)
            fits, wrong = read_fields(OfferChanges, changes)
            self._refuse([*wrong, *self._judge({"starts_at": offer.starts_at, "ends_at": offer.ends_at} | fits)])
            if "product" in fits:
                offer.product = self._product(fits.pop("product"))
            for name, value in fits.items():
                setattr(offer, name, value)
            self._work.session.flush()
            self._audit.record("offer_changed", "offer", offer.id, fields=sorted(changes))
            offer_changed.send(self, offer=offer, work=self._work, clock=self._clock)
            return offer

    def _judge(self, fits: dict[str, Any]) -> list[FieldError]:
        wrong = []
        starts, ends = fits.get("starts_at"), fits.get("ends_at")
        if starts is not None and ends is not None and starts >= ends:
            wrong.append(FieldError("ends_at", "not after starts_at"))
        if "target_url" in fits and not is_allowed_target(fits["target_url"], hosts=self._hosts):
            wrong.append(FieldError("target_url", NOT_A_TARGET))
        if fits.get("product") is not None and self._product(fits["product"]) is None:
            wrong.append(FieldError("product", "unknown"))
        return wrong

    def _refuse(self, wrong: list[FieldError]) -> None:
        if wrong:
            raise OfferInvalid(*wrong)

    def _product(self, product_id: str | None) -> Product | None:
        return self._work.session.get(Product, product_id) if product_id else None

    def get_offer(self, offer_id: str) -> Offer:
        """Return an offer with its product; raise `OfferNotFound`."""
        offer = self._work.session.get(Offer, offer_id)
        if offer is None:
            raise OfferNotFound(offer=offer_id)
        return offer

    def find_offers(self, ids: Collection[str]) -> dict[str, Offer]:
        """Return the offers that exist, by id, each with its product."""
        if not ids:
            return {}
        return {offer.id: offer for offer in self._work.session.scalars(select(Offer).where(Offer.id.in_(set(ids))))}

    def list_offers(
        self, query: PageQuery, *, text: str = "", state: OfferState | None = None, product: str | None = None
    ) -> Page[Offer]:
        """Return offers, newest first: those with `text` in the name, that stand as `state` says now, of a product."""
        require(self._actor, Action.SEE_OFFERS)
        wanted = select(Offer).outerjoin(Product, Offer.product_id == Product.id)
        if text:
            wanted = wanted.where(Offer.name.icontains(text, autoescape=True))
        if state:
            wanted = wanted.where(self._stands(state))
        if product:
            wanted = wanted.where(Offer.product_id == product)
        session = self._work.session
        total = session.scalar(select(func.count()).select_from(wanted.with_only_columns(Offer.id).subquery())) or 0
        rows = session.scalars(wanted.order_by(Offer.id.desc()).offset(query.offset).limit(query.limit)).all()
        return Page.of(rows, query=query, total=total)

    def _stands(self, state: OfferState) -> ColumnElement[bool]:
        """Say in SQL what `rules.offer_state` says of one offer; a test holds the two together."""
        now = self._clock.now()
        off_shelf = and_(Product.id.is_not(None), Product.on_shelf.is_(False))
        expired = and_(Offer.ends_at.is_not(None), Offer.ends_at <= now)
        sold_out = and_(Offer.stock.is_not(None), Offer.stock == 0)
        upcoming = and_(Offer.starts_at.is_not(None), Offer.starts_at > now)
        reasons = (
            (OfferState.OFF, Offer.active.is_(False)),
            (OfferState.OFF_SHELF, off_shelf),
            (OfferState.EXPIRED, expired),
            (OfferState.SOLD_OUT, sold_out),
            (OfferState.UPCOMING, upcoming),
        )
        earlier: list[ColumnElement[bool]] = []
        for name, condition in reasons:
            if name == state:
                return and_(condition, *map(not_, earlier))
            earlier.append(condition)
        return not_(or_(*earlier))
