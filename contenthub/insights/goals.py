"""How far a plan has come towards its goals."""

from dataclasses import dataclass
from datetime import datetime

from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.distribution.tasks import TaskService
from contenthub.distribution.values import TaskState
from contenthub.insights import facts
from contenthub.insights.slots import SlotReport
from contenthub.insights.values import Filter, SlotRow
from contenthub.kernel.clock import Clock
from contenthub.plans.models import Plan
from contenthub.plans.values import GoalMetric
from contenthub.tracking.values import ConversionKind


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
    """Measures plans against their goals; a manager is told what the own units did."""

    def __init__(
        self, work: Work, *, actor: Actor, clock: Clock, currency: str, slots: SlotReport, tasks: TaskService
    ) -> None:
        """Report to `actor`; revenue counts in `currency` only."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._currency = currency
        self._slots = slots
        self._tasks = tasks

    def progress(self, plan: Plan) -> PlanProgress:
        """Return the plan's goals with what is done, and the tasks by state."""
        tasks = self._tasks.count_states(plan.id)
        figures = self._figures(plan, tasks)
        expected = _elapsed(plan.starts_at, plan.ends_at, self._clock.now())
        goals = tuple(
            GoalProgress(GoalMetric(goal["metric"]), goal["target"], figures[GoalMetric(goal["metric"])], expected)
            for goal in plan.goals
        )
        return PlanProgress(goals, {state.value: count for state, count in tasks.items()})

    def _figures(self, plan: Plan, tasks: dict[TaskState, int]) -> dict[GoalMetric, int]:
        rows = self._slots.rows(Filter(plan=plan.id), group_by=())
        main = next((row for row in rows if row.currency == self._currency), SlotRow(dims={}, currency=self._currency))
        return {
            GoalMetric.PREPARED: tasks[TaskState.PREPARED] + tasks[TaskState.DONE],
            GoalMetric.OPENS: main.opens,
            GoalMetric.READERS: main.readers,
            GoalMetric.CLICKS: main.clicks,
            GoalMetric.LEADS: self._leads(plan),
            GoalMetric.ORDERS: sum(row.orders for row in rows),
            GoalMetric.REVENUE: main.revenue,
        }

    def _leads(self, plan: Plan) -> int:
        told = facts.conversions(Filter(plan=plan.id), (), unit_path=self._actor.sees_below)
        found = self._work.session.execute(told)
        return sum(count for kind, _currency, count, _amount in found if kind == ConversionKind.LEAD)


def _elapsed(starts: datetime, ends: datetime, now: datetime) -> float:
    whole = (ends - starts).total_seconds()
    return min(max((now - starts).total_seconds() / whole, 0.0), 1.0) if whole > 0 else 1.0
