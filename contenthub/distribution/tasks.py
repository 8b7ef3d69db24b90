"""Tasks: one plan content for one guide, from assigned to done."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from contenthub.accounts.models import Person, Unit
from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor, Role
from contenthub.db.work import Work
from contenthub.distribution.errors import TaskNotFound
from contenthub.distribution.models import Task
from contenthub.distribution.values import TaskState
from contenthub.kernel.clock import Clock
from contenthub.kernel.errors import NotAllowed
from contenthub.kernel.ids import new_id
from contenthub.kernel.paging import Page, PageQuery
from contenthub.plans.models import ContentVersion, Plan, PlanUnit
from contenthub.plans.plans import PlanService
from contenthub.plans.values import PlanState

MOMENTS = {
    TaskState.OPENED: "opened_at",
    TaskState.EDITED: "edited_at",
    TaskState.PREPARED: "prepared_at",
    TaskState.DONE: "done_at",
}


@dataclass(frozen=True)
class Assignment:
    """A task to be made: this content of this plan for this guide."""

    plan: Plan
    content_id: str
    version_id: str
    guide_id: str


class TaskService:
    """Assigns tasks, finds them, and notes how far they have come."""

    def __init__(self, work: Work, *, actor: Actor, clock: Clock, plans: PlanService) -> None:
        """Act for `actor` within `work`."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._plans = plans

    def launch_plan(self, plan_id: str) -> int:
        """Launch a plan, pin its versions, and give each active guide of its units a task per content.

        Returns how many tasks the plan now has; nothing of it happens when a content was never published.
        """
        with self._work:
            plan = self._plans.launch_plan(plan_id)
            self._assign_all(plan)
            return sum(self.count_states(plan_id).values())

    def _assign_all(self, plan: Plan) -> None:
        session = self._work.session
        session.flush()
        guides = session.scalars(_guides_of(plan)).all()
        known = select(Task.guide_id, Task.content_id).where(Task.plan_id == plan.id)
        taken = {(guide, content) for guide, content in session.execute(known)}
        for entry in plan.contents:
            fresh = (guide for guide in guides if (guide, entry.content_id) not in taken)
            for guide in fresh:
                self._assign(Assignment(plan, entry.content_id, entry.version_id or "", guide))

    def _assign(self, assignment: Assignment) -> None:
        task = Task(
            id=new_id(),
            plan_id=assignment.plan.id,
            content_id=assignment.content_id,
            version_id=assignment.version_id,
            guide_id=assignment.guide_id,
            state=TaskState.ASSIGNED,
            due_at=assignment.plan.ends_at,
            created_at=self._clock.now(),
        )
        self._work.session.add(task)

    def ensure_tasks(self) -> None:
        """Give the guide who looks the tasks of running plans they came too late for: joined or moved since."""
        if self._actor.role != Role.GUIDE or not self._missing():
            return
        with self._work:
            for assignment in self._missing(lock=True):
                self._assign(assignment)

    def _missing(self, *, lock: bool = False) -> list[Assignment]:
        """Return what the guide lacks; with `lock`, two looks at once do not both fill the gap."""
        units = [unit for unit in self._actor.unit_path.split("/") if unit]
        guide, session = self._actor.person_id, self._work.session
        running = select(Plan).where(
            Plan.state == PlanState.RUNNING,
            Plan.ends_at > self._clock.now(),
            Plan.id.in_(select(PlanUnit.plan_id).where(PlanUnit.unit_id.in_(units))),
        )
        plans = session.scalars(running.with_for_update(of=Plan) if lock else running).all()
        wanted = select(Task.plan_id, Task.content_id).where(Task.guide_id == guide)
        taken = {(plan, content) for plan, content in session.execute(wanted)}
        return [
            Assignment(plan, entry.content_id, entry.version_id, guide)
            for plan in plans
            for entry in plan.contents
            if entry.version_id and (plan.id, entry.content_id) not in taken
        ]

    def get_task(self, task_id: str) -> Task:
        """Return a visible task with its plan, version, content and guide; raise `TaskNotFound`."""
        task = self._work.session.scalar(self._visible().where(Task.id == task_id).options(*_LOADED))
        if task is None:
            raise TaskNotFound(task=task_id)
        return task

    def get_own_task(self, task_id: str) -> Task:
        """Return a task of the actor's own, to act on; raise `TaskNotFound`, or `NotAllowed` for somebody else's."""
        require(self._actor, Action.DO_TASKS)
        task = self.get_task(task_id)
        if task.guide_id != self._actor.person_id:
            raise NotAllowed(action=Action.DO_TASKS.value)
        return task

    def list_tasks(
        self, query: PageQuery, *, mine: bool = False, plan: str | None = None, state: TaskState | None = None
    ) -> Page[Task]:
        """Return tasks by deadline. `mine`: the actor's own of running plans; else every visible one, of any plan."""
        require(self._actor, Action.SEE_TASKS)
        wanted = self._visible()
        if mine:
            wanted = wanted.where(Task.guide_id == self._actor.person_id, Plan.state == PlanState.RUNNING)
        if plan is not None:
            wanted = wanted.where(Task.plan_id == plan)
        if state is not None:
            wanted = wanted.where(Task.state == state)
        session = self._work.session
        total = session.scalar(select(func.count()).select_from(wanted.with_only_columns(Task.id).subquery())) or 0
        ordered = wanted.order_by(Task.due_at, Task.id).offset(query.offset).limit(query.limit).options(*_LOADED)
        return Page.of(session.scalars(ordered).all(), query=query, total=total)

    def _visible(self) -> Select[Task]:
        wanted = select(Task).join(Plan, Task.plan_id == Plan.id)
        if self._actor.is_hq:
            return wanted
        if self._actor.role == Role.GUIDE:
            return wanted.where(Task.guide_id == self._actor.person_id)
        wanted = wanted.join(Person, Task.guide_id == Person.id).join(Unit, Person.unit_id == Unit.id)
        return wanted.where(Unit.path.startswith(self._actor.unit_path, autoescape=True))

    def open_task(self, task_id: str) -> Task:
        """Note that the guide has looked at the task."""
        return self._step(task_id, TaskState.OPENED)

    def finish_task(self, task_id: str) -> Task:
        """Note by the guide's word that the task is done."""
        return self._step(task_id, TaskState.DONE)

    def _step(self, task_id: str, state: TaskState) -> Task:
        task = self.get_own_task(task_id)
        if TaskState(task.state).rank >= state.rank:
            return task
        with self._work:
            self.advance(task.id, state)
            return self.get_own_task(task_id)

    def advance(self, task_id: str, state: TaskState) -> None:
        """Bring a task on to `state`, within a unit of work; it never goes backwards."""
        session = self._work.session
        stands = session.scalar(select(Task.state).where(Task.id == task_id).with_for_update())
        if stands is not None and TaskState(stands).rank < state.rank:
            task = session.get_one(Task, task_id)
            task.state = state
            setattr(task, MOMENTS[state], self._clock.now())

    def count_states(self, plan_id: str) -> dict[TaskState, int]:
        """Return how many tasks of a plan stand in each state now, those the actor may see; all five are there."""
        counted = self._visible().where(Task.plan_id == plan_id).with_only_columns(Task.state, func.count())
        found = dict(self._work.session.execute(counted.group_by(Task.state)).all())
        return {state: found.get(state, 0) for state in TaskState}


_LOADED = (
    joinedload(Task.plan),
    joinedload(Task.version).joinedload(ContentVersion.content),
    joinedload(Task.guide),
)


def _guides_of(plan: Plan) -> Select[str]:
    """Select the active guides of the plan's units and of everything below them."""
    above = select(Unit.path).where(Unit.id.in_([unit.unit_id for unit in plan.units])).subquery()
    within = select(Unit.id).join(above, Unit.path.like(above.c.path + "%"))
    return (
        select(Person.id)
        .where(Person.role == Role.GUIDE, Person.active, Person.unit_id.in_(within))
        .order_by(Person.id)
    )
