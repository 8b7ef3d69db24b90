"""Plans, for the console: write one, launch it, see how far it has come."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from contenthub.accounts.models import Unit
from contenthub.accounts.permissions import Action
from contenthub.accounts.values import Role
from contenthub.edge import request as edge
from contenthub.edge.guards import allow
from contenthub.edge.sentences import sentence
from contenthub.edge.words import _, _n
from contenthub.kernel.errors import ContentHubError
from contenthub.kernel.paging import MAX_LIMIT, PageQuery
from contenthub.plans.models import Content, Plan
from contenthub.plans.plan_fields import free_fields
from contenthub.plans.values import ContentState, PlanState
from contenthub.web import plan_form
from contenthub.web.forms import done, refused, shown

T = TypeVar("T")
bp = Blueprint("plans", __name__)


@bp.get("/plans")
@allow(Action.SEE_PLANS)
def plans() -> str:
    """Show the plans found."""
    query, asked = PageQuery(cursor=request.args.get("cursor")), request.args.get("state")
    state = PlanState(asked) if asked in set(PlanState) else None
    page = edge.services().plans.list_plans(query, text=request.args.get("q", "").strip(), state=state)
    return render_template("plans/plans.html", page=page, offset=query.offset, state=state)


def _facts(plan: Plan | None, given: plan_form.Given) -> dict[str, Any]:
    services = edge.services()
    contents = [row for row in services.contents.list_contents(PageQuery(MAX_LIMIT)).items if _may_be_chosen(row)]
    known = {content.id for content in contents}
    kept = services.contents.find_contents(set(given.contents) - known).values()
    order = {key: place for place, key in enumerate(given.contents)}
    return {
        "plan": plan,
        "given": given,
        "free": free_fields(plan) if plan else plan_form.EVERYTHING,
        "contents": sorted([*kept, *contents], key=lambda content: order.get(content.id, len(order))),
        "units": services.units.tree(),
        "depth": _depth,
        "currency": edge.hub().settings.currency,
    }


def _may_be_chosen(content: Content) -> bool:
    return content.state != ContentState.RECALLED


def _depth(unit: Unit) -> int:
    return unit.path.count("/") - 2


@bp.get("/plans/new")
@allow(Action.MANAGE_PLANS)
def new_plan() -> str:
    """Ask for a new plan."""
    return shown("plans/form.html", **_facts(None, plan_form.fresh(content=request.args.get("content"))))


@bp.post("/plans/new")
@allow(Action.MANAGE_PLANS)
def add_plan() -> Response:
    """Add a plan."""
    given = plan_form.sent_form()
    try:
        plan = edge.services().plans.add_plan(**plan_form.fields(given))
    except ContentHubError as error:
        return refused("plans/form.html", plan_form.renamed(error, given), **_facts(None, given))
    return done(url_for("plans.plan", plan_id=plan.id), _("计划写好了，看一遍就可以发起。"))


@bp.get("/plans/<plan_id>/edit")
@allow(Action.MANAGE_PLANS)
def edit_plan(plan_id: str) -> str:
    """Show a plan to change it."""
    plan = edge.services().plans.get_plan(plan_id)
    return shown("plans/form.html", **_facts(plan, plan_form.of_plan(plan)))


@bp.post("/plans/<plan_id>/edit")
@allow(Action.MANAGE_PLANS)
def change_plan(plan_id: str) -> Response:
    """Change a plan in what may still be changed."""
    plans, given = edge.services().plans, plan_form.sent_form()
    plan = plans.get_plan(plan_id)
    changes = {name: value for name, value in plan_form.fields(given).items() if name in free_fields(plan)}
    try:
        plans.change_plan(plan_id, **changes)
    except ContentHubError as error:
        return refused("plans/form.html", plan_form.renamed(error, given), **_facts(plans.get_plan(plan_id), given))
    return done(url_for("plans.plan", plan_id=plan_id), _("已保存。"))


@bp.get("/plans/<plan_id>")
@allow(Action.SEE_PLANS)
def plan(plan_id: str) -> str:
    """Show a plan: ready to launch, or how far it has come."""
    return shown("plans/plan.html", **_plan_facts(plan_id))


def _plan_facts(plan_id: str) -> dict[str, Any]:
    services = edge.services()
    plan = services.plans.get_plan(plan_id)
    units = [unit for unit in services.units.tree() if unit.id in {row.unit_id for row in plan.units}]
    now = edge.hub().clock.now()
    return {
        "plan": plan,
        "units": units,
        "guides": _count_guides(units) if plan.state == PlanState.DRAFT else 0,
        "unready": [row.content for row in plan.contents if row.content.state != ContentState.PUBLISHED],
        "day": (now - plan.starts_at).days + 1,
        "is_over": plan.ends_at <= now,
        "currency": edge.hub().settings.currency,
    }


def _count_guides(units: list[Unit]) -> int:
    """Return how many guides work in the units and below; a unit below another one counts with it."""
    paths = [unit.path for unit in units]
    tops = [unit for unit in units if not any(unit.path != path and unit.path.startswith(path) for path in paths)]
    people, one = edge.services().people, PageQuery(1)
    return sum(people.list_people(one, role=Role.GUIDE, active=True, unit=unit.id).total for unit in tops)


@bp.post("/plans/<plan_id>/launch")
@allow(Action.MANAGE_PLANS)
def launch_plan(plan_id: str) -> Response:
    """Launch a plan, or go on with a paused one."""
    return _moved(plan_id, edge.services().tasks.launch_plan, said=lambda n: _n("计划在进行了：%(n)s 个任务。", n))


@bp.post("/plans/<plan_id>/pause")
@allow(Action.MANAGE_PLANS)
def pause_plan(plan_id: str) -> Response:
    """Hold a running plan."""
    return _moved(plan_id, edge.services().plans.pause_plan, said=lambda _plan: _("已暂停。发出去的链接照常打开。"))


@bp.post("/plans/<plan_id>/end")
@allow(Action.MANAGE_PLANS)
def end_plan(plan_id: str) -> Response:
    """End a plan for good."""
    return _moved(plan_id, edge.services().plans.end_plan, said=lambda _plan: _("计划结束了。页面还在，卡槽只剩兜底。"))


def _moved(plan_id: str, move: Callable[[str], T], *, said: Callable[[T], str]) -> Response:
    """Move a plan on, and say on its page what was done, or why it was not."""
    edge.services().plans.get_plan(plan_id)
    try:
        flash(said(move(plan_id)))
    except ContentHubError as error:
        flash(sentence(error), "wrong")
    return done(url_for("plans.plan", plan_id=plan_id))
