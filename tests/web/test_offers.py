"""Pages of offers."""

import pytest

from tests.plans.making import DAY, NOW, offer_body

FORM = {"name": "满300减50", "kind": "coupon", "target_url": "https://shop.example.com/c/50", "stock": "10"}


@pytest.fixture
def offer(marketer):
    return marketer.post("/offers", offer_body(ends_at=(NOW + DAY).isoformat())).json["id"]


@pytest.fixture
def pages(browse):
    return browse("marketer", login="writer")


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("marketer", "/offers", 200),
        ("marketer", "/offers/new", 200),
        ("manager", "/offers", 200),
        ("manager", "/offers/new", 403),
        ("guide", "/offers/new", 403),
    ],
)
def test_each_role_sees_its_own(browse, role, path, status):
    assert browse(role, login="someone").open(path).status_code == status


def test_without_offers_the_list_teaches_the_next_step(pages):
    assert "还没有优惠" in pages.open("/offers").text


def test_the_list_says_how_each_stands(pages, offer):
    assert "进行中</span>" in pages.open("/offers").text


def test_a_state_narrows_the_list(pages, offer):
    assert "没有找到这样的优惠" in pages.open("/offers?state=sold_out").text


class TestWrite:
    def test_a_new_one_is_added_with_its_window_in_the_brands_time(self, pages, admin):
        pages.open("/offers/new")
        answer = pages.send("/offers/new", FORM | {"ends_at": "2026-07-31T23:59"})
        made = admin.get("/offers").json["items"][0]

        assert answer.status_code == 303
        assert (made["stock"], made["ends_at"]) == (10, "2026-07-31T15:59:00.000Z")

    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(self, pages):
        pages.open("/offers/new")
        answer = pages.send("/offers/new", FORM | {"target_url": "ftp://x", "stock": "很多"})

        assert answer.status_code == 422
        assert "只能是允许的网站" in answer.text
        assert "请填整数" in answer.text
        assert "很多" in answer.text

    def test_an_emptied_field_takes_the_limit_away(self, pages, admin, offer):
        pages.open(f"/offers/{offer}")
        pages.send(f"/offers/{offer}", FORM | {"stock": "", "ends_at": ""})

        assert admin.get(f"/offers/{offer}").json["ends_at"] is None

    def test_it_is_switched_off_from_the_list(self, pages, admin, offer):
        pages.open("/offers")
        pages.send(f"/offers/{offer}/active", {"active": "0"})

        assert admin.get(f"/offers/{offer}").json["state"] == "off"
