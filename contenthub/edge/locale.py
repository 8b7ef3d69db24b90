"""The reader's language: Chinese first, as the person chose, else as the settings say."""

from flask import Flask, request
from flask_babel import Babel, get_locale

from contenthub.edge import request as edge

LANGUAGES = ("zh", "en")


def init_locale(app: Flask) -> None:
    """Choose the language and the time zone of each request."""
    app.config["BABEL_DEFAULT_LOCALE"] = "zh"
    Babel(app, locale_selector=_locale, timezone_selector=lambda: edge.hub().settings.timezone)


def _locale() -> str:
    asked = request.args.get("lang") if request else None
    if asked in LANGUAGES:
        return asked
    person = edge.find_person() if request and not request.path.startswith("/s/") else None
    return person.locale if person else "zh"


def language() -> str:
    """Return the BCP 47 tag for the page's `lang`."""
    return "en" if str(get_locale()).startswith("en") else "zh-CN"
