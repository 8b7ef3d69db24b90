"""The application: the only place that knows every page and endpoint."""

from pathlib import Path

from apiflask import APIFlask
from jinja2 import StrictUndefined

from contenthub import __version__, api, web
from contenthub.edge.csrf import init_csrf
from contenthub.edge.errors import init_errors
from contenthub.edge.headers import init_headers
from contenthub.edge.idempotency import init_idempotency
from contenthub.edge.incoming import init_incoming
from contenthub.edge.limits import init_limits
from contenthub.edge.locale import init_locale
from contenthub.edge.request import init_request
from contenthub.edge.uploads import init_uploads
from contenthub.hub import Hub
from contenthub.kernel.logs import configure_logs
from contenthub.kernel.settings import load_settings
from contenthub.tracking.front_door import FrontDoor
from contenthub.tracking.links import LinkChanges
from contenthub.web.public import make_resolver, make_sorry

PACKAGE = Path(__file__).parent
MAX_BODY = 16 * 1024 * 1024
"""Bytes of a body that is no upload: 200 blocks of 20,000 Chinese characters each are 12 million."""


def create_app(hub: Hub) -> APIFlask:
    """Build the Flask application on a hub."""
    app = APIFlask(
        "contenthub",
        title="ContentHub",
        version=__version__,
        spec_path="/api/v1/openapi.json",
        docs_path=None,
        json_errors=False,
        template_folder=str(PACKAGE / "web" / "templates"),
        static_folder=None,  # type: ignore[arg-type]  # typed str upstream; None turns Flask's own folder off
    )
    settings = hub.settings
    app.config.update(
        SECRET_KEY=settings.secret,
        SESSION_COOKIE_NAME="ch_csrf",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        BABEL_TRANSLATION_DIRECTORIES=str(PACKAGE / "translations"),
        OPENAPI_VERSION="3.1.0",
        VALIDATION_ERROR_DESCRIPTION="problem+json",
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_options["extensions"] = []
    init_request(app, hub=hub)
    init_incoming(app)
    init_uploads(app)
    init_locale(app)
    init_csrf(app)
    init_idempotency(app)
    init_limits(app)
    init_headers(app)
    init_errors(app)
    api.register(app)
    web.register(app)
    return app


def create_wsgi(hub: Hub) -> FrontDoor:
    """Build what a server runs: the front door, and behind it the application."""
    return put_front_door(create_app(hub), hub)


def put_front_door(app: APIFlask, hub: Hub) -> FrontDoor:
    """Put a front door before an application."""
    return FrontDoor(
        app,
        resolve=make_resolver(app, hub),
        spool=hub.engines.spool,
        settings=hub.settings,
        clock=hub.clock,
        changes=LinkChanges(hub.engines.database),
        sorry=make_sorry(app, hub),
    )


def make_wsgi() -> FrontDoor:
    """Build the house from the settings, for a server's worker; it ends when its parent does."""
    settings = load_settings()
    configure_logs(settings.env)
    return create_wsgi(Hub(settings))
