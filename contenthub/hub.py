"""The composition root, without Flask: from settings to a living house."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from contenthub.accounts.values import Actor
from contenthub.db.engine import make_engine
from contenthub.jobs.factory import make_jobs
from contenthub.kernel.clock import Clock, SystemClock
from contenthub.kernel.settings import Settings
from contenthub.library import jobs as library_jobs
from contenthub.search.factory import make_index
from contenthub.services import Engines, Services
from contenthub.storage.factory import make_blobs


class Hub:
    """Owns the engines and opens units of work on them."""

    def __init__(self, settings: Settings, *, clock: Clock | None = None) -> None:
        """Build every engine the settings name; nothing is contacted before it is used."""
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        self.engines = Engines(
            settings=settings,
            clock=self.clock,
            database=make_engine(settings.database),
            blobs=make_blobs(settings.blobs),
            index=make_index(settings.index),
            jobs=make_jobs(settings.queue, secret=settings.secret),
        )
        self._wire()

    def _wire(self) -> None:
        """Tell the worker its jobs, and the higher floors what happens on the lower ones."""
        library_jobs.register(self.engines.jobs, open_services=self.services)

    @contextmanager
    def services(self, actor: Actor | None = None) -> Iterator[Services]:
        """Open the services for an actor (default: the system) and close them afterwards."""
        services = Services(self.engines, actor=actor or Actor.system())
        try:
            yield services
        finally:
            services.close()

    @cached_property
    def public_url(self) -> str:
        """The address in links and posters."""
        return self.settings.public_url

    def close(self) -> None:
        """Let go of every connection."""
        self.engines.database.dispose()
