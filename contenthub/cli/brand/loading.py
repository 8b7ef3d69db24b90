"""Loads the demo brand through the verbs everybody uses; only its past is written for it."""

import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from contenthub.accounts.access import actor_of
from contenthub.accounts.values import Actor, Role, Scope, UnitKind
from contenthub.cli.brand import words
from contenthub.cli.brand.pictures import choose_pictures
from contenthub.hub import Hub
from contenthub.kernel.text import clean_line
from contenthub.library.intake import IncomingFile

DAYS_RUNNING = 9
DAYS_LEFT = 21


@dataclass(frozen=True)
class Sign:
    """A demo sign-in, told once."""

    name: str
    role: str
    login: str
    password: str


@dataclass
class Brand:
    """The ids of what was made, by the names the words use."""

    units: dict[str, str]
    actors: dict[str, Actor]
    products: dict[str, str]
    pictures: dict[str, list[str]]
    offers: list[str]
    contents: list[str]
    plan: str = ""


class BrandLoader:
    """Makes the brand, one room of the house after the other."""

    def __init__(self, hub: Hub, *, photos: Path | None) -> None:
        """Load into `hub`, with the operator's `photos` or with drawings of ours."""
        self._hub = hub
        self._photos = photos
        self.brand = Brand({}, {}, {}, {}, [], [])
        self.signs: list[Sign] = []

    def load(self) -> None:
        """Make people, material, contents and a running plan."""
        self._add_units()
        self._add_people()
        self._add_products()
        self._add_pictures()
        self._add_offers()
        for article in (words.COMMUTE, words.CARE):
            self._add_content(article)
        self._launch_plan()

    def _add_units(self) -> None:
        with self._hub.services() as services:
            self.brand.units["总部"] = services.units.ensure_root().id
            for region, stores in words.REGIONS.items():
                above = services.units.add_unit(name=region, kind=UnitKind.REGION)
                self.brand.units[region] = above.id
                for store in stores:
                    made = services.units.add_unit(name=store, kind=UnitKind.STORE, parent=above.id)
                    self.brand.units[store] = made.id

    def _add_people(self) -> None:
        for person in words.PEOPLE:
            password = _password()
            with self._hub.services() as services:
                made = services.people.add_person(
                    login=person.login,
                    name=person.name,
                    role=Role(person.role),
                    unit=self.brand.units[person.unit],
                    password=password,
                )
                self.brand.actors[person.login] = actor_of(made, scopes=frozenset({Scope.FULL}))
            if person.is_shown:
                self.signs.append(Sign(person.name, words.ROLE_WORDS[person.role], person.login, password))

    @property
    def marketer(self) -> Actor:
        """Return who writes for the brand."""
        return self.brand.actors["zhou"]

    def _add_products(self) -> None:
        currency = self._hub.settings.currency
        with self._hub.services(self.marketer) as services:
            for item in words.PRODUCTS:
                url = f"{words.SHOP}/p/{item.sku}"
                made = services.products.add_product(
                    sku=item.sku, name=item.name, price=item.price, currency=currency, url=url
                )
                self.brand.products[item.sku] = made.id

    def _add_pictures(self) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            for item in words.PRODUCTS:
                files = choose_pictures(item.kind, photos=self._photos, scratch=Path(scratch))
                self.brand.pictures[item.kind] = list(self._admit(item, files))

    def _admit(self, item: words.DemoProduct, files: list[Path]) -> Iterator[str]:
        for number, path in enumerate(files, start=1):
            with self._hub.services(self.marketer) as services:
                admission = services.intake.add_file(
                    IncomingFile.read(path),
                    title=clean_line(f"{item.name} {number:02}"),
                    tags=item.tags,
                    product=self.brand.products[item.sku],
                )
                yield admission.asset.id

    def _add_offers(self) -> None:
        with self._hub.services(self.marketer) as services:
            for offer in words.OFFERS:
                made = services.offers.add_offer(
                    name=offer.name,
                    kind=offer.kind,
                    note=offer.note,
                    target_url=f"{words.SHOP}{offer.path}",
                    product=self.brand.products[offer.sku],
                )
                self.brand.offers.append(made.id)

    def _add_content(self, article: dict[str, Any]) -> None:
        blocks = [self._block(f"b{number}", *parts) for number, parts in enumerate(article["blocks"], start=1)]
        cover = next(block["asset"] for block in blocks if block["type"] == "image")
        with self._hub.services(self.marketer) as services:
            content = services.contents.add_content(
                title=article["title"], summary=article["summary"], cover=cover, blocks=blocks
            )
            services.publishing.publish(content.id)
            self.brand.contents.append(content.id)

    def _block(self, block_id: str, kind: str, *parts: Any) -> dict[str, Any]:
        block: dict[str, Any] = {"id": block_id, "type": kind}
        if kind == "text":
            return {**block, "html": parts[0], "locks": ["content"] if block_id == "b1" else []}
        if kind == "heading":
            return {**block, "text": parts[0], "level": 2}
        if kind == "image":
            return {**block, "asset": self.brand.pictures[parts[0]][0], "alt": parts[1]}
        if kind == "product":
            return {**block, "product": self.brand.products[parts[0]]}
        key, name, offers, fallback, guide_offers = parts
        return {
            **block,
            "key": key,
            "name": name,
            "offers": [self.brand.offers[number] for number in offers],
            "fallback": self.brand.offers[fallback],
            "guide_offers": guide_offers,
        }

    def _launch_plan(self) -> None:
        now = self._hub.clock.now()
        with self._hub.services(self.marketer) as services:
            plan = services.plans.add_plan(
                name="秋冬通勤",
                stage="monetize",
                scene="购物顾问",
                audience="老客",
                channels=["one_to_one", "moments", "group"],
                starts_at=_whole(now - timedelta(days=DAYS_RUNNING)),
                ends_at=_whole(now + timedelta(days=DAYS_LEFT)),
                contents=self.brand.contents,
                units=[self.brand.units[region] for region in words.REGIONS],
                goals=[
                    {"metric": "revenue", "target": 6_000_000},
                    {"metric": "clicks", "target": 400},
                    {"metric": "readers", "target": 3000},
                ],
            )
            services.tasks.launch_plan(plan.id)
            self.brand.plan = plan.id


def _whole(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _password() -> str:
    """Return three groups of four characters that nobody confuses: 59 random bits, easy to type on a phone."""
    return "-".join("".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(4)) for _ in range(3))
