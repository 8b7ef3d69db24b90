"""Which edits are kept, and what is wrong with the others."""

import pytest

from contenthub.distribution.editing import EditCheck
from contenthub.distribution.errors import BlockLocked, EditionInvalid
from contenthub.library.values import AssetKind
from contenthub.plans.blocks import Known
from tests.plans.making import slot, text

ARTICLE = [
    text("b1", locks=["content"]),
    text("b2", locks=["position"]),
    {"id": "h", "type": "heading", "text": "第一套", "level": 2},
    slot("top", "o1", guide_offers=True),
    text("b4"),
]
PICTURES = Known(assets={"pic": AssetKind.IMAGE, "clip": AssetKind.VIDEO})


def clean(*edits):
    check = EditCheck(ARTICLE, offers={"s-top": {"o2"}}, find_known=lambda _refs: PICTURES, hosts=("example.com",))
    return check.clean(list(edits))


def wrong(*edits):
    with pytest.raises(EditionInvalid) as refused:
        clean(*edits)
    return [(error.field, error.reason) for error in refused.value.errors]


def replace(block, html="<p>好</p>"):
    return {"op": "replace", "block": block, "html": html}


def insert(**new):
    return {"op": "insert", "after": "b4", "new": new}


class TestLocks:
    @pytest.mark.parametrize(
        ("edit", "reason"),
        [
            (replace("b1"), "b1: content"),
            ({"op": "hide", "block": "b1"}, "b1: content"),
            ({"op": "move", "block": "b2", "after": "b4"}, "b2: position"),
        ],
    )
    def test_a_lock_holds(self, edit, reason):
        with pytest.raises(BlockLocked) as refused:
            clean(edit)

        assert [(error.field, error.reason) for error in refused.value.errors] == [("edits.0", reason)]

    def test_a_broken_lock_is_named_beside_everything_else(self):
        with pytest.raises(BlockLocked) as refused:
            clean({"op": "hide", "block": "zzz"}, replace("b1"))

        assert [error.field for error in refused.value.errors] == ["edits.0.block", "edits.1"]

    @pytest.mark.parametrize("edit", [replace("b2"), {"op": "move", "block": "b1", "after": None}])
    def test_what_is_not_locked_may_change(self, edit):
        assert clean(edit) == [edit]


class TestReplace:
    def test_html_is_cleaned_and_links_stay_within_the_hosts(self):
        html = '<p onclick="x()">好<script>alert(1)</script><a href="https://evil.test/">看</a></p>'

        assert clean(replace("b4", html))[0]["html"] == '<p>好<a rel="noopener nofollow">看</a></p>'

    @pytest.mark.parametrize("html", ["", "<p> </p>", "<script>x</script>"])
    def test_nothing_is_no_replacement(self, html):
        assert wrong(replace("b4", html)) == [("edits.0.html", "required")]

    @pytest.mark.parametrize("html", [None, 3, "好" * 20_001, "\ud800"])
    def test_only_a_text_will_do(self, html):
        assert wrong(replace("b4", html)) == [("edits.0.html", "a text of at most 20000 characters")]

    def test_only_words_can_be_replaced(self):
        assert wrong(replace("s-top")) == [("edits.0.block", "only texts and headings can be replaced")]

    def test_a_heading_stays_short(self):
        assert wrong(replace("h", "长" * 121))[0][0] == "edits.0.html"


class TestInsert:
    def test_a_text_gets_an_id(self):
        made = clean(insert(type="text", html="<p>我的话</p>"))

        assert made[0]["new"] == {"id": "guide-1", "type": "text", "html": "<p>我的话</p>"}

    def test_a_picture_of_the_library(self):
        made = clean(insert(type="image", asset="pic"))

        assert made[0]["new"] == {"id": "guide-1", "type": "image", "asset": "pic", "alt": ""}

    @pytest.mark.parametrize(
        ("new", "field"),
        [
            ({"type": "slot"}, "new"),
            ({"type": ["text"]}, "new"),
            ({"type": "text", "html": "好", "locks": ["content"]}, "new"),
            ({"type": "text", "html": "  "}, "new.html"),
            ({"type": "text", "html": "好", "id": "b1"}, "new.id"),
            ({"type": "image", "asset": "zzz"}, "new.asset"),
            ({"type": "image", "asset": "clip"}, "new.asset"),
            ({"type": "text", "html": "好", "colour": "red"}, "new.colour"),
        ],
    )
    def test_nothing_else(self, new, field):
        assert [where for where, _why in wrong(insert(**new))] == [f"edits.0.{field}"]

    def test_an_inserted_block_can_be_edited_again(self):
        made = clean(insert(type="text", html="好", id="mine"), replace("mine"), {"op": "hide", "block": "mine"})

        assert len(made) == 3


class TestOffer:
    def test_an_allowed_one(self):
        edit = {"op": "offer", "block": "s-top", "offer": "o2"}

        assert clean(edit) == [edit]

    @pytest.mark.parametrize(
        ("block", "offer", "field"),
        [("s-top", "o9", "offer"), ("s-top", ["o2"], "offer"), ("b4", "o2", "block"), ("zzz", "o2", "block")],
    )
    def test_nothing_else(self, block, offer, field):
        refused = wrong({"op": "offer", "block": block, "offer": offer})

        assert [where for where, _why in refused] == [f"edits.0.{field}"]

    def test_not_twice(self):
        edit = {"op": "offer", "block": "s-top", "offer": "o2"}

        assert wrong(edit, edit) == [("edits.1.offer", "already added")]


class TestShape:
    @pytest.mark.parametrize(
        ("edit", "field"),
        [
            ("hide", "op"),
            ({}, "op"),
            ({"op": "paint"}, "op"),
            ({"op": ["hide"]}, "op"),
            ({"op": "hide", "block": "b4", "why": 1}, "why"),
            ({"op": "hide", "block": {}}, "block"),
            ({"op": "move", "block": "b4", "after": "zzz"}, "after"),
            ({"op": "move", "block": "b4", "after": "b4"}, "after"),
        ],
    )
    def test_an_edit_is_what_it_says(self, edit, field):
        assert [where for where, _why in wrong(edit)] == [f"edits.0.{field}"]

    @pytest.mark.parametrize("edits", [None, {}, "x", [replace("b4")] * 51])
    def test_at_most_fifty_in_a_list(self, edits):
        check = EditCheck(ARTICLE, offers={}, find_known=lambda _refs: Known(), hosts=())

        with pytest.raises(EditionInvalid):
            check.clean(edits)
