"""A house of one's own in a temporary folder, with the embedded engines, for what is measured in process."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from contenthub.db.base import Base
from contenthub.hub import Hub
from contenthub.kernel.logs import configure_logs
from contenthub.kernel.settings import Settings


@contextmanager
def open_house(**options: Any) -> Iterator[Hub]:
    """Lend a fresh hub; jobs run at once unless `options` say otherwise."""
    configure_logs("production")  # to standard error: the table stands alone on standard output
    with tempfile.TemporaryDirectory(prefix="contenthub-bench-") as folder:
        given = {"home": Path(folder), "secret_key": "x" * 40, "queue_url": "immediate:"} | options
        hub = Hub(Settings(**given))
        Base.metadata.create_all(hub.engines.database)
        with hub.services() as services:
            services.units.ensure_root()
        try:
            yield hub
        finally:
            hub.close()
