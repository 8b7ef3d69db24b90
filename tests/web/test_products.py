"""Pages of products."""

import pytest

from contenthub.kernel.paging import PageQuery
from contenthub.library.models import Product

DRESS = {"name": "法式连衣裙", "sku": "D-001", "price": "299.50", "url": "https://shop.example.com/p/D-001"}
PIECE = {"HX-Request": "true"}


@pytest.fixture
def page(browse):
    """The browser of a marketer."""
    browser = browse("marketer")
    browser.open("/library/products")
    return browser


@pytest.fixture
def dress(hub, page) -> str:
    page.send("/library/products/new", DRESS)
    return found(hub).id


def found(hub) -> Product:
    with hub.services() as services:
        return services.products.list_products(PageQuery()).items[0]


def test_an_empty_list_teaches_the_next_step(page):
    assert "还没有商品" in page.http.get("/library/products").text


def test_a_product_is_added_in_whole_units_of_money(hub, page, dress):
    assert found(hub).price == 29950


def test_every_wrong_field_is_shown_beside_what_was_typed(page):
    answer = page.send("/library/products/new", {"name": "裙", "sku": "", "price": "很贵", "url": "ftp://x"})

    assert answer.status_code == 422
    assert all(text in answer.text for text in ("裙", "很贵", "请输入 1 到 64 个字符", "请填价格", "https://"))


def test_a_line_turns_into_a_form_and_back(page, dress):
    form = page.http.get(f"/library/products/{dress}", headers=PIECE).text
    line = page.http.get(f"/library/products/{dress}/line").text

    assert ('value="299.5"' in form, "¥299.50" in line) == (True, True)


def test_a_changed_line_comes_back_with_a_word(page, dress):
    answer = page.send(f"/library/products/{dress}", {**DRESS, "name": "新名字"}, headers=PIECE)

    assert ("新名字" in answer.text, "toast" in answer.headers["HX-Trigger"]) == (True, True)


def test_a_wrong_change_stays_in_the_line(page, dress):
    answer = page.send(f"/library/products/{dress}", {**DRESS, "price": ""}, headers=PIECE)

    assert (answer.status_code, "<html" in answer.text) == (422, False)


def test_it_goes_off_the_shelf(hub, page, dress):
    page.send(f"/library/products/{dress}/shelf", {"on_shelf": "0"})

    assert found(hub).on_shelf is False


@pytest.mark.parametrize(("address", "is_there"), [("?q=d-0", True), ("?q=裤", False), ("?shelf=off", False)])
def test_the_list_is_searched_and_filtered(page, dress, address, is_there):
    assert ("D-001" in page.http.get(f"/library/products{address}", headers=PIECE).text) == is_there


def test_a_manager_looks_and_does_not_touch(browse, dress):
    text = browse("manager").http.get("/library/products").text

    assert ("法式连衣裙" in text, "下架</button>" in text) == (True, False)
