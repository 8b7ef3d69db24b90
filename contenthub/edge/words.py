"""What the reader reads: `_("…")` at once, `_l("…")` when it is shown; the messages are the Chinese texts."""

from typing import Any

from flask_babel import gettext, lazy_gettext


def _(text: str, **facts: Any) -> str:
    """Return `text` in the reader's language with its facts, `%(name)s`, filled in; a bare `%` is then written `%%`."""
    return str(gettext(text, **facts))


def _l(text: str, **facts: Any) -> Any:
    """Return `text` to be translated when it is shown, for tables made at import."""
    return lazy_gettext(text, **facts)
