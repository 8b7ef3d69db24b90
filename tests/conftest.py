"""Fixtures: one migrated database a run, copied for each test; a hub, an app, clients by role."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from apiflask import APIFlask
from argon2 import PasswordHasher
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from contenthub.accounts import passwords
from contenthub.app import create_app
from contenthub.db import migrate
from contenthub.db.engine import make_engine
from contenthub.edge.limits import limiter
from contenthub.hub import Hub
from contenthub.kernel.clock import FrozenClock
from contenthub.kernel.logs import configure_logs
from contenthub.kernel.settings import Settings
from tests.clients import Api

NOW = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)
POSTGRES = os.environ.get("CONTENTHUB_TEST_POSTGRES")
PASSWORD = "correct horse"


@pytest.fixture(scope="session")
def template_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Make the tables once; each test gets a copy."""
    if POSTGRES:
        name = f"ch_template_{os.getpid()}"
        _on_postgres(f'CREATE DATABASE "{name}"')
        url = make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    else:
        url = f"sqlite:///{tmp_path_factory.mktemp('template') / 'template.db'}"
    engine = make_engine(url)
    migrate.upgrade(engine)
    if not POSTGRES:
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    engine.dispose()
    yield url
    if POSTGRES:
        _on_postgres(f'DROP DATABASE "{name}" WITH (FORCE)')


def _on_postgres(statement: str) -> None:
    engine = create_engine(POSTGRES or "", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@contextmanager
def copied(template: str, folder: Path) -> Iterator[str]:
    """Give a database of its own: a copy of the template, gone afterwards."""
    if not POSTGRES:
        target = folder / "contenthub.db"
        shutil.copyfile(make_url(template).database or "", target)
        yield f"sqlite:///{target}"
        return
    name = f"ch_{os.getpid()}_{abs(hash(folder))}"
    _on_postgres(f'CREATE DATABASE "{name}" TEMPLATE "{make_url(template).database}"')
    yield make_url(template).set(database=name).render_as_string(hide_password=False)
    _on_postgres(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def database_url(template_database: str, tmp_path: Path) -> Iterator[str]:
    """Give the test a database of its own."""
    with copied(template_database, tmp_path) as url:
        yield url


def house_settings(home: Path, database_url: str) -> Settings:
    """Return the settings of a house in a temporary folder: memory index, jobs run at once."""
    return Settings(
        home=home,
        database_url=database_url,
        index_url="memory:",
        queue_url="immediate:",
        secret_key="test secret key of at least 32 characters",
        public_url="http://hub.test",
    )


@pytest.fixture
def empty_database_url(tmp_path: Path) -> Iterator[str]:
    """A database without a single table."""
    if not POSTGRES:
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    name = f"ch_empty_{os.getpid()}_{abs(hash(tmp_path))}"
    _on_postgres(f'CREATE DATABASE "{name}"')
    yield make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    _on_postgres(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def clock() -> FrozenClock:
    """A clock that stands at noon of 1 July 2026 in Shanghai until moved."""
    return FrozenClock(NOW)


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Settings of a house in a temporary folder: memory index, jobs run at once."""
    return house_settings(tmp_path / "home", database_url)


@pytest.fixture
def hub(settings: Settings, clock: FrozenClock) -> Iterator[Hub]:
    """A house with its root unit, on engines of its own."""
    house = Hub(settings, clock=clock)
    with house.services() as services:
        services.units.ensure_root()
    yield house
    house.close()


@pytest.fixture(scope="session")
def apps() -> dict[tuple[object, ...], APIFlask]:
    """Applications made so far: building one takes longer than most tests, and it knows its hub only by name."""
    return {}


@pytest.fixture
def app(hub: Hub, apps: dict[tuple[object, ...], APIFlask]) -> APIFlask:
    """The Flask application on the hub, as if new."""
    settings = hub.settings
    key = (settings.secret, settings.is_https, settings.max_upload_mb)  # all that is read when it is built
    if key not in apps:
        apps[key] = create_app(hub)
        apps[key].testing = True
    apps[key].extensions["contenthub"] = hub
    limiter.reset()
    return apps[key]


@pytest.fixture
def stranger(app) -> Api:
    """An API client without a token."""
    return Api(app)


@pytest.fixture
def sign_in(app, hub: Hub) -> Callable[..., Api]:
    """Return a function that adds a person of a role and gives a client with their token."""

    def add(role: str, *, login: str | None = None, name: str = "某人", unit: str | None = None) -> Api:
        return Api.of_new_person(app, hub, role=role, login=login or role, name=name, unit=unit, password=PASSWORD)

    return add


@pytest.fixture
def admin(sign_in) -> Api:
    """An API client of an admin."""
    return sign_in("admin")


@pytest.fixture
def marketer(sign_in) -> Api:
    """An API client of a marketer."""
    return sign_in("marketer", name="周明")


@pytest.fixture
def guide(sign_in) -> Api:
    """An API client of a guide at the root unit."""
    return sign_in("guide", name="李芳")


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hash passwords at the least cost: the real one takes longer than most tests, on purpose."""
    with pytest.MonkeyPatch.context() as patch:
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_hasher", quick)
        yield


@pytest.fixture(scope="session", autouse=True)
def logs() -> None:
    """Logs as in development: short, to standard error."""
    configure_logs("development")
