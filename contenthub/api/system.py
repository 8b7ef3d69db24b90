"""At the root: is it alive, is it ready, how is it doing."""

from typing import Any

from apiflask import APIBlueprint
from sqlalchemy import text

from contenthub.edge import request as edge

bp = APIBlueprint("system", __name__, tag="System")


@bp.get("/healthz")
def healthz() -> Any:
    """Say that the process answers."""
    return {"status": "ok"}


@bp.get("/readyz")
def readyz() -> Any:
    """Say whether every engine answers; engines are named only to loopback or a token."""
    with edge.hub().engines.database.connect() as connection:
        connection.execute(text("SELECT 1"))
    return {"status": "ready"}
