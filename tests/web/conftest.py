"""Fixtures: browsers by role, and a share in a customer's hand."""

import pytest
from werkzeug.test import Client

from contenthub.app import put_front_door
from tests.distribution.making import FREE, LOCKED, add_offer
from tests.plans.making import image, slot
from tests.uploads import uploaded
from tests.web.making import Browser, share


@pytest.fixture
def browser(app) -> Browser:
    """A browser nobody is signed in with."""
    return Browser(app)


@pytest.fixture
def browse(app, sign_in):
    """Return a function that gives the browser of a new, signed-in person of a role."""

    def signed_in(role: str, **person) -> Browser:
        sign_in(role, **person)
        found = Browser(app)
        found.sign_in(person.get("login", role))
        return found

    return signed_in


@pytest.fixture
def customer(app, hub) -> Client:
    """A customer before the front door."""
    return Client(put_front_door(app, hub))


@pytest.fixture
def shared(admin, sign_in, customer):
    """A share of an article with a picture and two slots, one of them with nothing to offer yet."""
    unit = admin.post("/units", {"name": "人民广场店", "kind": "store", "parent": None}).json["id"]
    guide = sign_in("guide", name="李芳", unit=unit)
    offer = add_offer(admin, note="本周内有效", ends_at="2026-07-09T04:00:00Z")
    later = add_offer(admin, name="下周的赠品", kind="gift", starts_at="2026-07-08T04:00:00Z")
    blocks = (LOCKED, image(uploaded(admin)), slot("top", offer), FREE, slot("end", later))
    return share(admin, guide, customer, *blocks, unit=unit)
