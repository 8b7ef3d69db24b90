"""CSRF: every unsafe request that comes with a cookie must bring the token of its page."""

from flask import Flask, request
from flask_wtf.csrf import CSRFProtect

from contenthub.edge.request import SESSION_COOKIE, is_by_token

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


def init_csrf(app: Flask) -> None:
    """Check unsafe requests: pages always, the API unless a bearer token (or nobody) asks."""
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False)
    protect = CSRFProtect(app)

    def check() -> None:
        by_cookie = SESSION_COOKIE in request.cookies or not request.path.startswith("/api/")
        if request.method not in SAFE and by_cookie and not is_by_token(request):
            protect.protect()

    app.before_request(check)
