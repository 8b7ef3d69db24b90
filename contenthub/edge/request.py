"""The request at hand: its hub, its services, who acts. The only place that touches Flask's globals for them."""

from flask import Flask, Request, current_app, g, request

from contenthub.accounts.models import Person
from contenthub.accounts.values import Actor
from contenthub.hub import Hub
from contenthub.kernel.addresses import client_address, parse_networks
from contenthub.kernel.errors import NotSignedIn
from contenthub.services import Services

SESSION_COOKIE = "ch_session"
STAFF_COOKIE = "ch_me"
BEARER = "Bearer "


def init_request(app: Flask, *, hub: Hub) -> None:
    """Give every request of `app` its hub, and close its services at the end."""
    app.extensions["contenthub"] = hub
    app.teardown_appcontext(_close)


def _close(_error: BaseException | None) -> None:
    for services in g.pop("opened", []):
        services.close()


def hub() -> Hub:
    """Return the house this request is served by."""
    found: Hub = current_app.extensions["contenthub"]
    return found


def _open(actor: Actor | None) -> Services:
    services = Services(hub().engines, actor=actor)
    g.setdefault("opened", []).append(services)
    return services


def _identify() -> tuple[Actor, Person] | None:
    access = _open(None).access
    header = request.headers.get("Authorization", "")
    if header.startswith(BEARER):
        found = access.find_token_actor(header.removeprefix(BEARER).strip())
        if found is None:
            raise NotSignedIn(reason="token")
        return found
    secret = request.cookies.get(SESSION_COOKIE)
    return access.find_session_actor(secret) if secret else None


def _identity() -> tuple[Actor, Person] | None:
    if "identity" not in g:
        g.identity = None  # what fails once is not asked again while the failure is put into words
        g.identity = _identify()
    found: tuple[Actor, Person] | None = g.identity
    return found


def find_actor() -> Actor | None:
    """Return who acts, or None when nobody is signed in."""
    found = _identity()
    return found[0] if found else None


def actor() -> Actor:
    """Return who acts; raise `NotSignedIn`."""
    found = find_actor()
    if found is None:
        raise NotSignedIn
    return found


def find_person() -> Person | None:
    """Return the signed-in person, or None."""
    found = _identity()
    return found[1] if found else None


def services() -> Services:
    """Return the services for whoever acts, opened once a request."""
    if "services" not in g:
        g.services = _open(find_actor())
    found: Services = g.services
    return found


def services_for(actor: Actor) -> Services:
    """Return services for somebody else than who is signed in: a source that signed its webhook."""
    return _open(actor)


def is_by_token(of: Request) -> bool:
    """Say whether the request brings a bearer token, and so needs no CSRF token."""
    return of.headers.get("Authorization", "").startswith(BEARER)


def address() -> str:
    """Return the client's address, as far as trusted proxies tell it."""
    trusted = parse_networks(hub().settings.trusted_proxies)
    return client_address(request.remote_addr or "", request.headers.get("X-Forwarded-For", ""), trusted=trusted)


def wants_json() -> bool:
    """Say whether the answer to this request is JSON: everything of the API is."""
    return request.path.startswith("/api/")
