"""Guards before a view: permission is judged before the input is even read."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from contenthub.accounts.permissions import Action, require
from contenthub.edge import request as edge

P = ParamSpec("P")
R = TypeVar("R")


def allow(action: Action) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let only those in who may do `action`; place it above `input` so that it is judged first."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            require(edge.actor(), action)
            return view(*args, **kwargs)

        return guarded

    return decorate


def visible(find: Callable[..., object]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Call `find` with the view's path arguments first: it raises `NotFound` for what the actor may not see."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            find(**kwargs)
            return view(*args, **kwargs)

        return guarded

    return decorate
