"""The attribution policies of plans."""

from typing import Any

from apiflask import APIBlueprint
from pydantic import Field

from contenthub.accounts.permissions import Action
from contenthub.api.shapes import In, Out
from contenthub.edge import request as edge
from contenthub.edge.guards import allow, visible
from contenthub.plans.models import Plan
from contenthub.tracking.policy import Fallback, Model, Policy, Priority

bp = APIBlueprint("attribution", __name__, tag="Conversions")


class PolicyIn(In):
    """How the orders of a plan are credited; what is left out is as the house does it."""

    window_days: int = Field(7, ge=1, le=90, strict=True)
    model: Model = Model.LAST
    priority: Priority = Priority.SHARER
    fallback: Fallback = Fallback.NOBODY
    hold_days: int = Field(0, ge=0, le=365, strict=True)


class PolicyOut(Out):
    """A version of a plan's policy; 0 is the house's own."""

    version: int
    window_days: int
    model: Model
    priority: Priority
    fallback: Fallback
    hold_days: int


def _exists(plan_id: str) -> Plan:
    return edge.services().plans.get_plan(plan_id)


@bp.get("/plans/<plan_id>/attribution")
@allow(Action.SEE_PLANS)
@visible(_exists)
@bp.output(PolicyOut)
def policy_get(plan_id: str) -> Any:
    """Return the attribution policy of a plan."""
    return edge.services().policies.get_policy(plan_id)


@bp.post("/plans/<plan_id>/attribution")
@allow(Action.MANAGE_PLANS)
@visible(_exists)
@bp.input(PolicyIn)
@bp.output(PolicyOut, status_code=201)
def policy_add(plan_id: str, json_data: PolicyIn) -> Any:
    """Give a plan a new version of its attribution policy; earlier orders follow when recomputed."""
    return edge.services().policies.add_policy(plan_id, Policy(**json_data.model_dump()))
