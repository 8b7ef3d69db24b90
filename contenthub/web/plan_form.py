"""The form of a plan: what people write, and what the service takes."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import request

from contenthub.edge import request as edge
from contenthub.kernel.errors import ContentHubError, FieldError, Invalid
from contenthub.plans.errors import PlanInvalid
from contenthub.plans.models import Plan
from contenthub.plans.plan_fields import PlanFields
from contenthub.plans.values import GoalMetric
from contenthub.web.forms import sent
from contenthub.web.inputs import read_count, read_moment, read_money, write_moment, write_money
from contenthub.web.presenting import local

EVERYTHING = set(PlanFields.model_fields)
LINES = ("name", "stage", "scene", "audience", "note", "starts_at", "ends_at", "dedupe_minutes")


@dataclass(frozen=True)
class Given:
    """A plan as written in the form: texts, and what was ticked."""

    name: str = ""
    stage: str = "monetize"
    scene: str = ""
    audience: str = ""
    note: str = ""
    starts_at: str = ""
    ends_at: str = ""
    dedupe_minutes: str = "30"
    channels: list[str] = field(default_factory=lambda: ["one_to_one", "group", "moments"])
    contents: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    goals: dict[str, str] = field(default_factory=dict)


def fresh(*, content: str | None) -> Given:
    """Return the form of a new plan: from now, for two weeks, with `content` ticked."""
    now = local(edge.hub().clock.now()).replace(minute=0, second=0, microsecond=0)
    end = (now + timedelta(days=14)).replace(hour=23, minute=59)
    return Given(starts_at=write_moment(now), ends_at=write_moment(end), contents=[content] if content else [])


def sent_form() -> Given:
    """Return the form as it was sent."""
    form = request.form
    goals = {metric.value: sent(f"goal_{metric}").strip() for metric in GoalMetric}
    texts: dict[str, Any] = {name: sent(name).strip() for name in LINES}
    lists: dict[str, Any] = {name: form.getlist(name) for name in ("channels", "contents", "units")}
    return Given(**texts, **lists, goals=goals)


def of_plan(plan: Plan) -> Given:
    """Return the form of a plan that exists."""
    return Given(
        name=plan.name,
        stage=str(plan.stage),
        scene=plan.scene,
        audience=plan.audience,
        note=plan.note,
        starts_at=write_moment(plan.starts_at),
        ends_at=write_moment(plan.ends_at),
        dedupe_minutes=str(plan.dedupe_minutes),
        channels=list(plan.channels),
        contents=[row.content_id for row in plan.contents],
        units=[row.unit_id for row in plan.units],
        goals={goal["metric"]: _write_goal(goal) for goal in plan.goals},
    )


def _write_goal(goal: dict[str, Any]) -> str:
    if goal["metric"] == GoalMetric.REVENUE:
        return write_money(goal["target"], currency=edge.hub().settings.currency)
    return str(goal["target"])


def fields(given: Given) -> dict[str, Any]:
    """Return the form as the service takes it."""
    plain = {name: getattr(given, name) for name in ("name", "stage", "scene", "audience", "note")}
    lists = {name: getattr(given, name) for name in ("channels", "contents", "units")}
    times = {name: read_moment(getattr(given, name)) for name in ("starts_at", "ends_at")}
    minutes = read_count(given.dedupe_minutes)
    return plain | lists | times | {"goals": _goals(given), "dedupe_minutes": 30 if minutes is None else minutes}


def _goals(given: Given) -> list[dict[str, Any]]:
    return [{"metric": name, "target": _read_goal(name, text)} for name, text in given.goals.items() if text]


def _read_goal(metric: str, text: str) -> int | str | None:
    if metric == GoalMetric.REVENUE:
        return read_money(text, currency=edge.hub().settings.currency)
    return read_count(text)


def renamed(error: ContentHubError, given: Given) -> ContentHubError:
    """Name the wrong fields as the form does: `goals.1.target` → `goal_clicks`, `contents.0` → `contents`."""
    if not isinstance(error, Invalid):
        return error
    names = [goal["metric"] for goal in _goals(given)]
    return PlanInvalid(
        *(FieldError(_rename(wrong.field, names), wrong.reason) for wrong in error.errors), **error.facts
    )


def _rename(path: str, goals: list[str]) -> str:
    head, _dot, rest = path.partition(".")
    number = rest.partition(".")[0]
    if head == "goals" and number.isascii() and number.isdigit() and int(number) < len(goals):
        return f"goal_{goals[int(number)]}"
    return head
