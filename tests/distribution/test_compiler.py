"""What a code shows, as the days go by."""

import pytest

from contenthub.distribution.errors import ContentRecalled, ShareExpired, ShareNotFound, ShareWithdrawn
from tests.distribution.making import add_offer, publish, replace
from tests.plans.making import DAY, NOW, TARGET, slot, text


@pytest.fixture
def compile_share(hub):
    def compiled(code, *, at=NOW):
        with hub.services() as services:
            return services.shares.compile(code, at=at)

    return compiled


def shown(compiled, *, at=NOW):
    return [offer.name if (offer := slot.offer(at)) else None for slot in compiled.slots]


class TestPage:
    def test_it_is_the_guides(self, launched, compile_share):
        page = compile_share(launched.share(replace())["code"])

        assert (page.kind, page.title, page.guide_name, page.unit_name) == (
            "page",
            "夏日通勤三套穿搭",
            "李芳",
            "人民广场店",
        )
        assert [block.get("by_guide", False) for block in page.blocks] == [False, False, True, False]
        assert [(slot.key, slot.position) for slot in page.slots] == [("top", 1), ("end", 2)]

    def test_the_guides_offer_comes_first(self, launched, compile_share):
        added = add_offer(launched.hq, name="到店礼", kind="gift")
        code = launched.share({"op": "offer", "block": "s-top", "offer": added})["code"]

        assert shown(compile_share(code)) == ["到店礼", "满300减50"]

    def test_a_product_off_the_shelf_leaves_the_fallback(self, launched, compile_share):
        product = {"sku": "D-1", "name": "裙", "price": 1, "currency": "CNY", "url": TARGET}
        made = launched.hq.post("/products", product).json["id"]
        launched.hq.patch(f"/offers/{launched.offer}", {"product": made})
        code = launched.share()["code"]
        launched.hq.patch(f"/products/{made}", {"on_shelf": False})

        assert shown(compile_share(code)) == ["收藏", None]

    def test_after_the_plans_end_only_fallbacks(self, launched, compile_share):
        code = launched.share()["code"]
        later = NOW + 60 * DAY

        assert shown(compile_share(code, at=later), at=later) == ["收藏", None]

    def test_ended_early_is_ended(self, launched, compile_share):
        code = launched.share()["code"]
        launched.hq.post(f"/plans/{launched.plan}/end")

        assert shown(compile_share(code)) == ["收藏", None]

    def test_a_pause_changes_nothing(self, launched, compile_share):
        code = launched.share()["code"]
        launched.hq.post(f"/plans/{launched.plan}/pause")

        assert shown(compile_share(code)) == ["满300减50", "满300减50"]

    def test_it_is_right_until_the_next_window_opens_or_ends(self, launched, compile_share):
        code = launched.share()["code"]
        launched.hq.patch(f"/offers/{launched.offer}", {"ends_at": "2026-07-03T04:00:00Z"})

        assert compile_share(code).valid_until == NOW + 2 * DAY

    def test_an_edit_after_sharing_shows(self, launched, compile_share):
        code = launched.share()["code"]
        launched.edition({"op": "hide", "block": "s-end"})

        assert [slot.key for slot in compile_share(code).slots] == ["top"]


class TestGone:
    def test_unknown(self, compile_share):
        with pytest.raises(ShareNotFound):
            compile_share("nothing")

    def test_withdrawn(self, launched, compile_share):
        code = launched.share()["code"]
        launched.guide.delete(f"/shares/{code}")

        with pytest.raises(ShareWithdrawn):
            compile_share(code)

    def test_expired(self, launched, compile_share):
        code = launched.share(expires_at="2026-07-02T04:00:00Z")["code"]

        with pytest.raises(ShareExpired):
            compile_share(code, at=NOW + DAY)

    def test_an_end_to_come_is_a_boundary(self, launched, compile_share):
        code = launched.share(expires_at="2026-07-02T04:00:00Z")["code"]

        assert compile_share(code).valid_until == NOW + DAY

    def test_recalled(self, launched, compile_share):
        code = launched.share()["code"]
        launched.hq.post(f"/contents/{launched.content}/recall", {"reason": "写错了"})

        with pytest.raises(ContentRecalled):
            compile_share(code)

    def test_recalled_and_replaced_shows_the_replacement_as_hq_wrote_it(self, launched, compile_share):
        code = launched.share(replace())["code"]
        other = publish(launched.hq, text("b4"), slot("new", launched.offer), title="新的一篇")
        launched.hq.post(f"/contents/{launched.content}/recall", {"replacement": other})
        page = compile_share(code)

        assert (page.title, page.guide_name, [slot.key for slot in page.slots]) == ("新的一篇", "李芳", ["new"])
        assert "by_guide" not in page.blocks[0]

    def test_a_replacement_can_be_replaced(self, launched, compile_share):
        code = launched.share()["code"]
        first, second = publish(launched.hq, text(), title="第一篇"), publish(launched.hq, text(), title="第二篇")
        launched.hq.post(f"/contents/{launched.content}/recall", {"replacement": first})
        launched.hq.post(f"/contents/{first}/recall", {"replacement": second})

        assert compile_share(code).title == "第二篇"


class TestDirect:
    def test_one_slot_and_no_blocks(self, launched, compile_share):
        code = launched.guide.post(f"/offers/{launched.offer}/shares", {"channel": "sms"}).json["code"]
        made = compile_share(code)

        assert (made.kind, made.blocks, [slot.key for slot in made.slots]) == ("direct", (), ["direct"])
        assert shown(made) == ["满300减50"]
