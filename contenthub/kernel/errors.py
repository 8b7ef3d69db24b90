"""Reasons to refuse. Domains subclass these, one class per reason, carrying the facts.

No class knows a status code or a sentence: `contenthub.edge.errors` turns the kind into a status and
`contenthub.edge.sentences` turns the class and its facts into words for the reader.
"""

import re
from dataclasses import dataclass
from typing import Any, ClassVar


class ContentHubError(Exception):
    """Something was refused; `facts` say what, `slug` names the reason for programs."""

    slug_override: ClassVar[str | None] = None

    def __init__(self, **facts: Any) -> None:
        """Keep the facts for the sentence shown to the user."""
        super().__init__(", ".join(f"{key}={value!r}" for key, value in facts.items()))
        self.facts = facts

    @property
    def slug(self) -> str:
        """The stable reason code, `AssetInUse` → `asset-in-use`."""
        return self.slug_override or re.sub(r"(?<!^)(?=[A-Z])", "-", type(self).__name__).lower()


@dataclass(frozen=True)
class FieldError:
    """One wrong field: a dotted path and a reason."""

    field: str
    reason: str


class NotFound(ContentHubError):
    """Unknown, or not visible to this actor: the two are never told apart."""


class NotSignedIn(ContentHubError):
    """Nobody is signed in, or the token is unknown, revoked or expired."""


class NotAllowed(ContentHubError):
    """Visible, but this actor may not do it."""


class Invalid(ContentHubError):
    """Input is wrong; `errors` lists every wrong field."""

    def __init__(self, *errors: FieldError, **facts: Any) -> None:
        """Keep the wrong fields beside the facts."""
        super().__init__(**facts)
        self.errors = errors


class Conflict(ContentHubError):
    """Right in itself, but at odds with what is there now."""


class Stale(ContentHubError):
    """Somebody changed it since it was read."""


class VersionMissing(ContentHubError):
    """A change must say which version it was made on (`If-Match`)."""


class Gone(ContentHubError):
    """It was here and was taken back."""


class TooLarge(ContentHubError):
    """More bytes than are accepted."""


class UnsupportedType(ContentHubError):
    """Bytes of a kind that is not accepted."""


class TooMany(ContentHubError):
    """Too often in too short a time; `retry_after` seconds are among the facts."""


class Unavailable(ContentHubError):
    """An engine does not answer now; trying again may help."""
