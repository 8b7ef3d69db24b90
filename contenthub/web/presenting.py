"""How values look on a page: numbers, money, times, reasons; the same words in every template."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_skeleton, format_timedelta
from babel.numbers import format_currency, format_decimal, get_currency_precision
from flask import Flask, request
from flask_babel import get_locale

from contenthub.accounts.models import Person
from contenthub.accounts.permissions import Action, is_allowed
from contenthub.edge import request as edge
from contenthub.edge.devices import device_words
from contenthub.edge.locale import language
from contenthub.edge.words import _, _n, _p, listed
from contenthub.web import navigation
from contenthub.web.reasons import reason_text

NOTHING = "—"


def _tag() -> str:
    return str(get_locale() or "zh")


def number(value: float | None) -> str:
    """Write 4120 as `4,120`."""
    return NOTHING if value is None else format_decimal(value, locale=_tag(), format="#,##0.##")


def money(amount: int | None, currency: str = "CNY") -> str:
    """Write minor units as `¥299`, with cents only where there are some."""
    if amount is None:
        return NOTHING
    places = get_currency_precision(currency)
    whole = amount % 10**places == 0
    shape = "¤#,##0" if whole else "¤#,##0.00"
    return format_currency(amount / 10**places, currency, format=shape, locale=_tag(), currency_digits=False)


def percent(fraction: float | None) -> str:
    """Write 0.0738 as `7.4%`, 0.38 as `38%`."""
    if fraction is None:
        return NOTHING
    value = fraction * 100
    shown = f"{value:.1f}" if abs(value) < 20 else f"{value:.0f}"
    return f"{shown.removesuffix('.0')}%"


def local(moment: datetime) -> datetime:
    """Return a moment in the brand's time zone."""
    return moment.astimezone(edge.hub().settings.zone)


def clock_time(moment: datetime | None) -> str:
    """Write a moment as `7月1日 20:00`, with the year when it is another one."""
    if moment is None:
        return NOTHING
    return _at(day(moment), moment)


def day(moment: datetime | None) -> str:
    """Write the day of a moment as `7月1日`, with the year when it is another one."""
    if moment is None:
        return NOTHING
    here, now = local(moment), local(edge.hub().clock.now())
    return str(format_skeleton("MMMd" if here.year == now.year else "yMMMd", here, locale=_tag()))


def _at(name: str, moment: datetime) -> str:
    return _("%(day)s %(time)s", day=name, time=f"{local(moment):%H:%M}")


def ago(moment: datetime | None) -> str:
    """Write how long ago: `刚刚`, `5分钟前`, `昨天 20:00`, then the day; or how soon: `3小时后`."""
    if moment is None:
        return NOTHING
    past = edge.hub().clock.now() - moment
    if timedelta(0) <= past < timedelta(minutes=1):
        return _("刚刚")
    if abs(past) < timedelta(hours=20):
        return str(format_timedelta(-past, locale=_tag(), add_direction=True, threshold=1.2))
    days = (local(edge.hub().clock.now()).date() - local(moment).date()).days
    names = {1: _("昨天"), 0: _("今天"), -1: _("明天")}
    return _at(names[days], moment) if days in names else day(moment)


def duration(seconds: float | None) -> str:
    """Write seconds as `35 秒`, `1 分 40 秒`."""
    if seconds is None:
        return NOTHING
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return _("%(n)s 秒", n=rest)
    return _("%(m)s 分 %(s)s 秒", m=minutes, s=rest) if rest else _("%(m)s 分钟", m=minutes)


def file_size(count: float) -> str:
    """Write bytes as `820 KB`, `3.4 MB`."""
    for unit in ("B", "KB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if count >= 10 or unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"


def iso(moment: datetime) -> str:
    """Write a moment for machines, in UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def with_args(**changes: Any) -> str:
    """Return the address of this page with some of its query changed; None or "" takes one away."""
    kept = {**request.args.to_dict(), **changes}
    query = urlencode({key: value for key, value in kept.items() if value not in {None, ""}})
    return f"{request.path}?{query}" if query else request.path


def errors_of(errors: Any, name: str) -> list[str]:
    """Return what is wrong with the field `name`, in words."""
    return [reason_text(_part(error, "reason")) for error in errors or () if _part(error, "field") == name]


def _part(error: Any, key: str) -> str:
    return str(error[key] if isinstance(error, dict) else getattr(error, key))


def me() -> Person | None:
    """Return the signed-in person, or None."""
    return edge.find_person()


def can(action: str) -> bool:
    """Say whether whoever is signed in may do `action`: `can("manage_people")`."""
    actor = edge.find_actor()
    return actor is not None and is_allowed(actor, Action(action))


def base_words() -> dict[str, str]:
    """Return what the shared scripts say."""
    return {
        "undo": _("撤销"),
        "copied": _("已复制"),
        "copy_failed": _("没能复制，请长按选中后手动复制。"),
        "offline": _("网络断了，请检查后再试。"),
        "failed": _("没有完成，请再试一次。"),
        "signed_out": _("登录已过期，请重新登录。"),
        "cancel": _("取消"),
        "confirm": _("确定"),
        "close": _("关闭"),
    }


FILTERS = (
    number,
    money,
    percent,
    clock_time,
    day,
    ago,
    duration,
    file_size,
    iso,
    local,
    reason_text,
    device_words,
    listed,
)
GLOBALS = (_n, _p, with_args, errors_of, me, can, base_words, language)


def init_presenting(app: Flask) -> None:
    """Give every template its filters and globals."""
    app.jinja_env.filters.update({verb.__name__: verb for verb in FILTERS})
    app.jinja_env.globals.update({verb.__name__: verb for verb in GLOBALS})
    app.jinja_env.globals.update(
        brand_name=lambda: edge.hub().settings.brand_name,
        now=lambda: edge.hub().clock.now(),  # noqa: PLW0108 - the hub is known only within a request
        console_places=navigation.console_places,
        dock_places=navigation.dock_places,
        phone_places=navigation.phone_places,
        settings_place=navigation.SETTINGS,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
