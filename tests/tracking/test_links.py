"""What a worker keeps of links, and how it hears of changes."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from contenthub.tracking.link_cache import LinkCache
from contenthub.tracking.links import LinkChanges, LinkService, announce_change
from contenthub.tracking.ready import Negative
from contenthub.tracking.target import Target
from tests.tracking.world import CODE, OTHER, SHOP, World, direct, offer, page


def target(code: str, *, size: int = 10, valid_until: float | None = None) -> Target:
    return Target(code, 200, b"x" * size, valid_until=valid_until)


class Resolver:
    """Resolves every code and remembers being asked."""

    def __init__(self, **known: Target) -> None:
        self.known = known
        self.asked: list[str] = []
        self.is_down = False

    def __call__(self, code: str) -> Target:
        self.asked.append(code)
        if self.is_down:
            raise ConnectionError
        return self.known.get(code) or target(code)


class TestCache:
    def test_a_link_is_asked_for_once(self) -> None:
        resolve = Resolver()
        cache = LinkCache(resolve)

        for _ in range(3):
            cache.get("a", at=0)

        assert resolve.asked == ["a"]

    def test_forgotten_it_is_asked_for_again(self) -> None:
        resolve = Resolver()
        cache = LinkCache(resolve)
        for code in ("a", "b"):
            cache.get(code, at=0)
        cache.forget("a")
        for code in ("a", "b"):
            cache.get(code, at=0)

        assert resolve.asked == ["a", "b", "a"]

    def test_all_forgotten_each_is_asked_for_again(self) -> None:
        resolve = Resolver()
        cache = LinkCache(resolve)
        cache.get("a", at=0)
        cache.forget(None)
        cache.get("a", at=0)

        assert resolve.asked == ["a", "a"]

    def test_after_its_time_it_is_asked_for_again(self) -> None:
        resolve = Resolver(a=target("a", valid_until=10))
        cache = LinkCache(resolve)
        for at in (0, 9.9, 10):
            cache.get("a", at=at)

        assert resolve.asked == ["a", "a"]

    def test_while_nobody_can_say_the_old_answer_stands(self) -> None:
        resolve = Resolver(a=target("a", valid_until=10))
        cache = LinkCache(resolve)
        before = cache.get("a", at=0)
        resolve.is_down = True
        cache.forget(None)

        assert cache.get("a", at=11) is before

    def test_one_never_seen_cannot_be_answered_then(self) -> None:
        resolve = Resolver()
        resolve.is_down = True

        with pytest.raises(ConnectionError):
            LinkCache(resolve).get("a", at=0)

    def test_it_stays_below_its_size_and_keeps_what_is_asked_for(self) -> None:
        resolve = Resolver()
        cache = LinkCache(resolve, max_bytes=10 * 2100)
        for number in range(50):
            cache.get(f"c{number}", at=0)
            cache.get("hot", at=0)

        assert cache._bytes <= 10 * 2100
        assert resolve.asked.count("hot") == 1

    def test_a_code_that_leads_nowhere_is_remembered_for_moments(self, monkeypatch) -> None:
        resolve = Resolver(a=Target("a", 404, b""))
        cache = LinkCache(resolve)
        cache.get("a", at=0)
        cache.get("a", at=0)
        monkeypatch.setattr(Negative, "SECONDS", 0)
        asked = len(resolve.asked)
        cache.forget("a")
        for _ in range(2):
            cache.get("a", at=0)

        assert (asked, len(resolve.asked)) == (1, 3)

    def test_many_who_ask_at_once_are_answered_by_one_lookup(self) -> None:
        resolve, gate = Resolver(), threading.Event()
        cache = LinkCache(lambda code: gate.wait(5) and resolve(code))
        found: list[Target] = []
        askers = [threading.Thread(target=lambda: found.append(cache.get("a", at=0).target)) for _ in range(8)]
        for asker in askers:
            asker.start()
        gate.set()
        for asker in askers:
            asker.join()

        assert (resolve.asked, len(found)) == (["a"], 8)

    def test_what_changed_while_it_was_looked_up_is_not_kept(self) -> None:
        resolve = Resolver()

        def resolve_slowly(code: str) -> Target:
            cache.forget(code)
            return resolve(code)

        cache = LinkCache(resolve_slowly)
        for _ in range(2):
            cache.get("a", at=0)

        assert resolve.asked == ["a", "a"]


class TestChanges:
    def test_the_first_look_asks_for_everything_anew(self, hub) -> None:
        changes = LinkChanges(hub.engines.database)

        assert [changes.latest(), changes.latest()] == [[None], []]

    def test_each_change_is_told_once(self, hub, world: World) -> None:
        changes = LinkChanges(hub.engines.database)
        changes.latest()
        with hub.services() as services:
            services.links.changed("a")
            services.links.changed("b")

        assert [sorted(map(str, changes.latest())), changes.latest()] == [["a", "b"], []]

    def test_a_change_that_is_rolled_back_is_not_told(self, hub) -> None:
        changes = LinkChanges(hub.engines.database)
        changes.latest()
        with hub.services() as services, pytest.raises(ZeroDivisionError), services.work:
            services.links.changed("a")
            raise ZeroDivisionError

        assert changes.latest() == []

    def test_a_signal_about_offers_concerns_every_link(self, hub, clock) -> None:
        changes = LinkChanges(hub.engines.database)
        changes.latest()
        with hub.services() as services, services.work:
            announce_change(None, work=services.work, clock=clock, offer=None)

        assert changes.latest() == [None]

    def test_many_at_once_are_everything(self, hub) -> None:
        changes = LinkChanges(hub.engines.database)
        changes.latest()
        with hub.services() as services, services.work:
            for number in range(600):
                services.links.changed(f"c{number}")

        assert changes.latest() == [None]


class TestWorker:
    @pytest.fixture
    def polling(self, hub, clock) -> World:
        """A world whose front door is told of changes, when the test says so."""
        world = World(hub, clock=clock, polls=True)
        world.door.poller.start = lambda: None
        world.share(page())
        world.door.poller.poll()
        return world

    def test_a_code_asked_for_too_early_is_found_once_it_exists(self, polling: World) -> None:
        customer = polling.customer()
        before = customer.get(f"/s/{OTHER}").status_code
        polling.share(direct(OTHER))
        polling.door.poller.poll()

        assert (before, customer.get(f"/s/{OTHER}").status_code) == (404, 302)

    def test_what_is_taken_back_is_gone_with_the_next_look(self, polling: World) -> None:
        customer = polling.customer()
        customer.get(f"/s/{CODE}")
        polling.targets[CODE] = Target(CODE, 410, b"gone")
        with polling.hub.services() as services:
            services.links.changed(CODE)
        polling.door.poller.poll()

        assert customer.get(f"/s/{CODE}").status_code == 410

    def test_a_new_target_is_taken_with_the_next_look(self, polling: World) -> None:
        customer = polling.customer()
        customer.get(f"/s/{CODE}/top")
        polling.targets[CODE] = page(top=[offer(url=f"{SHOP}/new")])
        with polling.hub.services() as services:
            services.links.changed(None)
        polling.door.poller.poll()

        assert customer.get(f"/s/{CODE}/top").headers["Location"].startswith(f"{SHOP}/new?")

    def test_a_database_that_is_down_stops_no_link(self, polling: World, monkeypatch) -> None:
        customer = polling.customer()
        customer.get(f"/s/{CODE}")
        monkeypatch.setattr(polling.hub.engines.database, "connect", refuse)
        monkeypatch.setattr(polling, "targets", None)

        assert [customer.get(path).status_code for path in (f"/s/{CODE}", f"/s/{CODE}/top")] == [200, 302]


def refuse() -> None:
    raise OperationalError("down", None, Exception())


class TestRegister:
    def test_a_link_says_what_counting_needs(self, hub, world: World) -> None:
        with hub.services() as services:
            link = services.links.get_link(CODE)

        assert (link.plan_id, link.guide_id, link.dedupe_minutes) == ("plan", "guide", 30)

    def test_old_signs_are_forgotten_but_for_the_last(self, hub, world: World, clock) -> None:
        with hub.services() as services, services.work:
            for number in range(700):
                LinkService(services.work, clock=clock).changed(f"c{number}")
        clock.advance(timedelta(hours=2))
        hub._drain.sweep()

        assert len(world.rows(model("LinkChange"))) <= 502


def model(name: str):
    from contenthub.tracking import models

    return getattr(models, name)
