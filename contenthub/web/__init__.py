"""Pages: parse, call one verb, present."""

from flask import Flask

BLUEPRINTS = ()
"""Every area of pages."""


def register(app: Flask) -> None:
    """Mount every area."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
