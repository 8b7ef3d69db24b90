"""A world of made-up shares, with one page shared."""

import pytest

from contenthub.hub import Hub
from contenthub.kernel.clock import FrozenClock
from tests.customers import Customer
from tests.tracking.world import World, page


@pytest.fixture
def world(hub: Hub, clock: FrozenClock) -> World:
    """A front door with one page behind it."""
    made = World(hub, clock=clock)
    made.share(page())
    return made


@pytest.fixture
def customer(world: World) -> Customer:
    """A customer on a phone."""
    return world.customer()
