"""Makes shares: each edition, channel and recipient gets one code, and the same one when asked again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from contenthub.accounts.models import Person
from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.distribution.editions import EditionService
from contenthub.distribution.errors import ContentRecalled, OfferNotLive, PlanNotRunning, ShareInvalid
from contenthub.distribution.models import Edition, Share
from contenthub.distribution.tasks import TaskService
from contenthub.distribution.values import TaskState
from contenthub.kernel.clock import Clock
from contenthub.kernel.errors import FieldError
from contenthub.kernel.ids import new_code, new_id
from contenthub.kernel.text import clean_line
from contenthub.plans.models import ContentVersion, Plan
from contenthub.plans.offers import OfferService
from contenthub.plans.plans import PlanService
from contenthub.plans.rules import is_live
from contenthub.plans.values import Channel, ContentState, PlanState
from contenthub.tracking.links import LinkService

MAX_RECIPIENT = 40
TRIES = 5
"""Two equal codes of 58^11 will not be seen; the same share asked for twice at once will."""


@dataclass(frozen=True)
class Wanted:
    """What a guide asks to share: where, to whom (a name for the guide's own eyes), until when."""

    channel: Channel
    recipient: str = ""
    expires_at: datetime | None = None


class ShareMaker:
    """Makes shares for the guide who acts."""

    def __init__(
        self,
        work: Work,
        *,
        actor: Actor,
        clock: Clock,
        tasks: TaskService,
        editions: EditionService,
        offers: OfferService,
        plans: PlanService,
        links: LinkService,
        when_made: Callable[[str], None],
    ) -> None:
        """Act for `actor` within `work`; `when_made` hears of each new code after the commit."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._tasks = tasks
        self._editions = editions
        self._offers = offers
        self._plans = plans
        self._links = links
        self._when_made = when_made

    def share_edition(self, edition_id: str, wanted: Wanted) -> tuple[Share, bool]:
        """Return the share of an own edition, and whether it is new; the task is then prepared.

        Raises `ShareInvalid`, `PlanNotRunning`, `ContentRecalled`.
        """
        require(self._actor, Action.SHARE)
        with self._work:
            edition = self._editions.get_edition(edition_id)
            task = self._tasks.get_own_task(edition.task_id)
            wanted = self._checked(wanted, plan=task.plan)
            if edition.version.content.state == ContentState.RECALLED:
                raise ContentRecalled(content=edition.version.content_id)
            share = self._blank(wanted)
            share.edition, share.edition_id, share.plan_id = edition, edition.id, task.plan_id
            found, is_new = self._keep(share)
            if is_new:
                self._register(found, plan=task.plan, edition=edition)
            self._tasks.advance(task.id, TaskState.PREPARED)
            return found, is_new

    def share_offer(self, offer_id: str, wanted: Wanted, *, plan_id: str | None = None) -> tuple[Share, bool]:
        """Return a share that carries one live offer and no article, and whether it is new."""
        require(self._actor, Action.SHARE)
        with self._work:
            offer = self._offers.get_offer(offer_id)
            plan = self._plans.get_plan(plan_id) if plan_id else None
            wanted = self._checked(wanted, plan=plan)
            if not is_live(offer, at=self._clock.now()):
                raise OfferNotLive(offer=offer.id, name=offer.name)
            share = self._blank(wanted)
            share.edition, share.offer, share.offer_id, share.plan_id = None, offer, offer.id, plan_id
            found, is_new = self._keep(share)
            if is_new:
                self._register(found, plan=plan)
            return found, is_new

    def _checked(self, wanted: Wanted, *, plan: Plan | None) -> Wanted:
        wrong = []
        recipient = clean_line(wanted.recipient)
        if plan is not None and wanted.channel not in plan.channels:
            wrong.append(FieldError("channel", "not a channel of the plan"))
        if len(recipient) > MAX_RECIPIENT:
            wrong.append(FieldError("recipient", f"at most {MAX_RECIPIENT} characters"))
        if wanted.expires_at is not None and wanted.expires_at <= self._clock.now():
            wrong.append(FieldError("expires_at", "in the past"))
        if wrong:
            raise ShareInvalid(*wrong)
        if plan is not None and (plan.state != PlanState.RUNNING or plan.ends_at <= self._clock.now()):
            raise PlanNotRunning(plan=plan.id, name=plan.name, state=str(plan.state))
        return Wanted(wanted.channel, recipient, wanted.expires_at)

    def _blank(self, wanted: Wanted) -> Share:
        guide = self._work.session.get_one(Person, self._actor.person_id)
        return Share(
            id=new_id(),
            guide=guide,
            guide_id=guide.id,
            channel=wanted.channel,
            recipient=wanted.recipient,
            expires_at=wanted.expires_at,
            created_at=self._clock.now(),
        )

    def _keep(self, share: Share) -> tuple[Share, bool]:
        """Write the share under a fresh code, or return the living one that has its key."""
        session = self._work.session
        share.active_key = key_of(share)
        for _try in range(TRIES):
            living = self._living(share.active_key)
            if living is not None:
                return living, False
            share.code = new_code()
            try:
                with session.begin_nested():
                    session.add(share)
            except IntegrityError:  # asked for twice at once, or a code that is taken: look again
                continue
            return share, True
        raise RuntimeError("no free share code")

    def _living(self, key: str | None) -> Share | None:
        found = self._work.session.scalar(select(Share).where(Share.active_key == key).options(*WHOLE))
        if found is None or found.expires_at is None or found.expires_at > self._clock.now():
            return found
        found.active_key = None
        self._work.session.flush()
        return None

    def _register(self, share: Share, *, plan: Plan | None, edition: Edition | None = None) -> None:
        self._links.register(
            code=share.code,
            plan_id=share.plan_id,
            content_id=edition.version.content_id if edition else None,
            version_id=edition.version_id if edition else None,
            guide_id=share.guide_id,
            unit_id=share.guide.unit_id,
            channel=share.channel,
            audience=plan.audience if plan else "",
            dedupe_minutes=plan.dedupe_minutes if plan else 30,
        )
        code = share.code
        self._work.after_commit(lambda: self._when_made(code))


WHOLE = (
    joinedload(Share.guide),
    joinedload(Share.offer),
    joinedload(Share.edition).options(
        joinedload(Edition.version).joinedload(ContentVersion.content), joinedload(Edition.task)
    ),
)
"""What is loaded with a share that is shown."""


def key_of(share: Share) -> str:
    """Return the name under which a share may live only once."""
    what = f"edition:{share.edition_id}" if share.edition_id else f"offer:{share.offer_id}:{share.plan_id or ''}"
    return f"{share.guide_id}:{what}:{share.channel}:{share.recipient}"
