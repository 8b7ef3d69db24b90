from sqlalchemy import inspect

from contenthub.db import migrate
from contenthub.db.engine import make_engine


class TestMigrations:
    def test_lead_to_what_the_models_say(self, empty_database_url: str) -> None:
        engine = make_engine(empty_database_url)

        migrate.upgrade(engine)

        assert migrate.is_current(engine)
        engine.dispose()

    def test_twice_changes_nothing(self, empty_database_url: str) -> None:
        engine = make_engine(empty_database_url)
        migrate.upgrade(engine)

        migrate.upgrade(engine)

        assert migrate.is_current(engine)
        engine.dispose()

    def test_can_be_taken_back(self, empty_database_url: str) -> None:
        engine = make_engine(empty_database_url)
        migrate.upgrade(engine)

        migrate.downgrade(engine, revision="base")

        assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
        engine.dispose()
