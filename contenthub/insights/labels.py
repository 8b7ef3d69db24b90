"""Names for the ids in a report's rows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from contenthub.accounts.models import Person, Unit
from contenthub.db.work import Work
from contenthub.insights.values import Dimension, SlotRow
from contenthub.library.models import Product
from contenthub.plans.models import Offer

NAMED: dict[Dimension, Any] = {
    Dimension.OFFER: Offer,
    Dimension.PRODUCT: Product,
    Dimension.GUIDE: Person,
    Dimension.UNIT: Unit,
}


class Labels:
    """Looks the names up, once per dimension."""

    def __init__(self, work: Work) -> None:
        """Read within `work`."""
        self._work = work

    def put_on(self, rows: Sequence[SlotRow]) -> list[SlotRow]:
        """Return the rows with `labels` filled for every dimension whose values are ids."""
        for dim, table in NAMED.items():
            ids = {str(row.dims[dim]) for row in rows if dim in row.dims}
            if not ids:
                continue
            found = self._work.session.execute(select(table.id, table.name).where(table.id.in_(ids)))
            names: dict[str | int, str] = dict(found.all())
            for row in rows:
                row.labels[dim.value] = names.get(row.dims[dim], "")
        return list(rows)
