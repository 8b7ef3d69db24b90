"""Runs migrations on the connection `contenthub.db.migrate` hands over."""

from alembic import context
from sqlalchemy import JSON

import contenthub.accounts.models
import contenthub.distribution.models
import contenthub.library.models
import contenthub.plans.models
import contenthub.tracking.models
from contenthub.db.base import Base, UtcTime

MODELS = (
    contenthub.accounts.models,
    contenthub.library.models,
    contenthub.plans.models,
    contenthub.tracking.models,
    contenthub.distribution.models,
)
"""Every module with tables: importing them fills the metadata."""


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our own types by their names; everything else as usual."""
    if kind == "type" and isinstance(item, JSON):
        return "contenthub.db.base.Json"
    if kind == "type" and isinstance(item, UtcTime):
        return "contenthub.db.base.UtcTime()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
