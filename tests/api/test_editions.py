"""`/editions` as the contract says."""

import pytest

from tests.distribution.making import launch, replace


@pytest.fixture
def launched(admin, sign_in):
    return launch(admin, sign_in)


def save(launched, *edits):
    return launched.guide.post(f"/tasks/{launched.task['id']}/editions", {"edits": list(edits)})


class TestSave:
    def test_the_walkthrough(self, launched):
        edits = [replace(), {"op": "offer", "block": "s-top", "offer": launched.fallback}]
        made = save(launched, *edits)

        assert made.status_code == 201
        assert made.json == made.json | {"task": launched.task["id"], "version": 1, "edits": edits}

    def test_a_broken_lock(self, launched):
        refused = save(launched, replace("b1"))

        assert (refused.status_code, refused.json["type"]) == (422, "block-locked")
        assert refused.json["errors"] == [{"field": "edits.0", "reason": "b1: content"}]

    def test_a_second_time_replaces_the_edits(self, launched):
        first, second = save(launched, replace()), save(launched, replace("b4", "<p>又改了</p>"))

        assert (second.status_code, second.json["id"]) == (201, first.json["id"])
        assert [edit["html"] for edit in second.json["edits"]] == ["<p>又改了</p>"]

    def test_a_refusal_leaves_the_edition_as_it_was(self, launched):
        made = save(launched, replace()).json
        save(launched, replace(), replace("b1"))

        assert launched.guide.get(f"/editions/{made['id']}").json == made

    def test_an_offer_for_a_closed_slot(self, launched):
        refused = save(launched, {"op": "offer", "block": "s-end", "offer": launched.fallback})

        assert [error["field"] for error in refused.json["errors"]] == ["edits.0.offer"]

    def test_an_offer_that_ended_after_it_was_added_does_not_stand_in_the_way(self, launched):
        added = {"op": "offer", "block": "s-top", "offer": launched.fallback}
        save(launched, added)
        launched.hq.patch(f"/offers/{launched.fallback}", {"stock": 0})

        assert save(launched, added, replace()).status_code == 201

    def test_somebody_else_cannot(self, launched, sign_in):
        other = sign_in("guide", login="other", unit=launched.unit)
        task = launched.task["id"]

        assert other.post(f"/tasks/{task}/editions", {"edits": "x"}).status_code == 404
        assert launched.hq.post(f"/tasks/{task}/editions", {"edits": "x"}).status_code == 403

    @pytest.mark.parametrize("body", [{}, {"edits": None}, {"edits": []} | {"why": 1}])
    def test_a_wrong_body(self, launched, body):
        assert launched.guide.post(f"/tasks/{launched.task['id']}/editions", body).status_code == 422

    def test_a_new_version_of_hq_does_not_touch_it(self, launched):
        made = save(launched, replace()).json
        draft = launched.hq.get(f"/contents/{launched.content}")
        body = {"title": "换了标题", "blocks": draft.json["blocks"][:1]}
        launched.hq.put(f"/contents/{launched.content}", body, headers={"If-Match": draft.headers["ETag"]})
        launched.hq.post(f"/contents/{launched.content}/publish")

        assert launched.guide.get(f"/editions/{made['id']}").json["version"] == 1
        assert launched.task["title"] == "夏日通勤三套穿搭"


class TestPut:
    def put(self, launched, match, *edits):
        made = save(launched, replace()).json
        headers = {"If-Match": match} if match else {}
        return launched.guide.put(f"/editions/{made['id']}", {"edits": list(edits)}, headers=headers)

    def test_on_the_revision_that_was_read(self, launched):
        answer = self.put(launched, '"1"')

        assert (answer.status_code, answer.json["edits"], answer.headers["ETag"]) == (200, [], '"2"')

    def test_on_a_stale_one(self, launched):
        assert self.put(launched, '"9"').status_code == 412

    def test_without_saying_which(self, launched):
        assert self.put(launched, None).status_code == 428

    def test_the_same_edits_make_no_new_revision(self, launched):
        assert self.put(launched, '"1"', replace()).headers["ETag"] == '"1"'


class TestDiff:
    def test_it_is_said_in_sentences(self, launched):
        made = launched.edition(
            replace(),
            {"op": "hide", "block": "s-end"},
            {"op": "move", "block": "b4", "after": None},
            {"op": "insert", "after": "b4", "new": {"type": "text", "html": "<p>我的话</p>"}},
            {"op": "offer", "block": "s-top", "offer": launched.fallback},
        )
        found = launched.guide.get(f"/editions/{made['id']}/diff").json

        assert [item["text"] for item in found["items"]] == [
            "文字「一条连衣裙解决所有早晨。」改成「我自己穿M码」",
            "隐藏了卡槽「文末卡槽」",
            "把文字「我自己穿M码」移到最前面",
            "加了文字「我的话」",
            "在卡槽「开篇卡槽」加了优惠「收藏」",
        ]
