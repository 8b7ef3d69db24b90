"""Tokens, sessions and oneself."""

from typing import Any

from apiflask import APIBlueprint
from pydantic import Field

from contenthub.accounts.permissions import Action
from contenthub.accounts.values import Role, Scope
from contenthub.api.shapes import Ident, In, Line, Moment, Out
from contenthub.edge import request as edge
from contenthub.edge.guards import allow
from contenthub.edge.limits import password_check

bp = APIBlueprint("tokens", __name__, tag="Access")


class TokenIn(In):
    """Whose token, for what."""

    login: Line
    password: str = Field(max_length=200)
    label: Line
    scopes: list[Scope] = Field(default_factory=lambda: [Scope.FULL], min_length=1, max_length=3)
    source: Ident | None = None


class TokenMade(Out):
    """A new token; it is told once."""

    id: str
    token: str


class TokenOut(Out):
    """A token without its secret."""

    id: str
    label: str
    scopes: list[str]
    source: str | None
    created_at: Moment
    used_at: Moment | None


class TokenList(Out):
    """The actor's tokens."""

    items: list[TokenOut]
    next: str | None = None
    total: int


class SessionOut(Out):
    """A signed-in device."""

    id: str
    device: str
    created_at: Moment
    seen_at: Moment
    current: bool


class SessionList(Out):
    """The actor's signed-in devices."""

    items: list[SessionOut]
    next: str | None = None
    total: int


class MeOut(Out):
    """Who one is."""

    id: str
    login: str
    name: str
    role: Role
    unit: dict[str, Any]


class PasswordIn(In):
    """The old password and the new one."""

    old: str = Field(max_length=200)
    new: str = Field(max_length=200)


@bp.post("/tokens")
@password_check
@bp.input(TokenIn)
@bp.output(TokenMade, status_code=201)
def token_add(json_data: TokenIn) -> Any:
    """Make a token for login and password."""
    access = edge.services().access
    person = access.check_password(json_data.login, json_data.password, address=edge.address())
    token, secret = access.add_token(
        person, label=json_data.label, scopes=frozenset(json_data.scopes), source=json_data.source
    )
    return {"id": token.id, "token": secret}


@bp.get("/tokens")
@allow(Action.SEE_SELF)
@bp.output(TokenList)
def token_list() -> Any:
    """List one's tokens."""
    tokens = edge.services().access.list_tokens()
    return TokenList(items=[TokenOut.model_validate(token) for token in tokens], total=len(tokens))


@bp.delete("/tokens/<token_id>")
@allow(Action.CHANGE_SELF)
@bp.output({}, status_code=204)
def token_revoke(token_id: str) -> Any:
    """Revoke one of one's tokens."""
    edge.services().access.revoke_token(token_id)
    return ""


@bp.get("/sessions")
@allow(Action.SEE_SELF)
@bp.output(SessionList)
def session_list() -> Any:
    """List one's signed-in devices."""
    mine = edge.actor().session_id
    rows = edge.services().access.list_sessions()
    items = [
        {
            "id": row.public_id,
            "device": row.device,
            "created_at": row.created_at,
            "seen_at": row.seen_at,
            "current": row.id == mine,
        }
        for row in rows
    ]
    return {"items": items, "next": None, "total": len(items)}


@bp.delete("/sessions/<session_id>")
@allow(Action.CHANGE_SELF)
@bp.output({}, status_code=204)
def session_end(session_id: str) -> Any:
    """Sign a device out."""
    edge.services().access.end_session(session_id)
    return ""


@bp.get("/me")
@allow(Action.SEE_SELF)
@bp.output(MeOut)
def me() -> Any:
    """Say who one is."""
    person = edge.services().people.get_person(edge.actor().person_id)
    unit = {"id": person.unit_id, "name": person.unit.name, "kind": person.unit.kind}
    return {"id": person.id, "login": person.login, "name": person.name, "role": person.role, "unit": unit}


@bp.post("/me/password")
@allow(Action.CHANGE_SELF)
@bp.input(PasswordIn)
@bp.output({}, status_code=204)
def password_change(json_data: PasswordIn) -> Any:
    """Change one's password; other devices are signed out."""
    edge.services().people.change_own_password(old=json_data.old, new=json_data.new)
    return ""
