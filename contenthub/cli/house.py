"""What commands share: the hub of the settings, and lists as text or JSON."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from contenthub.hub import Hub
from contenthub.kernel.logs import configure_logs
from contenthub.kernel.settings import load_settings


@contextmanager
def open_hub() -> Iterator[Hub]:
    """Open the house the settings describe, and close it afterwards."""
    settings = load_settings()
    configure_logs(settings.env)
    hub = Hub(settings)
    try:
        yield hub
    finally:
        hub.close()


def show(rows: Iterable[dict[str, Any]], *, as_json: bool) -> None:
    """Print rows: one JSON object a line, or columns."""
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else "  ".join(str(value) for value in row.values()))
