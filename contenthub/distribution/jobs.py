"""What the worker does for distribution: posters of new shares."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from contenthub.distribution.kits import MAKE_POSTER, KitService
from contenthub.jobs.engine import Jobs
from contenthub.kernel.errors import Gone, NotFound


class DistributionServices(Protocol):
    """What the jobs need of the switchboard."""

    @property
    def kits(self) -> KitService:
        """Kits and posters."""
        ...


def register(jobs: Jobs, *, open_services: Callable[[], AbstractContextManager[DistributionServices]]) -> None:
    """Let `jobs` know distribution's functions."""

    def make_poster(code: str) -> None:
        with open_services() as services:
            try:
                services.kits.make_poster(code)
            except (NotFound, Gone):  # taken back before its poster was made
                return

    jobs.register(MAKE_POSTER, make_poster)
