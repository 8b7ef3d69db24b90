"""What an article looks like after a guide's edits."""

from contenthub.distribution.rules import apply_edits, summary_of, words_of
from tests.plans.making import slot, text

HEADING = {"id": "h", "type": "heading", "text": "第一套", "level": 2}
ARTICLE = [text("a", "<p>甲</p>"), HEADING, slot("top", "o1"), text("b", "<p>乙</p>")]


def ids(blocks):
    return [block["id"] for block in blocks]


class TestApply:
    def test_without_edits_nothing_changes(self):
        assert apply_edits(ARTICLE, []) == ARTICLE

    def test_a_replaced_text_is_the_guides(self):
        made = apply_edits(ARTICLE, [{"op": "replace", "block": "b", "html": "<p>丙</p>"}])

        assert made[3] == text("b", "<p>丙</p>") | {"by_guide": True}

    def test_a_replaced_heading_keeps_its_level_and_loses_its_tags(self):
        made = apply_edits(ARTICLE, [{"op": "replace", "block": "h", "html": "<p>第<b>一</b>套 &amp; 鞋</p>"}])

        assert made[1] == HEADING | {"text": "第一套 & 鞋", "by_guide": True}

    def test_a_hidden_block_is_gone(self):
        assert ids(apply_edits(ARTICLE, [{"op": "hide", "block": "h"}])) == ["a", "s-top", "b"]

    def test_a_block_moves_after_another(self):
        assert ids(apply_edits(ARTICLE, [{"op": "move", "block": "a", "after": "b"}])) == ["h", "s-top", "b", "a"]

    def test_a_block_moves_to_the_top(self):
        assert ids(apply_edits(ARTICLE, [{"op": "move", "block": "b", "after": None}])) == ["b", "a", "h", "s-top"]

    def test_a_block_can_stand_where_a_hidden_one_was(self):
        new = {"op": "insert", "after": "h", "new": text("x")}

        assert ids(apply_edits(ARTICLE, [{"op": "hide", "block": "h"}, new])) == ["a", "x", "s-top", "b"]

    def test_an_inserted_block_is_the_guides(self):
        made = apply_edits(ARTICLE, [{"op": "insert", "after": None, "new": text("x")}])

        assert made[0] == text("x") | {"by_guide": True}

    def test_an_offer_is_chosen_for_its_slot(self):
        made = apply_edits(ARTICLE, [{"op": "offer", "block": "s-top", "offer": "o2"}])

        assert made[2]["chosen"] == ["o2"]

    def test_edits_follow_each_other(self):
        edits = [
            {"op": "insert", "after": "b", "new": text("x")},
            {"op": "replace", "block": "x", "html": "<p>丁</p>"},
            {"op": "move", "block": "x", "after": "a"},
        ]

        assert ids(apply_edits(ARTICLE, edits)) == ["a", "x", "h", "s-top", "b"]

    def test_an_unknown_block_changes_nothing(self):
        assert apply_edits(ARTICLE, [{"op": "hide", "block": "zzz"}]) == ARTICLE

    def test_the_given_blocks_stay_as_they_are(self):
        apply_edits(ARTICLE, [{"op": "offer", "block": "s-top", "offer": "o2"}])

        assert "chosen" not in ARTICLE[2]


class TestWords:
    def test_of_a_text_without_its_tags(self):
        assert words_of(text("a", "<p>甲<br>乙</p>")) == "甲 乙"

    def test_a_summary_is_the_first_words(self):
        assert summary_of([HEADING, text("a", f"<p>{'长' * 80}</p>")]) == "长" * 59 + "…"
