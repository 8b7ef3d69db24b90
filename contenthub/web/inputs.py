"""Moments, numbers and money in forms: in the brand's time zone, in whole units of the currency."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

from babel.numbers import get_currency_precision

from contenthub.edge import request as edge
from contenthub.web.presenting import local


def read_moment(text: str) -> datetime | str | None:
    """Return the moment a form means; None for an empty field, the text itself when it is no time."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment if moment.tzinfo else moment.replace(tzinfo=edge.hub().settings.zone)


def write_moment(moment: datetime | None) -> str:
    """Return what the form shows for a moment: `2026-07-01T08:00`."""
    return local(moment).strftime("%Y-%m-%dT%H:%M") if moment else ""


def read_count(text: str) -> int | str | None:
    """Return the whole number a form means; None for an empty field, the text itself when it is no number."""
    stripped = text.strip().replace(",", "").replace("，", "")
    if not stripped:
        return None
    return int(stripped) if stripped.isascii() and stripped.isdigit() and len(stripped) < 16 else stripped


def read_money(text: str, *, currency: str) -> int | str | None:
    """Return the minor units a form means; None for an empty field, the text itself when it is no amount."""
    stripped = text.strip().replace(",", "").replace("，", "").removeprefix("¥")
    if not stripped:
        return None
    try:
        amount = Decimal(stripped) * 10 ** get_currency_precision(currency)
    except InvalidOperation:
        return stripped
    return int(amount) if amount.is_finite() and abs(amount) < 10**16 and amount == int(amount) else stripped


def write_money(amount: int | None, *, currency: str) -> str:
    """Return what the form shows for an amount: `10000.5`."""
    if amount is None:
        return ""
    whole = Decimal(amount) / 10 ** get_currency_precision(currency)
    return f"{whole:f}".rstrip("0").rstrip(".") if whole % 1 else f"{int(whole)}"
