"""Pages: parse, call one verb, present."""

from flask import Blueprint, Flask

from contenthub.web import (
    account,
    audit,
    contents,
    guide,
    guide_more,
    guide_sales,
    guide_shares,
    insights,
    library,
    offers,
    orders,
    people,
    plans,
    products,
    public,
)
from contenthub.web.assets import init_assets
from contenthub.web.naming import init_naming
from contenthub.web.presenting import init_presenting

BLUEPRINTS: tuple[Blueprint, ...] = (
    insights.bp,
    account.bp,
    library.bp,
    products.bp,
    people.bp,
    audit.bp,
    contents.bp,
    offers.bp,
    orders.bp,
    plans.bp,
    guide.bp,
    guide_shares.bp,
    guide_sales.bp,
    guide_more.bp,
    public.bp,
)
"""Every area of pages."""


def register(app: Flask) -> None:
    """Mount every area."""
    init_assets(app)
    init_presenting(app)
    init_naming(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
