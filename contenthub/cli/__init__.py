"""The `contenthub` command: parse, call one verb, present."""

import sys

import click

from contenthub import __version__
from contenthub.cli.database import db
from contenthub.cli.demo import demo
from contenthub.cli.events import events
from contenthub.cli.people import token, user
from contenthub.cli.serve import drain_loop, job_worker, run, serve, web
from contenthub.cli.upkeep import doctor, index, verify
from contenthub.edge.sentences import sentence_without_request
from contenthub.kernel.errors import ContentHubError


class _Command(click.Group):
    def invoke(self, ctx: click.Context) -> object:
        """Show a refusal as its sentence, never as a stack trace."""
        try:
            return super().invoke(ctx)
        except ContentHubError as error:
            click.echo(sentence_without_request(error), err=True)
            for wrong in getattr(error, "errors", ()):
                click.echo(f"  {wrong.field}: {wrong.reason}", err=True)
            sys.exit(2)


@click.group(cls=_Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s")
def main() -> None:
    """ContentHub 内容中台."""


for command in (run, serve, db, user, token, demo, index, events, verify, doctor, web, drain_loop, job_worker):
    main.add_command(command)
