"""What keeps a content from being published, and what is only a hint."""

from contenthub.library.values import AssetKind, AssetState
from contenthub.plans.checking import Around, check
from contenthub.plans.known import AssetFact
from contenthub.plans.models import Content
from contenthub.plans.values import Flaw, Level
from tests.plans.making import NOW, image, make_offer, make_product, slot, text

READY = AssetFact(AssetKind.IMAGE, AssetState.READY, is_trashed=False)
FULL = [text(), image("pic"), slot("top", "coupon", fallback="gift")]


def found(blocks, *, assets=None, offers=None, products=None, **fields):
    content = Content(title="夏日", summary="三套", cover=None, blocks=blocks)
    for name, value in fields.items():
        setattr(content, name, value)
    live = {"coupon": make_offer(), "gift": make_offer()}
    around = Around(assets=assets or {"pic": READY}, offers=live | (offers or {}), products=products or {})
    return {finding.flaw: (finding.field, finding.level) for finding in check(content, around=around, at=NOW)}


def test_a_good_content_has_nothing():
    assert found(FULL) == {}


class TestProblems:
    def test_nothing_but_slots_is_empty(self):
        assert found([slot("top", "coupon", fallback="gift")], cover="pic") == {Flaw.EMPTY: ("blocks", Level.PROBLEM)}

    def test_no_blocks_at_all_is_empty(self):
        assert found([])[Flaw.EMPTY] == ("blocks", Level.PROBLEM)

    def test_an_empty_text_is_one(self):
        assert found([text(html="<p> <br></p>"), *FULL[1:]]) == {Flaw.EMPTY_TEXT: ("blocks.0", Level.PROBLEM)}

    def test_an_empty_heading_is_one(self):
        heading = {"id": "h", "type": "heading", "text": "", "level": 2}

        assert found([*FULL, heading]) == {Flaw.EMPTY_TEXT: ("blocks.3", Level.PROBLEM)}

    def test_a_slot_that_can_never_show_anything_is_one(self):
        assert found([*FULL[:2], slot("top")]) == {Flaw.EMPTY_SLOT: ("blocks.2", Level.PROBLEM)}

    def test_a_picture_in_the_trash_is_one(self):
        trashed = AssetFact(AssetKind.IMAGE, AssetState.READY, is_trashed=True)

        assert found(FULL, assets={"pic": trashed}) == {Flaw.ASSET_TRASHED: ("blocks.1", Level.PROBLEM)}

    def test_a_picture_that_could_not_be_made_is_one(self):
        failed = AssetFact(AssetKind.IMAGE, AssetState.FAILED, is_trashed=False)

        assert found(FULL, assets={"pic": failed}) == {Flaw.ASSET_FAILED: ("blocks.1", Level.PROBLEM)}

    def test_a_missing_cover_is_one(self):
        assert found(FULL, cover="gone") == {Flaw.ASSET_TRASHED: ("cover", Level.PROBLEM)}


class TestHints:
    def test_a_slot_for_guides_only_is_one(self):
        assert found([*FULL[:2], slot("top", guide_offers=True)]) == {Flaw.NO_FALLBACK: ("blocks.2", Level.HINT)}

    def test_a_slot_whose_offers_have_all_ended_is_one(self):
        ended = {"coupon": make_offer(ends_at=NOW), "gift": make_offer(stock=0)}

        assert found(FULL, offers=ended) == {Flaw.SLOT_ASLEEP: ("blocks.2", Level.HINT)}

    def test_an_article_without_slots_is_one(self):
        assert found(FULL[:2]) == {Flaw.NO_SLOT: ("blocks", Level.HINT)}

    def test_a_picture_without_words_is_one(self):
        assert found([text(), image("pic", alt=""), FULL[2]]) == {Flaw.NO_ALT: ("blocks.1", Level.HINT)}

    def test_a_missing_summary_and_cover_are(self):
        assert set(found([text(), FULL[2]], summary="")) == {Flaw.NO_SUMMARY, Flaw.NO_COVER}

    def test_a_product_off_the_shelf_is_one(self):
        product = {"id": "p1", "type": "product", "product": "dress"}
        off = {"dress": make_product(on_shelf=False)}

        assert found([*FULL, product], products=off) == {Flaw.PRODUCT_OFF_SHELF: ("blocks.3", Level.HINT)}

    def test_a_live_stream_that_is_over_is_one(self):
        live = {"id": "l", "type": "live", "title": "a", "starts_at": "2026-06-01T00:00:00.000Z", "url": "https://a.cn"}

        assert found([*FULL, live]) == {Flaw.LIVE_PAST: ("blocks.3", Level.HINT)}
