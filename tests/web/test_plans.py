"""Pages of plans."""

import pytest

from tests.plans.making import plan_body, text

FORM = {
    "name": "七月通勤",
    "stage": "monetize",
    "scene": "购物顾问",
    "channels": ["one_to_one"],
    "starts_at": "2026-07-01T08:00",
    "ends_at": "2026-07-31T23:59",
    "dedupe_minutes": "30",
}


@pytest.fixture
def content(marketer):
    made = marketer.post("/contents", {"title": "夏日通勤三套穿搭", "blocks": [text()]}).json["id"]
    marketer.post(f"/contents/{made}/publish")
    return made


@pytest.fixture
def region(admin):
    return admin.post("/units", {"name": "华东区", "kind": "region", "parent": None}).json["id"]


@pytest.fixture
def plan(marketer, content, region):
    return marketer.post("/plans", plan_body(contents=[content], units=[region])).json["id"]


@pytest.fixture
def pages(browse):
    return browse("marketer", login="writer")


class TestWhoGetsIn:
    @pytest.mark.parametrize(
        ("role", "path", "status"),
        [
            ("marketer", "/plans/new", 200),
            ("manager", "/plans", 200),
            ("manager", "/plans/new", 403),
            ("guide", "/plans", 403),
        ],
    )
    def test_each_role_sees_its_own(self, browse, role, path, status):
        assert browse(role, login="someone").open(path).status_code == status

    def test_a_manager_is_offered_no_launch(self, browse, plan, region):
        assert "发起计划" not in browse("manager", unit=region).open(f"/plans/{plan}").text

    def test_a_plan_of_other_units_is_not_found(self, browse, admin, plan):
        elsewhere = admin.post("/units", {"name": "华西区", "kind": "region"}).json["id"]

        assert browse("manager", unit=elsewhere).open(f"/plans/{plan}").status_code == 404


class TestWrite:
    def test_a_new_plan_is_added(self, pages, admin, content, region):
        pages.open("/plans/new")
        goals = {"goal_clicks": "1,000", "goal_revenue": "10000.50"}
        answer = pages.send("/plans/new", FORM | {"contents": [content], "units": [region]} | goals)
        made = admin.get("/plans").json["items"][0]

        assert answer.location == f"/plans/{made['id']}"
        assert made["starts_at"] == "2026-07-01T00:00:00.000Z"
        assert made["goals"] == [{"metric": "clicks", "target": 1000}, {"metric": "revenue", "target": 1000050}]

    def test_what_is_wrong_is_said_at_its_field(self, pages):
        pages.open("/plans/new")
        answer = pages.send("/plans/new", FORM | {"goal_orders": "不少", "ends_at": "2026-06-01T00:00"})

        assert answer.status_code == 422
        assert 'id="goal_orders-wrong"' in answer.text
        assert 'id="ends_at-wrong"' in answer.text

    def test_a_content_may_come_ticked(self, pages, content):
        assert f'value="{content}" checked' in pages.open(f"/plans/new?content={content}").text

    def test_a_running_plan_offers_only_what_may_change(self, pages, marketer, plan):
        marketer.post(f"/plans/{plan}/launch")
        form = pages.open(f"/plans/{plan}/edit").text

        assert 'name="ends_at"' in form
        assert 'name="units"' not in form

    def test_its_end_can_be_moved(self, pages, marketer, plan):
        marketer.post(f"/plans/{plan}/launch")
        pages.open(f"/plans/{plan}/edit")
        pages.send(f"/plans/{plan}/edit", FORM | {"ends_at": "2026-08-31T23:59"})

        assert marketer.get(f"/plans/{plan}").json["ends_at"] == "2026-08-31T15:59:00.000Z"


class TestLaunch:
    def test_what_is_missing_is_said_before(self, pages, marketer):
        draft = marketer.post("/plans", plan_body()).json["id"]
        page = pages.open(f"/plans/{draft}").text

        assert "还没选内容" in page
        assert "发起计划" not in page

    def test_pressing_it_makes_the_tasks(self, pages, sign_in, marketer, plan, region):
        sign_in("guide", unit=region)
        pages.open(f"/plans/{plan}")
        pages.send(f"/plans/{plan}/launch", {})
        page = pages.open(f"/plans/{plan}").text

        assert "1 个任务" in page
        assert f"/plans/{plan}/progress-fragment" in page

    def test_a_refusal_is_said_on_the_page(self, pages, plan):
        pages.open(f"/plans/{plan}")
        pages.send(f"/plans/{plan}/pause", {})

        assert "不能这样操作" in pages.open(f"/plans/{plan}").text


def test_without_plans_the_list_teaches_the_next_step(pages):
    assert "还没有计划" in pages.open("/plans").text


def test_the_list_names_stage_content_and_goals(pages, plan):
    page = pages.open("/plans").text

    assert "变现 · 购物顾问 · 老客" in page
    assert "卡槽点击" in page
