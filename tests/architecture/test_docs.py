"""What a user can set, type, open or call is in the documentation."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
from flask import Flask

from contenthub.cli import main
from contenthub.kernel.settings import Settings
from tools import api_doc

DOCS = Path(__file__).resolve().parents[2] / "docs"
API = "/api/v1"


def test_every_setting_is_in_settings_md():
    text = read("settings.md")
    missing = [name.upper() for name in Settings.model_fields if f"`{name.upper()}`" not in text]

    assert missing == []


def test_every_command_is_in_commands_md():
    text = read("commands.md")
    missing = [command for command in commands(main, path="contenthub") if command not in text]

    assert missing == []


def test_every_page_is_in_pages_md(app: Flask):
    text = read("pages.md")
    missing = [rule for rule in rules(app) if not rule.startswith(API) and not is_named(rule, text)]

    assert missing == []


def test_api_md_is_what_make_openapi_writes(app: Flask):
    text = read("api.md")
    stale = [row for row in api_doc.rows(app) if row not in text]

    assert stale == []


def read(name: str) -> str:
    """Return a page of the documentation; a missing one documents nothing."""
    path = DOCS / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def commands(group: click.Group, *, path: str) -> Iterator[str]:
    """Yield every command a user can type, as typed."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, path=f"{path} {name}")
        elif command and not command.hidden:
            yield f"{path} {name}"


def rules(app: Flask) -> list[str]:
    """List the addresses Flask answers, without its own for static files."""
    return sorted({rule.rule for rule in app.url_map.iter_rules() if not rule.endpoint.endswith("static")})


def is_named(address: str, text: str) -> bool:
    """Say whether the text names this very address, not only a longer one."""
    return re.search(rf"(?<![\w}}/]){re.escape(neutral(address))}(?![\w{{}}/-])", neutral(text)) is not None


class TestNaming:
    def test_another_name_of_the_parameter_is_the_same_address(self):
        assert is_named("/s/<code>/<slot>", "`GET /s/{code}/{key}`")

    def test_a_longer_address_is_another(self):
        assert not is_named("/me", "`POST /me/password` and `/media`")


def neutral(text: str) -> str:
    """Forget what parameters are called: `/s/<code>` and `/s/{code}` are one address."""
    return re.sub(r"<[^<>]*>|\{[^{}]*\}", "{}", text)
