"""`/contents` as the contract says: drafts under `If-Match`, immutable versions, recall."""

import pytest

from tests.plans.making import add_asset, image, offer_body, slot, text


@pytest.fixture
def article(marketer, hub):
    """The article of the walkthrough, and what it refers to."""
    offer = marketer.post("/offers", offer_body()).json["id"]
    blocks = [
        text("b1", locks=["content"]),
        image(add_asset(hub), "b2"),
        slot("top", offer, id="b3", fallback=offer, guide_offers=True),
        text("b4"),
        slot("end", offer, id="b5", name="文末卡槽"),
    ]
    return {"title": "夏日通勤三套穿搭", "blocks": blocks}


@pytest.fixture
def content(marketer, article):
    return marketer.post("/contents", article).json


def put(client, content, body, *, match=None):
    return client.put(f"/contents/{content['id']}", body, headers={"If-Match": match} if match else {})


class TestAdd:
    def test_the_walkthrough(self, marketer, article):
        made = marketer.post("/contents", article)

        assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
        assert made.json == made.json | article | {"state": "draft"}

    def test_every_wrong_field_is_listed(self, marketer):
        blocks = [slot("m", "hat"), {"type": "text", "id": "t", "html": 1}, 5]
        refused = marketer.post("/contents", {"title": "", "cover": "hat", "blocks": blocks, "colour": "red"})
        fields = {error["field"] for error in refused.json["errors"]}

        assert refused.status_code == 422
        assert fields == {
            "title",
            "cover",
            "colour",
            "blocks.0.key",
            "blocks.0.offers.0",
            "blocks.1.html",
            "blocks.2",
        }

    def test_html_is_cleaned(self, marketer):
        made = marketer.post(
            "/contents", {"title": "a", "blocks": [text(html="<p onclick=x()>a<script>x()</script></p>")]}
        )

        assert made.json["blocks"][0]["html"] == "<p>a</p>"

    @pytest.mark.parametrize("body", [{"title": "a"}, {"title": "a", "blocks": {}}, []])
    def test_nonsense_is_wrong_input(self, marketer, body):
        assert marketer.post("/contents", body).status_code == 422

    @pytest.mark.parametrize(
        "block", [r'"\ud800"', r'{"type": "\ud800"}', r'{"type": "text", "id": "a", "html": "\ud800"}']
    )
    def test_half_a_character_is_wrong_input(self, marketer, block):
        body = f'{{"title": "a", "blocks": [{block}]}}'

        assert marketer.post("/contents", data=body, content_type="application/json").status_code == 422

    def test_the_same_key_makes_it_once(self, marketer, article):
        keyed = {"Idempotency-Key": "k1"}
        first, again = (marketer.post("/contents", article, headers=keyed) for _ in range(2))

        assert first.json["id"] == again.json["id"]


class TestChange:
    def test_a_save_makes_a_new_revision(self, marketer, content, article):
        saved = put(marketer, content, article | {"title": "新"}, match='"1"')

        assert (saved.status_code, saved.headers["ETag"], saved.json["title"]) == (200, '"2"', "新")

    def test_what_changes_nothing_keeps_the_revision(self, marketer, content, article):
        assert put(marketer, content, article, match='"1"').headers["ETag"] == '"1"'

    def test_it_must_say_what_it_was_made_on(self, marketer, content, article):
        assert put(marketer, content, article).status_code == 428

    @pytest.mark.parametrize("match", ['"7"', 'W/"1"', '"x"', '"1x", "2"'])
    def test_a_stale_one_is_refused(self, marketer, content, article, match):
        assert put(marketer, content, article, match=match).status_code == 412

    @pytest.mark.parametrize("match", ["*", '"7", "1"'])
    def test_a_star_or_one_of_several_will_do(self, marketer, content, article, match):
        assert put(marketer, content, article, match=match).status_code == 200

    def test_a_stale_save_changes_nothing(self, marketer, content, article):
        put(marketer, content, article | {"title": "甲"}, match='"1"')
        put(marketer, content, article | {"title": "乙"}, match='"1"')

        assert marketer.get(f"/contents/{content['id']}").json["title"] == "甲"


class TestPublish:
    def test_the_walkthrough(self, marketer, content):
        made = marketer.post(f"/contents/{content['id']}/publish")

        assert (made.status_code, made.json["id"], made.json["version"]) == (201, content["id"], 1)

    def test_again_without_a_change_is_the_same_version(self, marketer, content):
        marketer.post(f"/contents/{content['id']}/publish")
        again = marketer.post(f"/contents/{content['id']}/publish")

        assert (again.status_code, again.json["version"]) == (200, 1)

    def test_an_empty_content_is_refused_with_its_problems(self, marketer):
        empty = marketer.post("/contents", {"title": "a", "blocks": []}).json
        refused = marketer.post(f"/contents/{empty['id']}/publish")

        assert (refused.status_code, refused.json["errors"]) == (422, [{"field": "blocks", "reason": "empty"}])

    def test_the_check_says_so_before(self, marketer):
        empty = marketer.post("/contents", {"title": "a", "summary": "b", "blocks": []}).json
        found = marketer.get(f"/contents/{empty['id']}/check").json

        assert (found["ready"], found["items"][0]["reason"]) == (False, "empty")

    def test_versions_can_be_read(self, marketer, content, article):
        marketer.post(f"/contents/{content['id']}/publish")
        listed = marketer.get(f"/contents/{content['id']}/versions").json
        full = marketer.get(f"/contents/{content['id']}/versions/1").json

        assert ([row["version"] for row in listed["items"]], full["blocks"]) == ([1], article["blocks"])


class TestRestore:
    def test_what_was_thrown_away_comes_back_as_it_was(self, marketer, content):
        marketer.delete(f"/contents/{content['id']}")

        back = marketer.post(f"/contents/{content['id']}/restore")

        assert (back.status_code, back.json["blocks"]) == (200, content["blocks"])
        assert marketer.get(f"/contents/{content['id']}").status_code == 200

    def test_one_that_never_was_is_not_found(self, marketer):
        assert marketer.post("/contents/nothing/restore").status_code == 404


class TestCopy:
    def test_it_is_a_new_draft_with_the_same_blocks(self, marketer, content):
        made = marketer.post(f"/contents/{content['id']}/copy")

        assert made.status_code == 201
        assert made.json["id"] != content["id"]
        assert (made.json["title"], made.json["state"]) == ("夏日通勤三套穿搭 副本", "draft")
        assert made.json["blocks"] == content["blocks"]


class TestRecall:
    def test_it_takes_the_content_back(self, marketer, content):
        marketer.post(f"/contents/{content['id']}/publish")
        recalled = marketer.post(f"/contents/{content['id']}/recall")

        assert (recalled.status_code, recalled.json["state"]) == (200, "recalled")

    def test_a_draft_has_nothing_to_take_back(self, marketer, content):
        assert marketer.post(f"/contents/{content['id']}/recall", {"reason": "x"}).status_code == 409

    def test_an_unpublished_replacement_is_a_wrong_field(self, marketer, content, article):
        marketer.post(f"/contents/{content['id']}/publish")
        draft = marketer.post("/contents", article).json["id"]
        refused = marketer.post(f"/contents/{content['id']}/recall", {"replacement": draft, "why": "x"})

        assert [error["field"] for error in refused.json["errors"]] == ["why", "replacement"]

    def test_it_is_published_no_more(self, marketer, content):
        marketer.post(f"/contents/{content['id']}/publish")
        marketer.post(f"/contents/{content['id']}/recall", {})

        assert marketer.post(f"/contents/{content['id']}/publish").status_code == 409


class TestTrash:
    def test_it_is_gone_from_sight(self, marketer, content):
        assert marketer.delete(f"/contents/{content['id']}").status_code == 204
        assert marketer.get(f"/contents/{content['id']}").status_code == 404
        assert marketer.get("/contents").json["total"] == 0


class TestList:
    def test_words_and_states_narrow_it(self, marketer, content, article):
        marketer.post("/contents", article | {"title": "秋日", "summary": "通勤"})
        marketer.post(f"/contents/{content['id']}/publish")

        assert marketer.get("/contents?q=通勤").json["total"] == 2
        assert [row["id"] for row in marketer.get("/contents?state=published").json["items"]] == [content["id"]]


CALLS = [
    ("GET", "/contents", 200, 403),
    ("POST", "/contents", 403, 403),
    ("GET", "/contents/{id}", 200, 403),
    ("PUT", "/contents/{id}", 403, 403),
    ("DELETE", "/contents/{id}", 403, 403),
    ("POST", "/contents/{id}/publish", 403, 403),
    ("POST", "/contents/{id}/copy", 403, 403),
    ("POST", "/contents/{id}/recall", 403, 403),
    ("GET", "/contents/{id}/check", 200, 403),
    ("GET", "/contents/{id}/versions", 200, 403),
]


class TestPermissions:
    @pytest.mark.parametrize(("method", "path", "manager", "_guide"), CALLS)
    def test_managers_read(self, sign_in, content, method, path, manager, _guide):
        assert sign_in("manager").call(method, path.format(id=content["id"]), {}).status_code == manager

    @pytest.mark.parametrize(("method", "path", "_manager", "guide"), CALLS)
    def test_guides_stay_out(self, sign_in, content, method, path, _manager, guide):
        assert sign_in("guide").call(method, path.format(id=content["id"]), {}).status_code == guide

    @pytest.mark.parametrize(("method", "path", "_manager", "_guide"), CALLS)
    def test_nobody_must_sign_in(self, stranger, content, method, path, _manager, _guide):
        assert stranger.call(method, path.format(id=content["id"]), {}).status_code == 401

    @pytest.mark.parametrize(("method", "path"), [(method, path) for method, path, *_ in CALLS if "{id}" in path])
    def test_an_unknown_one_is_not_found(self, marketer, method, path):
        assert marketer.call(method, path.format(id="nothing"), {"x": 1}).status_code == 404
