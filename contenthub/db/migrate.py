"""Migrations: bring the tables up to date, and check that they are what the models say."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine

PACKAGED = Path(__file__).parents[1] / "_migrations"
CHECKOUT = Path(__file__).parents[2] / "migrations"


def upgrade(engine: Engine, *, revision: str = "head") -> None:
    """Migrate the rows database; running it twice changes nothing."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, *, revision: str) -> None:
    """Take migrations back, down to `revision` (`base`: all of them)."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        command.downgrade(_config(connection), revision)


def is_current(engine: Engine) -> bool:
    """Say whether models and migrated tables agree."""
    with engine.connect() as connection:
        try:
            command.check(_config(connection))
        except CommandError:
            return False
    return True


def write_revision(engine: Engine, *, message: str) -> None:
    """Write a migration from what the models have and the tables lack (development)."""
    with engine.connect() as connection:
        number = len(list((CHECKOUT / "versions").glob("[0-9]*.py"))) + 1
        command.revision(_config(connection), message=message, autogenerate=True, rev_id=f"{number:04}")


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(PACKAGED if PACKAGED.is_dir() else CHECKOUT))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config
