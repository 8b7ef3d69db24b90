"""`contenthub import`: intake from the shell."""

import sys
from pathlib import Path

import click

from contenthub.cli.house import open_hub, show
from contenthub.tracking.order_import import ImportReport, LineResult, Outcome


@click.group(name="import")
def import_() -> None:
    """Take in what other systems have."""


@import_.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would become of each line; change nothing.")
@click.option("--source", help="The source of lines that name none.")
@click.option("--json", "as_json", is_flag=True)
def orders(path: Path, *, dry_run: bool, source: str | None, as_json: bool) -> None:
    """Count the orders, refunds and leads of a CSV file; a result for each line, exits 1 when one is refused."""
    with open_hub() as hub, hub.services() as services:
        report = services.order_import.take(path.read_bytes(), source=source, dry_run=dry_run)
    show((_row(result) for result in report.results), as_json=as_json)
    if not as_json:
        click.echo(_sum(report))
    sys.exit(1 if report.count(Outcome.REFUSED) else 0)


def _row(result: LineResult) -> dict[str, object]:
    return {
        "line": result.line,
        "external_id": result.external_id,
        "outcome": result.outcome.value,
        "reason": "; ".join(": ".join(filter(None, (error.field, error.reason))) for error in result.errors),
        "conversion": result.conversion or "",
    }


def _sum(report: ImportReport) -> str:
    counts = ", ".join(f"{report.count(outcome)} {outcome.value}" for outcome in Outcome)
    return f"{counts} (nothing was changed)" if report.is_rehearsal else counts
