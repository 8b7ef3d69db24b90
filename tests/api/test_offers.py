"""`/offers` as the contract says."""

import pytest

from contenthub.kernel.settings import Settings
from tests.plans.making import add_product, offer_body


class TestAdd:
    def test_the_walkthrough(self, marketer, hub):
        product = add_product(hub)
        made = marketer.post("/offers", offer_body(product=product))

        assert made.status_code == 201
        assert {"name": "满300减50", "kind": "coupon", "product": product, "state": "live"}.items() <= made.json.items()

    def test_a_window_comes_back_in_utc_with_milliseconds(self, marketer):
        made = marketer.post("/offers", offer_body(starts_at="2026-07-01T08:00:00+08:00", stock=3)).json

        assert (made["starts_at"], made["ends_at"], made["stock"]) == ("2026-07-01T00:00:00.000Z", None, 3)

    def test_every_wrong_field_is_listed(self, marketer):
        body = {"name": " ", "kind": "bribe", "target_url": "ftp://a", "product": "x", "stock": -1, "colour": "red"}
        body |= {"starts_at": "2026-07-02T00:00:00Z", "ends_at": "2026-07-01T00:00:00Z"}
        refused = marketer.post("/offers", body)
        fields = {error["field"] for error in refused.json["errors"]}

        assert (refused.status_code, refused.json["type"]) == (422, "offer-invalid")
        assert fields == {"name", "kind", "target_url", "product", "stock", "colour", "ends_at"}

    @pytest.mark.parametrize("body", [[], "x", {"name": None}, {"stock": True}, {"starts_at": "yesterday"}])
    def test_nonsense_is_wrong_input(self, marketer, body):
        assert marketer.post("/offers", body).status_code == 422

    @pytest.mark.parametrize("body", [r'{"\ud800": 1}', r'{"name": "\ud800"}', r'{"kind": "\ud800"}'])
    def test_half_a_character_is_wrong_input(self, marketer, body):
        assert marketer.post("/offers", data=body, content_type="application/json").status_code == 422


@pytest.mark.parametrize(
    "target",
    [
        "http://shop.example.com",
        "javascript:alert(1)",
        "https://u:p@shop.example.com",
        "https://",
        "//a.cn",
        "https://a.cn/ x",
    ],
)
def test_without_a_list_of_hosts_only_https_is_a_target(marketer, target):
    assert marketer.post("/offers", offer_body(target_url=target)).status_code == 422


class TestTargetHosts:
    @pytest.fixture
    def settings(self, settings) -> Settings:
        return settings.model_copy(update={"target_hosts": ("example.com",)})

    @pytest.mark.parametrize("target", ["https://example.com/a", "http://m.shop.example.com/a"])
    def test_the_hosts_and_what_is_below_them_are_targets(self, marketer, target):
        assert marketer.post("/offers", offer_body(target_url=target)).status_code == 201

    @pytest.mark.parametrize("target", ["https://example.com.evil.cn/", "https://notexample.com/"])
    def test_others_are_not(self, marketer, target):
        refused = marketer.post("/offers", offer_body(target_url=target))

        assert [error["field"] for error in refused.json["errors"]] == ["target_url"]


class TestChange:
    def test_it_changes_what_is_named(self, marketer):
        made = marketer.post("/offers", offer_body(stock=5)).json
        changed = marketer.patch(f"/offers/{made['id']}", {"stock": 0})

        assert changed.json == made | {"stock": 0, "state": "sold_out"}

    def test_null_is_no_name(self, marketer):
        made = marketer.post("/offers", offer_body()).json

        assert marketer.patch(f"/offers/{made['id']}", {"name": None}).status_code == 422

    def test_an_unknown_one_is_not_found(self, marketer):
        assert marketer.patch("/offers/nothing", {"stock": "x"}).status_code == 404


def test_the_list_is_filtered_by_how_offers_stand(marketer):
    marketer.post("/offers", offer_body(stock=0))
    marketer.post("/offers", offer_body())

    assert marketer.get("/offers?state=sold_out").json["total"] == 1


class TestPermissions:
    @pytest.mark.parametrize("role", ["manager", "guide"])
    def test_others_may_look(self, sign_in, role):
        assert sign_in(role).get("/offers").status_code == 200

    @pytest.mark.parametrize("role", ["manager", "guide"])
    def test_they_may_not_write_and_hear_so_before_their_input_is_read(self, sign_in, role):
        assert sign_in(role).post("/offers", {"name": ""}).status_code == 403

    def test_nobody_may_look(self, stranger):
        assert stranger.get("/offers").status_code == 401
