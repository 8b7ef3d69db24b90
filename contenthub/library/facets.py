"""Facets: how many of the found assets have each kind, tag, product and state."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from contenthub.library.conditions import Conditions
from contenthub.library.models import Asset, AssetTag, Product
from contenthub.library.values import FacetCount, Facets

Counted = Select[*tuple[Any, ...]]
MOST = 50
"""Values a facet names; the rarer ones are left to the search."""


def count(session: Session, where: Conditions) -> Facets:
    """Count each facet among the found assets.

    Of kind, product and state an asset has one: they are counted without their own filter, so that the alternatives
    show. Tags add up, so they are counted among what is left.
    """
    return {
        "kind": _of(session, _grouped(Asset.kind, where.all(without="kind"))),
        "tag": _of(session, _tags(where.all())),
        "product": _of(session, _products(where.all(without="product"))),
        "state": _of(session, _grouped(Asset.state, where.all(without="state"))),
    }


def _grouped(column: Any, where: list[ColumnElement[bool]]) -> Counted:
    return select(column, func.count(), column).where(*where).group_by(column)


def _tags(where: list[ColumnElement[bool]]) -> Counted:
    found = select(Asset.id).where(*where)
    tag = AssetTag.tag
    return select(tag, func.count(), tag).where(AssetTag.asset_id.in_(found)).group_by(tag)


def _products(where: list[ColumnElement[bool]]) -> Counted:
    counted = select(Asset.product_id, func.count(), Product.name).join(Product, Product.id == Asset.product_id)
    return counted.where(*where).group_by(Asset.product_id, Product.name)


def _of(session: Session, counted: Counted) -> list[FacetCount]:
    rows: Iterable[Any] = session.execute(
        counted.order_by(func.count().desc(), counted.selected_columns[2]).limit(MOST)
    )
    return [FacetCount(value, number, label) for value, number, label in rows]
