"""JSON v1: parse, call one verb, present."""

from apiflask import APIFlask

from contenthub.api import (
    assets,
    attribution,
    contents,
    conversions,
    editions,
    insights,
    offers,
    people,
    plans,
    products,
    sales,
    shares,
    system,
    tasks,
    tokens,
    webhooks,
)

BLUEPRINTS = (
    tokens.bp,
    people.bp,
    assets.bp,
    products.bp,
    offers.bp,
    contents.bp,
    plans.bp,
    tasks.bp,
    editions.bp,
    shares.bp,
    conversions.bp,
    webhooks.bp,
    sales.bp,
    attribution.bp,
    insights.bp,
)
"""Every JSON area, in the order of the document."""


def register(app: APIFlask) -> None:
    """Mount every area under `/api/v1`."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(
            blueprint, url_prefix="/api/v1", name=f"api_{blueprint.name}"
        )  # pages use the plain name
    app.register_blueprint(system.bp)
