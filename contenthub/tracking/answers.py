"""The front door's answers: every one private, unindexed, and with a strict policy."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Body = Iterable[bytes]
Sorry = Callable[[int], bytes]
"""Makes the HTML of an answer that is not a page of ours: 404, 410, 429, 503."""

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
ALWAYS: Headers = [
    ("Cache-Control", "private, no-store"),
    ("Referrer-Policy", "strict-origin"),
    ("Content-Security-Policy", CSP),
    ("X-Robots-Tag", "noindex"),
    ("X-Content-Type-Options", "nosniff"),
]
HTML: Headers = [("Content-Type", "text/html; charset=utf-8"), *ALWAYS]
LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


def plain_sorry(status: int) -> bytes:
    """Return the bare reason, for an installation without pages."""
    return f"<!doctype html><title>{LINES[status]}</title><p>{LINES[status]}</p>".encode()


def html(start: StartResponse, status: int, body: bytes, *, more: Headers, is_head: bool) -> Body:
    """Answer with a page; HEAD gets its headers only."""
    start(LINES[status], [*HTML, ("Content-Length", str(len(body))), *more])
    return [] if is_head else [body]


def found(start: StartResponse, location: str, *, more: Headers) -> Body:
    """Answer 302."""
    start(LINES[302], [*ALWAYS, ("Location", location), ("Content-Length", "0"), *more])
    return []


def bare(start: StartResponse, status: int, *more: tuple[str, str]) -> Body:
    """Answer with a status alone."""
    length = [] if status == 204 else [("Content-Length", "0")]
    start(LINES[status], [*ALWAYS, *length, *more])
    return []
