"""Products through the API."""

import pytest

from contenthub.kernel.signals import product_changed

DRESS = {
    "sku": "D-001",
    "name": "法式连衣裙",
    "price": 29900,
    "currency": "CNY",
    "url": "https://shop.example.com/p/D-001",
}


@pytest.fixture
def dress(marketer) -> str:
    return marketer.post("/products", DRESS).json["id"]


class TestAdd:
    def test_the_walkthrough(self, marketer):
        answer = marketer.post("/products", DRESS)

        assert (answer.status_code, {key: answer.json[key] for key in DRESS}) == (201, DRESS)
        assert answer.json["on_shelf"] is True

    def test_the_currency_of_the_house_is_the_default(self, marketer):
        body = {key: value for key, value in DRESS.items() if key != "currency"}

        assert marketer.post("/products", body).json["currency"] == "CNY"

    def test_a_sku_belongs_to_one(self, marketer, dress):
        answer = marketer.post("/products", DRESS)

        assert (answer.status_code, answer.json["type"]) == (409, "sku-taken")

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("sku", " "),
            ("name", "长" * 121),
            ("price", -1),
            ("price", 1.5),
            ("price", "299"),
            ("price", True),
            ("currency", "cny"),
            ("currency", "YUAN"),
            ("url", "ftp://shop.example.com"),
            ("url", "javascript:alert(1)"),
            ("url", "http://shop.example.com"),
        ],
    )
    def test_a_wrong_field_is_told(self, marketer, field, value):
        answer = marketer.post("/products", {**DRESS, field: value})

        assert (answer.status_code, [error["field"] for error in answer.json["errors"]]) == (422, [field])

    def test_every_wrong_field_is_listed(self, marketer):
        answer = marketer.post("/products", {"sku": "", "name": "", "price": -1, "currency": "x", "url": "x"})

        assert {error["field"] for error in answer.json["errors"]} == set(DRESS)

    def test_a_guide_may_not_add(self, guide):
        assert guide.post("/products", DRESS).status_code == 403


class TestChange:
    def test_it_goes_off_the_shelf(self, marketer, dress):
        assert marketer.patch(f"/products/{dress}", {"on_shelf": False}).json["on_shelf"] is False

    def test_others_are_told_within_the_change(self, marketer, dress):
        told = []

        def listen(_sender, *, product, work, clock):
            told.append(product.on_shelf)

        with product_changed.connected_to(listen):
            marketer.patch(f"/products/{dress}", {"on_shelf": False})

        assert told == [False]

    def test_another_ones_sku_is_taken(self, marketer, dress):
        other = marketer.post("/products", {**DRESS, "sku": "D-002"}).json["id"]

        assert marketer.patch(f"/products/{other}", {"sku": "D-001"}).status_code == 409

    def test_its_own_sku_is_not(self, marketer, dress):
        assert marketer.patch(f"/products/{dress}", {"sku": "D-001", "price": 1}).json["price"] == 1

    def test_a_wrong_target_is_refused(self, marketer, dress):
        assert marketer.patch(f"/products/{dress}", {"url": "https://"}).status_code == 422

    def test_an_unknown_one_is_not_found(self, marketer):
        assert marketer.patch("/products/unknown", {}).status_code == 404


class TestList:
    @pytest.mark.parametrize("text", ["法式", "d-001", "连衣裙 D-", ""])
    def test_name_and_sku_are_searched(self, guide, dress, text):
        assert [item["id"] for item in guide.get(f"/products?q={text}").json["items"]] == [dress]

    def test_what_does_not_match_is_left_out(self, guide, dress):
        assert guide.get("/products?q=裤").json["total"] == 0

    def test_the_shelf_is_a_filter(self, guide, dress):
        assert guide.get("/products?on_shelf=0").json["total"] == 0

    def test_one_is_read_by_its_id(self, guide, dress):
        assert guide.get(f"/products/{dress}").json["sku"] == "D-001"


@pytest.mark.parametrize("host", ["https://shop.example.com/x", "https://m.shop.example.com"])
def test_listed_hosts_and_their_sub_domains_are_allowed(marketer, hub, monkeypatch, host):
    monkeypatch.setitem(hub.settings.__dict__, "target_hosts", ("shop.example.com",))

    assert marketer.post("/products", {**DRESS, "url": host}).status_code == 201


def test_other_hosts_are_not(marketer, hub, monkeypatch):
    monkeypatch.setitem(hub.settings.__dict__, "target_hosts", ("shop.example.com",))

    assert marketer.post("/products", {**DRESS, "url": "https://evil.example.com"}).status_code == 422
