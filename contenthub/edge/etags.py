"""Revisions as entity tags: `ETag` on what is read, `If-Match` on what is changed."""

import re
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import request

from contenthub.kernel.errors import VersionMissing

P = ParamSpec("P")
R = TypeVar("R")
TAG = re.compile(r"[0-9]{1,9}")


def etag(revision: int) -> dict[str, str]:
    """Return the header that names a revision, as a strong tag."""
    return {"ETag": f'"{revision}"'}


def expected_revisions() -> frozenset[int] | None:
    """Return the revisions a change may be made on, None for any (`*`); raise `VersionMissing` without `If-Match`."""
    if "If-Match" not in request.headers:
        raise VersionMissing
    if request.if_match.star_tag:
        return None
    return frozenset(int(tag) for tag in request.if_match.as_set() if tag and TAG.fullmatch(tag))


def versioned(view: Callable[P, R]) -> Callable[P, R]:
    """Refuse a change that does not say what it was made on; place it below `visible` and above `input`."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        expected_revisions()
        return view(*args, **kwargs)

    return guarded
