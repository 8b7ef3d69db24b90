"""Roles, kinds of unit, scopes, and the actor: who does something, and with what right."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is here to do."""

    ADMIN = "admin"
    MARKETER = "marketer"
    MANAGER = "manager"
    GUIDE = "guide"


class UnitKind(StrEnum):
    """The levels of the organisation."""

    HQ = "hq"
    REGION = "region"
    STORE = "store"


class Scope(StrEnum):
    """What a token may do: all its person may, only read, or only post conversions of one source."""

    FULL = "full"
    READ = "read"
    CONVERSIONS = "conversions"


SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """Who acts: a person with a role in a unit, through a page, a token, a command or a job.

    `unit_path` is the path of the person's unit, `/root/region/store/`; what lies below it is theirs to see.
    """

    person_id: str
    role: Role
    unit_id: str
    unit_path: str
    scopes: frozenset[Scope] = frozenset({Scope.FULL})
    source: str | None = None
    session_id: str | None = None
    name: str = ""

    @property
    def is_hq(self) -> bool:
        """Say whether this actor sees the whole house."""
        return self.role in {Role.ADMIN, Role.MARKETER}

    @property
    def sees_below(self) -> str | None:
        """Return the path of the unit below which this actor sees; None is the whole house."""
        return None if self.is_hq else self.unit_path

    @classmethod
    def system(cls) -> "Actor":
        """Return the actor of jobs and commands: everything is allowed, the audit trail says `system`."""
        return cls(SYSTEM, Role.ADMIN, "", "/", name=SYSTEM)

    @classmethod
    def of_source(cls, source: str) -> "Actor":
        """Return the actor of a webhook: it only tells of conversions, and only those of its own source."""
        return cls(SYSTEM, Role.MARKETER, "", "/", frozenset({Scope.CONVERSIONS}), source=source, name=SYSTEM)
