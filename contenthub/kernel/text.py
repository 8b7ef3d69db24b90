"""Text from people: cleaned once, when it is written."""

import re
import unicodedata
from collections.abc import Callable
from html.parser import HTMLParser

import nh3

ALLOWED_TAGS = {"p", "br", "strong", "b", "em", "i", "u", "s", "ul", "ol", "li", "blockquote", "a", "span", "h3", "h4"}
ALLOWED_ATTRIBUTES = {"a": {"href", "title"}}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def clean_line(text: str) -> str:
    """Return one tidy line: NFC, no control or direction marks, white space collapsed."""
    return " ".join(_CONTROL.sub("", unicodedata.normalize("NFC", text)).split())


def clean_text(text: str) -> str:
    """Return tidy text that keeps its line breaks."""
    normal = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", normal).strip()


def clean_html(html: str, *, is_allowed_link: Callable[[str], bool] = lambda _url: True) -> str:
    """Return `html` reduced to a short list of tags; links stay only where `is_allowed_link` says so."""

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if (tag, attribute) == ("a", "href") and not is_allowed_link(value):
            return None
        return value

    return nh3.clean(
        _CONTROL.sub("", html),
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        attribute_filter=keep,
        url_schemes={"http", "https"},
        link_rel="noopener nofollow",
    )


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in {"p", "br", "li", "blockquote", "h3", "h4"}:
            self.parts.append("\n")


def html_to_text(html: str) -> str:
    """Return the words of `html`, one line per paragraph."""
    words = _Words()
    words.feed(html)
    return "\n".join(line for part in "".join(words.parts).split("\n") if (line := " ".join(part.split())))
