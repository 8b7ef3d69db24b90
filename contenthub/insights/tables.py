"""The slot report as a table for spreadsheets."""

import csv
import io
from collections.abc import Sequence

from contenthub.insights.intervals import Rate
from contenthub.insights.values import SlotRow

COUNTS = (
    "opens_raw",
    "opens",
    "opens_confirmed",
    "readers",
    "impressions",
    "views",
    "clicks",
    "clickers",
    "orders",
    "revenue",
    "currency",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def to_csv(rows: Sequence[SlotRow], *, dims: Sequence[str]) -> str:
    """Return the rows as CSV with a byte-order mark, as spreadsheets expect for Chinese; revenue in minor units.

    A text that a spreadsheet would run as a formula is made harmless by a leading apostrophe.
    """
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    names = [name for dim in dims for name in (dim, f"{dim}_name")]
    rates = [f"{rate}_{part}" for rate in ("view", "click", "order") for part in ("rate", "low", "high", "n")]
    writer.writerow([*names, *COUNTS, *rates])
    for row in rows:
        keys = [_plain(value) for dim in dims for value in (row.dims[dim], row.labels.get(dim, ""))]
        cells = [cell for rate in row.rates.values() for cell in _cells(rate)]
        writer.writerow([*keys, *(getattr(row, name) for name in COUNTS), *cells])
    return out.getvalue()


def _cells(rate: Rate) -> list[float | int | str]:
    return ["" if rate.value is None else round(rate.value, 6), rate.low, rate.high, rate.n]


def _plain(value: str | int) -> str | int:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
