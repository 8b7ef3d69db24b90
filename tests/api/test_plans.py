"""`/plans` as the contract says."""

import pytest

from tests.plans.making import plan_body, text


@pytest.fixture
def content(marketer):
    made = marketer.post("/contents", {"title": "夏日通勤", "blocks": [text()]}).json["id"]
    marketer.post(f"/contents/{made}/publish")
    return made


@pytest.fixture
def region(admin):
    return admin.post("/units", {"name": "华东区", "kind": "region", "parent": None}).json["id"]


@pytest.fixture
def plan(marketer, content, region):
    return marketer.post("/plans", plan_body(contents=[content], units=[region])).json


class TestAdd:
    def test_the_walkthrough(self, marketer, content, region):
        body = plan_body(contents=[content], units=[region])
        made = marketer.post("/plans", body)
        times = {"starts_at": "2026-07-01T00:00:00.000Z", "ends_at": "2026-07-31T16:00:00.000Z"}

        assert made.status_code == 201
        assert made.json == made.json | body | times | {"state": "draft", "dedupe_minutes": 30}

    def test_every_wrong_field_is_listed(self, marketer):
        body = plan_body(
            name="", stage="x", contents=["a"], units=["b"], ends_at="2026-06-01T00:00:00Z", dedupe_minutes=1441
        )
        body |= {"goals": [{"metric": "likes", "target": 0}], "channels": ["fax"], "colour": "red"}
        refused = marketer.post("/plans", body)
        fields = {error["field"] for error in refused.json["errors"]}

        assert (refused.status_code, refused.json["type"]) == (422, "plan-invalid")
        assert fields == {
            "name",
            "stage",
            "contents.0",
            "units.0",
            "ends_at",
            "dedupe_minutes",
            "goals.0.metric",
            "goals.0.target",
            "channels.0",
            "colour",
        }

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"goals": [{"metric": "clicks", "target": 1}, {"metric": "clicks", "target": 2}]}, "goals.1"),
            ({"channels": ["group", "group"]}, "channels.1"),
            ({"channels": []}, "channels"),
            ({"dedupe_minutes": -1}, "dedupe_minutes"),
            ({"starts_at": None}, "starts_at"),
        ],
    )
    def test_what_makes_no_sense_is_named(self, marketer, fields, wrong):
        assert [error["field"] for error in marketer.post("/plans", plan_body(**fields)).json["errors"]] == [wrong]


class TestLife:
    def test_the_walkthrough(self, sign_in, marketer, plan, region):
        sign_in("guide", unit=region)
        launched = marketer.post(f"/plans/{plan['id']}/launch")

        assert (launched.status_code, launched.json) == (200, {"state": "running", "tasks": 1})

    def test_a_second_launch_conflicts(self, marketer, plan):
        marketer.post(f"/plans/{plan['id']}/launch")

        assert marketer.post(f"/plans/{plan['id']}/launch").status_code == 409

    def test_a_content_without_a_version_is_named(self, marketer, plan):
        draft = marketer.post("/contents", {"title": "还没写完", "blocks": []}).json["id"]
        marketer.patch(f"/plans/{plan['id']}", {"contents": [draft]})
        refused = marketer.post(f"/plans/{plan['id']}/launch")

        assert (refused.status_code, refused.json["type"]) == (409, "content-not-published")
        assert "还没写完" in refused.json["detail"]

    def test_it_is_paused_resumed_and_ended(self, marketer, plan):
        steps = ("launch", "pause", "launch", "end")
        states = [marketer.post(f"/plans/{plan['id']}/{step}").json["state"] for step in steps]

        assert states == ["running", "paused", "running", "ended"]

    def test_its_content_cannot_be_thrown_away_meanwhile(self, marketer, plan, content):
        marketer.post(f"/plans/{plan['id']}/launch")
        refused = marketer.delete(f"/contents/{content}")

        assert (refused.status_code, refused.json["type"]) == (409, "content-in-plan")

    def test_it_is_fixed_once_launched(self, marketer, plan):
        marketer.post(f"/plans/{plan['id']}/launch")

        assert marketer.patch(f"/plans/{plan['id']}", {"stage": "reach"}).status_code == 409


class TestList:
    def test_states_and_words_narrow_it(self, marketer, plan):
        assert marketer.get("/plans?state=draft&q=通勤").json["total"] == 1
        assert marketer.get("/plans?state=running").json["total"] == 0

    def test_a_content_finds_its_plans(self, marketer, plan, content):
        assert [row["id"] for row in marketer.get(f"/plans?content={content}").json["items"]] == [plan["id"]]


WRITES = [
    ("POST", "/plans"),
    ("PATCH", "/plans/{id}"),
    ("POST", "/plans/{id}/launch"),
    ("POST", "/plans/{id}/pause"),
    ("POST", "/plans/{id}/end"),
]


class TestPermissions:
    @pytest.mark.parametrize(("method", "path"), WRITES)
    def test_managers_do_not_write(self, sign_in, plan, region, method, path):
        manager = sign_in("manager", unit=region)

        assert manager.call(method, path.format(id=plan["id"]), {}).status_code == 403

    @pytest.mark.parametrize(("method", "path"), [*WRITES, ("GET", "/plans"), ("GET", "/plans/{id}")])
    def test_guides_stay_out(self, guide, plan, method, path):
        assert guide.call(method, path.format(id=plan["id"]), {}).status_code == 403

    def test_a_manager_reads_what_touches_their_unit(self, sign_in, plan, region):
        assert sign_in("manager", unit=region).get(f"/plans/{plan['id']}").status_code == 200

    def test_other_plans_are_not_found(self, admin, sign_in, plan):
        elsewhere = admin.post("/units", {"name": "华西区", "kind": "region"}).json["id"]

        assert sign_in("manager", unit=elsewhere).get(f"/plans/{plan['id']}").status_code == 404
