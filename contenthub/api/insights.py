"""Insights: slots, funnel, reading, goals, a plan's progress."""

from dataclasses import asdict
from typing import Any, Literal

from apiflask import APIBlueprint
from pydantic import Field, field_validator

from contenthub.accounts.permissions import Action
from contenthub.api.shapes import Ident, In
from contenthub.edge import request as edge
from contenthub.edge.answers import csv_answer
from contenthub.edge.guards import allow, visible
from contenthub.insights.goals import PlanProgress
from contenthub.insights.periods import parse_period
from contenthub.insights.tables import COUNTS, to_csv
from contenthub.insights.values import Dimension, Filter, SlotRow

bp = APIBlueprint("insights", __name__, tag="Insights")


class PeriodIn(In):
    """Whose figures, of what time; a bare date means the whole day in the house's zone."""

    plan: Ident | None = None
    content: Ident | None = None
    share: Ident | None = None
    from_: str | None = Field(None, alias="from", max_length=40)
    to: str | None = Field(None, max_length=40)
    verdicts: Literal["human", "all"] = "human"

    def filter(self) -> Filter:
        """Return it as the reports take it."""
        since, until = parse_period(self.from_, self.to, zone=edge.hub().settings.zone)
        return Filter(self.plan, self.content, self.share, since, until, counts_all=self.verdicts == "all")


class SlotsIn(PeriodIn):
    """What to group by: one dimension, or several separated by commas."""

    group_by: str = "slot"
    format: Literal["json", "csv"] = "json"

    @field_validator("group_by")
    @classmethod
    def _known(cls, value: str) -> str:
        unknown = [part for part in value.split(",") if part not in set(Dimension)]
        if unknown or value.count(",") > 2:
            raise ValueError(f"up to three of {', '.join(Dimension)}")
        return value

    @property
    def dimensions(self) -> list[Dimension]:
        """Return the dimensions, in order."""
        return list(dict.fromkeys(Dimension(part) for part in self.group_by.split(",")))


def present_row(row: SlotRow) -> dict[str, Any]:
    """Return a slot row as JSON."""
    rates = {name: asdict(rate) for name, rate in row.rates.items()}
    return {"dims": row.dims, "labels": row.labels, **{name: getattr(row, name) for name in COUNTS}, "rates": rates}


def present_progress(progress: PlanProgress) -> dict[str, Any]:
    """Return a plan's progress as JSON."""
    parts = ("metric", "target", "actual", "progress", "expected")
    goals = [{name: getattr(goal, name) for name in parts} for goal in progress.goals]
    return {"goals": goals, "tasks": progress.tasks}


@bp.get("/insights/slots")
@allow(Action.SEE_INSIGHTS)
@bp.input(SlotsIn, location="query")
def slots(query_data: SlotsIn) -> Any:
    """Say what each slot did: counts, revenue, and rates with their intervals."""
    rows = edge.services().slot_report.rows(query_data.filter(), group_by=query_data.dimensions)
    if query_data.format == "csv":
        return csv_answer(to_csv(rows, dims=[dim.value for dim in query_data.dimensions]), name="slots.csv")
    items = [present_row(row) for row in rows]
    return {"items": items, "next": None, "total": len(items), "lag_seconds": edge.hub().drain_lag()}


@bp.get("/insights/funnel")
@allow(Action.SEE_INSIGHTS)
@bp.input(PeriodIn, location="query")
def funnel(query_data: PeriodIn) -> Any:
    """Say how many visits came how far, from open to order."""
    steps = edge.services().reading_report.funnel(query_data.filter())
    items = [{"step": step.name, "n": step.n, "rate": asdict(step.rate)} for step in steps]
    return {"items": items, "next": None, "total": len(items), "lag_seconds": edge.hub().drain_lag()}


@bp.get("/insights/reading")
@allow(Action.SEE_INSIGHTS)
@bp.input(PeriodIn, location="query")
def reading(query_data: PeriodIn) -> Any:
    """Say how deep and how long people read."""
    report = edge.services().reading_report.reading(query_data.filter())
    curve = [{"depth": point.depth, "rate": asdict(point.rate)} for point in report.curve]
    dwell = {"median_ms": report.dwell_median, "p90_ms": report.dwell_p90}
    return {"readers": report.readers, "curve": curve, "dwell": dwell, "lag_seconds": edge.hub().drain_lag()}


class GoalsIn(In):
    """Which plan."""

    plan: Ident


@bp.get("/insights/goals")
@allow(Action.SEE_INSIGHTS)
@bp.input(GoalsIn, location="query")
def goals(query_data: GoalsIn) -> Any:
    """Say how far a plan has come towards its goals."""
    services = edge.services()
    return present_progress(services.goal_report.progress(services.plans.get_plan(query_data.plan)))


@bp.get("/plans/<plan_id>/progress")
@allow(Action.SEE_PLANS)
@visible(lambda plan_id: edge.services().plans.get_plan(plan_id))  # noqa: PLW0108 - services exist within a request
def plan_progress(plan_id: str) -> Any:
    """Say how far a plan has come: its goals, and its tasks by state."""
    services = edge.services()
    return present_progress(services.goal_report.progress(services.plans.get_plan(plan_id)))
