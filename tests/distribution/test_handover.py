"""Who gets the tasks of a guide who leaves."""

import pytest
from sqlalchemy import select

from contenthub.accounts.models import AuditEntry
from contenthub.distribution.models import Task
from tests.distribution.making import add_plan, publish, replace
from tests.plans.making import text


def holders(hub):
    with hub.services() as services:
        return sorted(map(tuple, services.work.session.execute(select(Task.guide_id, Task.state)).all()))


def leave(launched):
    launched.hq.patch(f"/people/{launched.guide.person}", {"active": False})


class TestLeaving:
    def test_a_colleague_without_the_content_takes_over(self, launched, hub, sign_in):
        launched.guide.post(f"/tasks/{launched.task['id']}/open")
        colleague = sign_in("guide", login="wang", unit=launched.unit)
        leave(launched)

        assert holders(hub) == [(colleague.person, "opened")]

    def test_the_one_with_the_fewest_open_tasks(self, launched, hub, sign_in):
        busy = sign_in("guide", login="busy", unit=launched.unit)
        other = add_plan(launched.hq, unit=launched.unit, content=publish(launched.hq, text()), name="另一个计划")
        launched.hq.post(f"/plans/{other}/launch")
        idle = sign_in("guide", login="idle", unit=launched.unit)
        leave(launched)
        first = [guide for guide, _state in holders(hub)]

        assert (first.count(busy.person), first.count(idle.person)) == (1, 2)

    def test_the_nearest_unit_upward(self, launched, hub, sign_in):
        upward = sign_in("guide", login="upward")
        leave(launched)

        assert holders(hub) == [(upward.person, "assigned")]

    def test_nobody_lacks_it_and_it_was_not_touched(self, launched, hub):
        leave(launched)

        assert holders(hub) == []

    @pytest.mark.parametrize("edits", [(), (replace(),)])
    def test_nobody_lacks_it_and_it_was_touched(self, launched, hub, edits):
        launched.edition(*edits)
        leave(launched)

        assert [guide for guide, _state in holders(hub)] == [launched.guide.person]

    def test_links_stay_and_the_heir_begins_anew(self, launched, hub, sign_in):
        code = launched.share()["code"]
        colleague = sign_in("guide", login="wang", unit=launched.unit)
        leave(launched)

        assert holders(hub) == sorted([(launched.guide.person, "prepared"), (colleague.person, "assigned")])
        assert launched.hq.get(f"/shares/{code}").json["withdrawn_at"] is None

    def test_what_is_done_stays(self, launched, hub, sign_in):
        launched.guide.post(f"/tasks/{launched.task['id']}/done")
        sign_in("guide", login="wang", unit=launched.unit)
        leave(launched)

        assert holders(hub) == [(launched.guide.person, "done")]

    def test_it_is_in_the_audit_trail(self, launched, hub):
        leave(launched)
        with hub.services() as services:
            wanted = select(AuditEntry.detail).where(AuditEntry.action == "tasks_handed_over")
            found = services.work.session.scalars(wanted).all()

        assert found == [{"moved": 0, "removed": 1, "kept": 0}]
