"""Pages: parse, call one verb, present."""

from flask import Blueprint, Flask

from contenthub.web.assets import init_assets
from contenthub.web.presenting import init_presenting

BLUEPRINTS: tuple[Blueprint, ...] = ()
"""Every area of pages."""


def register(app: Flask) -> None:
    """Mount every area."""
    init_assets(app)
    init_presenting(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
