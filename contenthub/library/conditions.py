"""Filters as conditions on rows, kept by dimension so that a facet can be counted without its own."""

from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from contenthub.accounts.values import Actor
from contenthub.kernel.text import clean_line
from contenthub.library.models import Asset, AssetTag, Product
from contenthub.library.values import AssetFilter
from contenthub.library.visibility import visible_assets

Condition = ColumnElement[bool]
MAX_WORDS = 8


@dataclass
class Conditions:
    """What must hold anyway, and what each dimension asks for."""

    always: list[Condition]
    by_dimension: dict[str, list[Condition]] = field(default_factory=dict)

    def narrow(self, condition: Condition) -> None:
        """Let `condition` hold anyway, too."""
        self.always.append(condition)

    def all(self, *, without: str | None = None) -> list[Condition]:
        """Return every condition, but for those of one dimension."""
        asked = [one for name, some in self.by_dimension.items() if name != without for one in some]
        return [*self.always, *asked]


def of(only: AssetFilter, *, actor: Actor) -> Conditions:
    """Return the conditions of a filter, for what `actor` may see."""
    found = Conditions(visible_assets(actor, trashed=only.trashed))
    if only.kind:
        found.by_dimension["kind"] = [Asset.kind == only.kind]
    if only.state:
        found.by_dimension["state"] = [Asset.state == only.state]
    if only.product:
        found.by_dimension["product"] = [Asset.product_id == only.product]
    if only.tags:
        found.by_dimension["tag"] = [_is_tagged(AssetTag.tag == tag) for tag in only.tags]
    return found


def holds_words(text: str) -> Condition:
    """Say that title, file name, tags or product hold every word of `text` and no `-word`; a slow stand-in."""
    words = [word for word in clean_line(text.replace('"', " ")).split() if word.strip("-")][:MAX_WORDS]
    return and_(*(not_(_holds(word[1:])) if word.startswith("-") else _holds(word) for word in words))


def _holds(word: str) -> Condition:
    sold = select(Product.id).where(or_(*(_contains(column, word) for column in (Product.name, Product.sku))))
    return or_(
        _contains(Asset.title, word),
        _contains(Asset.file_name, word),
        _is_tagged(_contains(AssetTag.tag, word)),
        and_(Asset.product_id.is_not(None), Asset.product_id.in_(sold)),
    )


def _contains(column: InstrumentedAttribute[str], word: str) -> Condition:
    return column.icontains(word, autoescape=True)


def _is_tagged(condition: Condition) -> Condition:
    return Asset.id.in_(select(AssetTag.asset_id).where(condition))
