"""What comes in, before anybody reads it: whole characters and real numbers only, the same for every database."""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from flask import Flask, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items

from contenthub.kernel.errors import FieldError, Invalid

SUSPECT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
BROKEN = re.compile("[\0\ud800-\udfff]")
"""NUL and halves of surrogate pairs: no text column holds them."""

MARK = "\ufffd"


class TextInvalid(Invalid):
    """A text holds NUL or half a character."""


class WholeValues(ImmutableMultiDict[str, Any]):
    """Values of a query or a form; a NUL in them becomes the mark of an unknown character."""

    def __init__(self, mapping: Any = None) -> None:
        """Take what was sent."""
        super().__init__([(_whole(name), _whole(value)) for name, value in iter_multi_items(mapping or ())])


def _whole(value: Any) -> Any:
    return value.replace("\0", MARK) if isinstance(value, str) else value


class StrictJson(DefaultJSONProvider):
    """JSON as RFC 8259 has it: UTF-8, no NaN, and texts that are text; a wrong one is named by its field."""

    ensure_ascii = False
    sort_keys = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Read a body; raise ValueError for what is not JSON, `TextInvalid` for a text that is none."""
        text = s if isinstance(s, str) else s.decode(json.detect_encoding(s))
        value = json.loads(text, parse_constant=_refuse, **kwargs)
        if SUSPECT.search(text) and (wrong := [FieldError(field, "not a whole character") for field in _broken(value)]):
            raise TextInvalid(*wrong)
        return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _broken(value: Any, *, at: str = "") -> Iterator[str]:
    """Yield the path of every text in `value` that is no text."""
    if isinstance(value, str) and BROKEN.search(value):
        yield at or "body"
    if isinstance(value, dict):
        for name, part in value.items():
            path = f"{at}.{name}" if at else name
            if BROKEN.search(name):
                yield BROKEN.sub(MARK, path)
            else:
                yield from _broken(part, at=path)
    if isinstance(value, list):
        for number, part in enumerate(value):
            yield from _broken(part, at=f"{at}.{number}" if at else str(number))


def init_incoming(app: Flask) -> None:
    """Read the JSON and the addresses of `app` this way; its requests take `WholeValues`."""
    app.json = StrictJson(app)
    app.before_request(_read_address)


def _read_address() -> None:
    for name, value in (request.view_args or {}).items():
        request.view_args[name] = _whole(value)  # type: ignore[index]  # there is one: it is being read
