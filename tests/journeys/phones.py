"""The chapters told on phones: the guide's, and the customers'."""

import io
import re
from datetime import UTC, datetime

from PIL import Image
from playwright.sync_api import Page, expect

from tests.customers import WECHAT
from tests.journeys.story import GIFT, TITLE, Story

OWN_WORDS = "我自己穿 M 码，试了三天，坐地铁也不皱。"
BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def _phone_of(story: Story, login: str) -> Page:
    context = story.desks[login] = story.watch.phone()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    story.sign_in(page, login, name=f"sign-in-{login}")
    expect(page).to_have_url(re.compile("/guide$"))
    return page


def edit_two_lines_and_send(story: Story) -> None:
    """The guide re-edits what may be edited, adds an offer, and takes the kit."""
    page = _phone_of(story, "li")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    story.watch.look(page, "guide-today")
    page.get_by_role("link", name="改两句就发").tap()
    expect(page.get_by_text("总部锁定，不能改")).to_have_count(1)
    words = page.locator("[data-editor] [contenteditable=true]").first
    words.tap()
    words.press("Control+a")
    page.keyboard.insert_text(OWN_WORDS)
    slot = page.locator(".e-slot").first
    slot.get_by_text("加一个优惠").tap()
    slot.get_by_role("button", name=GIFT).tap()
    expect(slot.locator(".e-chosen")).to_contain_text(GIFT)
    expect(page.locator("[data-status]")).to_have_text("已保存")
    story.watch.look(page, "guide-edit")
    page.get_by_role("button", name="改好了，去转发").tap()
    expect(page.get_by_role("heading", name="发给客户")).to_be_visible()
    page.get_by_text("朋友圈", exact=True).tap()
    expect(page.get_by_label("朋友圈")).to_be_checked()
    expect(page.locator("[data-kit]")).to_have_attribute("data-channel", "moments")
    _take_the_kit(story, page)


def _take_the_kit(story: Story, page: Page) -> None:
    poster = page.locator("img.poster")
    expect(poster).to_have_js_property("naturalWidth", 1080)
    made = Image.open(io.BytesIO(page.request.get(poster.get_attribute("src") or "").body()))
    link = page.locator("[data-kit]").get_attribute("data-url") or ""
    story.watch.look(page, "guide-kit")
    page.get_by_role("button", name="复制文案").tap()
    expect(page.get_by_text("已复制")).to_be_visible()
    story.facts |= {"link": link, "code": link.rpartition("/")[2], "poster": (made.format, made.size)}
    story.facts["caption"] = page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("button", name="复制链接").tap()
    expect(page.get_by_text("已复制").last).to_be_visible()
    story.facts["copied link"] = page.evaluate("navigator.clipboard.readText()")


def send_as_it_is(story: Story) -> None:
    """Another guide sends the article untouched: how many taps from opening to the kit."""
    page, taps = _phone_of(story, "wang"), 0
    title, send = page.get_by_role("link", name=TITLE), page.get_by_role("button", name="直接转发")
    for step, there in ((title, "/guide/tasks/"), (send, "/guide/shares/")):
        step.tap()
        taps += 1
        page.wait_for_url(f"**{there}*")
        story.watch.look(page, f"guide-direct-{taps}")
    expect(page.get_by_role("button", name="复制文案")).to_be_visible()
    story.facts["taps"] = taps


def _customer(story: Story) -> Page:
    page = story.watch.phone(user_agent=WECHAT).new_page()
    page.goto(story.facts["link"])
    return page


def _stay_on(page: Page, slot: str) -> None:
    place = page.locator(f"[data-slot={slot}]")
    place.scroll_into_view_if_needed()
    expect(place).to_have_attribute("data-seen", "")


def _press(story: Story, page: Page, slot: str) -> str:
    page.locator(f"[data-slot={slot}] a").tap()
    page.wait_for_url(f"{story.shop.url}/**")
    return page.url.partition("ch_click=")[2]


def customers_look(story: Story) -> None:
    """One reads all and presses the first slot, one leaves at the first slot, one presses the last."""
    buyer, leaver, taker = (_customer(story) for _n in range(3))
    expect(taker.locator("[data-slot=top]")).not_to_be_in_viewport()  # nobody sees a slot without meaning to
    story.watch.look(buyer, "customer")
    _stay_on(buyer, "top")
    _stay_on(buyer, "end")
    story.facts["click"] = _press(story, buyer, "top")
    story.watch.look(buyer, "shop")
    _stay_on(leaver, "top")
    with leaver.expect_event("close"):
        leaver.close(run_before_unload=True)
    _stay_on(taker, "end")
    story.facts["other click"] = _press(story, taker, "end")


def others_look(story: Story) -> None:
    """A program asks for the head, a robot for the page, and the guide for the own page."""
    path = f"/s/{story.facts['code']}"
    story.facts["head"] = story.send("HEAD", path, agent=WECHAT)
    story.facts["bot"] = story.send("GET", path, agent=BOT)
    page = story.desks["li"].new_page()
    page.goto(story.facts["link"])
    _stay_on(page, "top")
    page.close(run_before_unload=True)


def shop_reports(story: Story) -> None:
    """The shop posts the order twice, as shops do, and a refusal teaches it what its token may not do."""
    body = {
        "source": "shop",
        "external_id": "O-1",
        "kind": "order",
        "click_id": story.facts["click"],
        "amount": 29900,
        "currency": "CNY",
        "occurred_at": datetime.now(UTC).isoformat(),
    }
    asked = {"agent": "shop/1.0", "token": story.facts["token"]}
    story.facts["orders"] = [story.send("POST", "/api/v1/conversions", body=body, **asked) for _n in range(2)]
    story.facts["refused"] = story.send("GET", "/api/v1/assets", **asked)
