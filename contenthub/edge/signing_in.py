"""The cookies of somebody signed in: one names the session, one tells the front door that this is staff."""

from flask import request, session
from werkzeug.wrappers import Response

from contenthub.accounts.access import SESSION_DAYS
from contenthub.accounts.models import Person
from contenthub.edge import request as edge
from contenthub.edge.devices import device_name
from contenthub.kernel.signing import Signer

MAX_AGE = SESSION_DAYS * 24 * 3600


def start_session(response: Response, *, person: Person) -> None:
    """Sign `person` in on this device with a fresh session; an older one of this browser ends, its form tokens too."""
    access = edge.services().access
    access.sign_out()
    session.pop("csrf_token", None)
    secret = access.start_session(person, device=device_name(request.headers.get("User-Agent", "")))
    staff = Signer(edge.hub().settings.secret, purpose="staff").seal(person.id)
    for name, value in ((edge.SESSION_COOKIE, secret), (edge.STAFF_COOKIE, staff)):
        secure = edge.hub().settings.is_https
        response.set_cookie(name, value, max_age=MAX_AGE, path="/", secure=secure, httponly=True, samesite="Lax")


def end_session(response: Response) -> None:
    """Sign this browser out and forget both cookies."""
    edge.services().access.sign_out()
    session.pop("csrf_token", None)
    for name in (edge.SESSION_COOKIE, edge.STAFF_COOKIE):
        response.delete_cookie(name, path="/", secure=edge.hub().settings.is_https, httponly=True, samesite="Lax")


def own_path(wanted: str | None) -> str | None:
    r"""Return `wanted` when it is an address of this site: `/…`, never `//host`, `/\host` or anything with a blank."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//") or len(wanted) > 1000:
        return None
    if "\\" in wanted or any(ord(char) <= 32 or ord(char) == 127 for char in wanted):
        return None
    return wanted
