"""Compiles a share from the rows it stands on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from contenthub.accounts.models import Person
from contenthub.db.work import Work
from contenthub.distribution import compiling
from contenthub.distribution.errors import ContentRecalled, ShareExpired, ShareNotFound, ShareWithdrawn
from contenthub.distribution.models import Edition, Share
from contenthub.distribution.rules import apply_edits, summary_of
from contenthub.distribution.values import Block, CompiledShare, Edit
from contenthub.plans.models import Content, ContentVersion, Plan
from contenthub.plans.offers import OfferService
from contenthub.plans.values import ContentState, PlanState

MAX_REPLACEMENTS = 10
PREVIEW = "preview"
"""The code of what is compiled for looking at only."""


@dataclass(frozen=True)
class Page:
    """An article with the guide's edits: what a page is compiled from."""

    title: str
    summary: str
    cover: str | None
    blocks: Sequence[Block]
    edits: Sequence[Edit] = ()

    @classmethod
    def of(cls, version: ContentVersion, edits: Sequence[Edit] = ()) -> "Page":
        """Return a published version under some edits."""
        return cls(version.title, version.summary, version.cover, version.blocks, edits)


@dataclass(frozen=True)
class Period:
    """When a plan ends; `is_over` also when it was ended early."""

    ends_at: datetime | None = None
    is_over: bool = False


class ShareCompiler:
    """Makes the record that public pages are served from. Asks for no permission: the code is the key."""

    def __init__(self, work: Work, *, offers: OfferService) -> None:
        """Read within `work`."""
        self._work = work
        self._offers = offers

    def compile(self, code: str, *, at: datetime) -> CompiledShare:
        """Return what a code shows at `at`.

        Raises `ShareNotFound`; `ShareWithdrawn`, `ShareExpired`, `ContentRecalled` when it is gone. A recalled content
        that has a replacement shows the replacement's newest version, unedited.
        """
        share = self._work.session.scalar(select(Share).where(Share.code == code).options(*_LOADED))
        if share is None:
            raise ShareNotFound(code=code)
        if share.withdrawn_at is not None:
            raise ShareWithdrawn(code=code)
        if share.expires_at is not None and share.expires_at <= at:
            raise ShareExpired(code=code)
        if share.edition is None:
            return self._compile_direct(share, at=at)
        page = self._page_of(share.edition)
        period = self._period(share.plan_id, at=at)
        return self.compile_page(page, code=code, guide=share.guide, period=period, at=at, expires_at=share.expires_at)

    def compile_page(
        self,
        page: Page,
        *,
        guide: Person,
        at: datetime,
        code: str = PREVIEW,
        period: Period | None = None,
        expires_at: datetime | None = None,
    ) -> CompiledShare:
        """Return an article as `guide` would send it; previews use this too."""
        period = period or Period()
        blocks = apply_edits(page.blocks, page.edits)
        offers = self._offers.find_offers(compiling.offers_of(blocks))
        slots = compiling.compile_slots(blocks, offers=offers, at=at, ends_at=period.ends_at, is_over=period.is_over)
        return CompiledShare(
            code=code,
            kind="page",
            title=page.title,
            summary=page.summary or summary_of(blocks),
            cover=page.cover or _first_picture(blocks),
            guide_name=guide.name,
            unit_name=guide.unit.name,
            blocks=tuple(blocks),
            slots=slots,
            valid_until=compiling.next_boundary(slots, at=at, also=(period.ends_at, expires_at)),
        )

    def _compile_direct(self, share: Share, *, at: datetime) -> CompiledShare:
        offer = share.offer
        if offer is None:
            raise ShareNotFound(code=share.code)
        slot = compiling.compile_direct(offer, at=at)
        return CompiledShare(
            code=share.code,
            kind="direct",
            title=offer.name,
            summary=offer.note,
            cover=None,
            guide_name=share.guide.name,
            unit_name=share.guide.unit.name,
            blocks=(),
            slots=(slot,),
            valid_until=compiling.next_boundary((slot,), at=at, also=(share.expires_at,)),
        )

    def _page_of(self, edition: Edition) -> Page:
        content = edition.version.content
        if content.state != ContentState.RECALLED:
            return Page.of(edition.version, edition.edits)
        return Page.of(self._replacement(content))

    def _replacement(self, recalled: Content) -> ContentVersion:
        content: Content | None = recalled
        for _step in range(MAX_REPLACEMENTS):
            if content is None or content.state != ContentState.RECALLED:
                break
            content = self._work.session.get(Content, content.replacement_id) if content.replacement_id else None
        if content is None or content.state != ContentState.PUBLISHED:
            raise ContentRecalled(content=recalled.id)
        newest = select(ContentVersion).where(ContentVersion.content_id == content.id)
        version = self._work.session.scalar(newest.order_by(ContentVersion.number.desc()).limit(1))
        if version is None:
            raise ContentRecalled(content=recalled.id)
        return version

    def _period(self, plan_id: str | None, *, at: datetime) -> Period:
        if plan_id is None:
            return Period()
        state, ends_at = self._work.session.execute(select(Plan.state, Plan.ends_at).where(Plan.id == plan_id)).one()
        return Period(ends_at, is_over=state == PlanState.ENDED or ends_at <= at)


_LOADED = (
    joinedload(Share.guide),
    joinedload(Share.offer),
    joinedload(Share.edition).joinedload(Edition.version).joinedload(ContentVersion.content),
)


def _first_picture(blocks: Sequence[Block]) -> str | None:
    return next((block["asset"] for block in blocks if block["type"] == "image"), None)
