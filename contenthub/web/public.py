"""What anybody may see: the page behind a share code, its pictures, poster and QR code, and our privacy page."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, Flask, Response, make_response, render_template
from werkzeug.wrappers import Response as BaseResponse

from contenthub.distribution.errors import PictureNotFound, ShareNotFound
from contenthub.distribution.values import CompiledOffer, CompiledShare
from contenthub.edge import files
from contenthub.edge import request as edge
from contenthub.edge.errors import status_of
from contenthub.hub import Hub
from contenthub.kernel.errors import ContentHubError, Gone
from contenthub.library.delivery import Delivery
from contenthub.library.values import Preset
from contenthub.services import Services
from contenthub.tracking import answers
from contenthub.tracking.target import OfferTarget, SlotTarget, Target
from contenthub.web.customer_page import COVER, next_edge, render_page

bp = Blueprint("public", __name__)
Resolve = Callable[[str], Target]


def make_resolver(app: Flask, hub: Hub) -> Resolve:
    """Return what the front door asks about a code it does not know yet."""

    def resolve(code: str) -> Target:
        at = hub.clock.now()
        with app.test_request_context(f"/s/{code}", base_url=hub.settings.public_url), hub.services() as services:
            try:
                compiled = services.shares.compile(code, at=at)
            except Gone:
                return Target(code, HTTPStatus.GONE, _apology(HTTPStatus.GONE))
            except ShareNotFound:
                return Target(code, HTTPStatus.NOT_FOUND, _apology(HTTPStatus.NOT_FOUND))
            return _target(compiled, services=services, hub=hub, at=at)

    return resolve


def _target(compiled: CompiledShare, *, services: Services, hub: Hub, at: datetime) -> Target:
    slots = {slot.key: SlotTarget(slot.key, slot.position, tuple(map(_offer, slot.offers))) for slot in compiled.slots}
    edge_at = next_edge(compiled, at=at)
    until = edge_at.timestamp() if edge_at else None
    if compiled.kind == "direct":
        page = _page("public/over.html", share=compiled)
        return Target(compiled.code, HTTPStatus.FOUND, page, slots, is_direct=True, valid_until=until)
    html = render_page(compiled, services=services, settings=hub.settings, at=at)
    return Target(compiled.code, HTTPStatus.OK, html.encode(), slots, valid_until=until)


def _offer(offer: CompiledOffer) -> OfferTarget:
    starts, ends = (moment.timestamp() if moment else None for moment in (offer.starts_at, offer.ends_at))
    return OfferTarget(offer.id, offer.url, starts, ends)


def _page(template: str, **facts: object) -> bytes:
    return render_template(template, settings=edge.hub().settings, **facts).encode()


def make_sorry(app: Flask, hub: Hub) -> answers.Sorry:
    """Return what the front door says when there is no page: unknown, gone, too often, not now."""

    def sorry(status: int) -> bytes:
        with app.test_request_context("/s/", base_url=hub.settings.public_url):
            return _apology(status)

    return sorry


def _apology(status: int) -> bytes:
    return _page({404: "public/missing.html", 410: "public/gone.html"}.get(status, "public/later.html"))


@bp.after_request
def _public(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers.setdefault("Content-Security-Policy", answers.CSP)
    return response


@bp.errorhandler(ContentHubError)
def _sorry(error: ContentHubError) -> BaseResponse:
    status = status_of(error)
    response = make_response(_apology(status), status)
    if "retry_after" in error.facts:
        response.headers["Retry-After"] = str(error.facts["retry_after"])
    return response


@bp.get("/s/<code>/m/<block>/<preset>")
def picture(code: str, block: str, preset: str) -> BaseResponse:
    """Serve a picture or video of the page behind a code, as long as the page is there."""
    with edge.hub().services() as services:
        compiled = services.shares.compile(code, at=edge.hub().clock.now())
        delivery = _delivery(compiled, block, preset, services=services)
    return files.send(delivery, redirects=False)


def _delivery(compiled: CompiledShare, block_id: str, preset: str, *, services: Services) -> Delivery:
    if (block_id, preset) == (COVER, COVER) and compiled.cover:
        return services.delivery.get_cover(compiled.cover)
    block = next((block for block in compiled.blocks if block["id"] == block_id and "asset" in block), None)
    if block is None or preset not in set(Preset):
        raise PictureNotFound(block=block_id)
    if block["type"] == "video":
        return services.delivery.get_copy(block["asset"])
    return services.delivery.get_rendition(block["asset"], Preset(preset))


@bp.get("/s/<code>/poster.png")
def poster(code: str) -> Response:
    """Serve the poster of a share."""
    with edge.hub().services() as services, services.kits.open_poster(code) as reader:
        return Response(reader.read(), content_type="image/png")


@bp.get("/s/<code>/qr.svg")
def qr(code: str) -> Response:
    """Serve the QR code of a share's address."""
    with edge.hub().services() as services:
        return Response(services.kits.qr_svg(code), content_type="image/svg+xml")


@bp.get("/privacy")
def privacy() -> str:
    """Say in plain words what is kept about readers."""
    return render_template("public/privacy.html", settings=edge.hub().settings)
