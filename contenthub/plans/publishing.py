"""Publishing: checking a draft, making immutable versions of it, taking a content back from its readers."""

from typing import Any

from pydantic import Field
from sqlalchemy import select

from contenthub.accounts.audit import AuditTrail
from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.kernel.clock import Clock
from contenthub.kernel.errors import FieldError
from contenthub.kernel.fields import Shape, TidyLine, read_fields
from contenthub.kernel.ids import new_id
from contenthub.kernel.signals import content_published, content_recalled
from contenthub.library.models import Product
from contenthub.library.usage import AssetUses
from contenthub.plans import checking
from contenthub.plans.blocks import Ident
from contenthub.plans.contents import load_content, refs_of_page
from contenthub.plans.errors import (
    ContentNotPublished,
    ContentNotReady,
    ContentRecalled,
    RecallInvalid,
    VersionNotFound,
)
from contenthub.plans.known import find_asset_facts
from contenthub.plans.models import Content, ContentVersion, Offer
from contenthub.plans.values import ContentState, Level

MAX_NUMBER = 2**31
"""A version beyond what a column holds does not exist."""

SHOWN = ("title", "summary", "cover", "blocks")


class RecallFields(Shape):
    """What may be said when a content is taken back."""

    replacement: Ident | None = None
    reason: TidyLine = Field("", max_length=300)


class PublishingService:
    """Publishes and recalls contents."""

    def __init__(self, work: Work, *, actor: Actor, clock: Clock, audit: AuditTrail, uses: AssetUses) -> None:
        """Act for `actor` within `work`."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._audit = audit
        self._uses = uses

    def check(self, content_id: str) -> list[checking.Finding]:
        """Return what a reader would stumble over in the draft, problems and hints."""
        require(self._actor, Action.SEE_CONTENTS)
        return self._check(load_content(self._work.session, content_id))

    def _check(self, content: Content) -> list[checking.Finding]:
        session, refs = self._work.session, refs_of_page(content)
        around = checking.Around(
            assets=find_asset_facts(session, refs.assets),
            products={row.id: row for row in session.scalars(select(Product).where(Product.id.in_(refs.products)))},
            offers={row.id: row for row in session.scalars(select(Offer).where(Offer.id.in_(refs.offers)))},
        )
        return checking.check(content, around=around, at=self._clock.now())

    def publish(self, content_id: str) -> tuple[ContentVersion, bool]:
        """Make the draft the next version; return it and whether it is new.

        A draft that equals the newest version is that version. Raise `ContentNotReady` with every problem, and
        `ContentRecalled` for a content that was taken back. Links already sent keep the version they carry.
        """
        require(self._actor, Action.MANAGE_CONTENTS)
        with self._work:
            content = load_content(self._work.session, content_id, lock=True)
            if content.state == ContentState.RECALLED:
                raise ContentRecalled(content=content_id)
            newest = self.find_newest(content_id)
            if newest and all(getattr(newest, name) == getattr(content, name) for name in SHOWN):
                content.published_revision = content.revision
                return newest, False
            self._refuse_problems(content)
            return self._add_version(content, number=newest.number + 1 if newest else 1), True

    def _refuse_problems(self, content: Content) -> None:
        problems = [finding.as_error() for finding in self._check(content) if finding.level is Level.PROBLEM]
        if problems:
            raise ContentNotReady(*problems, content=content.id)

    def _add_version(self, content: Content, *, number: int) -> ContentVersion:
        shown = {name: getattr(content, name) for name in SHOWN}
        version = ContentVersion(
            id=new_id(),
            content_id=content.id,
            number=number,
            published_by=self._actor.person_id,
            published_at=self._clock.now(),
            **shown,
        )
        self._work.session.add(version)
        content.state = ContentState.PUBLISHED
        content.version, content.published_revision = number, content.revision
        self._work.session.flush()
        self._uses.set_uses("version", version.id, title=version.title, assets=refs_of_page(version).assets)
        self._audit.record("content_published", "content", content.id, version=number, title=content.title)
        content_published.send(self, content=content, work=self._work, clock=self._clock)
        return version

    def find_newest(self, content_id: str) -> ContentVersion | None:
        """Return the newest version of a content, or None before the first."""
        wanted = select(ContentVersion).where(ContentVersion.content_id == content_id)
        return self._work.session.scalar(wanted.order_by(ContentVersion.number.desc()).limit(1))

    def list_versions(self, content_id: str) -> list[ContentVersion]:
        """Return the versions of a content, newest first, at most 100."""
        require(self._actor, Action.SEE_CONTENTS)
        wanted = select(ContentVersion).where(
            ContentVersion.content_id == load_content(self._work.session, content_id).id
        )
        return list(self._work.session.scalars(wanted.order_by(ContentVersion.number.desc()).limit(100)))

    def get_version(self, content_id: str, number: int) -> ContentVersion:
        """Return one version of a content; raise `VersionNotFound`."""
        require(self._actor, Action.SEE_CONTENTS)
        wanted = select(ContentVersion).where(ContentVersion.content_id == content_id, ContentVersion.number == number)
        found = self._work.session.scalar(wanted) if number < MAX_NUMBER else None
        if found is None:
            raise VersionNotFound(content=content_id, version=number)
        return found

    def recall(self, content_id: str, /, **fields: Any) -> Content:
        """Take a content back: its links show the replacement, or say kindly that it is gone.

        A recall is for good, so that a mended text never brings the withdrawn one back to life on links already sent;
        recalling again changes the replacement and the reason.
        """
        require(self._actor, Action.MANAGE_CONTENTS)
        with self._work:
            content = load_content(self._work.session, content_id, lock=True)
            if content.state == ContentState.DRAFT:
                raise ContentNotPublished(titles=[content.title], contents=[content.id])
            fits, wrong = read_fields(RecallFields, fields)
            wrong += self._judge_replacement(fits.get("replacement"), of=content)
            if wrong:
                raise RecallInvalid(*wrong)
            self._take_back(content, replacement=fits.get("replacement"), reason=fits.get("reason", ""))
            return content

    def _judge_replacement(self, replacement: str | None, *, of: Content) -> list[FieldError]:
        # A replacement is never recalled when it is named, and a recalled content is never published again: no cycles.
        if replacement is None:
            return []
        if replacement == of.id:
            return [FieldError("replacement", "the content itself")]
        found = self._work.session.get(Content, replacement)
        if found is None or found.trashed_at is not None:
            return [FieldError("replacement", "unknown")]
        return [] if found.state == ContentState.PUBLISHED else [FieldError("replacement", f"is {found.state}")]

    def _take_back(self, content: Content, *, replacement: str | None, reason: str) -> None:
        content.state = ContentState.RECALLED
        content.replacement_id, content.recall_reason = replacement, reason
        self._work.session.flush()
        for version in self._work.session.scalars(
            select(ContentVersion.id).where(ContentVersion.content_id == content.id)
        ):
            self._uses.set_uses("version", version, title=content.title, assets=())
        self._audit.record("content_recalled", "content", content.id, replacement=replacement, reason=reason)
        content_recalled.send(self, content=content, work=self._work, clock=self._clock)
