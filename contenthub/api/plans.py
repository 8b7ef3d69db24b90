"""Plans."""

from typing import Any

from apiflask import APIBlueprint
from pydantic import Field

from contenthub.accounts.permissions import Action
from contenthub.api.shapes import Body, Ident, ListIn, Listing, Moment, Out, listing
from contenthub.edge import request as edge
from contenthub.edge.guards import allow, visible
from contenthub.plans.models import Plan
from contenthub.plans.plan_fields import PlanChanges, PlanFields
from contenthub.plans.values import Channel, GoalMetric, PlanState, Stage

bp = APIBlueprint("plans", __name__, tag="Plans")


class PlanIn(Body):
    """A new plan."""

    shape = PlanFields


class PlanChange(Body):
    """What to change of a plan; once launched only name, note, goals and `ends_at`."""

    shape = PlanChanges


class GoalOut(Out):
    """A number to reach."""

    metric: GoalMetric
    target: int


class PlanOut(Out):
    """A plan."""

    id: str
    name: str
    state: PlanState
    stage: Stage
    scene: str
    audience: str
    note: str
    channels: list[Channel]
    starts_at: Moment
    ends_at: Moment
    contents: list[str]
    units: list[str]
    goals: list[GoalOut]
    dedupe_minutes: int
    launched_at: Moment | None
    created_at: Moment


class PlanStateOut(Out):
    """How the plan stands now."""

    state: PlanState


class LaunchOut(PlanStateOut):
    """How the plan stands now, and how many tasks it has."""

    tasks: int


class PlanQuery(ListIn):
    """Which plans."""

    q: str = Field("", max_length=80)
    state: PlanState | None = None
    content: Ident | None = None


def present_plan(plan: Plan) -> dict[str, Any]:
    """Return a plan as JSON."""
    given = {name: getattr(plan, name) for name in PlanOut.model_fields if name not in {"contents", "units"}}
    return given | {
        "contents": [row.content_id for row in plan.contents],
        "units": [row.unit_id for row in plan.units],
    }


def _exists(plan_id: str) -> object:
    return edge.services().plans.get_plan(plan_id)


@bp.post("/plans")
@allow(Action.MANAGE_PLANS)
@bp.input(PlanIn)
@bp.output(PlanOut, status_code=201)
def plan_add(json_data: PlanIn) -> Any:
    """Add a draft."""
    return present_plan(edge.services().plans.add_plan(**json_data.root))


@bp.get("/plans")
@allow(Action.SEE_PLANS)
@bp.input(PlanQuery, location="query")
@bp.output(Listing[PlanOut])
def plan_list(query_data: PlanQuery) -> Any:
    """List the visible plans, newest first."""
    found = edge.services().plans.list_plans(
        query_data.query, text=query_data.q, state=query_data.state, content=query_data.content
    )
    return listing(found, present_plan)


@bp.get("/plans/<plan_id>")
@allow(Action.SEE_PLANS)
@bp.output(PlanOut)
def plan_get(plan_id: str) -> Any:
    """Return a plan."""
    return present_plan(edge.services().plans.get_plan(plan_id))


@bp.patch("/plans/<plan_id>")
@allow(Action.MANAGE_PLANS)
@visible(_exists)
@bp.input(PlanChange)
@bp.output(PlanOut)
def plan_change(plan_id: str, json_data: PlanChange) -> Any:
    """Change a plan."""
    return present_plan(edge.services().plans.change_plan(plan_id, **json_data.root))


@bp.post("/plans/<plan_id>/launch")
@allow(Action.MANAGE_PLANS)
@visible(_exists)
@bp.output(LaunchOut)
def plan_launch(plan_id: str) -> Any:
    """Launch a draft, or go on with a paused plan; returns how many tasks it has."""
    return {"state": PlanState.RUNNING, "tasks": edge.services().tasks.launch_plan(plan_id)}


@bp.post("/plans/<plan_id>/pause")
@allow(Action.MANAGE_PLANS)
@visible(_exists)
@bp.output(PlanStateOut)
def plan_pause(plan_id: str) -> Any:
    """Hold a running plan; launching goes on with it."""
    return {"state": edge.services().plans.pause_plan(plan_id).state}


@bp.post("/plans/<plan_id>/end")
@allow(Action.MANAGE_PLANS)
@visible(_exists)
@bp.output(PlanStateOut)
def plan_end(plan_id: str) -> Any:
    """End a plan for good."""
    return {"state": edge.services().plans.end_plan(plan_id).state}
