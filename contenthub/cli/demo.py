"""`contenthub demo load`: a brand in full swing, in an empty database."""

import sys
from pathlib import Path

import click

from contenthub.cli.brand.loading import BrandLoader, Sign
from contenthub.cli.brand.sharing import BrandAtWork
from contenthub.cli.house import open_hub
from contenthub.db import migrate
from contenthub.hub import Hub

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "photos"
"""Photos beside the checkout, where somebody put them; else the brand draws its own."""


def load_demo(hub: Hub, *, photos: Path | None = None) -> list[Sign]:
    """Load the demo brand and return its sign-ins; their passwords are told nowhere else."""
    loader = BrandLoader(hub, photos=photos or (SAMPLES if SAMPLES.is_dir() else None))
    loader.load()
    BrandAtWork(hub, loader.brand).run()
    return loader.signs


def ensure_demo(*, photos: Path | None) -> list[Sign]:
    """Migrate, and load the demo brand when nobody is there; return its sign-ins, or none."""
    with open_hub() as hub:
        migrate.upgrade(hub.engines.database)
        with hub.services() as services:
            services.units.ensure_root()
            is_empty = not services.people.has_people()
        return load_demo(hub, photos=photos) if is_empty else []


@click.group()
def demo() -> None:
    """The demo brand."""


@demo.command()
@click.option("--photos", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Pictures to use.")
def load(*, photos: Path | None) -> None:
    """Load the demo brand into an empty database and print its sign-ins."""
    with open_hub() as hub:
        migrate.upgrade(hub.engines.database)
        with hub.services() as services:
            services.units.ensure_root()
            if services.people.has_people():
                click.echo("这里已经有人了：演示品牌只装进空的数据库。 there are people already.", err=True)
                sys.exit(1)
        for sign in load_demo(hub, photos=photos):
            click.echo(f"{sign.name}  {sign.role}  {sign.login}  {sign.password}")
