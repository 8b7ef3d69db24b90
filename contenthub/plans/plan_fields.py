"""What may be written about a plan, and when."""

from pydantic import Field, StrictInt

from contenthub.kernel.fields import Shape, TidyLine, TidyText, Time
from contenthub.plans.blocks import Ident
from contenthub.plans.models import Plan
from contenthub.plans.values import Channel, GoalMetric, PlanState, Stage

WHILE_UNDER_WAY = {"name", "note", "goals", "ends_at"}
"""What may still be changed after the launch: nothing that tasks and links already carry."""


class Goal(Shape):
    """A number to reach; money in minor units."""

    metric: GoalMetric
    target: StrictInt = Field(ge=1, le=10**15)


class PlanFields(Shape):
    """What may be written about a plan."""

    name: TidyLine = Field(min_length=1, max_length=80)
    stage: Stage
    channels: list[Channel] = Field(min_length=1, max_length=len(Channel))
    starts_at: Time
    ends_at: Time
    contents: list[Ident] = Field(default_factory=list, max_length=50)
    units: list[Ident] = Field(default_factory=list, max_length=1000)
    scene: TidyLine = Field("", max_length=80)
    audience: TidyLine = Field("", max_length=80)
    note: TidyText = Field("", max_length=2000)
    goals: list[Goal] = Field(default_factory=list, max_length=len(GoalMetric))
    dedupe_minutes: StrictInt = Field(30, ge=0, le=1440)


class PlanChanges(PlanFields):
    """What may be changed of a plan."""

    name: TidyLine = Field("", min_length=1, max_length=80)
    stage: Stage = Stage.REACH
    channels: list[Channel] = Field(default_factory=list, min_length=1, max_length=len(Channel))
    starts_at: Time | None = None  # type: ignore[assignment]  # null is refused below: a plan has a period
    ends_at: Time | None = None  # type: ignore[assignment]


def free_fields(plan: Plan) -> set[str]:
    """Return the fields of a plan that may be changed in its present state."""
    if plan.state == PlanState.DRAFT:
        return set(PlanFields.model_fields)
    return set() if plan.state == PlanState.ENDED else WHILE_UNDER_WAY
