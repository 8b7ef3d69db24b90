"""Why accounts refuse."""

from contenthub.kernel.errors import Conflict, Invalid, NotFound, NotSignedIn, TooMany


class PersonNotFound(NotFound):
    """No such person, or not in the actor's units."""


class UnitNotFound(NotFound):
    """No such unit, or not in the actor's units."""


class TokenNotFound(NotFound):
    """No such token of this person."""


class SessionNotFound(NotFound):
    """No such session of this person."""


class LoginTaken(Conflict):
    """Somebody has this login already."""


class SetUpDone(Conflict):
    """The first admin exists; further people are added by an admin."""


class WrongPassword(NotSignedIn):
    """Login and password do not belong together, or the person is deactivated."""


class SignInThrottled(TooMany):
    """Too many failed tries to sign in."""


class PersonInvalid(Invalid):
    """Fields of a person are wrong."""


class UnitInvalid(Invalid):
    """Fields of a unit are wrong."""


class PasswordInvalid(Invalid):
    """The password is too short, too long, or the old one is wrong."""


class LastAdmin(Conflict):
    """The last active admin cannot be deactivated or demoted."""
