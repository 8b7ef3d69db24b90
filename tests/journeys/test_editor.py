"""A marketer writes in the block editor, in a real browser: what is typed is what is saved."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PASSWORD

pytestmark = pytest.mark.journey
SAVED = re.compile("已保存")


@pytest.fixture(scope="module")
def writer(house):
    house.command("user", "add", "writer", "--role", "marketer", "--name", "周明", "--password-stdin", typed=PASSWORD)
    token = house.command("token", "create", "writer", "--label", "editor")
    return token.splitlines()[-1]


@pytest.fixture
def api(house, writer, browser):
    """Calls the API as the writer."""
    context = browser.new_context(base_url=house.url, extra_http_headers={"Authorization": f"Bearer {writer}"})
    yield context.request
    context.close()


@pytest.fixture
def offer(api):
    body = {"name": "满300减50", "kind": "coupon", "target_url": "https://shop.example.com/c/50"}
    return api.post("/api/v1/offers", data=body).json()["id"]


@pytest.fixture
def content(api):
    body = {"title": "夏日通勤", "blocks": [{"id": "b1", "type": "text", "html": "<p>第一段</p>"}]}
    return api.post("/api/v1/contents", data=body).json()["id"]


@pytest.fixture
def desk(house, writer, browser):
    """Return a function that opens a page in a new, signed-in browser; complaints of the pages fail the test."""
    contexts, complaints = [], []

    def opened(path: str) -> Page:
        context = browser.new_context(base_url=house.url, viewport=DESKTOP, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"/sign-in?next={path}")
        page.get_by_label("登录名").fill("writer")
        page.get_by_label("密码").fill(PASSWORD)
        page.locator("form [type=submit]").first.click()
        page.wait_for_url(f"**{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def blocks_of(api, content: str) -> list[dict[str, object]]:
    return api.get(f"/api/v1/contents/{content}").json()["blocks"]


def saved(page: Page) -> None:
    """Wait until the last change has been saved: it is told as a change first."""
    page.wait_for_timeout(100)
    expect(page.locator("[data-save]")).to_have_text(SAVED)


def test_typing_is_saved_and_seen_on_the_phone(desk, api, content):
    page = desk(f"/contents/{content}")
    page.locator("[contenteditable]").first.click()
    page.keyboard.press("End")
    page.keyboard.type("，接着写")
    saved(page)

    assert blocks_of(api, content)[0]["html"] == "<p>第一段，接着写</p>"
    expect(page.frame_locator("[data-phone] iframe").get_by_text("第一段，接着写")).to_be_visible()


def test_a_slot_with_its_offer_is_one_step_back_each(desk, api, content, offer):
    page = desk(f"/contents/{content}")
    page.locator("[data-insert=slot]").click()
    page.locator(".add-offer").click()
    page.locator(".picker-row").filter(has_text="满300减50").first.click()
    saved(page)
    made = blocks_of(api, content)[1]
    page.keyboard.press("Control+z")
    saved(page)

    assert (made["type"], made["key"], len(made["offers"])) == ("slot", "slot-1", 1)
    assert blocks_of(api, content)[1]["offers"] == []


def test_a_block_moves_by_keyboard(desk, api, content):
    page = desk(f"/contents/{content}")
    page.locator("[data-insert=heading]").click()
    page.keyboard.type("小标题")
    page.keyboard.press("Alt+ArrowUp")
    saved(page)

    assert [block["type"] for block in blocks_of(api, content)] == ["heading", "text"]


def test_two_writers_meet_and_nothing_is_lost(desk, api, content):
    one, other = desk(f"/contents/{content}"), desk(f"/contents/{content}")
    other.locator("[data-summary]").fill("对方的摘要")
    saved(other)
    one.locator("[data-summary]").fill("我的摘要")
    expect(one.locator("#conflict")).to_be_visible()
    one.locator("[data-mine]").click()
    saved(one)

    assert api.get(f"/api/v1/contents/{content}").json()["summary"] == "我的摘要"


def test_what_keeps_it_from_being_published_is_shown(desk, content):
    page = desk(f"/contents/{content}")
    page.locator("[data-insert=slot]").click()
    saved(page)
    page.locator("[data-publish]").click()

    expect(page.locator("#checks")).to_contain_text("这个卡槽没有优惠")


def test_it_is_published_as_the_next_version(desk, api, content):
    page = desk(f"/contents/{content}")
    page.locator("[data-publish]").click()
    expect(page.locator("[data-publish]")).to_have_text("发布第 2 版")

    assert api.get(f"/api/v1/contents/{content}").json()["version"] == 1


def test_a_version_just_published_is_among_the_versions(desk, content):
    page = desk(f"/contents/{content}")
    page.locator("[data-publish]").click()

    expect(page.locator("#versions")).to_contain_text("第 1 版")
    expect(page.locator(".menu-list a[href^='/plans/new']")).to_have_count(1)
