"""What follows from changes below: a guide who leaves hands tasks over, a plan that moves takes its deadlines along."""

from typing import Any

from sqlalchemy import Select, func, select, update

from contenthub.accounts.audit import AuditTrail
from contenthub.accounts.models import Person, Unit
from contenthub.accounts.values import Actor, Role
from contenthub.db.work import Work
from contenthub.distribution.models import Edition, Share, Task
from contenthub.distribution.values import TaskState
from contenthub.kernel.clock import Clock
from contenthub.kernel.ids import new_id
from contenthub.plans.models import Plan
from contenthub.plans.values import PlanState

OPEN = [state for state in TaskState if state is not TaskState.DONE]


def hand_over_tasks(sender: object, *, person: Person, work: Work, clock: Clock, **_rest: Any) -> None:
    """Receive `person_deactivated`: open tasks of plans under way go to guides nearby who lack them."""
    del sender
    with work:
        counted = Handover(work, clock=clock).of(person)
        if any(counted.values()):
            audit = AuditTrail(work, actor=Actor.system(), clock=clock)
            audit.record("tasks_handed_over", "person", person.id, **counted)


def follow_plan(sender: object, *, plan: Plan, work: Work, **_rest: Any) -> None:
    """Receive `plan_changed`: tasks that are not done are due when the plan ends."""
    del sender
    with work:
        late = update(Task).where(Task.plan_id == plan.id, Task.state.in_(OPEN), Task.due_at != plan.ends_at)
        work.session.execute(late.values(due_at=plan.ends_at))


class Handover:
    """Finds an heir for each task of a guide who leaves."""

    def __init__(self, work: Work, *, clock: Clock) -> None:
        """Write within `work`."""
        self._work = work
        self._clock = clock

    def of(self, person: Person) -> dict[str, int]:
        """Hand over what is open; return how many tasks moved, were removed, or stay.

        The heir is the active guide of the nearest unit upward (the own one first, each with all below it) who lacks
        the content and has the fewest open tasks. A task with links stays with them, and the heir gets a fresh one.
        Without an heir an untouched task is removed, and a touched one stays.
        """
        counted = {"moved": 0, "removed": 0, "kept": 0}
        for task in self._work.session.scalars(_open_tasks(person.id)).all():
            counted[self._settle(task, person)] += 1
            self._work.session.flush()
        return counted

    def _settle(self, task: Task, person: Person) -> str:
        heir = self._find_heir(task, person)
        if self._has_shares(task):
            if heir is not None:
                self._work.session.add(self._fresh(task, heir))
            return "kept" if heir is None else "moved"
        if heir is not None:
            task.guide_id = heir
            return "moved"
        if task.state != TaskState.ASSIGNED or self._has_edition(task):
            return "kept"
        self._work.session.delete(task)
        return "removed"

    def _find_heir(self, task: Task, person: Person) -> str | None:
        units = [unit for unit in person.unit.path.split("/") if unit]
        for depth in range(len(units), 0, -1):
            path = "/" + "".join(f"{unit}/" for unit in units[:depth])
            heir = self._work.session.scalar(_heirs(task, path=path, leaving=person.id))
            if heir is not None:
                return heir
        return None

    def _fresh(self, task: Task, heir: str) -> Task:
        return Task(
            id=new_id(),
            plan_id=task.plan_id,
            content_id=task.content_id,
            version_id=task.version_id,
            guide_id=heir,
            state=TaskState.ASSIGNED,
            due_at=task.due_at,
            created_at=self._clock.now(),
        )

    def _has_edition(self, task: Task) -> bool:
        return self._work.session.scalar(select(Edition.id).where(Edition.task_id == task.id)) is not None

    def _has_shares(self, task: Task) -> bool:
        made = select(Share.id).join(Edition, Share.edition_id == Edition.id).where(Edition.task_id == task.id)
        return self._work.session.scalar(made.limit(1)) is not None


def _open_tasks(guide: str) -> Select[Task]:
    under_way = select(Plan.id).where(Plan.state.in_([PlanState.RUNNING, PlanState.PAUSED]))
    wanted = select(Task).where(Task.guide_id == guide, Task.state.in_(OPEN), Task.plan_id.in_(under_way))
    return wanted.order_by(Task.id).with_for_update()


def _heirs(task: Task, *, path: str, leaving: str) -> Select[str]:
    """Select the guides within `path` who lack the content, the one with the fewest open tasks first."""
    burden = (
        select(func.count(Task.id))
        .where(Task.guide_id == Person.id, Task.state.in_(OPEN))
        .correlate(Person)
        .scalar_subquery()
    )
    having = select(Task.guide_id).where(Task.plan_id == task.plan_id, Task.content_id == task.content_id)
    return (
        select(Person.id)
        .join(Unit, Person.unit_id == Unit.id)
        .where(Person.role == Role.GUIDE, Person.active, Person.id != leaving)
        .where(Unit.path.startswith(path, autoescape=True), Person.id.not_in(having))
        .order_by(burden, Person.id)
        .limit(1)
    )
