"""Pages of orders."""

import io
from typing import Any

import pytest

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
