"""Shares, intents, viewers, kits."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from contenthub.accounts.permissions import Action
from contenthub.api import share_shapes as shapes
from contenthub.api.editions import own_edition
from contenthub.api.shapes import ListIn, Listing, listing
from contenthub.distribution.models import Share
from contenthub.edge import request as edge
from contenthub.edge.guards import allow, visible

bp = APIBlueprint("shares", __name__, tag="Shares")


def _made(answer: tuple[Share, bool]) -> Any:
    share, is_new = answer
    return shapes.present_share(share), 201 if is_new else 200


def _exists(code: str) -> Share:
    return edge.services().shares.get_share(code)


def _own(code: str) -> Share:
    return edge.services().shares.get_own_share(code)


def _offer(offer_id: str) -> object:
    return edge.services().offers.get_offer(offer_id)


@bp.post("/editions/<edition_id>/shares")
@allow(Action.SHARE)
@visible(own_edition)
@bp.input(shapes.ShareIn)
@bp.output(
    shapes.ShareOut, status_code=201, description="Made; the same channel and recipient again: 200 and the same code."
)
def share_add(edition_id: str, json_data: shapes.ShareIn) -> Any:
    """Share an own edition."""
    return _made(edge.services().shares.add_share(edition_id, json_data.wanted))


@bp.post("/offers/<offer_id>/shares")
@allow(Action.SHARE)
@visible(_offer)
@bp.input(shapes.DirectShareIn)
@bp.output(
    shapes.ShareOut, status_code=201, description="Made; the same channel and recipient again: 200 and the same code."
)
def direct_share_add(offer_id: str, json_data: shapes.DirectShareIn) -> Any:
    """Share one live offer without an article."""
    shares = edge.services().shares
    return _made(shares.add_direct_share(offer_id, json_data.wanted, plan_id=json_data.plan))


@bp.get("/shares")
@allow(Action.SEE_SHARES)
@bp.input(shapes.ShareQuery, location="query")
@bp.output(Listing[shapes.ShareOut])
def share_list(query_data: shapes.ShareQuery) -> Any:
    """List shares, newest first: a guide's own, those below a manager's unit, all for HQ."""
    found = edge.services().shares.list_shares(
        query_data.query, plan=query_data.plan, task=query_data.task, guide=query_data.guide
    )
    return listing(found, shapes.present_share)


@bp.get("/shares/<code>")
@allow(Action.SEE_SHARES)
@bp.output(shapes.ShareOut)
def share_get(code: str) -> Any:
    """Return a share."""
    return shapes.present_share(_exists(code))


@bp.patch("/shares/<code>")
@allow(Action.SHARE)
@visible(_own)
@bp.input(shapes.CaptionIn)
@bp.output(shapes.ShareOut)
def share_change(code: str, json_data: shapes.CaptionIn) -> Any:
    """Keep the guide's own words for sending."""
    return shapes.present_share(edge.services().shares.set_caption(code, json_data.caption))


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
@bp.output(shapes.ShareOut)
def share_restore(code: str) -> Any:
    """Undo a withdrawal."""
    return shapes.present_share(edge.services().shares.restore_share(code))


@bp.post("/shares/<code>/intents")
@allow(Action.SHARE)
@visible(_own)
@bp.input(shapes.IntentIn)
@bp.output(shapes.IntentOut, status_code=201)
def intent_add(code: str, json_data: shapes.IntentIn) -> Any:
    """Note what the guide did with the kit; the task is done."""
    edge.services().shares.add_intent(code, json_data.kind)
    return {"code": code, "kind": json_data.kind}


@bp.get("/shares/<code>/viewers")
@allow(Action.SEE_VIEWERS)
@visible(_exists)
@bp.input(ListIn, location="query")
@bp.output(shapes.ViewerList)
def share_viewers(code: str, query_data: ListIn) -> Any:
    """List who looked at an own share: times to the minute, seconds, depth, slots; sums for others."""
    services = edge.services()
    sums = services.visits.sum_viewers(code)
    if services.shares.get_share(code).guide_id != services.actor.person_id:
        return {"items": [], "next": None, "total": sums.viewers, "sums": sums}
    page = services.visits.list_viewers(code, query_data.query)
    return listing(page, shapes.ViewerOut.model_validate) | {"sums": sums}


@bp.get("/shares/<code>/kit.zip")
@allow(Action.SEE_SHARES)
@visible(_exists)
@bp.doc(description="application/zip: text.txt, link.txt, poster.png, picture-1.jpg …")
def share_kit(code: str) -> Response:
    """Return text, link, poster and pictures in one ZIP."""
    body = edge.services().kits.zip_kit(code)
    headers = {"Content-Disposition": f'attachment; filename="kit-{code}.zip"', "Cache-Control": "private, no-store"}
    return Response(body, mimetype="application/zip", headers=headers)
