"""The reader's language: Chinese first, as the person chose, else as the settings say."""

from flask import Flask, request
from flask_babel import Babel, get_locale

from contenthub.edge import request as edge
from contenthub.kernel.errors import NotSignedIn

LANGUAGES = ("zh", "en")


def init_locale(app: Flask) -> None:
    """Choose the language and the time zone of each request."""
    app.config["BABEL_DEFAULT_LOCALE"] = "zh"
    Babel(app, locale_selector=_locale, timezone_selector=lambda: edge.hub().settings.timezone)


def _locale() -> str:
    asked = request.args.get("lang") if request else None
    if asked in LANGUAGES:
        return asked
    if not request or request.path.startswith("/s/"):
        return "zh"
    try:
        person = edge.find_person()
    except NotSignedIn:  # a refusal is put into words for the bearer of an ended token, too
        return "zh"
    return person.locale if person else "zh"


def language() -> str:
    """Return the BCP 47 tag for the page's `lang`."""
    return "en" if str(get_locale()).startswith("en") else "zh-CN"
