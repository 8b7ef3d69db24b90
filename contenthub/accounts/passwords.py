"""Passwords: argon2id, never kept."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from contenthub.accounts.errors import PasswordInvalid
from contenthub.kernel.errors import FieldError

MIN_LENGTH = 8
MAX_LENGTH = 200
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's argon2id minimum: 19 MiB, t=2, p=1


def check_strength(password: str, *, field: str = "password") -> None:
    """Raise `PasswordInvalid` unless the length is within bounds."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise PasswordInvalid(FieldError(field, f"length {MIN_LENGTH}-{MAX_LENGTH}"))


def hash_password(password: str) -> str:
    """Return the argon2id hash of `password`."""
    return _hasher.hash(password)


def is_password(password: str, *, of: str | None) -> bool:
    """Say whether `password` has the hash `of`; takes as long when there is nobody to compare with."""
    try:
        _hasher.verify(of or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return of is not None


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")
