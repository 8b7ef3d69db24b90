"""One's own account: set-up, signing in and out, password, devices, tokens, language."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from contenthub.accounts.permissions import Action
from contenthub.accounts.values import Role, Scope
from contenthub.edge import request as edge
from contenthub.edge.guards import allow
from contenthub.edge.signing_in import end_session, own_path, start_session
from contenthub.edge.words import _
from contenthub.kernel.errors import ContentHubError, FieldError, Invalid
from contenthub.web.forms import done, refused, sent, shown

bp = Blueprint("account", __name__)


@bp.get("/")
def home() -> Response:
    """Lead everybody to where their day begins."""
    person = edge.find_person()
    if person is None:
        return redirect(url_for("account.sign_in"))
    return redirect("/guide" if person.role == Role.GUIDE else "/library")


@bp.get("/setup")
def setup() -> Response | str:
    """Offer to make the first admin, as long as there is nobody."""
    if edge.services().people.has_people():
        return redirect(url_for("account.sign_in"))
    return shown("account/setup.html", given={})


@bp.post("/setup")
def setup_do() -> Response:
    """Make the first admin and sign them in."""
    given = {"login": sent("login"), "name": sent("name")}
    try:
        _require_same(sent("password"), sent("again"))
        person = edge.services().people.add_first_admin(**given, password=sent("password"))
    except ContentHubError as error:
        return refused("account/setup.html", error, given=given)
    response = done("/", _("欢迎，%(name)s。接下来添加同事，或者先上传素材。", name=person.name))
    start_session(response, person=person)
    return response


def _require_same(password: str, again: str) -> None:
    if password != again:
        raise Invalid(FieldError("again", "differs"))


@bp.get("/sign-in")
def sign_in() -> Response | str:
    """Ask who it is; whoever is signed in already goes on."""
    if edge.find_actor() is not None:
        return redirect(own_path(request.args.get("next")) or "/")
    if not edge.services().people.has_people():
        return redirect(url_for("account.setup"))
    return shown("account/sign_in.html", login="", next=own_path(request.args.get("next")) or "")


@bp.post("/sign-in")
def sign_in_do() -> Response:
    """Sign in, or say that login and password do not belong together, or that it was tried too often."""
    wanted = own_path(sent("next"))
    try:
        person = edge.services().access.check_password(sent("login"), sent("password"), address=edge.address())
    except ContentHubError as error:
        return refused("account/sign_in.html", error, login=sent("login"), next=wanted or "")
    response = done(wanted or "/")
    start_session(response, person=person)
    return response


@bp.post("/sign-out")
def sign_out() -> Response:
    """Sign this device out."""
    response = done(url_for("account.sign_in"), _("已退出登录。"))
    end_session(response)
    return response


def _account_facts() -> dict[str, Any]:
    access, actor = edge.services().access, edge.actor()
    return {
        "sessions": access.list_sessions(),
        "tokens": access.list_tokens(),
        "current": actor.session_id,
        "made": None,
    }


@bp.get("/account")
@allow(Action.CHANGE_SELF)
def account() -> str:
    """Show one's password, devices, tokens and language."""
    return shown("account/account.html", form="", **_account_facts())


@bp.post("/account/password")
@allow(Action.CHANGE_SELF)
def change_password() -> Response:
    """Change one's own password; other devices are signed out."""
    try:
        _require_same(sent("new"), sent("again"))
        edge.services().people.change_own_password(old=sent("old"), new=sent("new"))
    except ContentHubError as error:
        return refused("account/account.html", error, form="password", **_account_facts())
    return done(url_for("account.account"), _("密码已改，其他设备已退出。"))


@bp.post("/account/sessions/<public_id>/end")
@allow(Action.CHANGE_SELF)
def end_device(public_id: str) -> Response:
    """Sign another device out."""
    edge.services().access.end_session(public_id)
    return done(url_for("account.account"), _("那台设备已退出。"))


@bp.post("/account/tokens")
@allow(Action.CHANGE_SELF)
def add_token() -> Response | str:
    """Make a token and show its secret, this once."""
    scope = Scope(sent("scope")) if sent("scope") in set(Scope) else Scope.FULL
    label = sent("label").strip() or _("未命名")
    person = edge.services().people.get_person(edge.actor().person_id)
    try:
        made = edge.services().access.add_token(
            person, label=label, scopes=frozenset({scope}), source=sent("source").strip() or None
        )
    except ContentHubError as error:
        return refused("account/account.html", error, form="token", **_account_facts())
    return shown("account/account.html", form="", **{**_account_facts(), "made": made})


@bp.post("/account/tokens/<token_id>/revoke")
@allow(Action.CHANGE_SELF)
def revoke_token(token_id: str) -> Response:
    """End a token at once."""
    edge.services().access.revoke_token(token_id)
    return done(url_for("account.account"), _("令牌已作废，用它的程序马上不能再用。"))


@bp.post("/account/language")
@allow(Action.CHANGE_SELF)
def change_language() -> Response:
    """Show one's pages in another language from now on."""
    edge.services().people.change_locale(sent("locale"))
    return done(url_for("account.account"))
