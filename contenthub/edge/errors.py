"""From reasons to answers: one table to a status, then problem+json for the API and a page for the rest."""

from typing import Any

import structlog
from apiflask.exceptions import HTTPError
from flask import Flask, Response, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from contenthub.edge.request import wants_json
from contenthub.edge.sentences import sentence
from contenthub.kernel import errors as kernel
from contenthub.library.imaging.errors import FileRefused

log = structlog.get_logger()

STATUSES: dict[type[kernel.ContentHubError], int] = {
    kernel.NotFound: 404,
    kernel.NotSignedIn: 401,
    kernel.NotAllowed: 403,
    kernel.Invalid: 422,
    kernel.Conflict: 409,
    kernel.Stale: 412,
    kernel.VersionMissing: 428,
    kernel.Gone: 410,
    kernel.TooLarge: 413,
    kernel.UnsupportedType: 415,
    kernel.TooMany: 429,
    kernel.Unavailable: 503,
}

MORE = ("uses",)
"""Facts a program may act on; they stand beside the sentence in problem+json."""


def status_of(error: kernel.ContentHubError) -> int:
    """Return the status of the nearest kind."""
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 500)


def init_errors(app: Flask) -> None:
    """Answer every refusal of `app` with its sentence and its reason code."""
    app.register_error_handler(kernel.ContentHubError, _refused)
    app.register_error_handler(HTTPError, _wrong_shape)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(RecursionError, _too_deep)
    app.register_error_handler(Exception, _broken)


def _refused(error: kernel.ContentHubError) -> BaseResponse | tuple[str, int]:
    status = status_of(error)
    if status == 401 and not wants_json() and request.method == "GET":
        return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))
    wrong = [{"field": item.field, "reason": item.reason} for item in getattr(error, "errors", ())]
    reason = error.facts.get("reason")
    if isinstance(error, FileRefused):
        wrong, reason = [{"field": "file", "reason": error.slug}], error.slug
    more = {key: error.facts[key] for key in MORE if key in error.facts}
    response = answer(status, slug=error.slug, detail=sentence(error), errors=wrong, reason=reason, more=more)
    if "retry_after" in error.facts:
        response.headers["Retry-After"] = str(error.facts["retry_after"])
    return response


def _wrong_shape(error: HTTPError) -> BaseResponse:
    wrong = [
        {"field": field, "reason": "; ".join(reasons) if isinstance(reasons, list) else str(reasons)}
        for fields in (error.detail or {}).values()
        if isinstance(fields, dict)
        for field, reasons in fields.items()
    ]
    return answer(error.status_code, slug="invalid", detail=sentence(kernel.Invalid()), errors=wrong)


def _forged(error: CSRFError) -> BaseResponse:
    del error
    return answer(400, slug="csrf", detail=_("页面放得太久了，请刷新后再试一次。"))


def _http(error: HTTPException) -> BaseResponse:
    if error.code is not None and error.code < 400:
        return error.get_response()  # a redirect is no error
    if isinstance(error, RequestEntityTooLarge):
        return answer(413, slug="file-too-large", detail=sentence(kernel.TooLarge()), reason="file-too-large")
    if error.code == 404:
        return answer(404, slug="not-found", detail=sentence(kernel.NotFound()))
    response = answer(error.code or 500, slug=error.name.lower().replace(" ", "-"), detail=_("请求有误，没有执行。"))
    if error.code == 405:
        response.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or ())
    if error.code == 429:
        response.headers.setdefault("Retry-After", "60")
    return response


def _too_deep(error: RecursionError) -> BaseResponse:
    del error
    return answer(400, slug="bad-request", detail=_("请求有误，没有执行。"))


def _broken(error: Exception) -> BaseResponse:
    log.error("request_failed", path=request.path, exc_info=error)
    return answer(500, slug="internal", detail=_("出了点问题，我们已经记下了。请稍后再试。"))


def answer(
    status: int,
    *,
    slug: str,
    detail: str,
    errors: list[dict[str, str]] | None = None,
    reason: str | None = None,
    more: dict[str, Any] | None = None,
) -> Response:
    """Return problem+json below the API, a page elsewhere, saying the same."""
    if wants_json():
        body: dict[str, Any] = {"type": slug, "title": detail, "status": status, "detail": detail}
        if errors:
            body["errors"] = errors
        if reason:
            body["reason"] = reason
        body.update(more or {})
        response = jsonify(body)
        response.content_type = "application/problem+json"
    else:
        template = "error_fragment.html" if request.headers.get("HX-Request") else "error.html"
        response = Response(render_template(template, status=status, slug=slug, detail=detail, errors=errors or []))
    response.status_code = status
    return response
