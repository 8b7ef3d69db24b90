"""Forms: what was sent, and the same page again with what is wrong."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from contenthub.edge.errors import status_of
from contenthub.edge.sentences import sentence
from contenthub.kernel.errors import ContentHubError


def sent(name: str, default: str = "") -> str:
    """Return a field of the form as it was sent."""
    return request.form.get(name, default)


def refused(template: str, error: ContentHubError, **facts: Any) -> Response:
    """Show the page again with the reason and every wrong field, under the status of the reason."""
    wrong = getattr(error, "errors", ())
    response = make_response(
        render_template(template, problem=sentence(error), errors=wrong, **facts), status_of(error)
    )
    if "retry_after" in error.facts:
        response.headers["Retry-After"] = str(error.facts["retry_after"])
    return response


def shown(template: str, **facts: Any) -> str:
    """Show a page whose form has nothing wrong yet."""
    return render_template(template, problem="", errors=(), **facts)


def done(where: str, said: str = "") -> Response:
    """Go on to `where` and say what was done."""
    if said:
        flash(said)
    return redirect(where, code=303)
