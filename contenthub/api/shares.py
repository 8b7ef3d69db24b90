"""Shares, intents, viewers, kits."""

from datetime import datetime
from typing import Annotated, Any

from apiflask import APIBlueprint
from flask import Response
from pydantic import AwareDatetime, Field, StringConstraints

from contenthub.accounts.permissions import Action
from contenthub.api.editions import own_edition
from contenthub.api.shapes import Ident, In, ListIn, Listing, Moment, Out, listing
from contenthub.distribution.making import Wanted
from contenthub.distribution.models import Share
from contenthub.distribution.values import IntentKind
from contenthub.edge import request as edge
from contenthub.edge.guards import allow, visible
from contenthub.plans.values import Channel

bp = APIBlueprint("shares", __name__, tag="Shares")
Recipient = Annotated[str, StringConstraints(max_length=40, strip_whitespace=True)]


class ShareIn(In):
    """Where to share, and to whom: a name for the guide's own eyes."""

    channel: Channel
    recipient: Recipient | None = None
    expires_at: AwareDatetime | None = None

    @property
    def wanted(self) -> Wanted:
        """Return it as the services take it."""
        expires: datetime | None = self.expires_at
        return Wanted(self.channel, self.recipient or "", expires)


class DirectShareIn(ShareIn):
    """The same for one offer, within a plan or without one."""

    plan: Ident | None = None


class SlotLink(Out):
    """Where a slot leads."""

    key: str
    url: str


class ShareOut(Out):
    """A share; `poster_note` lists characters of the poster that no font holds."""

    code: str
    url: str
    title: str
    caption: str
    channel: Channel
    recipient: str
    slots: list[SlotLink]
    poster_url: str
    poster_note: str
    qr_url: str
    kit_url: str
    plan: str | None
    task: str | None
    edition: str | None
    offer: str | None
    guide: str
    created_at: Moment
    expires_at: Moment | None
    withdrawn_at: Moment | None


class CaptionIn(In):
    """The guide's own words for sending; empty: the suggested ones."""

    caption: str = Field(max_length=2000)


class IntentIn(In):
    """What the guide did with the kit."""

    kind: IntentKind


class IntentOut(Out):
    """What was noted."""

    code: str
    kind: IntentKind


class ShareQuery(ListIn):
    """Which shares."""

    plan: Ident | None = None
    task: Ident | None = None
    guide: Ident | None = None


def present_share(share: Share) -> dict[str, Any]:
    """Return a share as JSON."""
    shares = edge.services().shares
    url = shares.url_of(share)
    kit = f"{edge.hub().settings.public_url}/api/v1/shares/{share.code}/kit.zip"
    names = ("code", "channel", "recipient", "poster_note", "created_at", "expires_at", "withdrawn_at")
    return {name: getattr(share, name) for name in names} | {
        "url": url,
        "title": shares.title_of(share),
        "caption": shares.caption_of(share),
        "slots": [{"key": key, "url": f"{url}/{key}"} for key in shares.slot_keys(share)],
        "poster_url": f"{url}/poster.png",
        "qr_url": f"{url}/qr.svg",
        "kit_url": kit,
        "plan": share.plan_id,
        "task": share.edition.task_id if share.edition else None,
        "edition": share.edition_id,
        "offer": share.offer_id,
        "guide": share.guide_id,
    }


def _made(answer: tuple[Share, bool]) -> Any:
    share, is_new = answer
    return present_share(share), 201 if is_new else 200


def _exists(code: str) -> Share:
    return edge.services().shares.get_share(code)


def _own(code: str) -> Share:
    return edge.services().shares.get_own_share(code)


def _offer(offer_id: str) -> object:
    return edge.services().offers.get_offer(offer_id)


@bp.post("/editions/<edition_id>/shares")
@allow(Action.SHARE)
@visible(own_edition)
@bp.input(ShareIn)
@bp.output(ShareOut, status_code=201, description="Made; the same channel and recipient again: 200 and the same code.")
def share_add(edition_id: str, json_data: ShareIn) -> Any:
    """Share an own edition."""
    return _made(edge.services().shares.add_share(edition_id, json_data.wanted))


@bp.post("/offers/<offer_id>/shares")
@allow(Action.SHARE)
@visible(_offer)
@bp.input(DirectShareIn)
@bp.output(ShareOut, status_code=201, description="Made; the same channel and recipient again: 200 and the same code.")
def direct_share_add(offer_id: str, json_data: DirectShareIn) -> Any:
    """Share one live offer without an article."""
    shares = edge.services().shares
    return _made(shares.add_direct_share(offer_id, json_data.wanted, plan_id=json_data.plan))


@bp.get("/shares")
@allow(Action.SEE_SHARES)
@bp.input(ShareQuery, location="query")
@bp.output(Listing[ShareOut])
def share_list(query_data: ShareQuery) -> Any:
    """List shares, newest first: a guide's own, those below a manager's unit, all for HQ."""
    found = edge.services().shares.list_shares(
        query_data.query, plan=query_data.plan, task=query_data.task, guide=query_data.guide
    )
    return listing(found, present_share)


@bp.get("/shares/<code>")
@allow(Action.SEE_SHARES)
@bp.output(ShareOut)
def share_get(code: str) -> Any:
    """Return a share."""
    return present_share(_exists(code))


@bp.patch("/shares/<code>")
@allow(Action.SHARE)
@visible(_own)
@bp.input(CaptionIn)
@bp.output(ShareOut)
def share_change(code: str, json_data: CaptionIn) -> Any:
    """Keep the guide's own words for sending."""
    return present_share(edge.services().shares.set_caption(code, json_data.caption))


@bp.delete("/shares/<code>")
@allow(Action.SEE_SHARES)
@visible(_exists)
@bp.output({}, status_code=204)
def share_withdraw(code: str) -> Any:
    """Withdraw a share, one's own or, for HQ, anybody's: its pages are gone within a second."""
    edge.services().shares.withdraw_share(code)
    return ""


@bp.post("/shares/<code>/restore")
@allow(Action.SEE_SHARES)
@visible(_exists)
@bp.output(ShareOut)
def share_restore(code: str) -> Any:
    """Undo a withdrawal."""
    return present_share(edge.services().shares.restore_share(code))


@bp.post("/shares/<code>/intents")
@allow(Action.SHARE)
@visible(_own)
@bp.input(IntentIn)
@bp.output(IntentOut, status_code=201)
def intent_add(code: str, json_data: IntentIn) -> Any:
    """Note what the guide did with the kit; the task is done."""
    edge.services().shares.add_intent(code, json_data.kind)
    return {"code": code, "kind": json_data.kind}


@bp.get("/shares/<code>/kit.zip")
@allow(Action.SEE_SHARES)
@visible(_exists)
@bp.doc(description="application/zip: text.txt, link.txt, poster.png, picture-1.jpg …")
def share_kit(code: str) -> Response:
    """Return text, link, poster and pictures in one ZIP."""
    body = edge.services().kits.zip_kit(code)
    headers = {"Content-Disposition": f'attachment; filename="kit-{code}.zip"', "Cache-Control": "private, no-store"}
    return Response(body, mimetype="application/zip", headers=headers)
