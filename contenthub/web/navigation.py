"""What the two consoles lead to, by role."""

from dataclasses import dataclass

from flask import request

from contenthub.accounts.permissions import Action, is_allowed
from contenthub.edge import request as edge
from contenthub.edge.words import _l, _lp


@dataclass(frozen=True)
class Place:
    """A place of a console: its address, its name, its icon, and the right one needs to go there."""

    href: str
    label: str
    icon: str
    action: Action = Action.SEE_SELF

    @property
    def is_current(self) -> bool:
        """Say whether the page at hand lies here; of several that match, the longest address is meant."""
        return self.href == _current(request.path)


CONSOLE = (
    Place("/library", _l("素材库"), "picture", Action.SEE_ASSETS),
    Place("/contents", _l("内容"), "article", Action.SEE_CONTENTS),
    Place("/offers", _lp("many", "优惠"), "ticket", Action.SEE_OFFERS),
    Place("/plans", _lp("many", "计划"), "flag", Action.SEE_PLANS),
    Place("/distribution", _l("分发"), "send", Action.SEE_TASKS),
    Place("/orders", _l("成交"), "bag", Action.CONFIRM_SALES),
    Place("/insights", _l("洞察"), "chart", Action.SEE_INSIGHTS),
    Place("/people", _lp("place", "组织"), "people", Action.SEE_PEOPLE),
)
SETTINGS = Place("/account", _l("设置"), "settings")
PHONE = (
    Place("/guide", _l("今日"), "today"),
    Place("/guide/library", _lp("many", "素材"), "picture"),
    Place("/guide/shares", _l("谁看过"), "eye"),
    Place("/guide/me", _l("我的"), "person"),
)
IN_DOCK = 4
"""How many places a phone shows before "more"."""


def _current(path: str) -> str:
    if path == "/audit":
        return "/people"
    hrefs = (place.href for place in (*CONSOLE, SETTINGS, *PHONE))
    return max((href for href in hrefs if path == href or path.startswith(f"{href}/")), key=len, default="")


def console_places() -> list[Place]:
    """Return the places of the console whoever is signed in may go to."""
    actor = edge.find_actor()
    return [place for place in CONSOLE if actor and is_allowed(actor, place.action)]


def dock_places() -> tuple[list[Place], list[Place]]:
    """Return the places a phone shows at once, and the rest."""
    wanted = ("/library", "/contents", "/plans", "/insights")
    places = console_places()
    first = [place for place in places if place.href in wanted][:IN_DOCK]
    return first, [place for place in (*places, SETTINGS) if place not in first]


def phone_places() -> tuple[Place, ...]:
    """Return the tabs of the guide's phone."""
    return PHONE
