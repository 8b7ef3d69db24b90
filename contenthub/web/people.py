"""The organisation and its people, for the console."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from contenthub.accounts.models import Person, Unit
from contenthub.accounts.permissions import Action
from contenthub.accounts.values import Role, UnitKind
from contenthub.edge import request as edge
from contenthub.edge.guards import allow
from contenthub.edge.words import _
from contenthub.kernel.errors import ContentHubError, FieldError, Invalid
from contenthub.kernel.paging import PageQuery
from contenthub.web.forms import done, refused, sent, shown
from contenthub.web.naming import ROLE_TASKS

bp = Blueprint("people", __name__)


def depth(unit: Unit) -> int:
    """Return how far below the root a unit stands, from 0."""
    return unit.path.count("/") - 2


def unit_choices() -> list[tuple[str, str]]:
    """Return the visible units as pairs (id, name), set in by their depth."""
    units = edge.services().units.tree()
    top = min((depth(unit) for unit in units), default=0)
    return [(unit.id, "\N{EM SPACE}" * (depth(unit) - top) + unit.name) for unit in units]


def totals(units: list[Unit], counts: dict[str, int]) -> dict[str, int]:
    """Return how many people each unit has with everything below it."""
    return {
        unit.id: sum(counts.get(below.id, 0) for below in units if below.path.startswith(unit.path)) for unit in units
    }


@bp.get("/people")
@allow(Action.SEE_PEOPLE)
def people() -> str:
    """Show the tree of units and the people found."""
    services, asked = edge.services(), request.args
    query = PageQuery(cursor=asked.get("cursor"))
    role = Role(asked["role"]) if asked.get("role") in set(Role) else None
    active = None if asked.get("state") == "all" else asked.get("state") != "inactive"
    unit = services.units.get_unit(asked["unit"]) if asked.get("unit") else None
    found = services.people.list_people(
        query, role=role, text=asked.get("q", "").strip(), active=active, unit=unit.id if unit else None
    )
    units = services.units.tree()
    return render_template(
        "people/people.html",
        page=found,
        offset=query.offset,
        units=units,
        depth=depth,
        totals=totals(units, services.people.count_by_unit()),
        unit=unit,
        role=role,
    )


def _form_facts(person: Person | None, given: dict[str, str]) -> dict[str, Any]:
    return {"person": person, "given": given, "units": unit_choices(), "role_tasks": ROLE_TASKS}


@bp.get("/people/new")
@allow(Action.MANAGE_PEOPLE)
def new_person() -> str:
    """Ask who joins."""
    given = {"unit": request.args.get("unit", ""), "role": "guide", "name": "", "login": ""}
    return shown("people/person.html", **_form_facts(None, given))


@bp.post("/people/new")
@allow(Action.MANAGE_PEOPLE)
def add_person() -> Response:
    """Add a person."""
    given = {name: sent(name).strip() for name in ("login", "name", "role", "unit")}
    try:
        person = edge.services().people.add_person(
            login=given["login"],
            name=given["name"],
            role=_role(),
            unit=given["unit"] or None,
            password=sent("password"),
        )
    except ContentHubError as error:
        return refused("people/person.html", error, **_form_facts(None, given))
    return done(url_for("people.people", q=person.login), _("%(name)s 可以登录了。", name=person.name))


def _role() -> Role:
    if sent("role") not in set(Role):
        raise Invalid(FieldError("role", "required"))
    return Role(sent("role"))


@bp.get("/people/<person_id>")
@allow(Action.MANAGE_PEOPLE)
def person(person_id: str) -> str:
    """Show a person to change them."""
    found = edge.services().people.get_person(person_id)
    given = {"login": found.login, "name": found.name, "role": str(found.role), "unit": found.unit_id}
    return shown("people/person.html", **_form_facts(found, given))


@bp.post("/people/<person_id>")
@allow(Action.MANAGE_PEOPLE)
def change_person(person_id: str) -> Response:
    """Change a person, and their password when one is given."""
    services = edge.services()
    found = services.people.get_person(person_id)
    given = {"login": found.login, **{name: sent(name).strip() for name in ("name", "role", "unit")}}
    try:
        with services.work:
            services.people.change_person(person_id, name=given["name"], role=_role(), unit=given["unit"] or None)
            if sent("password"):
                services.people.set_password(found.login, password=sent("password"))
    except ContentHubError as error:
        return refused("people/person.html", error, **_form_facts(services.people.get_person(person_id), given))
    return done(url_for("people.people", q=found.login, state="all"), _("已保存。"))


@bp.get("/people/<person_id>/leave")
@allow(Action.MANAGE_PEOPLE)
def leaving(person_id: str) -> str:
    """Say what happens when a person is deactivated, and ask."""
    return shown("people/leave.html", person=edge.services().people.get_person(person_id))


@bp.post("/people/<person_id>/leave")
@allow(Action.MANAGE_PEOPLE)
def leave(person_id: str) -> Response:
    """Deactivate a person at once."""
    people = edge.services().people
    try:
        changed = people.change_person(person_id, active=False)
    except ContentHubError as error:
        return refused("people/leave.html", error, person=people.get_person(person_id))
    return done(url_for("people.people"), _("%(name)s 已停用。", name=changed.name))


@bp.post("/people/<person_id>/return")
@allow(Action.MANAGE_PEOPLE)
def come_back(person_id: str) -> Response:
    """Let a deactivated person sign in again."""
    changed = edge.services().people.change_person(person_id, active=True)
    return done(url_for("people.people", q=changed.login), _("%(name)s 可以登录了。", name=changed.name))


@bp.get("/units/new")
@allow(Action.MANAGE_UNITS)
def new_unit() -> str:
    """Ask for a new unit."""
    given = {"name": "", "kind": "store", "parent": request.args.get("parent", "")}
    return shown("people/unit.html", given=given, units=unit_choices())


@bp.post("/units/new")
@allow(Action.MANAGE_UNITS)
def add_unit() -> Response:
    """Add a unit."""
    given = {name: sent(name).strip() for name in ("name", "kind", "parent")}
    kind = UnitKind(given["kind"]) if given["kind"] in set(UnitKind) else UnitKind.STORE
    try:
        unit = edge.services().units.add_unit(name=given["name"], kind=kind, parent=given["parent"] or None)
    except ContentHubError as error:
        return refused("people/unit.html", error, given=given, units=unit_choices())
    return done(url_for("people.people", unit=unit.id), _("%(name)s 已加入组织。", name=unit.name))
