"""Pages of contents: the list, the editor's frame, previews, versions."""

import json
import re

import pytest

from tests.plans.making import add_asset, image, offer_body, slot, text


@pytest.fixture
def content(marketer, hub):
    offer = marketer.post("/offers", offer_body()).json["id"]
    blocks = [text(), image(add_asset(hub)), slot("top", offer)]
    return marketer.post("/contents", {"title": "夏日通勤三套穿搭", "blocks": blocks}).json["id"]


@pytest.fixture
def published(marketer, content):
    marketer.post(f"/contents/{content}/publish")
    return content


@pytest.fixture
def pages(browse):
    return browse("marketer", login="writer")


def start_of(page):
    return json.loads(re.search(r'id="start">(.*?)</script>', page, re.DOTALL)[1])


class TestWhoGetsIn:
    @pytest.mark.parametrize(("role", "status"), [("marketer", 200), ("manager", 200), ("guide", 403)])
    def test_each_role_sees_its_own(self, browse, content, role, status):
        assert browse(role, login="someone").open(f"/contents/{content}").status_code == status

    def test_a_manager_reads_and_does_not_write(self, browse, content):
        page = browse("manager").open(f"/contents/{content}").text

        assert "data-blocks" not in page
        assert f"/contents/{content}/preview" in page

    def test_a_manager_may_not_begin_one(self, browse):
        manager = browse("manager")
        manager.open("/contents")

        assert manager.send("/contents/new", {}).status_code == 403


class TestList:
    def test_without_contents_it_teaches_the_next_step(self, pages):
        assert "还没有内容" in pages.open("/contents").text

    def test_a_card_says_how_a_content_stands(self, pages, published):
        page = pages.open("/contents").text

        assert "第 1 版" in page
        assert "1 个卡槽" in page


class TestEditor:
    def test_a_new_one_opens_at_once(self, pages):
        pages.open("/contents")
        answer = pages.send("/contents/new", {})

        assert "未命名内容" in pages.open(answer.location).text

    def test_it_starts_with_what_the_draft_refers_to(self, pages, content):
        start = start_of(pages.open(f"/contents/{content}").text)

        assert start["content"]["revision"] == 1
        assert [offer["name"] for offer in start["offers"].values()] == ["满300减50"]
        assert len(start["assets"]) == 1

    def test_a_title_cannot_break_out_of_the_page(self, pages, marketer):
        title = "</script><img src=x>"
        made = marketer.post("/contents", {"title": title, "blocks": []}).json["id"]
        page = pages.open(f"/contents/{made}").text

        assert "<img src=x>" not in page
        assert start_of(page)["content"]["title"] == title


class TestPreview:
    def test_it_carries_the_guides_name_and_the_live_offer(self, pages, sign_in, content):
        guide = sign_in("guide", name="李芳").person
        page = pages.open(f"/contents/{content}/preview?guide={guide}").text

        assert "李芳 为你挑选" in page
        assert "满300减50" in page

    def test_without_guides_it_carries_ones_own(self, pages, content):
        assert pages.open(f"/contents/{content}/preview").status_code == 200

    def test_nothing_in_it_is_counted_or_leads_away(self, pages, content):
        page = pages.open(f"/contents/{content}/preview").text

        assert "tracker.js" not in page
        assert "shop.example.com" not in page

    def test_a_version_shows_what_was_published(self, pages, marketer, published):
        changed = {"title": "新题", "blocks": [text()]}
        marketer.put(f"/contents/{published}", changed, headers={"If-Match": "*"})

        assert "夏日通勤三套穿搭" in pages.open(f"/contents/{published}/versions/1/preview").text

    def test_an_unknown_version_is_not_found(self, pages, published):
        assert pages.open(f"/contents/{published}/versions/7").status_code == 404


class TestDeeds:
    def test_a_copy_opens(self, pages, content):
        pages.open(f"/contents/{content}")

        assert "副本" in pages.open(pages.send(f"/contents/{content}/copy", {}).location).text

    def test_a_recalled_one_says_so_and_is_closed(self, pages, published):
        pages.open(f"/contents/{published}")
        pages.send(f"/contents/{published}/recall", {"reason": "价格写错"})
        page = pages.open(f"/contents/{published}").text

        assert "价格写错" in page
        assert "data-blocks" not in page

    def test_one_in_a_running_plan_stays(self, pages, marketer, admin, published):
        unit = admin.get("/units").json["items"][0]["id"]
        plan = {"name": "七月", "stage": "reach", "channels": ["group"], "contents": [published], "units": [unit]}
        period = {"starts_at": "2026-07-01T00:00:00Z", "ends_at": "2026-07-31T00:00:00Z"}
        made = marketer.post("/plans", plan | period).json["id"]
        marketer.post(f"/plans/{made}/launch")
        pages.open(f"/contents/{published}")
        pages.send(f"/contents/{published}/trash", {})

        assert "还在进行中的计划里" in pages.open(f"/contents/{published}").text
