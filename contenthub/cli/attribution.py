"""`contenthub attribution`: let earlier orders follow a plan's present policy."""

import click

from contenthub.cli.house import open_hub


@click.group()
def attribution() -> None:
    """Who gets the credit of orders."""


@attribution.command()
@click.option("--plan", required=True, help="The id of the plan.")
def recompute(plan: str) -> None:
    """Decide every order of a plan anew by its present policy; earlier decisions are kept."""
    with open_hub() as hub, hub.services() as services:
        services.plans.get_plan(plan)
        click.echo(f"{services.policies.recompute(plan)} orders decided")
