"""Pages of the library: the wall, one asset, the trash; whole and in pieces."""

import json
from urllib.parse import quote

import pytest

from tests.library.making import NOW, add_asset

PIECE = {"HX-Request": "true"}


@pytest.fixture
def page(browse):
    """The browser of a marketer."""
    browser = browse("marketer", name="周明")
    browser.open("/library")
    return browser


def get(page, path: str, **kwargs):
    return page.http.get(path, **kwargs)


class TestWall:
    def test_an_empty_library_teaches_the_next_step(self, page):
        assert "素材库还空着" in get(page, "/library").text

    def test_assets_hang_on_the_wall(self, hub, page):
        add_asset(hub, "法式连衣裙", colour="#aabbcc")
        text = get(page, "/library").text

        assert ("法式连衣裙" in text, 'fill="#aabbcc"' in text) == (True, True)

    def test_a_piece_is_without_the_frame(self, hub, page):
        add_asset(hub)

        assert "<html" not in get(page, "/library", headers=PIECE).text

    def test_going_back_gets_the_whole_page(self, hub, page):
        assert "<html" in get(page, "/library", headers={**PIECE, "HX-History-Restore-Request": "true"}).text

    def test_a_filter_is_put_on_and_off_by_its_link(self, hub, page):
        add_asset(hub, tags=["夏季"])
        on = get(page, "/library").text
        off = get(page, f"/library?tag={quote('夏季')}").text

        assert (f'href="/library?tag={quote("夏季")}"' in on, 'href="/library" aria-current="true"' in off) == (
            True,
            True,
        )

    def test_what_was_typed_wrong_gets_a_suggestion(self, hub, page):
        add_asset(hub, tags=["夏季"])
        text = get(page, "/library?q=xia").text

        assert ("没有找到这样的素材" in text, f"/library?q={quote('夏季')}" in text) == (True, True)

    def test_an_address_that_makes_no_sense_shows_everything(self, hub, page):
        add_asset(hub, "法式连衣裙")

        assert "法式连衣裙" in get(page, "/library?kind=song&sort=random&state=lost").text

    def test_the_rest_comes_in_pieces(self, hub, page):
        for number in range(41):
            add_asset(hub, f"素材 {number}", minutes=number)
        first = get(page, "/library").text
        cursor = first.partition("cursor=")[2].partition('"')[0]
        more = get(page, f"/library?cursor={cursor}", headers=PIECE).text

        assert (first.count('class="tile sheet"'), more.count('class="tile sheet"')) == (40, 1)

    def test_titles_are_text_not_html(self, hub, page):
        add_asset(hub, "<script>alert(1)</script>", tags=["<b>"])

        assert "<script>alert(1)" not in get(page, "/library").text

    def test_a_manager_looks_and_does_not_touch(self, hub, browse):
        add_asset(hub, "法式连衣裙")
        text = browse("manager").http.get("/library").text

        assert ("法式连衣裙" in text, "data-upload" in text) == (True, False)


class TestAsset:
    def test_its_page_says_where_it_is_shown(self, hub, page):
        asset = add_asset(hub, "法式连衣裙", width=4, height=3)
        with hub.services() as services:
            services.asset_uses.set_uses("content", "c1", title="夏日通勤", assets=[asset])

        assert "夏日通勤" in get(page, f"/library/{asset}").text

    def test_it_is_changed_and_says_so(self, hub, page):
        asset = add_asset(hub, width=4, height=3)
        answer = page.send(f"/library/{asset}", {"title": "新标题", "tags": "a，b", "product": ""}, headers=PIECE)

        assert ("新标题" in answer.text, set(json.loads(answer.headers["HX-Trigger"]))) == (
            True,
            {"toast", "libraryChanged"},
        )

    def test_a_wrong_title_stays_in_the_form_with_its_reason(self, hub, page):
        asset = add_asset(hub, width=4, height=3)
        answer = page.send(f"/library/{asset}", {"title": " ", "tags": "留着", "product": ""}, headers=PIECE)

        assert (answer.status_code, "留着" in answer.text, "请输入 1 到 200 个字符" in answer.text) == (422, True, True)

    def test_it_goes_to_the_trash_and_back(self, hub, page):
        asset = add_asset(hub, "法式连衣裙", width=4, height=3)
        page.send(f"/library/{asset}/trash", {})
        trash = get(page, "/library/trash").text
        page.send(f"/library/{asset}/restore", {})

        assert ("法式连衣裙" in trash, "法式连衣裙" in get(page, "/library").text) == (True, True)

    def test_in_the_panel_the_trash_offers_to_undo(self, hub, page):
        asset = add_asset(hub, "法式连衣裙")
        told = json.loads(page.send(f"/library/{asset}/trash", {}, headers=PIECE).headers["HX-Trigger"])

        assert told["assetTrashed"] == {"id": asset, "title": "法式连衣裙"}

    def test_an_unknown_one_is_a_page_of_its_own(self, page):
        assert get(page, "/library/unknown").status_code == 404

    def test_a_tile_that_waited_comes_with_its_picture(self, hub, page):
        asset = add_asset(hub)

        assert f"/assets/{asset}/renditions/thumb" in get(page, f"/library/{asset}/tile").text


class TestTrash:
    def test_an_empty_one_says_what_it_is_for(self, page):
        assert "回收站是空的" in get(page, "/library/trash").text

    def test_it_is_not_for_managers(self, browse):
        assert browse("manager").http.get("/library/trash").status_code == 403

    def test_what_lies_in_it_is_searched(self, hub, page):
        add_asset(hub, "法式连衣裙", trashed_at=NOW)

        assert "法式连衣裙" in get(page, f"/library/trash?q={quote('连衣裙')}").text
