"""Files in answers: ETag and 304, one Range, HEAD without opening anything, or a redirect to the store."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from contenthub.edge import request as edge
from contenthub.library.delivery import ADDRESS_VALID, Delivery
from contenthub.storage.blobs import BlobReader

MONTH = 30 * 24 * 3600


def send(delivery: Delivery, *, as_attachment: bool = False, max_age: int = 0, redirects: bool = True) -> Response:
    """Answer with the bytes of `delivery`, or with an address at the store; `max_age` seconds a browser may keep it.

    `redirects=False` always sends the bytes: customer pages show pictures of their own address only.
    """
    found = edge.services().delivery
    address = found.find_address(delivery, as_attachment=as_attachment) if redirects else None
    if address:
        response = redirect(address)
        keep = min(max_age, int(ADDRESS_VALID.total_seconds()) // 2)
        response.headers["Cache-Control"] = f"private, max-age={keep}" if keep else "private, no-store"
        return response
    response = _answer(delivery)
    response.set_etag(delivery.etag)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = f"private, max-age={max_age}" if max_age else "private, no-cache"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    disposition = "attachment" if as_attachment else "inline"
    response.headers["Content-Disposition"] = f"{disposition}; {_named(delivery.file_name)}"
    return response


def _answer(delivery: Delivery) -> Response:
    if request.if_none_match.contains_weak(delivery.etag):
        return Response(status=304)
    start, stop, is_part = _span(delivery)
    if start >= stop and is_part:
        return Response(status=416, headers={"Content-Range": f"bytes */{delivery.bytes}"})
    headers = {"Content-Length": str(stop - start)}
    if is_part:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{delivery.bytes}"
    return Response(
        _body(delivery, start, stop), status=206 if is_part else 200, headers=headers, content_type=delivery.media_type
    )


def _body(delivery: Delivery, start: int, stop: int) -> "_Body | tuple[()]":
    if request.method == "HEAD":
        return ()
    return _Body(edge.services().delivery.open(delivery, start=start, length=stop - start))


class _Body:
    """The bytes of an answer; closed when all are sent, or when the server gives up before the first."""

    def __init__(self, reader: BlobReader) -> None:
        self._reader = reader

    def __iter__(self) -> Iterator[bytes]:
        with self._reader:
            yield from self._reader

    def close(self) -> None:
        self._reader.close()


def _span(delivery: Delivery) -> tuple[int, int, bool]:
    """Return the first byte, the one after the last, and whether that is a part; (0, 0, True) when it cannot be met.

    Several ranges at once, another unit, or an `If-Range` that names other bytes: the whole is sent.
    """
    whole = (0, delivery.bytes, False)
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1 or not _is_current(delivery):
        return whole
    if asked.ranges[0][0] <= -delivery.bytes:
        return (0, delivery.bytes, True)  # the last n bytes of fewer than n
    found = asked.range_for_length(delivery.bytes)
    return (*found, True) if found else (0, 0, True)


def _is_current(delivery: Delivery) -> bool:
    condition = request.if_range
    if condition.date is not None:
        return False
    return condition.etag is None or condition.etag == delivery.etag


def _named(file_name: str) -> str:
    """Return the name twice: plain for old readers, and as RFC 8187 says for every language."""
    plain = "".join(char if char.isascii() and char.isprintable() and char not in '"\\%' else "_" for char in file_name)
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"
