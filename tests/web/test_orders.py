"""Pages of orders."""

import io
import re
from typing import Any

import pytest

from tests.web.making import Browser

KEY = re.compile(r'name="key" value="([^"]+)"')
ACTION = re.compile(r"/orders/sales/\w+/confirm")

THREE = """单号,类型,金额,时间,原单号
O-1,,299,2026-07-01 12:00,
O-2,订单,很多,2026-07-01 12:00,
R-1,退款,9,2026-07-01 12:00,O-1
"""


class TestImport:
    @pytest.fixture
    def send(self, browse):
        """Return a function that sends a table as a marketer."""
        browser = browse("marketer")
        browser.open("/orders/import")

        def upload(text: str, **fields: str) -> Any:
            file = (io.BytesIO(text.encode()), "orders.csv")
            return browser.send("/orders/import", {"source": "pos", **fields, "file": file})

        return upload

    def test_every_line_shows_what_became_of_it(self, send):
        answer = send(THREE)

        assert answer.status_code == 200
        assert all(words in answer.text for words in ("导入结果", "已计入 2", "没有计入 1", "金额：请填价格"))

    def test_a_rehearsal_says_that_nothing_changed(self, send):
        assert "什么都没有改" in send(THREE, dry_run="1").text
        assert "已计入 2" in send(THREE).text

    def test_a_table_without_its_columns_is_refused(self, send):
        answer = send("colour\nred\n")

        assert (answer.status_code, "这个表格读不了" in answer.text) == (422, True)

    def test_a_file_is_needed(self, send, browse):
        browser = browse("admin")
        browser.open("/orders/import")

        assert browser.send("/orders/import").status_code == 422


@pytest.mark.parametrize("role", ["manager", "guide"])
def test_only_hq_imports(browse, role: str):
    assert browse(role).open("/orders/import").status_code == 403


class TestSales:
    @pytest.fixture
    def phone(self, app, shared) -> Browser:
        """The guide's phone."""
        browser = Browser(app)
        browser.sign_in("guide")
        browser.open(f"/guide/shares/{shared.code}/sales")
        return browser

    @pytest.fixture
    def console(self, app, shared) -> Browser:
        """HQ's console."""
        browser = Browser(app)
        browser.sign_in("admin")
        return browser

    @pytest.fixture
    def tell(self, phone, shared):
        """Return a function that sends the phone's form."""
        path = f"/guide/shares/{shared.code}/sales"
        key = KEY.search(phone.open(path).text)
        given = {"amount": "299.5", "occurred_at": "2026-07-01T11:30", "slot": "top", "receipt": "", "key": key[1]}
        return lambda **more: phone.send(path, given | more)

    def test_a_guide_tells_and_headquarters_confirm(self, phone, shared, console, tell, hub):
        tell(receipt="A-1")
        assert "¥299.50" in console.open("/orders").text
        confirm = ACTION.search(console.open("/orders").text)

        console.send(confirm[0])
        assert "¥299.50" in console.open("/orders?state=confirmed").text
        assert "已确认" in phone.open(f"/guide/shares/{shared.code}/sales").text

    def test_what_is_sent_twice_is_told_once(self, console, tell):
        assert [tell().status_code, tell().status_code] == [303, 303]
        assert console.open("/orders").text.count("/confirm") == 1

    def test_what_is_wrong_stands_beside_what_was_typed(self, tell):
        answer = tell(amount="很多", occurred_at="", receipt="A-1", slot="none")

        assert answer.status_code == 422
        assert all(text in answer.text for text in ("很多", "请填价格", "请填日期和时间", "A-1"))

    def test_a_refused_one_is_gone_from_the_list(self, console, tell):
        tell()
        confirm = ACTION.search(console.open("/orders").text)
        console.send(confirm[0].replace("confirm", "refuse"))

        assert "没有要确认的成交" in console.open("/orders").text

    def test_what_was_decided_stays_so(self, console, tell):
        tell()
        confirm = ACTION.search(console.open("/orders").text)
        console.send(confirm[0].replace("confirm", "refuse"))

        assert "已经有了结论" in console.send(confirm[0], follow_redirects=True).text

    def test_an_unknown_sale_is_not_found(self, console):
        console.open("/orders")

        assert console.send("/orders/sales/unknown/confirm").status_code == 404

    def test_the_list_of_viewers_leads_there(self, phone, shared):
        assert f"/guide/shares/{shared.code}/sales" in phone.open(f"/guide/shares/{shared.code}/viewers").text
