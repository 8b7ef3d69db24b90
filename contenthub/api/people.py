"""Units and people."""

from typing import Any

from apiflask import APIBlueprint
from pydantic import Field

from contenthub.accounts.models import Person, Unit
from contenthub.accounts.permissions import Action
from contenthub.accounts.values import Role, UnitKind
from contenthub.api.shapes import Ident, In, Line, ListIn, Listing, Out, listing
from contenthub.edge import request as edge
from contenthub.edge.guards import allow, visible

bp = APIBlueprint("people", __name__, tag="People")


class UnitIn(In):
    """A new unit; without a parent it stands under the root."""

    name: Line
    kind: UnitKind
    parent: Ident | None = None


class UnitOut(Out):
    """A unit."""

    id: str
    name: str
    kind: UnitKind
    parent: str | None


class PersonIn(In):
    """A new person; without a unit they belong to HQ."""

    login: str = Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.@-]*$")
    name: str = Field(min_length=1, max_length=80)
    role: Role
    unit: Ident | None = None
    password: str = Field(max_length=200)


class PersonChange(In):
    """What to change of a person."""

    name: str | None = Field(None, min_length=1, max_length=80)
    role: Role | None = None
    unit: Ident | None = None
    active: bool | None = None


class PersonOut(Out):
    """A person."""

    id: str
    login: str
    name: str
    role: Role
    unit: str
    active: bool


class PeopleQuery(ListIn):
    """Which people."""

    role: Role | None = None
    q: str = Field("", max_length=80)
    active: bool | None = None


def present_unit(unit: Unit) -> dict[str, Any]:
    """Return a unit as JSON."""
    return {"id": unit.id, "name": unit.name, "kind": unit.kind, "parent": unit.parent_id}


def present_person(person: Person) -> dict[str, Any]:
    """Return a person as JSON."""
    return {
        "id": person.id,
        "login": person.login,
        "name": person.name,
        "role": person.role,
        "unit": person.unit_id,
        "active": person.active,
    }


@bp.post("/units")
@allow(Action.MANAGE_UNITS)
@bp.input(UnitIn)
@bp.output(UnitOut, status_code=201)
def unit_add(json_data: UnitIn) -> Any:
    """Add a unit."""
    return present_unit(
        edge.services().units.add_unit(name=json_data.name, kind=json_data.kind, parent=json_data.parent)
    )


@bp.get("/units")
@allow(Action.SEE_UNITS)
@bp.input(ListIn, location="query")
@bp.output(Listing[UnitOut])
def unit_list(query_data: ListIn) -> Any:
    """List the visible units."""
    return listing(edge.services().units.list_units(query_data.query), present_unit)


@bp.post("/people")
@allow(Action.MANAGE_PEOPLE)
@bp.input(PersonIn)
@bp.output(PersonOut, status_code=201)
def person_add(json_data: PersonIn) -> Any:
    """Add a person."""
    return present_person(edge.services().people.add_person(**json_data.model_dump()))


@bp.get("/people")
@allow(Action.SEE_PEOPLE)
@bp.input(PeopleQuery, location="query")
@bp.output(Listing[PersonOut])
def person_list(query_data: PeopleQuery) -> Any:
    """List the visible people."""
    found = edge.services().people.list_people(
        query_data.query, role=query_data.role, text=query_data.q, active=query_data.active
    )
    return listing(found, present_person)


@bp.patch("/people/<person_id>")
@allow(Action.MANAGE_PEOPLE)
@visible(lambda person_id: edge.services().people.get_person(person_id))  # noqa: PLW0108 - within a request only
@bp.input(PersonChange)
@bp.output(PersonOut)
def person_change(person_id: str, json_data: PersonChange) -> Any:
    """Change a person; `active: false` ends every session at once."""
    return present_person(edge.services().people.change_person(person_id, **json_data.model_dump()))
