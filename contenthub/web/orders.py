"""Orders for the console: sales to confirm, and taking in a table of orders."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from contenthub.accounts.permissions import Action
from contenthub.edge import request as edge
from contenthub.edge.guards import allow
from contenthub.edge.locale import language
from contenthub.edge.sentences import sentence
from contenthub.edge.words import _, _l, _lp
from contenthub.kernel.errors import ContentHubError, FieldError, NotFound
from contenthub.kernel.paging import PageQuery
from contenthub.tracking.errors import OrderTableInvalid
from contenthub.tracking.order_import import Outcome
from contenthub.tracking.order_table import COLUMNS
from contenthub.tracking.values import SaleState
from contenthub.web.forms import done, refused, sent, shown
from contenthub.web.reasons import reason_text

bp = Blueprint("orders", __name__)
TEMPLATE = "orders/import.html"
OUTCOMES = {
    Outcome.ADDED: _lp("line", "已计入"),
    Outcome.REPEATED: _lp("line", "早已计入"),
    Outcome.REFUSED: _lp("line", "没有计入"),
}
REASONS = {
    "conversion-differs": _l("同一单号以前收到过，内容不一样"),
    "source-not-allowed": _l("这个来源不能这样导入"),
}
"""Why a line was refused as a whole, by the slug of the refusal."""


def _facts() -> dict[str, Any]:
    columns = [column if language() == "en" else f"{name} · {column}" for name, column in COLUMNS.items()]
    return {"columns": columns, "source": sent("source"), "report": None}


@bp.get("/orders")
@allow(Action.CONFIRM_SALES)
def orders() -> str:
    """Show the sales guides told of, those to confirm first."""
    query, asked, services = PageQuery(cursor=request.args.get("cursor")), request.args.get("state"), edge.services()
    state = SaleState(asked) if asked in set(SaleState) else SaleState.PENDING
    page = services.sales.list_sales(query, state=state)
    people = services.people.find_people([sale.guide_id for sale in page.items])
    names = {person.id: person.name for person in people.values()}
    return render_template("orders/orders.html", page=page, offset=query.offset, state=state, names=names)


@bp.post("/orders/sales/<sale_id>/confirm")
@allow(Action.CONFIRM_SALES)
def confirm_sale(sale_id: str) -> Response:
    """Count a sale."""
    return _decided(lambda: edge.services().sales.confirm_sale(sale_id), _("已确认，计入业绩。"))


@bp.post("/orders/sales/<sale_id>/refuse")
@allow(Action.CONFIRM_SALES)
def refuse_sale(sale_id: str) -> Response:
    """Say that a sale does not count."""
    return _decided(lambda: edge.services().sales.refuse_sale(sale_id), _("这笔不计入业绩。"))


def _decided(decide: Callable[[], object], said: str) -> Response:
    try:
        decide()
    except NotFound:
        raise
    except ContentHubError as error:
        flash(sentence(error), "wrong")
        return done(url_for("orders.orders"))
    return done(url_for("orders.orders"), said)


@bp.get("/orders/import")
@allow(Action.POST_CONVERSIONS)
def ask() -> str:
    """Ask for a table of orders."""
    return shown(TEMPLATE, **_facts())


@bp.post("/orders/import")
@allow(Action.POST_CONVERSIONS)
def take() -> Response | str:
    """Take a table in, or rehearse it, and show what became of every line."""
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise OrderTableInvalid(FieldError("file", "required"))
        importing = edge.services().order_import
        report = importing.take(file.read(), source=sent("source").strip() or None, dry_run="dry_run" in request.form)
    except ContentHubError as error:
        return refused(TEMPLATE, error, **_facts())
    facts = _facts() | {"report": report, "outcomes": OUTCOMES, "outcome": Outcome, "because": because}
    return render_template(TEMPLATE, problem="", errors=(), **facts)


def because(error: FieldError) -> str:
    """Return why a line was refused: a column and what is wrong with it, or one reason for the whole line."""
    if not error.field:
        return str(REASONS.get(error.reason, error.reason))
    names = {column: name for name, column in COLUMNS.items() if language() != "en"} | {"amount": _("金额")}
    return _("%(field)s：%(text)s", field=names.get(error.field, error.field), text=reason_text(error.reason))
