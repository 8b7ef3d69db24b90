"""Contents: articles being written. Saving changes the draft, never what was published."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field, WithJsonSchema
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from contenthub.accounts.audit import AuditTrail
from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.kernel.clock import Clock
from contenthub.kernel.errors import FieldError
from contenthub.kernel.fields import Shape, TidyLine, TidyText, read_fields
from contenthub.kernel.ids import new_id
from contenthub.kernel.paging import Page, PageQuery
from contenthub.library.usage import AssetUses
from contenthub.library.values import AssetKind
from contenthub.plans.blocks import SHAPES, Ident, Known, Refs, read_blocks, refs_of
from contenthub.plans.errors import ContentInPlan, ContentInvalid, ContentNotFound, ContentRecalled, ContentStale
from contenthub.plans.known import find_known
from contenthub.plans.models import Content, ContentVersion, Plan, PlanContent
from contenthub.plans.values import ContentState, PlanState

MAX_TITLE = 120
COPY_MARK = " 副本"
NOTED_EVERY = timedelta(minutes=10)
"""Autosave writes every second; the audit trail notes one person's saves this often."""

AnyBlock = Annotated[Any, WithJsonSchema({"oneOf": [shape.model_json_schema() for shape in SHAPES.values()]})]


class ContentFields(Shape):
    """What may be written about a content."""

    title: TidyLine = Field(min_length=1, max_length=MAX_TITLE)
    summary: TidyText = Field("", max_length=300)
    cover: Ident | None = None
    blocks: list[AnyBlock]


def load_content(session: Session, content_id: str, *, lock: bool = False) -> Content:
    """Return a content that is not in the trash, locked until the commit on wish; raise `ContentNotFound`."""
    found = session.get(Content, content_id, with_for_update=lock or None, populate_existing=lock)
    if found is None or found.trashed_at is not None:
        raise ContentNotFound(content=content_id)
    return found


class ContentService:
    """Adds, changes, copies and finds contents."""

    def __init__(
        self, work: Work, *, actor: Actor, clock: Clock, audit: AuditTrail, uses: AssetUses, hosts: tuple[str, ...]
    ) -> None:
        """Act for `actor` within `work`; links and live targets lie within `hosts`."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._audit = audit
        self._uses = uses
        self._hosts = hosts

    def add_content(self, /, **fields: Any) -> Content:
        """Add a draft from the fields of `ContentFields`; raise `ContentInvalid` listing every wrong one."""
        require(self._actor, Action.MANAGE_CONTENTS)
        with self._work:
            return self._add(self._read(fields))

    def _add(self, fits: dict[str, Any]) -> Content:
        now, me = self._clock.now(), self._actor.person_id
        content = Content(
            id=new_id(),
            state=ContentState.DRAFT,
            created_by=me,
            created_at=now,
            updated_by=me,
            updated_at=now,
            revision=1,
            **fits,
        )
        self._work.session.add(content)
        self._work.session.flush()
        self._note_uses(content)
        self._audit.record("content_added", "content", content.id, title=content.title)
        return content

    def _read(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return the whole draft as it is stored; raise `ContentInvalid` listing every wrong field."""
        fits, wrong = read_fields(ContentFields, fields)
        raw, cover = fits.get("blocks", []), fits.get("cover")
        refs = refs_of([*raw, {"asset": cover}])
        known = find_known(self._work.session, refs)
        blocks, wrong_blocks = read_blocks(raw, known=known, hosts=self._hosts)
        wrong += [*_judge_cover(cover, known=known), *wrong_blocks]
        if wrong:
            raise ContentInvalid(*wrong)
        return {"title": fits["title"], "summary": fits.get("summary", ""), "cover": cover, "blocks": blocks}

    def _note_uses(self, content: Content) -> None:
        self._uses.set_uses("content", content.id, title=content.title, assets=refs_of_page(content).assets)

    def get_content(self, content_id: str) -> Content:
        """Return a content that is not in the trash; raise `ContentNotFound`."""
        return load_content(self._work.session, content_id)

    def find_contents(self, ids: Collection[str]) -> dict[str, Content]:
        """Return the contents that exist and are not in the trash, by id."""
        wanted = select(Content).where(Content.id.in_(set(ids)), Content.trashed_at.is_(None))
        return {content.id: content for content in self._work.session.scalars(wanted)}

    def list_contents(
        self, query: PageQuery, *, text: str = "", state: ContentState | None = None, trashed: bool = False
    ) -> Page[Content]:
        """Return contents, the last changed first: with `text` in title or summary, in a state; or the trash."""
        require(self._actor, Action.SEE_CONTENTS)
        conditions: list[ColumnElement[bool]] = [
            Content.trashed_at.is_not(None) if trashed else Content.trashed_at.is_(None)
        ]
        if text:
            conditions.append(
                Content.title.icontains(text, autoescape=True) | Content.summary.icontains(text, autoescape=True)
            )
        if state:
            conditions.append(Content.state == state)
        session = self._work.session
        total = session.scalar(select(func.count()).select_from(Content).where(*conditions)) or 0
        wanted = select(Content).where(*conditions).order_by(Content.updated_at.desc(), Content.id.desc())
        return Page.of(session.scalars(wanted.offset(query.offset).limit(query.limit)).all(), query=query, total=total)

    def change_content(self, content_id: str, *, expected: frozenset[int] | None, fields: Mapping[str, Any]) -> Content:
        """Replace the draft; raise `ContentStale` unless its revision is among `expected` (None: any will do).

        What changes nothing makes no new revision.
        """
        require(self._actor, Action.MANAGE_CONTENTS)
        with self._work:
            content = load_content(self._work.session, content_id, lock=True)
            if expected is not None and content.revision not in expected:
                raise ContentStale(content=content_id, revision=content.revision, by=content.updated_by)
            if content.state == ContentState.RECALLED:
                raise ContentRecalled(content=content_id)
            fits = self._read(fields)
            if any(getattr(content, name) != value for name, value in fits.items()):
                self._save(content, fits)
            return content

    def _save(self, content: Content, fits: dict[str, Any]) -> None:
        me, now = self._actor.person_id, self._clock.now()
        if content.updated_by != me or now - content.updated_at >= NOTED_EVERY:
            self._audit.record("content_changed", "content", content.id, title=fits["title"])
        for name, value in fits.items():
            setattr(content, name, value)
        content.revision += 1
        content.updated_by, content.updated_at = me, now
        self._work.session.flush()
        self._note_uses(content)

    def copy_content(self, content_id: str) -> Content:
        """Add a new draft with the blocks of another; the ids of its blocks stay, so that figures can be compared."""
        require(self._actor, Action.MANAGE_CONTENTS)
        with self._work:
            source = self.get_content(content_id)
            title = source.title[: MAX_TITLE - len(COPY_MARK)] + COPY_MARK
            return self._add(
                {"title": title, "summary": source.summary, "cover": source.cover, "blocks": list(source.blocks)}
            )

    def trash_content(self, content_id: str) -> None:
        """Put a content in the trash, its links live on; raise `ContentInPlan` while a plan with it is under way."""
        require(self._actor, Action.MANAGE_CONTENTS)
        with self._work:
            content = load_content(self._work.session, content_id, lock=True)
            plans = self._plans_under_way(content_id)
            if plans:
                raise ContentInPlan(content=content_id, plans=list(plans))
            content.trashed_at = self._clock.now()
            self._uses.set_uses("content", content_id, title=content.title, assets=())
            self._audit.record("content_trashed", "content", content_id, title=content.title)

    def restore_content(self, content_id: str) -> Content:
        """Take a content out of the trash, as it was; one that is not there stays as it is."""
        require(self._actor, Action.MANAGE_CONTENTS)
        with self._work:
            content = self._work.session.get(Content, content_id, with_for_update=True, populate_existing=True)
            if content is None:
                raise ContentNotFound(content=content_id)
            if content.trashed_at is not None:
                content.trashed_at = None
                self._note_uses(content)
                self._audit.record("content_restored", "content", content_id, title=content.title)
            return content

    def _plans_under_way(self, content_id: str) -> list[str]:
        wanted = (
            select(Plan.name)
            .join(PlanContent, PlanContent.plan_id == Plan.id)
            .where(PlanContent.content_id == content_id, Plan.state.in_([PlanState.RUNNING, PlanState.PAUSED]))
            .order_by(Plan.id)
        )
        return list(self._work.session.scalars(wanted))


def _judge_cover(cover: str | None, *, known: Known) -> list[FieldError]:
    if cover is None:
        return []
    kind = known.assets.get(cover)
    if kind is None:
        return [FieldError("cover", "unknown")]
    return [] if kind == AssetKind.IMAGE else [FieldError("cover", "not a file of kind image")]


def refs_of_page(page: Content | ContentVersion) -> Refs:
    """Return everything a content or a version refers to, its cover among the assets."""
    return refs_of([*page.blocks, {"asset": page.cover}])
