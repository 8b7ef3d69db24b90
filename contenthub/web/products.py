"""Products, for the console: a list that is edited in its lines."""

from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from contenthub.accounts.permissions import Action
from contenthub.edge import request as edge
from contenthub.edge.guards import allow
from contenthub.edge.words import _
from contenthub.kernel.errors import ContentHubError
from contenthub.kernel.paging import PageQuery
from contenthub.library.models import Product
from contenthub.web.forms import done, refused, sent, shown
from contenthub.web.fragments import is_fragment, say
from contenthub.web.inputs import read_money, write_money

bp = Blueprint("products", __name__)
FIELDS = ("name", "sku", "price", "url")
EMPTY = dict.fromkeys(FIELDS, "")


def _house() -> dict[str, Any]:
    settings = edge.hub().settings
    return {"hosts": settings.target_hosts, "default_currency": settings.currency}


def _given() -> dict[str, str]:
    return {name: sent(name).strip() for name in FIELDS}


def _fields(*, currency: str) -> dict[str, Any]:
    """Return the form as the service takes it; an empty price is no price at all."""
    amount = read_money(sent("price"), currency=currency)
    return _given() | {"price": "" if amount is None else amount, "currency": currency}


@bp.get("/library/products")
@allow(Action.SEE_PRODUCTS)
def products() -> Response:
    """Show the products found."""
    query = PageQuery(cursor=request.args.get("cursor"))
    text, shelf = request.args.get("q", "").strip()[:120], request.args.get("shelf", "")
    on_shelf = {"on": True, "off": False}.get(shelf)
    page = edge.services().products.list_products(query, text=text, on_shelf=on_shelf)
    template = "library/_products.html" if is_fragment() else "library/products.html"
    response = make_response(render_template(template, page=page, offset=query.offset, text=text, shelf=shelf))
    response.headers["Vary"] = "HX-Request"
    return response


@bp.get("/library/products/new")
@allow(Action.MANAGE_PRODUCTS)
def new_product() -> str:
    """Ask for a new product."""
    return shown("library/product.html", product=None, given=EMPTY, **_house())


@bp.post("/library/products/new")
@allow(Action.MANAGE_PRODUCTS)
def add_product() -> Response:
    """Add a product."""
    try:
        added = edge.services().products.add_product(**_fields(currency=edge.hub().settings.currency))
    except ContentHubError as error:
        return refused("library/product.html", error, product=None, given=_given(), **_house())
    return done(url_for("products.products"), _("「%(name)s」已加入商品。", name=added.name))


@bp.get("/library/products/<product_id>")
@allow(Action.MANAGE_PRODUCTS)
def product(product_id: str) -> str:
    """Show a product to change it; as a line of the list, when asked so."""
    found = edge.services().products.get_product(product_id)
    given = {name: getattr(found, name) for name in FIELDS} | {
        "price": write_money(found.price, currency=found.currency)
    }
    return shown(_form(), product=found, given=given, **_house())


@bp.get("/library/products/<product_id>/line")
@allow(Action.SEE_PRODUCTS)
def line(product_id: str) -> str:
    """Show a product as a line of the list."""
    return _line(edge.services().products.get_product(product_id))


@bp.post("/library/products/<product_id>")
@allow(Action.MANAGE_PRODUCTS)
def change_product(product_id: str) -> Response:
    """Change a product."""
    found = edge.services().products.get_product(product_id)
    try:
        changed = edge.services().products.change_product(product_id, **_fields(currency=found.currency))
    except ContentHubError as error:
        found = edge.services().products.get_product(product_id)
        return refused(_form(), error, product=found, given=_given(), **_house())
    return _after(changed, _("「%(name)s」已保存。", name=changed.name))


@bp.post("/library/products/<product_id>/shelf")
@allow(Action.MANAGE_PRODUCTS)
def shelve(product_id: str) -> Response:
    """Put a product on the shelf, or take it off."""
    changed = edge.services().products.change_product(product_id, on_shelf=sent("on_shelf") == "1")
    said = _("「%(name)s」已上架。", name=changed.name)
    if not changed.on_shelf:
        said = _("「%(name)s」已下架，它的优惠不再出现，卡槽会换成下一个或兜底。", name=changed.name)
    return _after(changed, said)


def _after(changed: Product, said: str) -> Response:
    if is_fragment():
        return say(_line(changed), said)
    return done(url_for("products.products"), said)


def _form() -> str:
    return "library/_product_form.html" if is_fragment() else "library/product.html"


def _line(found: Product) -> str:
    return render_template("library/_product.html", product=found)
