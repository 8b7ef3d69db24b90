"""Who it was: bots, staff, previews, people."""

import time
from datetime import timedelta

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from contenthub.hub import Hub
from contenthub.kernel.signing import Signer
from contenthub.tracking.verdicts import is_bot, read_cookies
from tests.customers import WECHAT
from tests.tracking.world import CODE, SEEN, World, beacon, page, view

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 "
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 13; V2183A Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 "
)
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/107.0.0.0 Safari/537.36 "
PEOPLE = [
    WECHAT,
    ANDROID
    + "XWEB/1160065 MMWEBSDK/20231202 MMWEBID/1234 MicroMessenger/8.0.45 WeChat/arm64 NetType/5G Process/toolsmp",
    ANDROID + "MicroMessenger/8.0.21 Process/tools WeChat/arm64",
    WINDOWS + "NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat(0x63090a13) XWEB/9129",
    IPHONE + "wxwork/4.1.22 MicroMessenger/7.0.1 Language/zh ColorScheme/Light",
    IPHONE + "AliApp(DingTalk/7.5.0) com.laiwang.DingTalk/35000 Channel/201200 language/zh-Hans-CN",
    ANDROID + "AlipayDefined(nt:WIFI,ws:393|0|2.75) AliApp(AP/10.5.36) AlipayClient/10.5.36 Language/zh-Hans",
    IPHONE + "Safari/604.1",
    WINDOWS,
    "Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 ArkWeb/4.1",
]
PROGRAMS = [
    "",
    "curl/8.5.0",
    "python-requests/2.32.0",
    "Go-http-client/1.1",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0.0.0 Safari/537.36",
    IPHONE + "MicroMessenger/8.0.49 (compatible; SomeSpider/1.0; spider)",
]


class TestAgents:
    @pytest.mark.parametrize("agent", PEOPLE)
    def test_people_are_people_in_every_app(self, agent: str) -> None:
        assert not is_bot(agent)

    @pytest.mark.parametrize("agent", PROGRAMS)
    def test_programs_are_bots(self, agent: str) -> None:
        assert is_bot(agent)

    def test_every_agent_the_package_lists_is_recognised(self) -> None:
        listed = [agent for item in CRAWLER_USER_AGENTS_DATA for agent in item.get("instances", [])]

        assert len(listed) > 1500
        assert [agent for agent in listed if not is_bot(agent)] == []

    def test_an_endless_agent_costs_no_more_than_a_long_one(self) -> None:
        started = time.perf_counter()

        is_bot("Mozilla/5.0 " + "a" * 10_000_000)

        assert time.perf_counter() - started < 0.1


class TestCookies:
    @pytest.mark.parametrize(
        ("header", "found"),
        [
            ("", ("", "")),
            ("ch_v=a", ("a", "")),
            ("x=1; ch_v=a; ch_me=b.c", ("a", "b.c")),
            ("xch_v=1;ch_me=b", ("", "b")),
            ("ch_v=a; ch_v=b", ("a", "")),
            ('ch_v="a"', ("a", "")),
        ],
    )
    def test_ours_are_found_among_others(self, header: str, found: tuple[str, str]) -> None:
        assert read_cookies(header) == found


class TestScenario:
    """1 HEAD, 3 bots, 1 guide's own look, 1 preview, 2 customers."""

    @pytest.fixture
    def world(self, settings, clock):
        house = Hub(settings.model_copy(update={"preview_networks": ("192.0.2.0/24",)}), clock=clock)
        made = World(house, clock=clock)
        made.share(page())
        yield made
        house.close()

    @pytest.fixture
    def told(self, world: World) -> World:
        world.customer().head(f"/s/{CODE}")
        for agent in PROGRAMS[1:4]:
            world.customer(agent=agent).get(f"/s/{CODE}")
        guide = world.customer()
        guide.set_cookie("ch_me", Signer(world.hub.settings.secret, purpose="staff").seal("guide"))
        preview = world.customer(address="192.0.2.9")
        for reader in (guide, preview, world.customer(), world.customer(address="198.51.100.4")):
            reader.get(f"/s/{CODE}")
            reader.post("/e", json=beacon(SEEN, view()))
            reader.get(f"/s/{CODE}/top?v=v1")
        return world

    def test_the_two_customers_count(self, told: World) -> None:
        assert told.counted() == {"open": 2, "impression": 4, "seen": 2, "view": 2, "click": 2}

    def test_nothing_is_dropped(self, told: World) -> None:
        assert sorted(told.verdicts("open")) == ["bot"] * 3 + ["human"] * 2 + ["preview", "self"]

    def test_beacons_share_the_verdict_of_their_visit(self, told: World) -> None:
        assert sorted(told.verdicts("view")) == ["human", "human", "preview", "self"]

    def test_every_look_has_a_visit_of_its_own(self, told: World) -> None:
        assert sorted(str(visit.verdict) for visit in told.visits()) == ["bot"] * 3 + ["human"] * 2 + [
            "preview",
            "self",
        ]

    def test_the_tables_equal_a_recount(self, told: World) -> None:
        told.hub.drain()

        assert told.differences() == []


class TestRepeat:
    def test_a_reload_within_the_window_does_not_count(self, world: World, customer, clock) -> None:
        for minutes in (0, 29, 2):
            clock.advance(timedelta(minutes=minutes))
            customer.get(f"/s/{CODE}")

        assert world.verdicts("open") == ["human", "repeat", "human"]

    def test_the_window_is_the_plans(self, world: World, customer, clock) -> None:
        code = world.share(page("Short111111"), dedupe_minutes=1)
        for seconds in (0, 59, 1):
            clock.advance(timedelta(seconds=seconds))
            customer.get(f"/s/{code}")

        assert world.verdicts("open") == ["human", "repeat", "human"]

    def test_without_a_window_every_open_counts(self, world: World, customer) -> None:
        code = world.share(page("Every111111"), dedupe_minutes=0)
        for _ in range(3):
            customer.get(f"/s/{code}")

        assert world.verdicts("open") == ["human"] * 3

    def test_each_slot_has_a_window_of_its_own(self, world: World, customer) -> None:
        for slot in ("top", "end", "top"):
            customer.get(f"/s/{CODE}/{slot}")

        assert world.verdicts("click") == ["human", "human", "repeat"]

    def test_two_readers_of_one_forwarded_link_are_two(self, world: World) -> None:
        for address in ("198.51.100.1", "203.0.113.200"):
            world.customer(address=address).get(f"/s/{CODE}")

        assert world.verdicts("open") == ["human", "human"]

    def test_a_slot_link_fetched_again_without_a_cookie_is_the_same_click(self, world: World, customer) -> None:
        customer.get(f"/s/{CODE}")
        customer.post("/e", json=beacon(SEEN, visit="v-7"))
        customer.get(f"/s/{CODE}/top?v=v-7")
        world.customer(address="192.0.2.77").get(f"/s/{CODE}/top?v=v-7")

        assert world.verdicts("click") == ["human", "repeat"]
        assert len(world.visits()) == 1


class TestVisits:
    def test_thirty_idle_minutes_begin_a_new_one(self, world: World, customer, clock) -> None:
        for minutes in (0, 29, 30):
            clock.advance(timedelta(minutes=minutes))
            customer.get(f"/s/{CODE}")

        assert [visit.opens for visit in world.visits()] == [1, 1]

    def test_what_happens_keeps_it_going(self, world: World, customer, clock) -> None:
        customer.get(f"/s/{CODE}")
        clock.advance(timedelta(minutes=20))
        customer.post("/e", json=beacon({"kind": "depth", "value": 50}))
        clock.advance(timedelta(minutes=20))
        customer.get(f"/s/{CODE}")

        assert [visit.opens for visit in world.visits()] == [2]

    def test_a_click_belongs_to_the_visit_its_link_names(self, world: World, customer, clock) -> None:
        customer.get(f"/s/{CODE}")
        customer.post("/e", json=beacon(SEEN, visit="v-1"))
        clock.advance(timedelta(hours=2))
        customer.get(f"/s/{CODE}/top?v=v-1")

        assert len(world.visits()) == 1
        assert world.slots()["top"].clicked_at == clock.now()

    def test_a_click_without_the_page_is_a_visit_that_opened_nothing(self, world: World, customer) -> None:
        customer.get(f"/s/{CODE}/top")

        assert [(visit.opens, str(visit.verdict)) for visit in world.visits()] == [(0, "human")]
        assert [(row.slot, row.shown_at) for row in world.slots().values()] == [("top", None)]

    def test_the_page_shows_the_slots_that_have_an_offer(self, world: World, customer, clock) -> None:
        code = world.share(page("Shown111111", top=[], end=page().slots["end"].offers))
        customer.get(f"/s/{code}")

        assert [(row.slot, row.offer_id, row.position) for row in world.slots().values()] == [("end", "O2", 2)]
        assert world.counted() == {"open": 1, "impression": 1}
