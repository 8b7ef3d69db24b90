"""The main job in real browsers: what headquarters sees at the end is what the browsers did, exactly."""

from collections.abc import Iterator
from copy import deepcopy

import pytest

from tests.journeys import headquarters, learning, phones
from tests.journeys.conftest import start_house, stop_house
from tests.journeys.crawling import Crawl
from tests.journeys.shop import open_shop
from tests.journeys.story import Story
from tests.journeys.watching import Watch

pytestmark = [pytest.mark.journey, pytest.mark.slow]

CHAPTERS = (
    headquarters.found_the_house,
    headquarters.fill_the_library,
    headquarters.write_the_article,
    headquarters.launch_the_plan,
    phones.edit_two_lines_and_send,
    phones.send_as_it_is,
    phones.customers_look,
    phones.others_look,
    phones.shop_reports,
    learning.learn,
)


@pytest.fixture(scope="module")
def story(browser, shot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """A house that was empty, after the whole story was told in it."""
    home = tmp_path_factory.mktemp("story")
    house = start_house(home, CONTENTHUB_TARGET_HOSTS="127.0.0.1")
    with open_shop() as shop:
        told = Story(house, Watch(browser, url=house.url, shot=shot), shop, home)
        try:
            for chapter in CHAPTERS:
                chapter(told)
            told.facts |= {"complaints": [*told.watch.complaints], "clicks": deepcopy(told.shop.clicks)}
            yield told
        finally:
            stop_house(house)


def part(row, *names):
    return {name: row[name] for name in names}


def test_no_page_complains_or_scrolls_sideways(story):
    assert story.facts["complaints"] == []


class TestGuide:
    def test_an_article_as_it_is_takes_three_taps_at_most(self, story):
        assert story.facts["taps"] <= 3

    def test_the_words_to_copy_are_the_guides_own_and_the_link_is_apart(self, story):
        assert phones.OWN_WORDS in story.facts["caption"]
        assert story.facts["copied link"] == story.facts["link"]

    def test_the_poster_is_a_picture(self, story):
        kind, size = story.facts["poster"]

        assert kind == "PNG"
        assert size[0] == 1080

    def test_sees_who_looked_and_what_they_touched(self, story):
        viewers = story.facts["viewers"]

        assert story.facts["sums"] == ["3", "3", "2"]
        assert len(viewers) == 3
        assert sum("读到文末" in viewer for viewer in viewers) == 2
        assert sum("点了「开篇卡槽」" in viewer for viewer in viewers) == 1
        assert sum("点了「文末卡槽」" in viewer for viewer in viewers) == 1


class TestCustomer:
    def test_lands_on_the_guides_offer_and_on_headquarters_with_a_click_id(self, story):
        clicks = {"/gift": [story.facts["click"]], "/c/50": [story.facts["other click"]]}

        assert story.facts["clicks"] == clicks
        assert all(map(all, clicks.values()))

    def test_a_look_at_the_head_leaves_no_trace(self, story):
        status, headers, _body = story.facts["head"]

        assert status == 200
        assert "Set-Cookie" not in headers


class TestShop:
    def test_an_order_counts_once_for_the_slot_that_was_pressed(self, story):
        (first, _headers, order), (again, _headers, replay) = story.facts["orders"]

        assert (first, again) == (201, 200)
        assert replay == order
        assert part(order, "share", "slot", "attributed") == {
            "share": story.facts["code"],
            "slot": "top",
            "attributed": True,
        }

    def test_its_token_does_nothing_else(self, story):
        assert story.facts["refused"][0] == 403


class TestHeadquarters:
    """Three customers opened, beside a robot and the guide: five requests."""

    def test_sees_what_the_browsers_did(self, story):
        assert story.facts["stats"] == ["3", "3", "2", "¥299"]
        assert story.facts["table"] == {
            headquarters.TOP: ["3", "2", "1", "1", "¥299"],
            headquarters.END: ["3", "2", "1", "0", "¥0"],
        }

    def test_reads_the_same_from_the_api(self, story):
        shown = {"opens_raw": 5, "opens": 3, "opens_confirmed": 3, "readers": 3, "impressions": 3, "views": 2}
        shown |= {"clicks": 1, "clickers": 1, "currency": "CNY"}
        names = (*shown, "orders", "revenue")

        assert {slot: part(row, *names) for slot, row in story.facts["figures"].items()} == {
            "top": {**shown, "orders": 1, "revenue": 29900},
            "end": {**shown, "orders": 0, "revenue": 0},
        }

    def test_sees_how_far_the_plan_has_come(self, story):
        goals = [goal.replace("\n", " ") for goal in story.facts["goals"]]

        assert [goal.partition(" ")[2] for goal in goals] == [
            "3 / 10 · 30%",
            "2 / 100 · 2%",
            "¥299 / ¥10,000 · 3%",
        ]
        assert story.facts["flow"] == [0, 0, 0, 1, 1]

    def test_the_figures_equal_a_recount(self, story):
        assert story.house.command("verify")


@pytest.mark.parametrize("login", ["chen", "wu", "li", None])
def test_no_dead_ends(story, login):
    """The admin's pages hold the marketer's; the manager's and the guide's are their own, and a customer has few."""
    watch, before = story.watch, len(story.watch.complaints)
    context = watch.phone() if login in {"li", None} else watch.desk()
    if login:
        story.sign_in(context.new_page(), login)
    crawl = Crawl(context, url=story.house.url, watch=watch)

    crawl.follow("/" if login else f"/s/{story.facts['code']}")
    crawl.open_all()
    context.close()

    assert crawl.wrong == []
    assert watch.complaints[before:] == []
    assert len(crawl.pages) >= (10 if login else 2)
