"""`contenthub db`: migrations."""

import sys
import tempfile
from pathlib import Path

import click

from contenthub.cli.house import open_hub
from contenthub.db import migrate
from contenthub.db.engine import make_engine


@click.group()
def db() -> None:
    """The rows database."""


@db.command()
def upgrade() -> None:
    """Migrate to the newest tables; make the root unit on first use."""
    with open_hub() as hub:
        migrate.upgrade(hub.engines.database)
        with hub.services() as services:
            root = services.units.ensure_root()
        click.echo(f"database is up to date; root unit {root.id} {root.name}")


@db.command()
def check() -> None:
    """Check, on a database made for it, that migrations lead to what the models say."""
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'check.db'}")
        migrate.upgrade(engine)
        same = migrate.is_current(engine)
        engine.dispose()
    click.echo("migrations = models" if same else "the models have changes without a migration: make migration")
    sys.exit(0 if same else 1)


@db.command()
@click.argument("message")
def revision(message: str) -> None:
    """Write a migration for what the models have and the migrations lack (development)."""
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'revision.db'}")
        migrate.upgrade(engine)
        migrate.write_revision(engine, message=message)
        engine.dispose()
