"""How the guide's phone speaks: deadlines, how far somebody read, who it was, a file's steps."""

from datetime import datetime
from typing import Any

from contenthub.distribution.figures import Look
from contenthub.distribution.models import Share, Task
from contenthub.distribution.values import TaskState
from contenthub.edge import request as edge
from contenthub.edge.words import _, listed
from contenthub.web.naming import named
from contenthub.web.presenting import clock_time, day, duration, local

EVENING = 17


def deadline(moment: datetime) -> str:
    """Write a deadline as `今晚 20:00 截止`, `明天截止`, `7月31日截止`, `已截止`."""
    now = local(edge.hub().clock.now())
    here = local(moment)
    days = (here.date() - now.date()).days
    if here <= now:
        return _("已截止")
    if days == 0:
        facts = {"when": f"{here:%H:%M}"}
        return _("今晚 %(when)s 截止", **facts) if here.hour >= EVENING else _("今天 %(when)s 截止", **facts)
    return _("明天截止") if days == 1 else _("%(day)s截止", day=day(moment))


def is_urgent(task: Task) -> bool:
    """Say whether the deadline is today."""
    return local(task.due_at).date() <= local(edge.hub().clock.now()).date()


def is_finished(task: Task) -> bool:
    """Say whether nothing is left to do."""
    return task.state == TaskState.DONE


def reading(depth: int) -> str:
    """Write how far somebody read."""
    if depth >= 95:
        return _("读到文末")
    if depth >= 50:
        return _("读到一半以上") if depth >= 60 else _("读到一半")
    return _("读到 %(n)s%%", n=depth) if depth else _("打开看了看")


def visitor(mark: str, recipient: str = "") -> str:
    """Name somebody who looked: by whom the link was sent to, else by a short mark that stays the same."""
    letters = "".join(char for char in mark if char.isalnum())
    return recipient or _("访客 %(mark)s", mark=letters[:4].upper())


def look_line(look: Look) -> str:
    """Write what somebody did in one line: `读到文末 · 1 分 40 秒 · 点了「预约到店」`."""
    parts = [reading(look.depth)]
    if look.seconds:
        parts.append(duration(look.seconds))
    if look.slots:
        parts.append(_("点了%(slots)s", slots=listed(_("「%(text)s」", text=name) for name in look.slots)))
    return " · ".join(parts)


def share_line(share: Share) -> str:
    """Write where a share went and when."""
    where = named(share.channel, "channel")
    to = _("%(where)s · 发给%(who)s", where=where, who=share.recipient) if share.recipient else where
    return f"{to} · {clock_time(share.created_at)}"


FILTERS: tuple[Any, ...] = (deadline, is_urgent, is_finished, reading, visitor, look_line, share_line)
"""What templates may say with `|`."""
