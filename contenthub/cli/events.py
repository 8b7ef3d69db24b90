"""`contenthub events`: count what the spool holds, export what was counted."""

import json
from datetime import datetime

import click

from contenthub.cli.house import open_hub


@click.group()
def events() -> None:
    """What visitors did."""


@events.command()
def drain() -> None:
    """Count everything the spool holds now; work still pending is not an error."""
    with open_hub() as hub:
        click.echo(f"{hub.drain()} events counted")


@events.command()
@click.option("--json", "as_json", is_flag=True, required=True, help="One object a line.")
@click.option("--since", type=click.DateTime(["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S.%fZ"]))
def export(*, as_json: bool, since: datetime | None) -> None:
    """Print every event, oldest first."""
    del as_json
    with open_hub() as hub, hub.services() as services:
        for row in services.events.export(since=since):
            click.echo(json.dumps(row, ensure_ascii=False))
