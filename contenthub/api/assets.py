"""Assets: upload, find, describe, throw away, and their bytes."""

from typing import Any

from apiflask import APIBlueprint
from flask import request
from werkzeug.wrappers import Response

from contenthub.accounts.permissions import Action
from contenthub.api import asset_shapes as shapes
from contenthub.api.shapes import Listing
from contenthub.edge import files, uploads
from contenthub.edge import request as edge
from contenthub.edge.guards import allow, visible
from contenthub.library.models import Asset
from contenthub.library.values import Preset

bp = APIBlueprint("assets", __name__, tag="Library")


def _get(asset_id: str, **_others: Any) -> Asset:
    return edge.services().assets.get_asset(asset_id)


@bp.post("/assets")
@allow(Action.MANAGE_ASSETS)
@bp.doc(description="multipart/form-data: `file`, `title?`, `tags?` (split at `,` and `，`), `product?`.")
@bp.output(shapes.AdmissionOut, status_code=201, description="Added; the same bytes again: 200 and `duplicate`.")
def asset_add() -> Any:
    """Add a file; the same bytes are stored once."""
    file, form = uploads.received_file(), request.form
    admission = edge.services().intake.add_file(
        file, title=form.get("title"), tags=form.getlist("tags"), product=form.get("product") or None
    )
    return shapes.present_admission(admission), 200 if admission.is_duplicate else 201


@bp.get("/assets")
@allow(Action.SEE_ASSETS)
@bp.input(shapes.AssetQuery, location="query")
@bp.output(shapes.AssetListing)
def asset_list(query_data: shapes.AssetQuery) -> Any:
    """Find assets; `tag` may be repeated, all must be met; `facets=1` counts by kind, tag, product and state."""
    found = edge.services().asset_search.search(
        query_data.query, text=query_data.q, only=query_data.only, sort=query_data.sort, with_facets=query_data.facets
    )
    return shapes.present_found(found)


@bp.get("/assets/suggest")
@allow(Action.SEE_ASSETS)
@bp.input(shapes.SuggestQuery, location="query")
@bp.output(Listing[shapes.SuggestionOut])
def asset_suggest(query_data: shapes.SuggestQuery) -> Any:
    """Suggest tags, products and titles by text, pinyin or initials."""
    found = edge.services().terms.suggest(query_data.q, limit=query_data.limit)
    return {"items": [shapes.present_suggestion(one) for one in found], "next": None, "total": len(found)}


@bp.get("/assets/<asset_id>")
@allow(Action.SEE_ASSETS)
@bp.output(shapes.AssetOut)
def asset_get(asset_id: str) -> Any:
    """Return one asset."""
    return shapes.present_asset(_get(asset_id))


@bp.patch("/assets/<asset_id>")
@allow(Action.MANAGE_ASSETS)
@visible(_get)
@bp.input(shapes.AssetChange)
@bp.output(shapes.AssetOut)
def asset_change(asset_id: str, json_data: shapes.AssetChange) -> Any:
    """Change title, tags or product."""
    product = (json_data.product or "") if "product" in json_data.model_fields_set else None
    assets = edge.services().assets
    return shapes.present_asset(
        assets.change_asset(asset_id, title=json_data.title, tags=json_data.tags, product=product)
    )


@bp.delete("/assets/<asset_id>")
@allow(Action.MANAGE_ASSETS)
@bp.output({}, status_code=204)
def asset_trash(asset_id: str) -> Any:
    """Put an asset into the trash; 409 with `uses` while it is shown anywhere."""
    edge.services().assets.trash_asset(asset_id)
    return ""


@bp.post("/assets/<asset_id>/restore")
@allow(Action.MANAGE_ASSETS)
@bp.output(shapes.AssetOut)
def asset_restore(asset_id: str) -> Any:
    """Take an asset out of the trash."""
    return shapes.present_asset(edge.services().assets.restore_asset(asset_id))


@bp.get("/assets/<asset_id>/usage")
@allow(Action.SEE_ASSETS)
@bp.output(Listing[shapes.UseOut])
def asset_usage(asset_id: str) -> Any:
    """Say where an asset is shown."""
    uses = edge.services().assets.list_uses(asset_id)
    return {"items": [shapes.present_use(use) for use in uses], "next": None, "total": len(uses)}


@bp.get("/assets/<asset_id>/content")
@allow(Action.SEE_ASSETS)
def asset_content(asset_id: str) -> Response:
    """Return the file, as an attachment; to guides and managers without location and serial numbers."""
    return files.send(edge.services().delivery.get_content(asset_id), as_attachment=True)


@bp.get("/assets/<asset_id>/renditions/<any(thumb, preview, full):preset>")
@allow(Action.SEE_ASSETS)
def asset_rendition(asset_id: str, preset: str) -> Response:
    """Return a rendition: thumb 320, preview 800, full 1600; 404 with `Retry-After` while it is being made."""
    return files.send(edge.services().delivery.get_rendition(asset_id, Preset(preset)), max_age=files.MONTH)
