"""`/tasks` as the contract says."""

import pytest

from tests.distribution.making import add_plan, launch, publish, replace
from tests.plans.making import DAY, text


@pytest.fixture
def launched(admin, sign_in):
    return launch(admin, sign_in)


def only(tasks):
    assert tasks.status_code == 200
    return [task["state"] for task in tasks.json["items"]]


class TestLaunch:
    def test_the_answer_says_how_many(self, admin, sign_in):
        unit = admin.post("/units", {"name": "华东区", "kind": "region", "parent": None}).json["id"]
        store = admin.post("/units", {"name": "人民广场店", "kind": "store", "parent": unit}).json["id"]
        for login in ("li", "wang"):
            sign_in("guide", login=login, unit=store)
        plan = add_plan(admin, unit=unit, content=publish(admin, text()))
        answer = admin.post(f"/plans/{plan}/launch")

        assert (answer.status_code, answer.json) == (200, {"state": "running", "tasks": 2})

    def test_only_active_guides_of_the_units_get_one(self, admin, sign_in):
        unit = admin.post("/units", {"name": "人民广场店", "kind": "store", "parent": None}).json["id"]
        sign_in("manager", unit=unit)
        sign_in("guide", login="elsewhere")
        left = sign_in("guide", login="left", unit=unit)
        admin.patch(f"/people/{left.person}", {"active": False})
        plan = add_plan(admin, unit=unit, content=publish(admin, text()))

        assert admin.post(f"/plans/{plan}/launch").json["tasks"] == 0

    def test_a_content_without_a_version_holds_everything_back(self, admin, sign_in):
        unit = admin.post("/units", {"name": "人民广场店", "kind": "store", "parent": None}).json["id"]
        guide = sign_in("guide", unit=unit)
        draft = admin.post("/contents", {"title": "草稿", "blocks": [text()]}).json["id"]
        plan = add_plan(admin, unit=unit, content=draft)

        assert admin.post(f"/plans/{plan}/launch").status_code == 409
        assert guide.get("/tasks?mine=1").json["total"] == 0


class TestList:
    def test_the_walkthrough(self, launched):
        task = launched.task

        assert task == task | {
            "plan": launched.plan,
            "content": launched.content,
            "title": "夏日通勤三套穿搭",
            "state": "assigned",
            "due_at": "2026-07-31T16:00:00.000Z",
        }

    def test_a_guide_who_joins_later_gets_the_running_plans(self, launched, sign_in):
        late = sign_in("guide", login="late", unit=launched.unit)

        assert only(late.get("/tasks?mine=1")) == ["assigned"]
        assert late.get("/tasks?mine=1").json["total"] == 1

    def test_a_paused_plan_is_not_for_today(self, launched):
        launched.hq.post(f"/plans/{launched.plan}/pause")

        assert launched.guide.get("/tasks?mine=1").json["total"] == 0
        assert [task["plan_state"] for task in launched.guide.get("/tasks").json["items"]] == ["paused"]

    def test_a_plan_that_goes_on_brings_its_tasks_back(self, launched):
        launched.hq.post(f"/plans/{launched.plan}/pause")
        launched.hq.post(f"/plans/{launched.plan}/launch")

        assert launched.guide.get("/tasks?mine=1").json["total"] == 1

    def test_a_later_end_is_a_later_deadline(self, launched):
        launched.hq.patch(f"/plans/{launched.plan}", {"ends_at": "2026-08-31T16:00:00Z"})

        assert launched.task["due_at"] == "2026-08-31T16:00:00.000Z"

    def test_managers_see_their_units(self, launched, sign_in):
        near = sign_in("manager", login="near", unit=launched.unit)
        other = launched.hq.post("/units", {"name": "另一家", "kind": "store", "parent": None}).json["id"]
        far = sign_in("manager", login="far", unit=other)

        assert (near.get("/tasks").json["total"], far.get("/tasks").json["total"]) == (1, 0)

    def test_hq_narrows_by_plan_and_state(self, launched):
        assert launched.hq.get(f"/tasks?plan={launched.plan}&state=assigned").json["total"] == 1
        assert launched.hq.get(f"/tasks?plan={launched.plan}&state=done").json["total"] == 0


class TestGet:
    def test_blocks_locks_and_choices(self, launched):
        task = launched.guide.get(f"/tasks/{launched.task['id']}").json
        top, end = task["slots"]

        assert [block["locks"] for block in task["blocks"]] == [["content", "position"], [], [], []]
        assert [offer["id"] for offer in top["offers"]] == [launched.offer]
        assert (top["fallback"]["id"], top["guide_offers"]) == (launched.fallback, True)
        assert {offer["id"] for offer in top["allowed"]} == {launched.offer, launched.fallback}
        assert (end["guide_offers"], end["allowed"]) == (False, [])

    def test_an_offer_that_is_over_is_no_choice(self, launched, clock):
        launched.hq.patch(f"/offers/{launched.fallback}", {"stock": 0})
        task = launched.guide.get(f"/tasks/{launched.task['id']}").json

        assert [offer["id"] for offer in task["slots"][0]["allowed"]] == [launched.offer]

    def test_somebody_elses_is_not_there(self, launched, sign_in):
        other = sign_in("guide", login="other", unit=launched.unit)

        assert other.get(f"/tasks/{launched.task['id']}").status_code == 404


class TestSteps:
    def test_opened(self, launched):
        answer = launched.guide.post(f"/tasks/{launched.task['id']}/open")

        assert (answer.status_code, answer.json["state"]) == (200, "opened")

    def test_an_empty_edition_is_no_edit(self, launched):
        launched.edition()

        assert launched.task["state"] == "opened"

    def test_edited(self, launched):
        launched.edition(replace())

        assert launched.task["state"] == "edited"

    def test_prepared(self, launched):
        launched.share()

        assert launched.task["state"] == "prepared"

    def test_done_by_hand_and_never_backwards(self, launched):
        launched.guide.post(f"/tasks/{launched.task['id']}/done")
        launched.guide.post(f"/tasks/{launched.task['id']}/open")
        launched.edition(replace())

        assert launched.task["state"] == "done"

    @pytest.mark.parametrize("step", ["open", "done"])
    def test_only_the_guide_goes_on(self, launched, step):
        assert launched.hq.post(f"/tasks/{launched.task['id']}/{step}").status_code == 403

    def test_progress_counts_each_task_once(self, launched, sign_in):
        sign_in("guide", login="late", unit=launched.unit).get("/tasks?mine=1")
        launched.share()
        counted = launched.hq.get(f"/plans/{launched.plan}/progress").json["tasks"]

        assert counted == {"assigned": 1, "opened": 0, "edited": 0, "prepared": 1, "done": 0}


class TestOver:
    def test_after_the_end_nobody_gets_tasks(self, launched, sign_in, clock):
        clock.advance(60 * DAY)
        late = sign_in("guide", login="late", unit=launched.unit)

        assert late.get("/tasks?mine=1").json["total"] == 0
