"""Pieces of pages for htmx: asked for in place, and saying something on the way."""

import json
from typing import Any

from flask import make_response, request
from werkzeug.wrappers import Response


def is_fragment() -> bool:
    """Say whether a piece of the page is asked for; when the browser goes back, the whole page is."""
    headers = request.headers
    return "HX-Request" in headers and "HX-History-Restore-Request" not in headers


def say(page: str, text: str, *events: str, **facts: Any) -> Response:
    """Answer with a fragment, a word to the reader, and events for the rest of the page."""
    told = facts | {event: {} for event in events} | ({"toast": {"text": text}} if text else {})
    response = make_response(page)
    response.headers["HX-Trigger"] = json.dumps(told)  # ASCII only: a header holds no Chinese
    return response
