"""The audit trail, for admins: who did what, when."""

from flask import Blueprint, render_template, request

from contenthub.accounts.permissions import Action
from contenthub.accounts.values import SYSTEM
from contenthub.edge import request as edge
from contenthub.edge.guards import allow
from contenthub.edge.words import _
from contenthub.kernel.paging import PageQuery
from contenthub.web.deeds import KINDS, deed

bp = Blueprint("audit", __name__)


@bp.get("/audit")
@allow(Action.SEE_AUDIT)
def audit() -> str:
    """Show the entries found, newest first, as sentences."""
    services, query = edge.services(), PageQuery(cursor=request.args.get("cursor"))
    kind, person = request.args.get("kind") or None, request.args.get("person") or None
    page = services.audit.list_entries(query, kind=kind, person=person)
    mentioned = {person, *(entry.person_id for entry in page.items), *(entry.object_id for entry in page.items)}
    people = services.people.find_people([found for found in mentioned if found])
    names = {found.id: found.name for found in people.values()} | {SYSTEM: _("系统")}
    return render_template(
        "people/audit.html",
        page=page,
        offset=query.offset,
        names=names,
        deed=deed,
        kinds=KINDS,
        kind=kind,
        person=person,
    )
