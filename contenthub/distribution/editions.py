"""Editions: a guide's edits over a content version, one per task."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from contenthub.accounts.permissions import Action, require
from contenthub.accounts.values import Actor
from contenthub.db.work import Work
from contenthub.distribution import rules
from contenthub.distribution.differing import differences
from contenthub.distribution.editing import EditCheck
from contenthub.distribution.errors import EditionNotFound, EditionStale, TaskNotFound
from contenthub.distribution.models import Edition, Share, Task
from contenthub.distribution.tasks import TaskService
from contenthub.distribution.values import Block, Difference, Edit, TaskState
from contenthub.kernel.clock import Clock
from contenthub.kernel.ids import new_id
from contenthub.kernel.paging import PageQuery
from contenthub.library.usage import AssetUses
from contenthub.library.values import AssetKind, AssetState
from contenthub.plans.blocks import Known, Refs
from contenthub.plans.known import find_asset_facts
from contenthub.plans.models import ContentVersion, Offer
from contenthub.plans.offers import OfferService
from contenthub.plans.values import BlockType, OfferState
from contenthub.tracking.links import LinkService

MOST_OFFERS = 100
"""How many offers a slot suggests to a guide, the newest first."""


@dataclass(frozen=True)
class SlotChoice:
    """A slot as a guide sees it: HQ's offers, the fallback, and the live ones the guide may add.

    Adding one that HQ has placed lower, or as the fallback, brings it to the front.
    """

    block: str
    key: str
    name: str
    offers: tuple[Offer, ...]
    fallback: Offer | None
    guide_offers: bool
    allowed: tuple[Offer, ...]


class EditionService:
    """Keeps editions, and says what a guide may change."""

    def __init__(
        self,
        work: Work,
        *,
        actor: Actor,
        clock: Clock,
        tasks: TaskService,
        offers: OfferService,
        links: LinkService,
        uses: AssetUses,
        hosts: tuple[str, ...],
    ) -> None:
        """Act for `actor` within `work`; links in texts stay within `hosts`."""
        self._work = work
        self._actor = actor
        self._clock = clock
        self._tasks = tasks
        self._offers = offers
        self._links = links
        self._uses = uses
        self._hosts = hosts

    def find_edition(self, task: Task) -> Edition | None:
        """Return the edition of a visible task, or None before the first edit."""
        return self._work.session.scalar(select(Edition).where(Edition.task_id == task.id).options(*_LOADED))

    def get_edition(self, edition_id: str) -> Edition:
        """Return an edition of a visible task, with task and version; raise `EditionNotFound`."""
        require(self._actor, Action.SEE_TASKS)
        edition = self._work.session.scalar(select(Edition).where(Edition.id == edition_id).options(*_LOADED))
        if edition is None:
            raise EditionNotFound(edition=edition_id)
        try:
            self._tasks.get_task(edition.task_id)
        except TaskNotFound:
            raise EditionNotFound(edition=edition_id) from None
        return edition

    def save_edits(self, task_id: str, edits: Any) -> Edition:
        """Make the edition of the actor's own task, or replace its edits; raise `BlockLocked`, `EditionInvalid`."""
        with self._work:
            task = self._tasks.get_own_task(task_id)
            edition = self._locked(task.id)
            cleaned = self._clean(task, edition, edits)
            if edition is None:
                now = self._clock.now()
                edition = Edition(
                    id=new_id(), task=task, version=task.version, edits=[], revision=0, created_at=now, updated_at=now
                )
                self._work.session.add(edition)
            self._store(edition, cleaned)
            return edition

    def change_edition(self, edition_id: str, *, expected: frozenset[int] | None, edits: Any) -> Edition:
        """Replace the edits; raise `EditionStale` unless the revision is among `expected` (None: any will do)."""
        with self._work:
            task = self._tasks.get_own_task(self.get_edition(edition_id).task_id)
            edition = self._locked(task.id)
            if edition is None:
                raise EditionNotFound(edition=edition_id)
            if expected is not None and edition.revision not in expected:
                raise EditionStale(edition=edition_id, revision=edition.revision)
            cleaned = self._clean(task, edition, edits)
            if cleaned != edition.edits:
                self._store(edition, cleaned)
            return edition

    def _locked(self, task_id: str) -> Edition | None:
        session = self._work.session
        session.execute(select(Task.id).where(Task.id == task_id).with_for_update())  # there may be no edition to lock
        wanted = select(Edition).where(Edition.task_id == task_id).options(joinedload(Edition.version))
        return session.scalar(wanted.execution_options(populate_existing=True))

    def _clean(self, task: Task, edition: Edition | None, edits: Any) -> list[Edit]:
        kept = {(edit["block"], edit["offer"]) for edit in (edition.edits if edition else ()) if edit["op"] == "offer"}
        allowed = {choice.block: {offer.id for offer in choice.allowed} for choice in self.list_choices(task)}
        for block, offer in kept:  # what was allowed when it was added may stay: it shows while it is live
            allowed.setdefault(block, set()).add(offer)
        check = EditCheck(task.version.blocks, offers=allowed, find_known=self._find_pictures, hosts=self._hosts)
        return check.clean(edits)

    def _find_pictures(self, refs: Refs) -> Known:
        facts = find_asset_facts(self._work.session, refs.assets)
        usable = {
            asset: AssetKind(fact.kind)
            for asset, fact in facts.items()
            if not fact.is_trashed and fact.state == AssetState.READY
        }
        return Known(assets=usable)

    def _store(self, edition: Edition, cleaned: list[Edit]) -> None:
        edition.edits = cleaned
        edition.revision += 1
        edition.updated_at = self._clock.now()
        self._work.session.flush()
        pictures = {edit["new"]["asset"] for edit in cleaned if edit["op"] == "insert" and "asset" in edit["new"]}
        self._uses.set_uses("edition", edition.id, title=edition.version.title, assets=pictures)
        self._tasks.advance(edition.task_id, TaskState.EDITED if cleaned else TaskState.OPENED)
        live = select(Share.code).where(Share.edition_id == edition.id, Share.withdrawn_at.is_(None))
        for code in self._work.session.scalars(live):
            self._links.changed(code)

    def list_choices(self, task: Task) -> list[SlotChoice]:
        """Return the slots of a task, each with the live offers the guide may add to it."""
        slots = [block for block in task.version.blocks if block["type"] == BlockType.SLOT]
        named = self._offers.find_offers({offer for slot in slots for offer in _offers_in(slot)})
        live = self._list_live() if any(slot.get("guide_offers") for slot in slots) else []
        return [_choice(slot, named=named, live=live) for slot in slots]

    def _list_live(self) -> list[Offer]:
        return list(self._offers.list_offers(PageQuery(limit=MOST_OFFERS), state=OfferState.LIVE).items)

    def list_differences(self, edition_id: str) -> list[Difference]:
        """Return what an edition changes in its version, in the order it was changed."""
        edition = self.get_edition(edition_id)
        chosen = {edit["offer"] for edit in edition.edits if edit["op"] == "offer"}
        names = {offer.id: offer.name for offer in self._offers.find_offers(chosen).values()}
        return differences(edition.version.blocks, edition.edits, offer_names=names)

    def edited_blocks(self, task: Task, edition: Edition | None) -> list[Block]:
        """Return the article of a task as a reader of the guide's links sees it."""
        return rules.apply_edits(task.version.blocks, edition.edits if edition else [])


_LOADED = (joinedload(Edition.task), joinedload(Edition.version).joinedload(ContentVersion.content))


def _offers_in(slot: Block) -> list[str]:
    return [*slot["offers"], *([slot["fallback"]] if slot.get("fallback") else [])]


def _choice(slot: Block, *, named: dict[str, Offer], live: list[Offer]) -> SlotChoice:
    may_add = bool(slot.get("guide_offers"))
    return SlotChoice(
        block=slot["id"],
        key=slot["key"],
        name=slot["name"],
        offers=tuple(named[offer] for offer in slot["offers"] if offer in named),
        fallback=named.get(slot.get("fallback") or ""),
        guide_offers=may_add,
        allowed=tuple(live) if may_add else (),
    )
