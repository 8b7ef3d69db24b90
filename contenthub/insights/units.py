"""How far each unit has come with a plan: its tasks, and what its links did."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, select

from contenthub.accounts.models import Person, Unit
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.distribution.models import Task
from contenthub.distribution.values import TaskState
from contenthub.insights.slots import SlotReport
from contenthub.insights.values import Dimension, Filter

UNOPENED = TaskState.ASSIGNED
PREPARED = (TaskState.PREPARED, TaskState.DONE)


@dataclass(frozen=True)
class GroupProgress:
    """One unit (or guide) within a plan: `execution` is the part of its tasks that are prepared, 0…1."""

    id: str
    name: str
    guides: int
    tasks: int
    opened: int
    prepared: int
    opens: int
    clicks: int
    revenue: int

    @property
    def execution(self) -> float:
        """Return prepared / tasks."""
        return self.prepared / self.tasks if self.tasks else 0.0


class ProgressReport:
    """Tells where the guides of a plan stand, by unit or one by one."""

    def __init__(self, work: Work, *, actor: Actor, currency: str, slots: SlotReport) -> None:
        """Report to `actor`; a manager sees the own units."""
        self._work = work
        self._actor = actor
        self._currency = currency
        self._slots = slots

    def by_unit(self, plan_id: str) -> list[GroupProgress]:
        """Return a row per unit with tasks, those furthest behind first."""
        return self._rows(plan_id, Dimension.UNIT, Unit.id, Unit.name)

    def by_guide(self, plan_id: str) -> list[GroupProgress]:
        """Return a row per guide with tasks, those furthest behind first."""
        return self._rows(plan_id, Dimension.GUIDE, Person.id, Person.name)

    def _rows(self, plan_id: str, dim: Dimension, key: object, name: object) -> list[GroupProgress]:
        opened = func.sum(case((Task.state != UNOPENED, 1), else_=0))
        prepared = func.sum(case((Task.state.in_(PREPARED), 1), else_=0))
        query = (
            select(key, name, func.count(func.distinct(Task.guide_id)), func.count(), opened, prepared)  # type: ignore[call-overload]
            .select_from(Task)
            .join(Person, Person.id == Task.guide_id)
            .join(Unit, Unit.id == Person.unit_id)
            .where(Task.plan_id == plan_id)
            .group_by(key, name)
        )
        if not self._actor.is_hq:
            query = query.where(Unit.path.startswith(self._actor.unit_path, autoescape=True))
        figures = {
            row.dims[dim.value]: row
            for row in self._slots.rows(Filter(plan=plan_id), group_by=[dim])
            if row.currency == self._currency
        }
        rows = [_row(tuple(found), figures) for found in self._work.session.execute(query)]
        return sorted(rows, key=lambda row: (row.execution, row.name))


def _row(found: tuple[object, ...], figures: Mapping[str | int, object]) -> GroupProgress:
    key, name, guides, tasks, opened, prepared = found
    seen = figures.get(key)  # type: ignore[call-overload]
    counts = {field: getattr(seen, field, 0) for field in ("opens", "clicks", "revenue")}
    return GroupProgress(str(key), str(name), guides, tasks, opened, prepared, **counts)  # type: ignore[arg-type]
