"""Asked for several times at once, made once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from contenthub.accounts.access import actor_of
from contenthub.accounts.values import Scope
from contenthub.distribution.making import Wanted
from contenthub.distribution.models import Task
from contenthub.plans.values import Channel

TIMES = 6


@pytest.fixture
def as_guide(hub, launched):
    """Return a function that opens the guide's own services."""
    with hub.services() as services:
        actor = actor_of(services.people.get_person(launched.guide.person), scopes=frozenset({Scope.FULL}))
    return lambda: hub.services(actor)


def at_once(deed):
    with ThreadPoolExecutor(TIMES) as pool:
        return list(pool.map(lambda _number: deed(), range(TIMES)))


def test_a_share_has_one_code(launched, as_guide):
    edition = launched.edition()["id"]

    def share():
        with as_guide() as services:
            made, is_new = services.shares.add_share(edition, Wanted(Channel.MOMENTS))
            return made.code, is_new

    answers = at_once(share)

    assert len({code for code, _is_new in answers}) == 1
    assert [is_new for _code, is_new in answers].count(True) == 1


def test_an_edition_is_made_once(launched, as_guide):
    task = launched.task["id"]

    def save():
        with as_guide() as services:
            return services.editions.save_edits(task, []).id

    assert len(set(at_once(save))) == 1


def test_tasks_that_were_missed_are_made_once(launched, as_guide, hub):
    task = launched.task["id"]
    with hub.services() as services, services.work:
        services.work.session.delete(services.work.session.get_one(Task, task))

    def look():
        with as_guide() as services:
            services.tasks.ensure_tasks()

    at_once(look)
    with hub.services() as services:
        assert services.work.session.scalar(select(func.count()).select_from(Task)) == 1
