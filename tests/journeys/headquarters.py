"""The chapters told at a desk: the first admin, the material, the article, the plan, what was learnt."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD
from tests.journeys.story import COUPON, FALLBACK, GIFT, PLAN, TITLE, Story, paragraphs, photos

TOP, END = "开篇卡槽", "文末卡槽"


def found_the_house(story: Story) -> None:
    """The first visit makes the first admin; the admin adds stores, people, and the shop's token."""
    context = story.desks["admin"] = story.watch.desk()
    page = context.new_page()
    page.goto("/")
    expect(page).to_have_url(re.compile("/setup$"))
    story.watch.look(page, "first-visit")
    for label, text in (("你的名字", "陈总管"), ("登录名", "chen"), ("密码", PASSWORD), ("再输一次密码", PASSWORD)):
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="开始使用").click()
    expect(page.get_by_text("欢迎，陈总管")).to_be_visible()
    story.watch.look(page, "empty-library")
    _add_unit(page, "华东区", kind="大区", parent="")
    _add_unit(page, "人民广场店", kind="门店", parent="华东区")
    _add_person(page, "周明", login="zhou", role="marketer", unit="")
    _add_person(page, "吴店长", login="wu", role="manager", unit="人民广场店")
    _add_person(page, "李芳", login="li", role="guide", unit="人民广场店")
    _add_person(page, "王敏", login="wang", role="guide", unit="人民广场店")
    page.goto("/people")
    story.watch.look(page, "people")
    story.facts["token"] = _make_token(page)
    story.watch.look(page, "settings")


def _add_unit(page: Page, name: str, *, kind: str, parent: str) -> None:
    page.goto("/units/new")
    page.get_by_label("名称").fill(name)
    page.get_by_text(kind, exact=True).click()
    if parent:
        page.get_by_label("上级").select_option(label=_option(page, "上级", parent))
    page.get_by_role("button", name="添加").click()
    expect(page.locator(".tree").get_by_text(name)).to_be_visible()


def _option(page: Page, label: str, text: str) -> str:
    """Return the whole label of the choice that holds `text`."""
    return page.get_by_label(label).locator("option", has_text=text).first.text_content() or text


def _add_person(page: Page, name: str, *, login: str, role: str, unit: str) -> None:
    page.goto("/people/new")
    page.get_by_label("姓名").fill(name)
    page.get_by_label("登录名").fill(login)
    if unit:
        page.get_by_label("所属组织").select_option(label=_option(page, "所属组织", unit))
    page.locator(f"input[name=role][value={role}]").check()
    page.get_by_label("初始密码").fill(PASSWORD)
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_role("cell", name=name, exact=True)).to_be_visible()


def _make_token(page: Page) -> str:
    page.goto("/account")
    tokens = page.locator("#tokens")
    tokens.get_by_label("给它起个名字").fill("商城订单回传")
    tokens.get_by_label("它可以做什么").select_option("conversions")
    tokens.get_by_label(re.compile("成交来源")).fill("shop")
    tokens.get_by_role("button", name="生成令牌").click()
    return page.locator(".secret code").inner_text()


def fill_the_library(story: Story) -> None:
    """The marketer uploads photos, one of them twice, and adds what is sold and why now."""
    context = story.desks["marketer"] = story.watch.desk()
    page = context.new_page()
    story.sign_in(page, "zhou")
    files = photos(story.folder)
    picker = page.locator("[data-upload-files]")
    picker.set_input_files(files)
    panel = page.locator("[data-upload-panel]")
    expect(panel.get_by_text(f"{len(files)} 已入库")).to_be_visible(timeout=30_000)
    expect(page.locator(".tile img")).to_have_count(len(files), timeout=30_000)
    panel.get_by_role("textbox").fill("连衣裙，夏季")
    panel.get_by_role("button", name="加上").click()
    expect(page.get_by_text("标签加好了。")).to_be_visible()
    picker.set_input_files(files[:1])
    expect(panel.get_by_text("1 重复")).to_be_visible()
    expect(page.locator(".htmx-request")).to_have_count(0)
    story.watch.look(page, "library")
    _add_product(story, page)
    for name, kind, path in ((COUPON, "coupon", "/c/50"), (GIFT, "gift", "/gift"), (FALLBACK, "link", "/new")):
        _add_offer(page, name, kind=kind, url=f"{story.shop.url}{path}")
    story.watch.look(page, "offers")


def _add_product(story: Story, page: Page) -> None:
    page.goto("/library/products/new")
    given = {"商品名": "法式连衣裙", "编号": "D-001", "价格（CNY）": "299", "商品页": f"{story.shop.url}/p/D-001"}
    for label, text in given.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="添加").click()
    expect(page.locator(".product")).to_contain_text("¥299")
    story.watch.look(page, "products")


def _add_offer(page: Page, name: str, *, kind: str, url: str) -> None:
    page.goto("/offers/new")
    page.get_by_label("名称").fill(name)
    page.locator(f"input[name=kind][value={kind}]").check(force=True)
    page.get_by_label("点了去哪里").fill(url)
    if kind == "coupon":
        page.get_by_label("关联商品").select_option(label="法式连衣裙 · D-001")
    page.get_by_role("button", name="新建").click()
    expect(page.get_by_role("row", name=name)).to_contain_text("进行中")


def write_the_article(story: Story) -> None:
    """The marketer writes with two slots, sees it saved, and publishes."""
    page = story.desks["marketer"].pages[0]
    page.goto("/contents")
    page.get_by_role("button", name="写第一篇").click()
    save = page.locator("[data-save]")
    expect(save).to_contain_text("已保存")  # the editor is awake
    page.locator("[data-title]").fill(TITLE)
    page.locator("[data-summary]").fill("四种场景、一条主线：把内容交到对的人手里。")
    page.locator("[data-cover]").click()
    _pick(page, "dress-1")
    first, second, third = paragraphs()
    page.locator(".blk [contenteditable]").first.click()
    page.keyboard.insert_text(first)
    page.locator(".blk.is-text").first.get_by_role("button", name="导购不可改").click()
    _add_picture(page, "dress-2", alt="法式连衣裙，正面")
    page.locator(".rail [data-insert=text]").click()
    page.keyboard.insert_text(second)
    _add_slot(page, TOP, key="top", offers=(COUPON,), guides=True)
    story.watch.look(page, "editor-halfway")
    page.locator(".add-end").click()
    page.keyboard.insert_text(third)
    _add_picture(page, "skirt-1", alt="半身裙，侧面")
    _add_slot(page, END, key="end", offers=(COUPON, GIFT), guides=False)
    expect(save).to_have_class(re.compile(r"\bsaved\b"))
    expect(save).to_contain_text("已保存")
    page.get_by_role("button", name="发布第 1 版").click()
    expect(page.get_by_text("第 1 版发布了。")).to_be_visible()
    story.facts["content"] = page.url.rpartition("/")[2].partition("?")[0]
    story.watch.look(page, "editor-published")


def _pick(page: Page, title: str) -> None:
    page.locator(f".picker-picture[title={title}]").click()


def _add_picture(page: Page, title: str, *, alt: str) -> None:
    page.locator(".rail [data-insert=image]").click()
    _pick(page, title)
    page.locator("[data-field=alt]").last.fill(alt)


def _add_slot(page: Page, name: str, *, key: str, offers: tuple[str, ...], guides: bool) -> None:
    page.locator(".rail [data-insert=slot]").click()
    slot = page.locator(".blk.is-slot").last
    slot.locator("[data-field=name]").fill(name)
    slot.locator("[data-field=key]").fill(key)
    for offer in offers:
        slot.locator(".add-offer").click()
        page.locator(".picker-row", has_text=offer).click()
        expect(slot.locator(".slot-offers")).to_contain_text(offer)
    slot.locator(".offer-chip.fb").click()
    page.locator(".picker-row", has_text=FALLBACK).click()
    expect(slot.locator(".offer-chip.fb")).to_contain_text(FALLBACK)
    if guides:
        slot.locator("[data-field=guide_offers]").check()


def launch_the_plan(story: Story) -> None:
    """The marketer gives the article to the guides of a region, with goals."""
    page = story.desks["marketer"].pages[0]
    page.goto(f"/plans/new?content={story.facts['content']}")
    page.get_by_label("计划名称").fill(PLAN)
    page.locator("[name=scene]").fill("购物顾问")
    page.locator("[name=audience]").fill("老客")
    page.locator(".pick", has_text="华东区").get_by_role("checkbox").check()
    for metric, target in (("clicks", "100"), ("readers", "10"), ("revenue", "10000")):
        page.locator(f"[name=goal_{metric}]").fill(target)
    page.locator("[name=note]").fill("先发给上个月来过店的老客，语气亲切一点")
    story.watch.look(page, "plan-form")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("2 位导购")).to_be_visible()
    story.facts["plan"] = page.url.rpartition("/")[2]
    story.watch.look(page, "plan-ready")
    page.get_by_role("button", name="发起计划").click()
    page.get_by_role("dialog").get_by_role("button", name="发起").click()
    expect(page.get_by_text("计划在进行了：2 个任务。")).to_be_visible()
    expect(page.locator(".flow")).to_be_visible()
    story.watch.look(page, "plan-running")
