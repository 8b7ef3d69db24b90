"""CSRF: every unsafe request that comes with a cookie must bring the token of its page."""

from flask import Flask, request
from flask_wtf.csrf import CSRFError, CSRFProtect, validate_csrf

from contenthub.edge.request import SESSION_COOKIE, is_by_token, wants_json

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


def init_csrf(app: Flask) -> None:
    """Check unsafe requests: pages always, the API unless a bearer token (or nobody) asks."""
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False)
    protect = CSRFProtect(app)

    def check() -> None:
        if request.method in SAFE or is_by_token(request):
            return
        if not wants_json():
            protect.protect()
        elif SESSION_COOKIE in request.cookies:
            _check_header()

    app.before_request(check)


def _check_header() -> None:
    """Judge by the header alone: nothing of the body is read before permission is judged."""
    try:
        validate_csrf(request.headers.get("X-CSRF-Token"))
    except ValueError as error:
        raise CSRFError(str(error)) from None
