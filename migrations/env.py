"""Runs migrations on the connection `contenthub.db.migrate` hands over."""

from alembic import context

import contenthub.accounts.models
import contenthub.distribution.models
import contenthub.library.models
import contenthub.plans.models
import contenthub.tracking.models
from contenthub.db.base import Base

MODELS = (
    contenthub.accounts.models,
    contenthub.library.models,
    contenthub.plans.models,
    contenthub.tracking.models,
    contenthub.distribution.models,
)
"""Every module with tables: importing them fills the metadata."""

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    user_module_prefix="contenthub.db.base.",
)
with context.begin_transaction():
    context.run_migrations()
