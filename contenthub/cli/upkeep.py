"""`contenthub index`, `verify` and `doctor`: upkeep that says what it did."""

import json
import sys
from collections.abc import Sequence

import click

from contenthub.cli.house import open_hub
from contenthub.kernel.findings import Finding


@click.group()
def index() -> None:
    """The search index."""


@index.command()
def rebuild() -> None:
    """Build the index anew beside the live one, then switch over."""
    with open_hub() as hub, hub.services() as services:
        click.echo(f"{services.upkeep.rebuild_index()} assets indexed")


@click.command()
@click.option("--repair", is_flag=True, help="Mend what can be mended.")
@click.option("--json", "as_json", is_flag=True)
def verify(*, repair: bool, as_json: bool) -> None:
    """Check that rows, blobs, index and counts agree; exits 1 when they do not."""
    with open_hub() as hub:
        _report(hub.verify(repair=repair), as_json=as_json)


@click.command()
@click.option("--json", "as_json", is_flag=True)
def doctor(*, as_json: bool) -> None:
    """Check each engine and say what to do; exits 1 when one is ill."""
    with open_hub() as hub:
        _report(hub.doctor(), as_json=as_json)


def _report(findings: Sequence[Finding], *, as_json: bool) -> None:
    for finding in findings:
        line = {"check": finding.check, "ok": finding.ok, "detail": finding.detail}
        words = f"{'ok ' if finding.ok else 'BAD'} {finding.check}: {finding.detail}"
        click.echo(json.dumps(line, ensure_ascii=False) if as_json else words)
    sys.exit(0 if all(finding.ok for finding in findings) else 1)
