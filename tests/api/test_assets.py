"""Assets through the API: found, described, thrown away, and who may."""

import pytest

from contenthub.library.models import Asset
from contenthub.library.values import AssetState
from tests.uploads import uploaded


@pytest.fixture
def asset(marketer) -> str:
    return uploaded(marketer, title="法式连衣裙", tags="连衣裙,夏季")


@pytest.fixture
def use(hub, asset) -> None:
    """Show the asset in an article."""
    with hub.services() as services:
        services.asset_uses.set_uses("content", "c1", title="夏日通勤", assets=[asset])


class TestList:
    def test_the_walkthrough(self, marketer, asset):
        body = marketer.get("/assets?q=连衣裙&facets=1").json

        assert [item["id"] for item in body["items"]] == [asset]
        assert (body["next"], body["total"]) == (None, 1)
        assert {"value": "连衣裙", "count": 1, "label": "连衣裙"} in body["facets"]["tag"]
        assert body["facets"]["kind"][0]["value"] == "image"

    def test_a_tag_may_be_repeated(self, marketer, asset):
        uploaded(marketer, 1, tags="夏季")

        assert marketer.get("/assets?tag=连衣裙&tag=夏季").json["total"] == 1

    def test_pages_follow_the_cursor(self, marketer, asset):
        newest = uploaded(marketer, 1)
        first = marketer.get("/assets?limit=1").json
        second = marketer.get(f"/assets?limit=1&cursor={first['next']}").json

        assert [first["items"][0]["id"], second["items"][0]["id"], second["next"]] == [newest, asset, None]

    @pytest.mark.parametrize(
        "query", ["kind=song", "sort=random", "state=lost", "limit=101", "colour=red", "facets=maybe"]
    )
    def test_a_wrong_filter_is_told(self, marketer, query):
        answer = marketer.get(f"/assets?{query}")

        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, query.partition("=")[0])

    def test_the_trash_is_listed_for_hq(self, marketer, asset):
        marketer.delete(f"/assets/{asset}")

        assert (marketer.get("/assets").json["total"], marketer.get("/assets?trashed=1").json["total"]) == (0, 1)

    def test_the_trash_is_not_for_guides(self, guide):
        assert guide.get("/assets?trashed=1").status_code == 403

    def test_a_guide_sees_what_is_ready(self, guide, asset):
        assert guide.get("/assets").json["total"] == 1

    def test_a_guide_does_not_see_what_is_not_ready(self, hub, guide, asset):
        set_state(hub, asset, AssetState.PROCESSING)

        assert (guide.get("/assets").json["total"], guide.get(f"/assets/{asset}").status_code) == (0, 404)

    def test_suggestions_come_by_initials(self, guide, asset):
        assert guide.get("/assets/suggest?q=lyq").json["items"] == [{"value": "连衣裙", "kind": "tag", "count": 1}]


class TestChange:
    def test_title_tags_and_product_change(self, marketer, asset):
        body = {"sku": "D-1", "name": "裙", "price": 1, "url": "https://shop.example.com"}
        product = marketer.post("/products", body).json["id"]
        changed = marketer.patch(f"/assets/{asset}", {"title": "新", "tags": ["a，b"], "product": product}).json

        assert (changed["title"], changed["tags"], changed["product"]) == ("新", ["a", "b"], product)

    def test_what_is_not_given_stays(self, marketer, asset):
        assert marketer.patch(f"/assets/{asset}", {"title": "新"}).json["tags"] == ["连衣裙", "夏季"]

    def test_a_changed_title_is_found(self, marketer, asset):
        marketer.patch(f"/assets/{asset}", {"title": "牛仔外套"})

        assert marketer.get("/assets?q=牛仔").json["total"] == 1

    def test_null_takes_the_product_off(self, marketer, asset):
        body = {"sku": "D-1", "name": "裙", "price": 1, "url": "https://shop.example.com"}
        marketer.patch(f"/assets/{asset}", {"product": marketer.post("/products", body).json["id"]})

        assert marketer.patch(f"/assets/{asset}", {"product": None}).json["product"] is None

    def test_every_wrong_field_is_listed(self, marketer, asset):
        answer = marketer.patch(f"/assets/{asset}", {"title": " ", "tags": ["长" * 41], "product": "nobody"})

        assert [error["field"] for error in answer.json["errors"]] == ["title", "tags", "product"]

    def test_permission_comes_before_validation(self, guide, asset):
        assert guide.patch(f"/assets/{asset}", {"nonsense": 1}).status_code == 403

    def test_an_unknown_asset_comes_before_validation(self, marketer):
        assert marketer.patch("/assets/unknown", {"nonsense": 1}).status_code == 404


class TestTrash:
    def test_delete_is_the_trash_and_restore_brings_it_back(self, marketer, asset):
        gone = marketer.delete(f"/assets/{asset}").status_code
        back = marketer.post(f"/assets/{asset}/restore").json

        assert (gone, back["trashed_at"], back["tags"]) == (204, None, ["连衣裙", "夏季"])

    def test_what_is_in_use_stays_and_says_where(self, marketer, asset, use):
        answer = marketer.delete(f"/assets/{asset}")

        assert (answer.status_code, answer.json["type"]) == (409, "asset-in-use")
        assert answer.json["uses"] == [{"kind": "content", "id": "c1", "title": "夏日通勤"}]

    def test_usage_says_where(self, marketer, asset, use):
        assert marketer.get(f"/assets/{asset}/usage").json["items"][0]["title"] == "夏日通勤"

    def test_nobody_but_hq_sees_it_in_the_trash(self, marketer, guide, asset):
        marketer.delete(f"/assets/{asset}")
        addresses = [f"/assets/{asset}{rest}" for rest in ("", "/content", "/renditions/thumb", "/usage")]

        assert [guide.get(address).status_code for address in addresses] == [404] * 4

    def test_deleting_twice_is_no_error(self, marketer, asset):
        marketer.delete(f"/assets/{asset}")

        assert marketer.delete(f"/assets/{asset}").status_code == 204

    @pytest.mark.parametrize("call", [("DELETE", ""), ("POST", "/restore")])
    def test_a_guide_may_do_neither(self, guide, asset, call):
        assert guide.call(call[0], f"/assets/{asset}{call[1]}").status_code == 403


def set_state(hub, asset: str, state: AssetState) -> None:
    with hub.services() as services, services.work:
        services.work.session.get(Asset, asset).state = state
