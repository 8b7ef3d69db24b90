"""The guide's other tabs: pictures and offers to send, and oneself."""

from flask import Blueprint, render_template, request

from contenthub.accounts.permissions import Action
from contenthub.edge import request as edge
from contenthub.edge.guards import allow
from contenthub.kernel.paging import PageQuery
from contenthub.library.values import AssetFilter, AssetKind, AssetSort
from contenthub.plans.values import OfferState
from contenthub.web.guide_shares import script_words

bp = Blueprint("guide_more", __name__, url_prefix="/guide")
WALL = 24


@bp.get("/library")
@allow(Action.SHARE)
def library() -> str:
    """Show pictures to save, or the live offers to send alone."""
    text, query = request.args.get("q", "").strip()[:80], PageQuery(WALL, request.args.get("cursor"))
    services = edge.services()
    if request.args.get("kind") == "offers":
        page = services.offers.list_offers(query, text=text, state=OfferState.LIVE)
        return render_template("guide/offers.html", page=page, offset=query.offset, text=text)
    sort = AssetSort.RELEVANCE if text else AssetSort.NEWEST
    found = services.asset_search.search(query, text=text, only=AssetFilter(kind=AssetKind.IMAGE), sort=sort)
    return render_template("guide/library.html", page=found.page, offset=query.offset, text=text)


@bp.get("/library/<asset_id>")
@allow(Action.SHARE)
def picture(asset_id: str) -> str:
    """Show one picture, to save."""
    return render_template("guide/picture.html", asset=edge.services().assets.get_asset(asset_id))


@bp.get("/me")
@allow(Action.SHARE)
def me() -> str:
    """Show who one is, and lead to language, password and the way out."""
    services = edge.services()
    tasks = services.tasks.list_tasks(PageQuery(1), mine=True)
    return render_template("guide/me.html", open_tasks=tasks.total, words=script_words())
