"""Pages: parse, call one verb, present."""

from flask import Blueprint, Flask

from contenthub.web import account, audit, offers, people, plans, public
from contenthub.web.assets import init_assets
from contenthub.web.naming import init_naming
from contenthub.web.presenting import init_presenting

BLUEPRINTS: tuple[Blueprint, ...] = (account.bp, people.bp, audit.bp, offers.bp, plans.bp, public.bp)
"""Every area of pages."""


def register(app: Flask) -> None:
    """Mount every area."""
    init_assets(app)
    init_presenting(app)
    init_naming(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
