"""Conversions by webhook: signed by their source instead of sent with a token."""

from typing import Any

from apiflask import APIBlueprint
from flask import request

from contenthub.accounts.values import Actor
from contenthub.api.conversions import ConversionIn, ConversionOut, present_conversion, told_source
from contenthub.edge import request as edge
from contenthub.edge.guards import visible
from contenthub.kernel.errors import NotFound
from contenthub.tracking.errors import SourceNotAllowed
from contenthub.tracking.webhooks import Webhooks

bp = APIBlueprint("webhooks", __name__, tag="Conversions")
TIMESTAMP = "X-ContentHub-Timestamp"
SIGNATURE = "X-ContentHub-Signature"
LONGEST_SOURCE = 64
LARGEST_BODY = 64 * 1024


def _is_signed(source: str) -> None:
    """Let only in what the source has signed, and only what it tells of itself."""
    if len(source) > LONGEST_SOURCE:
        raise NotFound
    request.max_content_length = LARGEST_BODY  # anybody may knock: little is read before the signature fits
    hub = edge.hub()
    Webhooks(hub.settings.secret).check(
        request.get_data(),
        source=source,
        timestamp=request.headers.get(TIMESTAMP, ""),
        signature=request.headers.get(SIGNATURE, "").removeprefix("sha256="),
        now=hub.clock.now(),
    )
    if told_source() not in {None, source.strip()}:
        raise SourceNotAllowed(source=told_source())


@bp.post("/webhooks/conversions/<source>")
@visible(_is_signed)
@bp.input(ConversionIn)
@bp.output(ConversionOut, status_code=201, description="Counted; told again: 200 and the same body.")
def webhook_conversion(source: str, json_data: ConversionIn) -> Any:
    """Tell of a conversion as its source: the same as `POST /conversions`, signed instead of with a token.

    `X-ContentHub-Timestamp` is in Unix seconds, at most five minutes off; `X-ContentHub-Signature` is the hex
    HMAC-SHA256 of `<timestamp>.<body>` with the secret `contenthub token webhook SOURCE` prints.
    """
    services = edge.services_for(Actor.of_source(source.strip()))
    row, is_new = services.conversions.add_conversion(**json_data.model_dump())
    return present_conversion(row), 201 if is_new else 200
