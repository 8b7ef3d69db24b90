"""What a check found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One check: whether it holds, and in words what was seen or what to do."""

    check: str
    ok: bool
    detail: str
