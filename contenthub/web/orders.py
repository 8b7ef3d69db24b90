"""Orders for the console: taking in a table of them."""

from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from contenthub.accounts.permissions import Action
from contenthub.edge import request as edge
from contenthub.edge.guards import allow
from contenthub.edge.words import _, _l, _lp
from contenthub.kernel.errors import ContentHubError, FieldError
from contenthub.tracking.errors import OrderTableInvalid
from contenthub.tracking.order_import import Outcome
from contenthub.tracking.order_table import COLUMNS
from contenthub.web.forms import refused, sent, shown
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
    return {"columns": COLUMNS, "source": sent("source"), "report": None}


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
    names = {column: name for name, column in COLUMNS.items()} | {"amount": _("金额")}
    return _("%(field)s：%(reason)s", field=names.get(error.field, error.field), reason=reason_text(error.reason))
