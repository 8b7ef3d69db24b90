"""Orders in a table: a CSV file as shops and spreadsheets write it, read line by line."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision

from contenthub.kernel.errors import FieldError
from contenthub.tracking.errors import OrderTableInvalid
from contenthub.tracking.told_fields import ConversionFields

MAX_BYTES = 5 * 1024 * 1024
MAX_LINES = 10_000
MONEY = "money"
"""The column of amounts in whole units, such as 299.50; `amount` is in minor units, as everywhere."""

COLUMNS = {
    "来源": "source",
    "单号": "external_id",
    "类型": "kind",
    "时间": "occurred_at",
    "点击编号": "click_id",
    "链接": "share",
    "卡槽": "slot",
    "客户": "customer",
    "金额": MONEY,
    "币种": "currency",
    "原单号": "order",
    "线索类型": "lead_kind",
}
"""What a column may be called besides the names of the API."""

KINDS = {"订单": "order", "退款": "refund", "线索": "lead"}
TIMES = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")
KNOWN = {*ConversionFields.model_fields, MONEY}
NEEDED = {"external_id", "occurred_at"}


@dataclass(frozen=True)
class TableLine:
    """A line of the table: its number in the file, from 1, and its filled cells by column."""

    number: int
    cells: dict[str, str]
    is_too_long: bool = False


@dataclass(frozen=True)
class Habits:
    """What a line leaves unsaid: the source, the time zone, the currency."""

    source: str | None
    zone: ZoneInfo
    currency: str


def read_table(raw: bytes) -> list[TableLine]:
    """Return the lines of a CSV file with a head, in UTF-8 or GB 18030; raise `OrderTableInvalid` when it is none."""
    if len(raw) > MAX_BYTES:
        raise OrderTableInvalid(FieldError("file", f"at most {MAX_BYTES // 1024 // 1024} MB"))
    reader = csv.reader(io.StringIO(_text(raw), newline=""))
    try:
        head = _head(next(reader, []))
        lines = list(_lines(reader, head))
    except csv.Error as error:
        raise OrderTableInvalid(FieldError("file", f"line {reader.line_num}: {error}")) from None
    if len(lines) > MAX_LINES:
        raise OrderTableInvalid(FieldError("file", f"at most {MAX_LINES} lines"))
    return lines


def _text(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):  # what spreadsheets write in China
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise OrderTableInvalid(FieldError("file", "neither UTF-8 nor GB 18030"))


def _head(names: list[str]) -> list[str]:
    head = [COLUMNS.get(name.strip(), name.strip().lower()) for name in names]
    wrong = [FieldError(name or "file", "unknown column") for name in head if name not in KNOWN]
    wrong += [FieldError(name, "named twice") for name in sorted(set(head)) if head.count(name) > 1]
    wrong += [FieldError(name, "column missing") for name in sorted(NEEDED - set(head))]
    if wrong:
        raise OrderTableInvalid(*wrong)
    return head


def _lines(reader: Any, head: list[str]) -> Iterator[TableLine]:
    before = reader.line_num
    for row in reader:
        number, before = before + 1, reader.line_num
        filled = {name: cell.strip() for name, cell in zip(head, row, strict=False) if cell.strip()}
        more = any(cell.strip() for cell in row[len(head) :])
        if filled or more:
            yield TableLine(number, filled, is_too_long=more)


def fields_of(line: TableLine, habits: Habits) -> tuple[dict[str, Any], list[FieldError]]:
    """Return a line as the fields of `ConversionFields`, what it leaves unsaid filled in, and what cannot be read."""
    wrong = [FieldError("line", "more cells than columns")] if line.is_too_long else []
    found: dict[str, Any] = {"kind": "order", "source": habits.source or "", **line.cells}
    found["kind"] = KINDS.get(found["kind"], found["kind"])
    if "occurred_at" in found:
        found["occurred_at"] = _moment(found["occurred_at"], zone=habits.zone)
    if found.keys() & {"amount", MONEY}:
        found.setdefault("currency", habits.currency)
        amount = _amount(found, wrong)
        found.pop(MONEY, None)
        found["amount"] = amount
    return found, wrong


def _moment(text: str, *, zone: ZoneInfo) -> datetime | str:
    moment = _read_moment(text)
    if moment is None:
        return text
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _read_moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in TIMES:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the caller adds the zone
        except ValueError:
            continue
    return None


def _amount(found: dict[str, Any], wrong: list[FieldError]) -> int | None:
    if {"amount", MONEY} <= found.keys():
        wrong.append(FieldError("amount", "named twice"))
        return None
    if "amount" in found:
        digits = found["amount"]
        if digits.isascii() and digits.isdigit():
            return int(digits[:20])
        wrong.append(FieldError("amount", "minor units, from 0"))
        return None
    amount = _minor_units(found[MONEY], currency=found["currency"])
    if amount is None:
        wrong.append(FieldError(MONEY, "an amount, not negative"))
    return amount


def _minor_units(text: str, *, currency: str) -> int | None:
    try:
        units = Decimal(text.replace(",", "").removeprefix("¥")) * 10 ** get_currency_precision(currency)
    except InvalidOperation:
        return None
    return int(units) if units.is_finite() and 0 <= units < 10**16 and units == int(units) else None
