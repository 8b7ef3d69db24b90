"""Plans: goals and a period, contents, and the units that carry them out; draft → running ↔ paused → ended."""

from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlalchemy.orm import Session

from contenthub.accounts.audit import AuditTrail
from contenthub.accounts.models import Unit
from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.kernel.clock import Clock
from contenthub.kernel.errors import FieldError
from contenthub.kernel.fields import read_fields
from contenthub.kernel.ids import new_id
from contenthub.kernel.paging import Page, PageQuery
from contenthub.kernel.signals import plan_changed
from contenthub.plans.errors import (
    ContentNotPublished,
    PlanIncomplete,
    PlanInvalid,
    PlanLocked,
    PlanNotFound,
    PlanOver,
    PlanStateConflict,
)
from contenthub.plans.models import Content, ContentVersion, Plan, PlanContent, PlanUnit
from contenthub.plans.plan_fields import PlanChanges, PlanFields, free_fields
from contenthub.plans.values import Channel, ContentState, GoalMetric, PlanState


class PlanService:
    """Adds, changes, moves on and finds plans; tasks are made by `distribution` in the transaction of the launch."""

    def __init__(self, work: Work, *, actor: Actor, clock: Clock, audit: AuditTrail) -> None:
        """Act for `actor` within `work`."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._audit = audit

    def add_plan(self, /, **fields: Any) -> Plan:
        """Add a draft from the fields of `PlanFields`; raise `PlanInvalid` listing every wrong one."""
        require(self._actor, Action.MANAGE_PLANS)
        with self._work:
            fits, wrong = read_fields(PlanFields, fields)
            self._refuse([*wrong, *self._judge(fits)])
            plan = Plan(
                id=new_id(), state=PlanState.DRAFT, created_by=self._actor.person_id, created_at=self._clock.now()
            )
            self._apply(plan, PlanFields.model_construct(**fits).model_dump())
            self._work.session.add(plan)
            self._work.session.flush()
            self._audit.record("plan_added", "plan", plan.id, name=plan.name)
            return plan

    def change_plan(self, plan_id: str, /, **changes: Any) -> Plan:
        """Change the given fields; after the launch only `WHILE_UNDER_WAY`, after the end nothing (`PlanLocked`)."""
        require(self._actor, Action.MANAGE_PLANS)
        with self._work:
            plan = load_plan(self._work.session, plan_id, actor=self._actor, lock=True)
            fixed = sorted(set(changes) & set(PlanFields.model_fields) - free_fields(plan))
            if fixed:
                raise PlanLocked(plan=plan_id, state=plan.state, fields=list(fixed))
            fits, wrong = read_fields(PlanChanges, changes)
            period = {"starts_at": plan.starts_at, "ends_at": plan.ends_at}
            self._refuse([*wrong, *self._judge(period | fits)])
            self._apply(plan, PlanChanges.model_construct(**fits).model_dump(include=set(fits)))
            self._work.session.flush()
            self._audit.record("plan_changed", "plan", plan.id, fields=sorted(changes))
            plan_changed.send(self, plan=plan, work=self._work, clock=self._clock)
            return plan

    def _judge(self, fits: dict[str, Any]) -> list[FieldError]:
        session, wrong = self._work.session, []
        starts, ends = fits.get("starts_at"), fits.get("ends_at")
        wrong += [
            FieldError(name, "required") for name in ("starts_at", "ends_at") if name in fits and fits[name] is None
        ]
        if starts is not None and ends is not None and starts >= ends:
            wrong.append(FieldError("ends_at", "not after starts_at"))
        there = select(Content.id).where(Content.id.in_(fits.get("contents", ())), Content.trashed_at.is_(None))
        wrong += _judge_listed("contents", fits.get("contents", []), known=set(session.scalars(there)))
        homes = select(Unit.id).where(Unit.id.in_(fits.get("units", ())))
        wrong += _judge_listed("units", fits.get("units", []), known=set(session.scalars(homes)))
        wrong += _judge_listed("channels", fits.get("channels", []), known=set(Channel))
        metrics = [goal.metric for goal in fits.get("goals", [])]
        return wrong + _judge_listed("goals", metrics, known=set(GoalMetric))

    def _refuse(self, wrong: list[FieldError]) -> None:
        if wrong:
            raise PlanInvalid(*wrong)

    def _apply(self, plan: Plan, fields: dict[str, Any]) -> None:
        if "contents" in fields:
            rows = enumerate(fields.pop("contents"))
            plan.contents = [
                PlanContent(content_id=content, position=place, version_id=None) for place, content in rows
            ]
        if "units" in fields:
            plan.units = [PlanUnit(unit_id=unit) for unit in fields.pop("units")]
        for name, value in fields.items():
            setattr(plan, name, value)

    def launch_plan(self, plan_id: str) -> Plan:
        """Start a draft, pinning the newest version of each content; or go on with a paused plan as it was pinned.

        Raise `PlanStateConflict`, `PlanOver`, `PlanIncomplete`, or `ContentNotPublished` naming every content without
        a version to show.
        """
        require(self._actor, Action.MANAGE_PLANS)
        with self._work:
            plan = load_plan(self._work.session, plan_id, actor=self._actor, lock=True)
            _expect(plan, PlanState.DRAFT, PlanState.PAUSED)
            if plan.ends_at <= self._clock.now():
                raise PlanOver(plan=plan.id)
            if plan.state == PlanState.DRAFT:
                self._pin(plan)
                plan.launched_at = self._clock.now()
            return self._move(plan, PlanState.RUNNING, deed="plan_launched")

    def _pin(self, plan: Plan) -> None:
        missing = [name for name, rows in (("contents", plan.contents), ("units", plan.units)) if not rows]
        if missing:
            raise PlanIncomplete(plan=plan.id, missing=missing)
        unready = [row.content for row in plan.contents if not _can_be_shown(row.content)]
        if unready:
            raise ContentNotPublished(titles=[content.title for content in unready], contents=[c.id for c in unready])
        versions = self._newest_versions([row.content_id for row in plan.contents])
        for row in plan.contents:
            row.version_id = versions[row.content_id]

    def _newest_versions(self, contents: list[str]) -> dict[str, str]:
        newest = (
            select(ContentVersion.content_id, func.max(ContentVersion.number).label("number"))
            .where(ContentVersion.content_id.in_(contents))
            .group_by(ContentVersion.content_id)
            .subquery()
        )
        same = (ContentVersion.content_id == newest.c.content_id) & (ContentVersion.number == newest.c.number)
        rows = self._work.session.execute(select(ContentVersion.content_id, ContentVersion.id).join(newest, same))
        return {row.content_id: row.id for row in rows}

    def pause_plan(self, plan_id: str) -> Plan:
        """Hold a running plan: its tasks wait, links already sent stay."""
        return self._change(plan_id, PlanState.RUNNING, to=PlanState.PAUSED, deed="plan_paused")

    def end_plan(self, plan_id: str) -> Plan:
        """End a plan for good; its pages stay, with fallbacks in their slots."""
        return self._change(plan_id, PlanState.RUNNING, PlanState.PAUSED, to=PlanState.ENDED, deed="plan_ended")

    def _change(self, plan_id: str, *from_: PlanState, to: PlanState, deed: str) -> Plan:
        require(self._actor, Action.MANAGE_PLANS)
        with self._work:
            plan = load_plan(self._work.session, plan_id, actor=self._actor, lock=True)
            _expect(plan, *from_)
            return self._move(plan, to, deed=deed)

    def _move(self, plan: Plan, to: PlanState, *, deed: str) -> Plan:
        plan.state = to
        self._work.session.flush()
        self._audit.record(deed, "plan", plan.id, name=plan.name)
        plan_changed.send(self, plan=plan, work=self._work, clock=self._clock)
        return plan

    def get_plan(self, plan_id: str) -> Plan:
        """Return a plan that is for some of the actor's units; raise `PlanNotFound`."""
        return load_plan(self._work.session, plan_id, actor=self._actor)

    def list_plans(
        self, query: PageQuery, *, text: str = "", state: PlanState | None = None, content: str | None = None
    ) -> Page[Plan]:
        """Return the visible plans, newest first: those with `text` in the name, in a state, with a content."""
        require(self._actor, Action.SEE_PLANS)
        conditions = visible_plans(self._actor)
        if text:
            conditions.append(Plan.name.icontains(text, autoescape=True))
        if state:
            conditions.append(Plan.state == state)
        if content:
            conditions.append(Plan.id.in_(select(PlanContent.plan_id).where(PlanContent.content_id == content)))
        session = self._work.session
        total = session.scalar(select(func.count()).select_from(Plan).where(*conditions)) or 0
        wanted = select(Plan).where(*conditions).order_by(Plan.id.desc())
        return Page.of(session.scalars(wanted.offset(query.offset).limit(query.limit)).all(), query=query, total=total)


def visible_plans(actor: Actor) -> list[ColumnElement[bool]]:
    """Return the conditions that leave the plans for units above, at or below the actor's own."""
    if actor.is_hq:
        return []
    path = actor.unit_path
    touches = or_(Unit.path.startswith(path, autoescape=True), literal(path).startswith(Unit.path))
    return [Plan.id.in_(select(PlanUnit.plan_id).join(Unit, Unit.id == PlanUnit.unit_id).where(touches))]


def load_plan(session: Session, plan_id: str, *, actor: Actor, lock: bool = False) -> Plan:
    """Return a visible plan, locked until the commit if it is to be changed; raise `PlanNotFound`."""
    wanted = select(Plan).where(Plan.id == plan_id, *visible_plans(actor))
    if lock:
        wanted = wanted.with_for_update(of=Plan).execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise PlanNotFound(plan=plan_id)
    return found


def _judge_listed(name: str, given: list[Any], *, known: set[Any]) -> list[FieldError]:
    wrong = [FieldError(f"{name}.{n}", "unknown") for n, item in enumerate(given) if item not in known]
    return wrong + [FieldError(f"{name}.{n}", "named twice") for n, item in enumerate(given) if item in given[:n]]


def _expect(plan: Plan, *states: PlanState) -> None:
    if plan.state not in states:
        raise PlanStateConflict(plan=plan.id, state=plan.state)


def _can_be_shown(content: Content) -> bool:
    return content.state == ContentState.PUBLISHED and content.trashed_at is None
