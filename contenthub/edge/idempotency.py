"""`Idempotency-Key`: a POST repeated with the same key gets the same answer, per actor."""

import json
from datetime import timedelta

from flask import Flask, Response, g, request
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as BaseResponse

from contenthub.accounts.models import IdempotencyKey
from contenthub.edge import request as edge
from contenthub.edge.uploads import accept_files, received_file
from contenthub.kernel.errors import Conflict, FieldError, Invalid
from contenthub.kernel.ids import new_id
from contenthub.kernel.signing import Signer

KEPT = timedelta(hours=24)
ABANDONED = timedelta(seconds=60)
"""A request killed half-way leaves its key unanswered; after this long it may be tried again."""

TOLD_ONCE = "/api/v1/tokens"
"""Whose answer is a secret that is kept nowhere, so not here either: each of these requests makes a token."""


class IdempotencyKeyReused(Conflict):
    """The key was used for another request."""


class IdempotencyKeyBusy(Conflict):
    """The first request with this key is still running."""


class IdempotencyKeyInvalid(Invalid):
    """The key is too long."""


def init_idempotency(app: Flask) -> None:
    """Watch every POST of the API that brings a key."""
    app.before_request(_before)
    app.after_request(_after)


def _before() -> BaseResponse | None:
    key = request.headers.get("Idempotency-Key")
    if request.method != "POST" or not key or not _may_be_kept() or edge.find_actor() is None:
        return None
    if len(key) > 200:
        raise IdempotencyKeyInvalid(FieldError("Idempotency-Key", "at most 200 characters"))
    # With our key: some of what is sent is a password, and a bare hash tells it to whoever tries enough of them.
    signer = Signer(edge.hub().settings.secret, purpose="idempotency")
    return _claim(key, signer.sign(f"{request.full_path}\0{request.mimetype}\0".encode() + _body()))


def _may_be_kept() -> bool:
    return edge.wants_json() and request.path != TOLD_ONCE


def _body() -> bytes:
    if request.mimetype != "multipart/form-data":
        return request.get_data()
    # Of a form what it says: its boundary is another each time, and its files were hashed as they came in.
    accept_files()
    files = [(field, received_file(field).sha256) for field in request.files]
    return json.dumps([sorted(request.form.lists()), sorted(files)]).encode()


def _claim(key: str, digest: str) -> BaseResponse | None:
    person, now = edge.actor().person_id, edge.hub().clock.now()
    session = edge.services().work.session
    try:
        with edge.services().work:
            session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now - KEPT))
            found = session.scalar(
                select(IdempotencyKey).where(IdempotencyKey.person_id == person, IdempotencyKey.key == key)
            )
            if found is None:
                row = IdempotencyKey(id=new_id(), person_id=person, key=key, request_hash=digest, created_at=now)
                session.add(row)
                g.idempotency = row.id
                return None
            if found.request_hash != digest:
                raise IdempotencyKeyReused
            if found.status is None and now - found.created_at < ABANDONED:
                raise IdempotencyKeyBusy
            if found.status is None:
                found.created_at = now
                g.idempotency = found.id
                return None
    except IntegrityError:
        raise IdempotencyKeyBusy from None
    return Response(found.body, status=found.status, content_type="application/json")


def _after(response: BaseResponse) -> BaseResponse:
    row = g.pop("idempotency", None)
    if row is None:
        return response
    work = edge.services().work
    with work:
        found = work.session.get(IdempotencyKey, row)
        if found is not None and response.status_code < 300:
            found.status, found.body = response.status_code, response.get_data(as_text=True)
        elif found is not None:
            work.session.delete(found)
    return response
