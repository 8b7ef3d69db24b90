"""The `contenthub` command: parse, call one verb, present."""

import importlib
import sys

import click

from contenthub import __version__
from contenthub.kernel.errors import ContentHubError

COMMANDS = {
    "run": "serve:run",
    "serve": "serve:serve",
    "db": "database:db",
    "user": "people:user",
    "token": "people:token",
    "demo": "demo:demo",
    "attribution": "attribution:attribution",
    "import": "imports:import_",
    "index": "upkeep:index",
    "events": "events:events",
    "verify": "upkeep:verify",
    "doctor": "upkeep:doctor",
    "web": "processes:web",
    "drain-loop": "processes:drain_loop",
    "job-worker": "processes:job_worker",
}
"""Each command with its module: only the one that is called is loaded, for starting takes a second otherwise."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every command's name."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the command of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(f"contenthub.cli.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Show a refusal as its sentence, never as a stack trace."""
        try:
            return super().invoke(ctx)
        except ContentHubError as error:
            from contenthub.edge.sentences import sentence_without_request  # noqa: PLC0415 - needed only after a failure

            click.echo(sentence_without_request(error), err=True)
            for wrong in getattr(error, "errors", ()):
                click.echo(f"  {wrong.field}: {wrong.reason}", err=True)
            sys.exit(2)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s")
def main() -> None:
    """ContentHub 内容中台."""
