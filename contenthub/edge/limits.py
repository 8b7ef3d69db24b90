"""Rate limits at the edge, for what is cheap to ask and dear to answer: checking a password is slow on purpose.

Failed sign-ins are throttled by `accounts.access`, across workers; this keeps one address from using up the machine.
"""

from flask import Flask
from flask_limiter import Limiter

from contenthub.edge import request as edge

PASSWORD_CHECKS = "300 per minute"  # noqa: S105 - a rate
limiter = Limiter(edge.address, storage_uri="memory://", headers_enabled=True)
password_check = limiter.shared_limit(PASSWORD_CHECKS, scope="password", methods=["POST"])


def init_limits(app: Flask) -> None:
    """Count requests of `app`, per worker."""
    limiter.init_app(app)
