"""The library, for the console: the wall, one asset, the trash. Each works without scripts, too."""

from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from contenthub.accounts.permissions import Action
from contenthub.edge import request as edge
from contenthub.edge.guards import allow
from contenthub.edge.words import _
from contenthub.kernel.errors import ContentHubError
from contenthub.kernel.paging import MAX_LIMIT, PageQuery
from contenthub.library.jobs import TRASH_KEPT
from contenthub.library.models import Asset
from contenthub.library.values import AssetFilter, AssetSort, AssetState
from contenthub.web.forms import done, refused, sent, shown
from contenthub.web.fragments import is_fragment, say
from contenthub.web.library_address import Asked

bp = Blueprint("library", __name__)
WALL = 40
CHANGED = "libraryChanged"
SORTS = (AssetSort.NEWEST, AssetSort.OLDEST, AssetSort.TITLE, AssetSort.SIZE)


def _asked() -> Asked:
    return Asked.read(request.args)


def _wall(asked: Asked, *, trashed: bool = False) -> dict[str, Any]:
    query = PageQuery(WALL, asked.cursor)
    only = AssetFilter(kind=asked.kind, tags=asked.tags, product=asked.product, state=asked.state, trashed=trashed)
    found = edge.services().asset_search.search(
        query, text=asked.text, only=only, sort=asked.sort, with_facets=not asked.cursor and not trashed
    )
    uses = edge.services().asset_uses.count_uses([asset.id for asset in found.page.items])
    meant = edge.services().terms.suggest(asked.text, limit=5) if asked.text and not found.page.total else []
    return {"asked": asked, "found": found, "uses": uses, "meant": meant}


@bp.get("/library")
@allow(Action.SEE_ASSETS)
def library() -> Response:
    """Show the wall: what was searched and filtered, with how much there is of each kind, tag and product."""
    facts = _wall(_asked())
    if not is_fragment():
        return _varying(render_template("library/library.html", sorts=SORTS, upload_mb=_upload_mb(), **facts))
    template = "library/_more.html" if facts["asked"].cursor else "library/_found.html"
    return _varying(render_template(template, **facts))


@bp.get("/library/trash")
@allow(Action.MANAGE_ASSETS)
def trash() -> Response:
    """Show what was thrown away and can be taken back."""
    facts = _wall(_asked(), trashed=True)
    more = is_fragment() and facts["asked"].cursor
    template = "library/_more.html" if more else "library/trash.html"
    return _varying(render_template(template, kept=TRASH_KEPT.days, is_trash=True, **facts))


@bp.get("/library/<asset_id>")
@allow(Action.SEE_ASSETS)
def asset(asset_id: str) -> Response:
    """Show one asset: what it is, where it is shown, what is said about it."""
    found = edge.services().assets.get_asset(asset_id)
    return _varying(shown(_template(), **_facts(found)))


@bp.get("/library/<asset_id>/tile")
@allow(Action.SEE_ASSETS)
def tile(asset_id: str) -> str:
    """Show one asset as a tile of the wall, for a wall that waits for its picture."""
    found = edge.services().assets.get_asset(asset_id)
    return render_template("library/_tile.html", asset=found, uses=edge.services().asset_uses.count_uses([asset_id]))


@bp.post("/library/<asset_id>")
@allow(Action.MANAGE_ASSETS)
def change_asset(asset_id: str) -> Response:
    """Change title, tags and product."""
    given = {name: sent(name) for name in ("title", "tags", "product")}
    try:
        changed = edge.services().assets.change_asset(
            asset_id, title=given["title"], tags=[given["tags"]], product=given["product"]
        )
    except ContentHubError as error:
        return refused(_template(), error, **_facts(edge.services().assets.get_asset(asset_id)) | {"given": given})
    if is_fragment():
        return say(shown("library/_asset.html", **_facts(changed)), _("已保存。"), CHANGED)
    return done(url_for("library.asset", asset_id=asset_id), _("已保存。"))


@bp.post("/library/<asset_id>/trash")
@allow(Action.MANAGE_ASSETS)
def trash_asset(asset_id: str) -> Response:
    """Put an asset into the trash; the page offers to take it back."""
    gone = edge.services().assets.trash_asset(asset_id)
    if is_fragment():
        return say("", "", CHANGED, assetTrashed={"id": gone.id, "title": gone.title})
    return done(url_for("library.library"), _("「%(title)s」已移到回收站。", title=gone.title))


@bp.post("/library/<asset_id>/restore")
@allow(Action.MANAGE_ASSETS)
def restore_asset(asset_id: str) -> Response:
    """Take an asset out of the trash."""
    back = edge.services().assets.restore_asset(asset_id)
    return done(url_for("library.trash"), _("「%(title)s」已放回素材库。", title=back.title))


def _upload_mb() -> int:
    return edge.hub().settings.max_upload_mb


def _template() -> str:
    return "library/_asset.html" if is_fragment() else "library/asset.html"


def _facts(found: Asset) -> dict[str, Any]:
    services = edge.services()
    products = services.products.list_products(PageQuery(MAX_LIMIT)).items
    options = [("", _("不关联")), *((product.id, f"{product.name} · {product.sku}") for product in products)]
    if found.product and found.product_id not in {value for value, _name in options}:
        options.insert(1, (found.product.id, found.product.name))
    given = {"title": found.title, "tags": "，".join(row.tag for row in found.tags), "product": found.product_id or ""}
    facts = {"asset": found, "given": given, "products": options, "uses": services.asset_uses.list_uses(found.id)}
    return facts | {"adder": _adder(found), "is_ready": found.state == AssetState.READY}


def _adder(found: Asset) -> str:
    person = edge.services().people.find_people([found.added_by]).get(found.added_by)
    return person.name if person else ""


def _varying(page: str) -> Response:
    response = make_response(page)
    response.headers["Vary"] = "HX-Request"
    return response
