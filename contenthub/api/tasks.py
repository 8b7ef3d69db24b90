"""Tasks."""

from typing import Any

from apiflask import APIBlueprint

from contenthub.accounts.permissions import Action
from contenthub.api.shapes import Ident, ListIn, Listing, Moment, Out, listing
from contenthub.distribution.editions import SlotChoice
from contenthub.distribution.models import Task
from contenthub.distribution.values import TaskState
from contenthub.edge import request as edge
from contenthub.edge.guards import allow, visible
from contenthub.plans.models import Offer
from contenthub.plans.values import Channel, ContentState, OfferKind, PlanState

bp = APIBlueprint("tasks", __name__, tag="Tasks")


class GuideOut(Out):
    """Whose task it is."""

    id: str
    name: str
    unit: str


class TaskOut(Out):
    """A task; `cover` is an asset."""

    id: str
    plan: str
    plan_name: str
    plan_state: PlanState
    content: str
    version: int
    title: str
    summary: str
    cover: str | None
    state: TaskState
    due_at: Moment
    guide: GuideOut
    recalled: bool


class ChoiceOut(Out):
    """An offer as a guide chooses it."""

    id: str
    name: str
    kind: OfferKind
    note: str
    ends_at: Moment | None


class SlotOut(Out):
    """A slot: HQ's offers, the fallback, and those the guide may add (`allowed`)."""

    block: str
    key: str
    name: str
    offers: list[ChoiceOut]
    fallback: ChoiceOut | None
    guide_offers: bool
    allowed: list[ChoiceOut]


class TaskFull(TaskOut):
    """A task with everything needed to do it; `edition` is the id of the guide's edition, if any."""

    channels: list[Channel]
    blocks: list[dict[str, Any]]
    slots: list[SlotOut]
    edition: str | None


class TaskQuery(ListIn):
    """Which tasks."""

    mine: bool = False
    plan: Ident | None = None
    state: TaskState | None = None


def present_task(task: Task) -> dict[str, Any]:
    """Return a task as JSON."""
    version, guide = task.version, task.guide
    return {
        "id": task.id,
        "plan": task.plan_id,
        "plan_name": task.plan.name,
        "plan_state": task.plan.state,
        "content": task.content_id,
        "version": version.number,
        "title": version.title,
        "summary": version.summary,
        "cover": version.cover,
        "state": task.state,
        "due_at": task.due_at,
        "guide": {"id": guide.id, "name": guide.name, "unit": guide.unit_id},
        "recalled": version.content.state == ContentState.RECALLED,
    }


def present_choice(offer: Offer) -> dict[str, Any]:
    """Return an offer as a guide chooses it."""
    return {name: getattr(offer, name) for name in ChoiceOut.model_fields}


def present_slot(slot: SlotChoice) -> dict[str, Any]:
    """Return a slot as JSON."""
    return {
        "block": slot.block,
        "key": slot.key,
        "name": slot.name,
        "offers": [present_choice(offer) for offer in slot.offers],
        "fallback": present_choice(slot.fallback) if slot.fallback else None,
        "guide_offers": slot.guide_offers,
        "allowed": [present_choice(offer) for offer in slot.allowed],
    }


def present_full(task: Task) -> dict[str, Any]:
    """Return a task with its article as JSON."""
    editions = edge.services().editions
    edition = editions.find_edition(task)
    return present_task(task) | {
        "channels": task.plan.channels,
        "blocks": [{"locks": [], **block} for block in task.version.blocks],
        "slots": [present_slot(slot) for slot in editions.list_choices(task)],
        "edition": edition.id if edition else None,
    }


def own_task(task_id: str) -> Task:
    """Return a task of the actor's own, for guards."""
    return edge.services().tasks.get_own_task(task_id)


@bp.get("/tasks")
@allow(Action.SEE_TASKS)
@bp.input(TaskQuery, location="query")
@bp.output(Listing[TaskOut])
def task_list(query_data: TaskQuery) -> Any:
    """List tasks by deadline; `mine=1`: one's own, of running plans only."""
    tasks = edge.services().tasks
    if query_data.mine:
        tasks.ensure_tasks()
    found = tasks.list_tasks(query_data.query, mine=query_data.mine, plan=query_data.plan, state=query_data.state)
    return listing(found, present_task)


@bp.get("/tasks/<task_id>")
@allow(Action.SEE_TASKS)
@bp.output(TaskFull)
def task_get(task_id: str) -> Any:
    """Return a task with blocks, locks, and what may be added to its slots."""
    return present_full(edge.services().tasks.get_task(task_id))


@bp.post("/tasks/<task_id>/open")
@allow(Action.DO_TASKS)
@visible(own_task)
@bp.output(TaskOut)
def task_open(task_id: str) -> Any:
    """Note that the guide has looked at it."""
    return present_task(edge.services().tasks.open_task(task_id))


@bp.post("/tasks/<task_id>/done")
@allow(Action.DO_TASKS)
@visible(own_task)
@bp.output(TaskOut)
def task_done(task_id: str) -> Any:
    """Note by the guide's word that it is done."""
    return present_task(edge.services().tasks.finish_task(task_id))
