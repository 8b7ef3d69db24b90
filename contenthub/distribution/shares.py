"""Shares as their guide knows them: found, listed, taken back; and compiled for whoever serves them."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Select, func, select

from contenthub.accounts.audit import AuditTrail
from contenthub.accounts.models import Person, Unit
from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor, Role
from contenthub.db.work import Work
from contenthub.distribution.captions import MAX_CAPTION, caption_of_offer, caption_of_page
from contenthub.distribution.compiler import Page as Article
from contenthub.distribution.compiler import ShareCompiler
from contenthub.distribution.compiling import slots_of
from contenthub.distribution.errors import AlreadyShared, ShareInvalid, ShareNotFound, ShareWithdrawn
from contenthub.distribution.making import WHOLE, ShareMaker, Wanted, key_of
from contenthub.distribution.models import Edition, Share
from contenthub.distribution.rules import apply_edits
from contenthub.distribution.tasks import TaskService
from contenthub.distribution.values import DIRECT, CompiledShare, IntentKind, TaskState
from contenthub.kernel.clock import Clock
from contenthub.kernel.errors import FieldError, NotAllowed
from contenthub.kernel.paging import Page, PageQuery
from contenthub.kernel.text import clean_text
from contenthub.tracking.links import LinkService

NoteIntent = Callable[[Share, IntentKind], None]


class ShareService:
    """Makes, finds, compiles and withdraws shares."""

    def __init__(
        self,
        work: Work,
        *,
        actor: Actor,
        clock: Clock,
        audit: AuditTrail,
        tasks: TaskService,
        links: LinkService,
        maker: ShareMaker,
        compiler: ShareCompiler,
        note_intent: NoteIntent,
        public_url: str,
    ) -> None:
        """Act for `actor` within `work`; links begin with `public_url`."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._audit = audit
        self._tasks = tasks
        self._links = links
        self._maker = maker
        self._compiler = compiler
        self._note_intent = note_intent
        self._public_url = public_url

    def add_share(self, edition_id: str, wanted: Wanted) -> tuple[Share, bool]:
        """Return the share of an own edition for a channel and recipient, and whether it is new."""
        return self._maker.share_edition(edition_id, wanted)

    def add_direct_share(self, offer_id: str, wanted: Wanted, *, plan_id: str | None = None) -> tuple[Share, bool]:
        """Return a share of one live offer without an article, and whether it is new."""
        return self._maker.share_offer(offer_id, wanted, plan_id=plan_id)

    def compile(self, code: str, *, at: datetime) -> CompiledShare:
        """Return what a code shows at `at`, for anybody: see `ShareCompiler.compile`."""
        return self._compiler.compile(code, at=at)

    def preview(self, page: Article, *, guide: Person) -> CompiledShare:
        """Return an article as `guide` would send it now, without making anything."""
        return self._compiler.compile_page(page, guide=guide, at=self._clock.now())

    def get_share(self, code: str) -> Share:
        """Return a visible share with edition, version, offer and guide; raise `ShareNotFound`."""
        require(self._actor, Action.SEE_SHARES)
        share = self._work.session.scalar(self._visible().where(Share.code == code).options(*WHOLE))
        if share is None:
            raise ShareNotFound(code=code)
        return share

    def get_own_share(self, code: str) -> Share:
        """Return a share of the actor's own; raise `ShareNotFound`, or `NotAllowed` for somebody else's."""
        share = self.get_share(code)
        if share.guide_id != self._actor.person_id:
            raise NotAllowed(action=Action.SHARE.value)
        return share

    def list_shares(
        self, query: PageQuery, *, plan: str | None = None, task: str | None = None, guide: str | None = None
    ) -> Page[Share]:
        """Return visible shares, newest first: a guide's own, those below a manager's unit, all for HQ."""
        require(self._actor, Action.SEE_SHARES)
        wanted = self._visible()
        if plan is not None:
            wanted = wanted.where(Share.plan_id == plan)
        if guide is not None:
            wanted = wanted.where(Share.guide_id == guide)
        if task is not None:
            wanted = wanted.join(Edition, Share.edition_id == Edition.id).where(Edition.task_id == task)
        session = self._work.session
        total = session.scalar(select(func.count()).select_from(wanted.with_only_columns(Share.id).subquery())) or 0
        ordered = wanted.order_by(Share.id.desc()).offset(query.offset).limit(query.limit).options(*WHOLE)
        return Page.of(session.scalars(ordered).all(), query=query, total=total)

    def _visible(self) -> Select[Share]:
        wanted = select(Share)
        if self._actor.is_hq:
            return wanted
        if self._actor.role == Role.GUIDE:
            return wanted.where(Share.guide_id == self._actor.person_id)
        wanted = wanted.join(Person, Share.guide_id == Person.id).join(Unit, Person.unit_id == Unit.id)
        return wanted.where(Unit.path.startswith(self._actor.unit_path, autoescape=True))

    def withdraw_share(self, code: str) -> Share:
        """Take a share back, one's own or, for HQ, anybody's; its pages are gone within a second."""
        with self._work:
            share = self._get_to_change(code)
            if share.withdrawn_at is None:
                share.withdrawn_at, share.active_key = self._clock.now(), None
                self._links.changed(code)
                self._audit.record("share_withdrawn", "share", code, guide=share.guide_id)
            return share

    def restore_share(self, code: str) -> Share:
        """Undo a withdrawal; raise `AlreadyShared` when a newer share has taken its place."""
        with self._work:
            share = self._get_to_change(code)
            if share.withdrawn_at is None:
                return share
            key = key_of(share)
            if self._work.session.scalar(select(Share.id).where(Share.active_key == key)):
                raise AlreadyShared(code=code)
            share.withdrawn_at, share.active_key = None, key
            self._links.changed(code)
            self._audit.record("share_restored", "share", code, guide=share.guide_id)
            return share

    def _get_to_change(self, code: str) -> Share:
        share = self.get_share(code)
        is_own = share.guide_id == self._actor.person_id
        require(self._actor, Action.SHARE if is_own else Action.MANAGE_PLANS)
        return share

    def set_caption(self, code: str, caption: str) -> Share:
        """Keep the guide's own words for sending; an empty text goes back to the suggested one."""
        require(self._actor, Action.SHARE)
        tidy = clean_text(caption)
        if len(tidy) > MAX_CAPTION:
            raise ShareInvalid(FieldError("caption", f"at most {MAX_CAPTION} characters"))
        with self._work:
            share = self.get_own_share(code)
            share.caption = "" if tidy == self._suggested(share) else tidy
            return share

    def add_intent(self, code: str, kind: IntentKind) -> Share:
        """Note what the guide did with an own share, prepared and never "sent"; its task is done."""
        require(self._actor, Action.SHARE)
        with self._work:
            share = self.get_own_share(code)
            if share.withdrawn_at is not None:
                raise ShareWithdrawn(code=code)
            if share.edition is not None:
                self._tasks.advance(share.edition.task_id, TaskState.DONE)
            self._note_intent(share, kind)
            return share

    def url_of(self, share: Share) -> str:
        """Return the address customers open."""
        return f"{self._public_url}/s/{share.code}"

    def caption_of(self, share: Share) -> str:
        """Return the words to send along: the guide's own, else greeting, title, a line about it, and a name."""
        return share.caption or self._suggested(share)

    def _suggested(self, share: Share) -> str:
        facts = {
            "guide_name": share.guide.name,
            "recipient": share.recipient,
            "channel": share.channel,
            "url": self.url_of(share),
        }
        if share.edition is None:
            return caption_of_offer(share.offer, **facts) if share.offer else ""
        return caption_of_page(Article.of(share.edition.version, share.edition.edits), **facts)

    def title_of(self, share: Share) -> str:
        """Return what the share is called: its article's title or its offer's name."""
        if share.edition is not None:
            return share.edition.version.title
        return share.offer.name if share.offer else ""

    def slot_keys(self, share: Share) -> list[str]:
        """Return the keys of the share's slots, in order."""
        if share.edition is None:
            return [DIRECT]
        return [slot["key"] for slot in slots_of(apply_edits(share.edition.version.blocks, share.edition.edits))]
