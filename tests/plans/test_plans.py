"""Plans move draft → running ↔ paused → ended, pin what was published, and are seen by the units they touch."""

from datetime import timedelta

import pytest

from contenthub.accounts.values import Actor, Role, UnitKind
from contenthub.kernel.paging import PageQuery
from contenthub.kernel.signals import plan_changed
from contenthub.plans.errors import (
    ContentNotPublished,
    PlanIncomplete,
    PlanInvalid,
    PlanLocked,
    PlanNotFound,
    PlanOver,
    PlanStateConflict,
)
from contenthub.plans.values import PlanState
from tests.plans.making import plan_body, text


@pytest.fixture
def services(hub):
    with hub.services() as opened:
        yield opened


@pytest.fixture
def units(services):
    """East with the store Hongqiao, and West."""
    east = services.units.add_unit(name="华东", kind=UnitKind.REGION)
    store = services.units.add_unit(name="虹桥店", kind=UnitKind.STORE, parent=east.id)
    return {"east": east, "store": store, "west": services.units.add_unit(name="华西", kind=UnitKind.REGION)}


@pytest.fixture
def content(services):
    made = services.contents.add_content(title="夏日通勤", blocks=[text()])
    services.publishing.publish(made.id)
    return made


@pytest.fixture
def plan(services, units, content):
    return services.plans.add_plan(**plan_body(contents=[content.id], units=[units["east"].id]))


class TestLaunch:
    def test_the_newest_versions_are_pinned(self, services, plan, content):
        fields = {"title": content.title, "blocks": [text(html="<p>新</p>")]}
        services.contents.change_content(content.id, expected=None, fields=fields)
        newest, _is_new = services.publishing.publish(content.id)
        launched = services.plans.launch_plan(plan.id)

        assert (launched.state, launched.contents[0].version_id) == (PlanState.RUNNING, newest.id)

    def test_later_versions_do_not_move_the_pin(self, services, plan, content):
        first = services.publishing.find_newest(content.id)
        services.plans.launch_plan(plan.id)
        services.plans.pause_plan(plan.id)
        fields = {"title": "新", "blocks": [text()]}
        services.contents.change_content(content.id, expected=None, fields=fields)
        services.publishing.publish(content.id)

        assert services.plans.launch_plan(plan.id).contents[0].version_id == first.id

    def test_contents_without_a_version_are_named(self, services, plan):
        draft = services.contents.add_content(title="还没写完", blocks=[text()])
        services.plans.change_plan(plan.id, contents=[draft.id])

        with pytest.raises(ContentNotPublished) as raised:
            services.plans.launch_plan(plan.id)

        assert raised.value.facts["titles"] == ["还没写完"]

    def test_a_recalled_content_has_none(self, services, plan, content):
        services.publishing.recall(content.id)

        with pytest.raises(ContentNotPublished):
            services.plans.launch_plan(plan.id)

    def test_a_plan_without_contents_is_incomplete(self, services, plan):
        services.plans.change_plan(plan.id, contents=[])

        with pytest.raises(PlanIncomplete):
            services.plans.launch_plan(plan.id)

    def test_a_plan_whose_period_has_ended_is_over(self, services, plan, clock):
        clock.advance(timedelta(days=60))

        with pytest.raises(PlanOver):
            services.plans.launch_plan(plan.id)

    def test_it_is_told(self, services, plan):
        heard = []

        def hear(_sender, **told):
            heard.append(told["plan"].state)

        with plan_changed.connected_to(hear):
            services.plans.launch_plan(plan.id)

        assert heard == [PlanState.RUNNING]


class TestMoves:
    @pytest.mark.parametrize(
        ("before", "move"),
        [
            (["launch_plan"], "launch_plan"),
            ([], "pause_plan"),
            ([], "end_plan"),
            (["launch_plan", "pause_plan"], "pause_plan"),
            (["launch_plan", "end_plan"], "launch_plan"),
            (["launch_plan", "end_plan"], "end_plan"),
        ],
    )
    def test_what_does_not_follow_is_refused(self, services, plan, before, move):
        for verb in before:
            getattr(services.plans, verb)(plan.id)

        with pytest.raises(PlanStateConflict):
            getattr(services.plans, move)(plan.id)

    @pytest.mark.parametrize(
        ("moves", "state"),
        [
            (["launch_plan", "pause_plan"], PlanState.PAUSED),
            (["launch_plan", "pause_plan", "launch_plan"], PlanState.RUNNING),
            (["launch_plan", "pause_plan", "end_plan"], PlanState.ENDED),
        ],
    )
    def test_what_follows_is_done(self, services, plan, moves, state):
        for verb in moves:
            getattr(services.plans, verb)(plan.id)

        assert services.plans.get_plan(plan.id).state == state


class TestChangePlan:
    def test_a_draft_changes_in_everything(self, services, plan, units):
        changed = services.plans.change_plan(plan.id, stage="reach", units=[units["west"].id], channels=["group"])

        assert (changed.stage, [row.unit_id for row in changed.units]) == ("reach", [units["west"].id])

    def test_a_running_plan_may_be_prolonged(self, services, plan):
        services.plans.launch_plan(plan.id)

        assert services.plans.change_plan(plan.id, ends_at="2026-08-31T16:00:00Z").ends_at.month == 8

    def test_what_tasks_carry_is_fixed_after_the_launch(self, services, plan):
        services.plans.launch_plan(plan.id)

        with pytest.raises(PlanLocked) as raised:
            services.plans.change_plan(plan.id, units=[], name="新名")

        assert raised.value.facts["fields"] == ["units"]

    def test_an_ended_plan_is_closed(self, services, plan):
        services.plans.launch_plan(plan.id)
        services.plans.end_plan(plan.id)

        with pytest.raises(PlanLocked):
            services.plans.change_plan(plan.id, name="新名")

    def test_the_period_is_judged_with_what_stays(self, services, plan):
        with pytest.raises(PlanInvalid):
            services.plans.change_plan(plan.id, ends_at="2026-06-01T00:00:00Z")


class TestVisibility:
    @pytest.mark.parametrize(("home", "sees"), [("east", True), ("store", True), ("west", False)])
    def test_a_manager_sees_plans_that_touch_their_units(self, hub, units, plan, home, sees):
        unit = units[home]
        manager = Actor("m", Role.MANAGER, unit.id, unit.path)
        with hub.services(manager) as services:
            found = services.plans.list_plans(PageQuery())

        assert [row.id for row in found.items] == ([plan.id] if sees else [])

    def test_another_plan_is_not_found(self, hub, units, plan):
        manager = Actor("m", Role.MANAGER, units["west"].id, units["west"].path)

        with hub.services(manager) as services, pytest.raises(PlanNotFound):
            services.plans.get_plan(plan.id)

    def test_a_plan_for_a_store_is_seen_from_its_region(self, hub, services, units, content):
        made = services.plans.add_plan(**plan_body(contents=[content.id], units=[units["store"].id]))
        manager = Actor("m", Role.MANAGER, units["east"].id, units["east"].path)
        with hub.services(manager) as opened:
            found = opened.plans.get_plan(made.id)

        assert found.id == made.id
