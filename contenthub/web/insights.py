"""Pages of insight: what each slot did, how pages were read, where a plan's guides stand."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, request

from contenthub.accounts.permissions import Action
from contenthub.edge import request as edge
from contenthub.edge.answers import csv_answer
from contenthub.edge.guards import allow
from contenthub.edge.words import _, _l, _lp
from contenthub.insights.periods import parse_period
from contenthub.insights.tables import to_csv
from contenthub.insights.values import Dimension, Filter, SlotRow
from contenthub.kernel.paging import MAX_LIMIT, PageQuery
from contenthub.plans.models import Plan
from contenthub.plans.values import PlanState
from contenthub.services import Services
from contenthub.web.naming import CHANNELS, METRICS
from contenthub.web.presenting import local

bp = Blueprint("insights", __name__)

PERIODS = ((7, _l("近 7 天")), (14, _l("近 14 天")), (30, _l("近 30 天")), (0, _l("全部")))
LENGTHS = {str(days) for days, _label in PERIODS if days}
DIMENSIONS = {
    Dimension.SLOT: _l("卡槽"),
    Dimension.POSITION: _l("位置"),
    Dimension.OFFER: _l("优惠"),
    Dimension.PRODUCT: _l("商品"),
    Dimension.GUIDE: _l("导购"),
    Dimension.UNIT: _l("门店"),
    Dimension.CHANNEL: _l("渠道"),
    Dimension.AUDIENCE: _l("人群"),
    Dimension.DAY: _l("日期"),
}
STEPS = {
    "open": _lp("step", "打开"),
    "seen": _lp("step", "看到页面"),
    "view": _lp("step", "看到卡槽"),
    "click": _lp("step", "点击"),
    "order": _lp("step", "成交"),
}


def _dimension() -> Dimension:
    asked = request.args.get("group_by", "slot")
    return Dimension(asked) if asked in set(Dimension) else Dimension.SLOT


def _filter() -> Filter:
    args, settings = request.args, edge.hub().settings
    since, until = parse_period(args.get("from"), args.get("to"), zone=settings.zone)
    days = args.get("days", "30" if not (since or until) else "0")
    if since is None and days in LENGTHS:
        today = local(edge.hub().clock.now()).date()
        since, _until = parse_period((today - timedelta(days=int(days) - 1)).isoformat(), None, zone=settings.zone)
    return Filter(args.get("plan") or None, args.get("content") or None, None, since, until)


@bp.get("/insights")
@allow(Action.SEE_INSIGHTS)
def index() -> str:
    """Show slots, funnel and reading of what the filter names."""
    services, wanted, dim = edge.services(), _filter(), _dimension()
    rows = services.slot_report.rows(wanted, group_by=[dim])
    totals = services.slot_report.rows(wanted, group_by=())
    currency = edge.hub().settings.currency
    return render_template(
        "insights/index.html",
        wanted=wanted,
        dim=dim,
        dimensions=DIMENSIONS,
        periods=PERIODS,
        days=request.args.get("days", "30" if not request.args.get("from") else ""),
        rows=rows,
        names=_names(rows, dim, services, wanted),
        total=next((row for row in totals if row.currency == currency), SlotRow({}, currency)),
        steps=services.reading_report.funnel(wanted),
        step_names=STEPS,
        reading=services.reading_report.reading(wanted),
        lag=edge.hub().drain_lag(),
        **_choices(services),
    )


def _choices(services: Services) -> dict[str, Any]:
    query = PageQuery(MAX_LIMIT)
    return {"plans": services.plans.list_plans(query).items, "contents": services.contents.list_contents(query).items}


def _names(rows: list[SlotRow], dim: Dimension, services: Services, wanted: Filter) -> dict[str | int, str]:
    """Return what a reader calls each group."""
    if dim is Dimension.SLOT:
        return _slot_names(services, wanted)
    if dim is Dimension.CHANNEL:
        return {key: str(name) for key, name in CHANNELS.items()}
    if dim is Dimension.POSITION:
        return {row.dims[dim.value]: _("第 %(n)s 个卡槽", n=row.dims[dim.value]) for row in rows}
    return {row.dims[dim.value]: row.labels.get(dim.value, "") for row in rows}


def _slot_names(services: Services, wanted: Filter) -> dict[str | int, str]:
    if wanted.content:
        contents = [services.contents.get_content(wanted.content)]
    elif wanted.plan:
        contents = [link.content for link in services.plans.get_plan(wanted.plan).contents]
    else:
        contents = list(services.contents.list_contents(PageQuery(MAX_LIMIT)).items)
    found: dict[str | int, set[str]] = {"direct": {_("直接发优惠")}}
    for block in (block for content in contents for block in content.blocks if block["type"] == "slot"):
        found.setdefault(block["key"], set()).add(block["name"])
    return {key: next(iter(names)) for key, names in found.items() if len(names) == 1}


@bp.get("/insights/slots.csv")
@allow(Action.SEE_INSIGHTS)
def slots_csv() -> Any:
    """Give the table for a spreadsheet."""
    dim = _dimension()
    rows = edge.services().slot_report.rows(_filter(), group_by=[dim])
    return csv_answer(to_csv(rows, dims=[dim.value]), name="slots.csv")


def _progress(plan: Plan) -> dict[str, Any]:
    services = edge.services()
    return {
        "plan": plan,
        "progress": services.goal_report.progress(plan),
        "units": services.progress_report.by_unit(plan.id),
        "metrics": METRICS,
        "currency": edge.hub().settings.currency,
    }


@bp.get("/plans/<plan_id>/progress-fragment")
@allow(Action.SEE_PLANS)
def progress_fragment(plan_id: str) -> str:
    """Show a plan's goals, where its guides stand, and its units."""
    return render_template("insights/progress.html", **_progress(edge.services().plans.get_plan(plan_id)))


@bp.get("/distribution")
@allow(Action.SEE_PLANS)
def distribution() -> str:
    """Show where the guides of each running plan stand."""
    services = edge.services()
    plans = services.plans.list_plans(PageQuery(MAX_LIMIT), state=PlanState.RUNNING).items
    chosen = next((plan for plan in plans if plan.id == request.args.get("plan")), plans[0] if plans else None)
    guides = services.progress_report.by_guide(chosen.id) if chosen else []
    facts = _progress(chosen) if chosen else {"plan": None}
    return render_template("insights/distribution.html", plans=plans, guides=guides, **facts)
