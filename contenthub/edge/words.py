"""What the reader reads: `_("…")` at once, `_l("…")` when it is shown; the messages are the Chinese texts.

`tools/messages.py` knows these names: a message is found in the sources by them.
"""

from collections.abc import Iterable
from typing import Any

from flask_babel import format_decimal, gettext, lazy_gettext, lazy_pgettext, ngettext, pgettext


def _(text: str, /, **facts: Any) -> str:
    """Return `text` in the reader's language with its facts, `%(name)s`, filled in; a bare `%` is then written `%%`."""
    return str(gettext(text, **facts))


def _l(text: str, /, **facts: Any) -> Any:
    """Return `text` to be translated when it is shown, for tables made at import."""
    return lazy_gettext(text, **facts)


def _n(text: str, count: int, /, **facts: Any) -> str:
    """Return `text` as it is said of `count` things; `%(n)s` is the count, written as the reader writes numbers."""
    return str(ngettext(text, text, count, **{"n": format_decimal(count), **facts}))


def _p(context: str, text: str, /, **facts: Any) -> str:
    """Return `text` in the reader's language where one Chinese word has several: `_p("block", "标题")` is a heading."""
    return str(pgettext(context, text, **facts))


def _lp(context: str, text: str, /, **facts: Any) -> Any:
    """Return the same, to be translated when it is shown."""
    return lazy_pgettext(context, text, **facts)


def listed(words: Iterable[object]) -> str:
    """Return words as a list in one line: `甲、乙`, `A, B`."""
    return _("、").join(str(word) for word in words)
