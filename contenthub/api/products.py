"""Products."""

from typing import Annotated, Any

from apiflask import APIBlueprint
from pydantic import Field, StrictBool, StrictInt, StringConstraints

from contenthub.accounts.permissions import Action
from contenthub.api.shapes import In, ListIn, Listing, Moment, Out, listing
from contenthub.edge import request as edge
from contenthub.edge.guards import allow, visible
from contenthub.library.models import Product

bp = APIBlueprint("products", __name__, tag="Library")
Text = Annotated[str, StringConstraints(max_length=2000)]
"""Cut off only where nobody writes; the library itself says what is too long, for every field at once."""


class ProductIn(In):
    """A new product; `price` in minor units of `currency` (default: the house's)."""

    sku: Text
    name: Text
    price: StrictInt
    currency: Text | None = None
    url: Text
    on_shelf: StrictBool = True


class ProductChange(In):
    """What to change of a product; `on_shelf` rules its offers."""

    sku: Text | None = None
    name: Text | None = None
    price: StrictInt | None = None
    currency: Text | None = None
    url: Text | None = None
    on_shelf: StrictBool | None = None


class ProductOut(Out):
    """A product."""

    id: str
    sku: str
    name: str
    price: int
    currency: str
    url: str
    on_shelf: bool
    created_at: Moment


class ProductQuery(ListIn):
    """Which products."""

    q: str = Field("", max_length=120)
    on_shelf: bool | None = None


def present_product(product: Product) -> dict[str, Any]:
    """Return a product as JSON."""
    return {name: getattr(product, name) for name in ProductOut.model_fields}


def _get(product_id: str) -> Product:
    return edge.services().products.get_product(product_id)


@bp.post("/products")
@allow(Action.MANAGE_PRODUCTS)
@bp.input(ProductIn)
@bp.output(ProductOut, status_code=201)
def product_add(json_data: ProductIn) -> Any:
    """Add a product."""
    return present_product(edge.services().products.add_product(**json_data.model_dump()))


@bp.get("/products")
@allow(Action.SEE_PRODUCTS)
@bp.input(ProductQuery, location="query")
@bp.output(Listing[ProductOut])
def product_list(query_data: ProductQuery) -> Any:
    """List products, newest first; `q` is part of a name or SKU."""
    found = edge.services().products.list_products(query_data.query, text=query_data.q, on_shelf=query_data.on_shelf)
    return listing(found, present_product)


@bp.get("/products/<product_id>")
@allow(Action.SEE_PRODUCTS)
@bp.output(ProductOut)
def product_get(product_id: str) -> Any:
    """Return one product."""
    return present_product(_get(product_id))


@bp.patch("/products/<product_id>")
@allow(Action.MANAGE_PRODUCTS)
@visible(_get)
@bp.input(ProductChange)
@bp.output(ProductOut)
def product_change(product_id: str, json_data: ProductChange) -> Any:
    """Change a product; off the shelf, its offers are not shown from this moment."""
    return present_product(edge.services().products.change_product(product_id, **json_data.model_dump()))
