"""Who may do what: one table, the same for pages, API, jobs and commands.

Rows visible to a manager are those of the own unit and below; each service narrows its lists by `Actor.unit_path`.
"""

from enum import StrEnum

from contenthub.accounts.values import Actor, Role, Scope
from contenthub.kernel.errors import NotAllowed

A, M, G, S = Role.ADMIN, Role.MARKETER, Role.MANAGER, Role.GUIDE
EVERYBODY = frozenset({A, M, G, S})
CONSOLE = frozenset({A, M, G})
HQ = frozenset({A, M})


class Action(StrEnum):
    """Something one may be allowed to do; `see_…` only reads."""

    SEE_SELF = "see_self"
    CHANGE_SELF = "change_self"
    SEE_UNITS = "see_units"
    MANAGE_UNITS = "manage_units"
    SEE_PEOPLE = "see_people"
    MANAGE_PEOPLE = "manage_people"
    SEE_AUDIT = "see_audit"
    SEE_ASSETS = "see_assets"
    MANAGE_ASSETS = "manage_assets"
    SEE_PRODUCTS = "see_products"
    MANAGE_PRODUCTS = "manage_products"
    SEE_OFFERS = "see_offers"
    MANAGE_OFFERS = "manage_offers"
    SEE_CONTENTS = "see_contents"
    MANAGE_CONTENTS = "manage_contents"
    SEE_PLANS = "see_plans"
    MANAGE_PLANS = "manage_plans"
    SEE_TASKS = "see_tasks"
    DO_TASKS = "do_tasks"
    SEE_SHARES = "see_shares"
    SHARE = "share"
    SEE_VIEWERS = "see_viewers"
    POST_CONVERSIONS = "post_conversions"
    SEE_SALES = "see_sales"
    TELL_SALES = "tell_sales"
    CONFIRM_SALES = "confirm_sales"
    SEE_ATTRIBUTION = "see_attribution"
    SEE_INSIGHTS = "see_insights"


PERMISSIONS: dict[Action, frozenset[Role]] = {
    Action.SEE_SELF: EVERYBODY,
    Action.CHANGE_SELF: EVERYBODY,
    Action.SEE_UNITS: CONSOLE,
    Action.MANAGE_UNITS: frozenset({A}),
    Action.SEE_PEOPLE: CONSOLE,
    Action.MANAGE_PEOPLE: frozenset({A}),
    Action.SEE_AUDIT: frozenset({A}),
    Action.SEE_ASSETS: EVERYBODY,
    Action.MANAGE_ASSETS: HQ,
    Action.SEE_PRODUCTS: EVERYBODY,
    Action.MANAGE_PRODUCTS: HQ,
    Action.SEE_OFFERS: EVERYBODY,
    Action.MANAGE_OFFERS: HQ,
    Action.SEE_CONTENTS: CONSOLE,
    Action.MANAGE_CONTENTS: HQ,
    Action.SEE_PLANS: CONSOLE,
    Action.MANAGE_PLANS: HQ,
    Action.SEE_TASKS: EVERYBODY,
    Action.DO_TASKS: frozenset({S}),
    Action.SEE_SHARES: EVERYBODY,
    Action.SHARE: frozenset({S}),
    Action.SEE_VIEWERS: EVERYBODY,
    Action.POST_CONVERSIONS: HQ,
    Action.SEE_SALES: EVERYBODY,
    Action.TELL_SALES: frozenset({S}),
    Action.CONFIRM_SALES: CONSOLE,
    Action.SEE_ATTRIBUTION: EVERYBODY,
    Action.SEE_INSIGHTS: CONSOLE,
}


def is_allowed(actor: Actor, action: Action) -> bool:
    """Say whether `actor` may do `action`: the role of the person allows it, and the scope of the token does."""
    return actor.role in PERMISSIONS[action] and any(_covers(scope, action) for scope in actor.scopes)


def _covers(scope: Scope, action: Action) -> bool:
    if scope is Scope.CONVERSIONS:
        return action is Action.POST_CONVERSIONS
    return scope is Scope.FULL or action.startswith("see_")


def require(actor: Actor, action: Action) -> None:
    """Raise `NotAllowed` unless `actor` may do `action`."""
    if not is_allowed(actor, action):
        raise NotAllowed(action=action.value)
