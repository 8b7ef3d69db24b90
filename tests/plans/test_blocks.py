"""Blocks are read strictly, cleaned, and every wrong field is named."""

import pytest

from contenthub.library.values import AssetKind
from contenthub.plans.blocks import MAX_BLOCKS, Known, clean_blocks, read_blocks, refs_of
from contenthub.plans.errors import ContentInvalid
from tests.plans.making import image, slot, text

KNOWN = Known(
    assets={"pic": AssetKind.IMAGE, "clip": AssetKind.VIDEO},
    products=frozenset({"dress"}),
    offers=frozenset({"coupon", "gift"}),
)
LIVE = {"id": "l1", "type": "live", "title": "新品", "starts_at": "2026-07-02T12:00:00+08:00", "url": "https://a.cn/l"}


def wrong(*blocks: object, hosts: tuple[str, ...] = ()) -> dict[str, str]:
    _blocks, errors = read_blocks(list(blocks), known=KNOWN, hosts=hosts)
    return {error.field: error.reason for error in errors}


class TestRightBlocks:
    def test_they_come_back_as_given(self):
        given = [
            {"id": "h1", "type": "heading", "text": "第一套", "level": 2},
            text(locks=["content", "position"]),
            image("pic", caption="试穿三天"),
            {"id": "v1", "type": "video", "asset": "clip"},
            {"id": "p1", "type": "product", "product": "dress"},
            slot("top", "coupon", "gift", fallback="gift", guide_offers=True),
        ]

        assert clean_blocks(given, known=KNOWN, hosts=()) == given

    def test_a_live_start_is_kept_in_utc(self):
        assert clean_blocks([LIVE], known=KNOWN, hosts=())[0]["starts_at"] == "2026-07-02T04:00:00.000Z"

    def test_a_slot_is_closed_to_guides_unless_it_says_so(self):
        given = slot("top", "coupon")
        del given["guide_offers"]

        assert clean_blocks([given], known=KNOWN, hosts=())[0]["guide_offers"] is False

    def test_what_is_empty_and_optional_is_left_out(self):
        given = image("pic", caption="", locks=[])

        assert clean_blocks([given], known=KNOWN, hosts=()) == [image("pic")]


class TestHtml:
    @pytest.mark.parametrize(
        ("dirty", "clean"),
        [
            ("<p onclick=x()>a</p>", "<p>a</p>"),
            ("<script>x()</script><p>a</p>", "<p>a</p>"),
            ("<img src=x onerror=x()>a", "a"),
            ("<style>p{}</style><b>a</b>", "<b>a</b>"),
            ('<a href="javascript:x()">a</a>', '<a rel="noopener nofollow">a</a>'),
        ],
    )
    def test_it_is_reduced_to_a_short_list_of_tags(self, dirty, clean):
        assert clean_blocks([text(html=dirty)], known=KNOWN, hosts=())[0]["html"] == clean

    def test_a_link_outside_the_target_hosts_loses_its_address(self):
        html = '<a href="https://evil.example/x">a</a>'

        assert "evil" not in clean_blocks([text(html=html)], known=KNOWN, hosts=("shop.cn",))[0]["html"]

    def test_a_link_within_them_stays(self):
        html = '<a href="https://m.shop.cn/x">a</a>'

        assert "https://m.shop.cn/x" in clean_blocks([text(html=html)], known=KNOWN, hosts=("shop.cn",))[0]["html"]


class TestWrongBlocks:
    @pytest.mark.parametrize(
        ("block", "field"),
        [
            ({"id": "a", "type": "carousel"}, "blocks.0.type"),
            ({"id": "a"}, "blocks.0.type"),
            ("text", "blocks.0"),
            (text(key=""), "blocks.0.id"),
            (text(key="a/b"), "blocks.0.id"),
            (text(size=3), "blocks.0.size"),
            (text(locks=["colour"]), "blocks.0.locks.0"),
            (text(html=5), "blocks.0.html"),
            (text(html="x" * 20_001), "blocks.0.html"),
            ({"id": "a", "type": "heading", "text": "x" * 121, "level": 2}, "blocks.0.text"),
            ({"id": "a", "type": "heading", "text": "a", "level": 9}, "blocks.0.level"),
            (image("nothing"), "blocks.0.asset"),
            (image("clip"), "blocks.0.asset"),
            ({"id": "a", "type": "video", "asset": "pic"}, "blocks.0.asset"),
            ({"id": "a", "type": "product", "product": "hat"}, "blocks.0.product"),
            (LIVE | {"url": "javascript:x()"}, "blocks.0.url"),
            (LIVE | {"starts_at": "2026-07-02T12:00:00"}, "blocks.0.starts_at"),
            (LIVE | {"starts_at": 1_800_000_000}, "blocks.0.starts_at"),
            (slot("Top"), "blocks.0.key"),
            (slot("m"), "blocks.0.key"),
            (slot("direct"), "blocks.0.key"),
            (slot("poster.png", id="a"), "blocks.0.key"),
            (slot("x" * 33), "blocks.0.key"),
            (slot("top", "coupon", "hat"), "blocks.0.offers.1"),
            (slot("top", "coupon", "coupon"), "blocks.0.offers.1"),
            (slot("top", fallback="hat"), "blocks.0.fallback"),
            (slot("top", guide_offers="yes"), "blocks.0.guide_offers"),
            (slot("top", name=""), "blocks.0.name"),
        ],
    )
    def test_the_field_is_named(self, block, field):
        assert list(wrong(block)) == [field]

    def test_all_wrong_fields_are_named_at_once(self):
        found = wrong(slot("m", "hat", name=""), text(html=5), "x")

        assert set(found) == {
            "blocks.0.key",
            "blocks.0.name",
            "blocks.0.offers.0",
            "blocks.1.html",
            "blocks.2",
        }

    def test_ids_are_unique(self):
        assert wrong(text(), text()) == {"blocks.1.id": "used twice"}

    def test_slot_keys_are_unique(self):
        assert wrong(slot("top"), slot("top", id="other")) == {"blocks.1.key": "used twice"}

    def test_a_live_target_lies_within_the_target_hosts(self):
        assert wrong(LIVE, hosts=("shop.cn",)) == {"blocks.0.url": "not an allowed address"}

    def test_there_are_at_most_two_hundred(self):
        assert list(wrong(*[text(key=f"b{n}") for n in range(MAX_BLOCKS + 1)])) == ["blocks"]

    def test_cleaning_raises_with_them(self):
        with pytest.raises(ContentInvalid) as raised:
            clean_blocks([slot("m")], known=KNOWN, hosts=())

        assert raised.value.errors[0].field == "blocks.0.key"


def test_references_are_found_even_in_raw_input():
    refs = refs_of([image("pic"), slot("top", "coupon", fallback="gift"), {"product": "dress"}, {"offers": 5}, 7])

    assert (refs.assets, refs.products, refs.offers) == ({"pic"}, {"dress"}, {"coupon", "gift"})
