"""How far a plan has come towards its goals."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.distribution.models import Task
from contenthub.distribution.values import TaskState
from contenthub.insights.slots import SlotReport
from contenthub.insights.values import Filter, SlotRow
from contenthub.kernel.clock import Clock
from contenthub.plans.models import Plan
from contenthub.plans.values import GoalMetric
from contenthub.tracking.models import Conversion, Link


@dataclass(frozen=True)
class GoalProgress:
    """One goal: revenue in minor units of the house's currency; `expected` is the part the calendar asks for, 0…1."""

    metric: GoalMetric
    target: int
    actual: int
    expected: float

    @property
    def progress(self) -> float:
        """Return actual / target; above 1 when exceeded."""
        return self.actual / self.target if self.target else 0.0


@dataclass(frozen=True)
class PlanProgress:
    """Goals, and how many tasks stand in each state; the states sum to all tasks."""

    goals: tuple[GoalProgress, ...]
    tasks: dict[str, int]


class GoalReport:
    """Measures plans against their goals."""

    def __init__(self, work: Work, *, actor: Actor, clock: Clock, currency: str, slots: SlotReport) -> None:
        """Report to `actor`; revenue counts in `currency` only."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._currency = currency
        self._slots = slots

    def progress(self, plan: Plan) -> PlanProgress:
        """Return the plan's goals with what is done, and the tasks by state."""
        tasks = self._tasks(plan.id)
        figures = self._figures(plan, tasks)
        expected = _elapsed(plan.starts_at, plan.ends_at, self._clock.now())
        goals = tuple(
            GoalProgress(GoalMetric(goal["metric"]), goal["target"], figures[GoalMetric(goal["metric"])], expected)
            for goal in plan.goals
        )
        return PlanProgress(goals, tasks)

    def _tasks(self, plan_id: str) -> dict[str, int]:
        query = select(Task.state, func.count()).where(Task.plan_id == plan_id).group_by(Task.state)
        found: dict[str, int] = dict(self._work.session.execute(query).all())
        return {state.value: found.get(state, 0) for state in TaskState}

    def _figures(self, plan: Plan, tasks: dict[str, int]) -> dict[GoalMetric, int]:
        rows = self._slots.rows(Filter(plan=plan.id), group_by=())
        main = next((row for row in rows if row.currency == self._currency), SlotRow(dims={}, currency=self._currency))
        leads = (
            select(func.count())
            .select_from(Conversion)
            .join(Link, Link.code == Conversion.share)
            .where(Link.plan_id == plan.id, Conversion.kind == "lead")
        )
        return {
            GoalMetric.PREPARED: tasks[TaskState.PREPARED] + tasks[TaskState.DONE],
            GoalMetric.OPENS: main.opens,
            GoalMetric.READERS: main.readers,
            GoalMetric.CLICKS: main.clicks,
            GoalMetric.LEADS: self._work.session.scalar(leads) or 0,
            GoalMetric.ORDERS: sum(row.orders for row in rows),
            GoalMetric.REVENUE: main.revenue,
        }


def _elapsed(starts: datetime, ends: datetime, now: datetime) -> float:
    whole = (ends - starts).total_seconds()
    return min(max((now - starts).total_seconds() / whole, 0.0), 1.0) if whole > 0 else 1.0
