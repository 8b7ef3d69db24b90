"""Products: what is sold, at what price, where."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError

from contenthub.accounts.audit import AuditTrail
from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.kernel.clock import Clock
from contenthub.kernel.errors import FieldError
from contenthub.kernel.ids import new_id
from contenthub.kernel.paging import Page, PageQuery
from contenthub.kernel.settings import Settings
from contenthub.kernel.signals import product_changed
from contenthub.kernel.targets import is_allowed_target
from contenthub.kernel.text import clean_line
from contenthub.library.errors import ProductInvalid, ProductNotFound, SkuTaken
from contenthub.library.models import Product
from contenthub.library.outbox import Outbox

MAX_NAME = 120
MAX_SKU = 64
MAX_PRICE = 10**12


class ProductService:
    """Adds, changes and finds products."""

    def __init__(
        self, work: Work, *, actor: Actor, clock: Clock, audit: AuditTrail, settings: Settings, outbox: Outbox
    ) -> None:
        """Act for `actor` within `work`; targets stay within the settings' hosts."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._audit = audit
        self._settings = settings
        self._outbox = outbox

    def get_product(self, product_id: str) -> Product:
        """Return a product; raise `ProductNotFound`."""
        require(self._actor, Action.SEE_PRODUCTS)
        product = self._work.session.get(Product, product_id)
        if product is None:
            raise ProductNotFound(product=product_id)
        return product

    def find_products(self, ids: Collection[str]) -> dict[str, Product]:
        """Return the products that exist among `ids`, by id."""
        rows = self._work.session.scalars(select(Product).where(Product.id.in_(set(ids))))
        return {product.id: product for product in rows}

    def list_products(self, query: PageQuery, *, text: str = "", on_shelf: bool | None = None) -> Page[Product]:
        """Return products whose name or SKU holds `text`, newest first."""
        require(self._actor, Action.SEE_PRODUCTS)
        wanted = select(Product)
        for word in clean_line(text).split():
            wanted = wanted.where(
                or_(Product.name.icontains(word, autoescape=True), Product.sku.icontains(word, autoescape=True))
            )
        if on_shelf is not None:
            wanted = wanted.where(Product.on_shelf == on_shelf)
        session = self._work.session
        total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
        rows = session.scalars(wanted.order_by(Product.id.desc()).offset(query.offset).limit(query.limit)).all()
        return Page.of(rows, query=query, total=total)

    def add_product(
        self, *, sku: str, name: str, price: int, url: str, currency: str | None = None, on_shelf: bool = True
    ) -> Product:
        """Add a product; `price` in minor units. Raise `ProductInvalid` with every wrong field, `SkuTaken`."""
        require(self._actor, Action.MANAGE_PRODUCTS)
        given = {"sku": sku, "name": name, "price": price, "url": url, "currency": currency or self._settings.currency}
        fields = self._checked(given)
        with self._work:
            self._refuse_taken(fields["sku"])
            product = Product(id=new_id(), on_shelf=on_shelf, created_at=self._clock.now(), **fields)
            self._work.session.add(product)
            self._flush(product.sku)
            self._audit.record("product_added", "product", product.id, sku=product.sku)
            return product

    def change_product(self, product_id: str, **changes: Any) -> Product:
        """Change the fields that are given; shelf, target and name reach every offer and page at once."""
        require(self._actor, Action.MANAGE_PRODUCTS)
        given = {name: value for name, value in changes.items() if value is not None}
        with self._work:
            product = self.get_product(product_id)
            fields = self._checked(given)
            if fields.get("sku", product.sku) != product.sku:
                self._refuse_taken(fields["sku"])
            for name, value in fields.items():
                setattr(product, name, value)
            self._flush(product.sku)
            self._outbox.note_product(product.id)
            self._audit.record("product_changed", "product", product.id, **fields)
            product_changed.send(self, product=product, work=self._work, clock=self._clock)
            return product

    def _checked(self, given: dict[str, Any]) -> dict[str, Any]:
        fields = {name: clean_line(value) if isinstance(value, str) else value for name, value in given.items()}
        wrong = [FieldError(name, reason) for name, value in fields.items() if (reason := self._reason(name, value))]
        if wrong:
            raise ProductInvalid(*wrong)
        return fields

    def _reason(self, name: str, value: Any) -> str | None:
        if name in {"sku", "name"}:
            longest = MAX_SKU if name == "sku" else MAX_NAME
            return None if 0 < len(value) <= longest else f"length 1-{longest}"
        if name == "price":
            return None if isinstance(value, int) and 0 <= value <= MAX_PRICE else "an amount, not negative"
        if name == "currency":
            return (
                None
                if len(value) == 3 and value.isascii() and value.isupper()
                else "three capital letters, such as CNY"
            )
        if name == "url":
            return None if is_allowed_target(value, hosts=self._settings.target_hosts) else "not an allowed address"
        return None

    def _refuse_taken(self, sku: str) -> None:
        if self._work.session.scalar(select(Product.id).where(Product.sku == sku)):
            raise SkuTaken(sku=sku)

    def _flush(self, sku: str) -> None:
        try:
            self._work.session.flush()
        except IntegrityError:  # somebody else took the SKU between the look and the write
            raise SkuTaken(sku=sku) from None
