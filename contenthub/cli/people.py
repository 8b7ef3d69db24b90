"""`contenthub user` and `contenthub token`."""

import sys

import click

from contenthub.accounts.errors import PersonNotFound
from contenthub.accounts.models import Person
from contenthub.accounts.values import Role, Scope
from contenthub.cli.house import open_hub, show
from contenthub.kernel.paging import MAX_LIMIT, PageQuery
from contenthub.kernel.settings import load_settings
from contenthub.services import Services
from contenthub.tracking.webhooks import Webhooks


@click.group()
def user() -> None:
    """People who sign in."""


def _password_from_stdin() -> str:
    return sys.stdin.readline().rstrip("\n")


def _get_by_login(services: Services, login: str) -> Person:
    person = services.people.find_by_login(login)
    if person is None:
        raise PersonNotFound(login=login)
    return person


@user.command()
@click.argument("login")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", required=True)
@click.option("--unit", help="The id of a unit; the root when left out.")
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from standard input.")
def add(login: str, *, role: str, name: str, unit: str | None, password_stdin: bool) -> None:
    """Add a person; prints the id."""
    del password_stdin
    with open_hub() as hub, hub.services() as services:
        person = services.people.add_person(
            login=login, name=name, role=Role(role), unit=unit, password=_password_from_stdin()
        )
        click.echo(person.id)


@user.command()
@click.argument("login")
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from standard input.")
def passwd(login: str, *, password_stdin: bool) -> None:
    """Set a password; the person's devices are signed out. Prints the id."""
    del password_stdin
    with open_hub() as hub, hub.services() as services:
        click.echo(services.people.set_password(login, password=_password_from_stdin()).id)


@user.command()
@click.argument("login")
def disable(login: str) -> None:
    """Deactivate a person at once; their tasks are handed over. Prints the id."""
    with open_hub() as hub, hub.services() as services:
        person = _get_by_login(services, login)
        click.echo(services.people.change_person(person.id, active=False).id)


@user.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_users(*, as_json: bool) -> None:
    """List people."""
    with open_hub() as hub, hub.services() as services:
        query: PageQuery | None = PageQuery(MAX_LIMIT)
        while query:
            page = services.people.list_people(query)
            show((_row(person) for person in page.items), as_json=as_json)
            query = PageQuery(MAX_LIMIT, page.next) if page.next else None


def _row(person: Person) -> dict[str, object]:
    return {
        "id": person.id,
        "login": person.login,
        "role": str(person.role),
        "name": person.name,
        "unit": person.unit_id,
        "active": person.active,
    }


@click.group()
def token() -> None:
    """Bearer tokens of the API."""


@token.command()
@click.argument("login")
@click.option("--label", required=True)
@click.option("--scope", "scopes", multiple=True, type=click.Choice([scope.value for scope in Scope]))
@click.option("--source", help="The source a `conversions` token posts for.")
def create(login: str, *, label: str, scopes: tuple[str, ...], source: str | None) -> None:
    """Make a token for a person; prints the token alone."""
    with open_hub() as hub, hub.services() as services:
        wanted = frozenset(Scope(scope) for scope in scopes) or frozenset({Scope.FULL})
        _token, secret = services.access.add_token(
            _get_by_login(services, login), label=label, scopes=wanted, source=source
        )
        click.echo(secret)


@token.command()
@click.argument("source")
def webhook(source: str) -> None:
    """Print the secret a source signs its webhooks with; it follows from the house's key, so it is always the same."""
    click.echo(Webhooks(load_settings().secret).secret_of(source))
