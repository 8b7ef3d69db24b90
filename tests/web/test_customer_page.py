"""The customer's page: what it holds, what it weighs, who may see its pictures."""

import re
from datetime import timedelta

import pytest

from contenthub.web.assets import BUILT
from tests.distribution.making import FREE, LOCKED, add_offer
from tests.plans.making import add_product, slot
from tests.web.making import share

STRICT = {"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:"}


class TestReading:
    def test_the_article_stands_in_the_answer_itself(self, shared):
        assert "<h1>夏日通勤三套穿搭</h1>" in shared.html
        assert "通勤第一眼要利落。" in shared.html

    def test_it_says_who_picked_it(self, shared):
        assert "李芳 为你挑选 · 人民广场店" in re.sub(r"<[^>]+>", "", shared.html)

    def test_the_guides_words_are_marked_as_theirs(self, shared):
        assert re.search(
            r'<div class="mine"[^>]*><span class="whose">李芳说</span><div class="text"><p>我自己穿M码', shared.html
        )

    def test_nothing_inline_is_needed(self, shared):
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", shared.html)

    def test_it_weighs_little_before_the_pictures(self, shared):
        html = shared.html
        named = re.findall(r'(?:href|src)="/static/([^"]+)"', html)
        weight = len(html.encode()) + sum((BUILT.folder / name).stat().st_size for name in named)

        assert weight < 60_000

    def test_pictures_keep_their_place_and_come_in_several_widths(self, shared):
        picture = re.search(r"<img [^>]+>", shared.html)[0]

        assert 'width="32" height="24"' in picture
        assert f'src="{shared.path}/m/b2/preview"' in picture
        assert "srcset=" in picture


class TestSlots:
    def test_a_slot_shows_its_offer_in_its_place(self, shared):
        card = re.search(r'<div class="card slot" data-slot="top">.*?</a></div>', shared.html, re.DOTALL)[0]

        assert "满300减50" in card
        assert "本周内有效" in card
        assert "截至 7月9日 12:00" in card
        assert f'href="{shared.path}/top"' in card
        assert ">领取<" in card

    def test_a_slot_without_an_offer_leaves_no_hole(self, shared):
        assert 'data-slot="end"' not in shared.html

    def test_an_offer_that_ended_is_gone_when_the_page_is_opened_again(self, shared, clock):
        before = shared.html
        clock.advance(timedelta(days=9))

        assert 'data-slot="top"' in before
        assert 'data-slot="top"' not in shared.html

    def test_the_click_leads_to_the_offer(self, shared):
        answer = shared.customer.get(f"{shared.path}/top")

        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("https://shop.example.com/c/50?ch_click=")


class TestCounting:
    def test_each_reader_gets_a_nonce_of_their_own(self, shared):
        mine = re.search(r'data-n="([^"]+)"', shared.html)[1]
        shared.customer.delete_cookie("ch_v")
        theirs = re.search(r'data-n="([^"]+)"', shared.html)[1]

        assert (len(mine), len(theirs)) == (43, 43)
        assert mine != theirs

    def test_the_last_block_shown_is_a_hundred_percent_deep(self, shared):
        assert re.findall(r'data-d="(\d+)"', shared.html) == ["20", "40", "60", "100"]


class TestCard:
    def test_the_tags_name_title_summary_and_picture(self, shared):
        html = shared.html

        assert '<meta property="og:title" content="夏日通勤三套穿搭">' in html
        assert f'<meta property="og:image" content="http://hub.test{shared.path}/m/cover/cover">' in html
        assert '<meta itemprop="name" content="夏日通勤三套穿搭">' in html

    def test_the_cover_is_a_jpeg_of_five_to_four(self, shared):
        answer = shared.customer.get(f"{shared.path}/m/cover/cover")

        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.data.startswith(b"\xff\xd8")


class TestPictures:
    def test_those_of_the_page_are_served(self, shared):
        answer = shared.customer.get(f"{shared.path}/m/b2/preview")

        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
        assert answer.headers["Cache-Control"] == "private, no-store"

    def test_nothing_else_is(self, shared):
        others = ("m/b2/original", "m/b9/preview", "m/b1/preview", "m/cover/preview")
        statuses = [shared.customer.get(f"{shared.path}/{rest}").status_code for rest in others]

        assert statuses == [404, 404, 404, 404]

    def test_withdrawn_means_gone_everywhere(self, shared):
        shared.guide.delete(f"/shares/{shared.code}")

        parts = ("", "/m/b2/preview", "/m/cover/cover", "/qr.svg", "/poster.png", "/top")
        answers = [shared.customer.get(f"{shared.path}{rest}") for rest in parts]

        assert [answer.status_code for answer in answers] == [410] * 6
        assert all("收起来了" in answer.text for answer in answers)

    def test_the_qr_code_is_a_picture(self, shared):
        answer = shared.customer.get(f"{shared.path}/qr.svg")

        assert answer.headers["Content-Type"].startswith("image/svg+xml")


class TestAnswers:
    def test_an_unknown_code_is_told_kindly(self, customer):
        answer = customer.get("/s/nobodyknows")

        assert answer.status_code == 404
        assert "没有找到这一页" in answer.text

    def test_every_answer_is_private_and_unindexed(self, shared):
        parts = ("", "/m/b2/preview", "/qr.svg", "/top")
        found = [shared.customer.get(f"{shared.path}{rest}", buffered=True).headers for rest in parts]

        wanted = {"Cache-Control": "private, no-store", "Referrer-Policy": "strict-origin", "X-Robots-Tag": "noindex"}
        assert all(wanted.items() <= dict(headers).items() for headers in found)
        assert all(headers["X-Content-Type-Options"] == "nosniff" for headers in found)

    def test_the_page_has_a_strict_policy(self, shared):
        policy = shared.customer.get(shared.path).headers["Content-Security-Policy"]

        assert {part.strip() for part in policy.split(";")} >= STRICT

    def test_no_console_cookie_reaches_a_customer(self, shared):
        cookies = shared.customer.get(shared.path).headers.getlist("Set-Cookie")

        assert [cookie.partition("=")[0] for cookie in cookies] == ["ch_v"]

    def test_the_privacy_page_is_for_everybody(self, customer):
        assert "记了什么" in customer.get("/privacy").text


class TestOtherBlocks:
    @pytest.fixture
    def told(self, admin, sign_in, customer, hub):
        """Return a function that shares blocks."""

        def share_blocks(*blocks):
            unit = admin.post("/units", {"name": "店", "kind": "store", "parent": None}).json["id"]
            guide = sign_in("guide", name="李芳", unit=unit)
            return share(admin, guide, customer, LOCKED, *blocks, unit=unit, edits=[])

        return share_blocks

    def test_a_product_shows_its_price_and_leads_to_it(self, told, hub):
        html = told({"id": "p1", "type": "product", "product": add_product(hub, price=29950)}).html

        assert "¥299.50" in html
        assert 'href="https://shop.example.com/c/50"' in html

    def test_a_product_off_the_shelf_leads_nowhere(self, told, hub, admin):
        product = add_product(hub)
        shared = told({"id": "p1", "type": "product", "product": product})

        admin.patch(f"/products/{product}", {"on_shelf": False})
        shared.customer.application.links.forget(None)

        assert "暂时缺货" in shared.html

    def test_a_live_stream_shows_its_time_here(self, told):
        live = {"id": "l1", "type": "live", "title": "试穿直播", "url": "https://live.example.com/1"}

        html = told({**live, "starts_at": "2026-07-03T12:00:00Z"}).html

        assert "直播 7月3日 20:00" in html

    def test_a_live_stream_that_is_over_says_so(self, told, clock):
        live = {"id": "l1", "type": "live", "title": "试穿直播", "url": "https://live.example.com/1"}
        shared = told({**live, "starts_at": "2026-07-03T12:00:00Z"})
        before = shared.html
        clock.advance(timedelta(days=3))

        assert "直播已结束" not in before
        assert "直播已结束" in shared.html

    def test_a_title_is_never_read_as_html(self, told):
        html = told({"id": "h1", "type": "heading", "level": 2, "text": "<script>alert(1)</script>"}).html

        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html

    def test_each_kind_of_offer_has_its_own_call(self, told, admin):
        booking = add_offer(admin, kind="booking", name="预约到店试穿")

        assert ">预约<" in told(FREE, slot("end", booking)).html


class TestDirectShares:
    @pytest.fixture
    def code(self, shared):
        offer = next(item["id"] for item in shared.hq.get("/offers").json["items"] if item["kind"] == "coupon")
        return shared.guide.post(f"/offers/{offer}/shares", {"channel": "moments"}).json["code"]

    def test_lead_straight_to_the_offer(self, customer, code):
        assert customer.get(f"/s/{code}").status_code == 302

    def test_say_so_when_the_offer_is_over(self, customer, code, clock):
        clock.advance(timedelta(days=9))

        answer = customer.get(f"/s/{code}")

        assert answer.status_code == 410
        assert "「满300减50」现在领不到了" in answer.text
