"""Why distribution refuses."""

from contenthub.kernel.errors import Conflict, Gone, Invalid, NotFound, Stale


class TaskNotFound(NotFound):
    """No such task, or not one this actor may see."""


class EditionNotFound(NotFound):
    """No such edition, or not one this actor may see."""


class ShareNotFound(NotFound):
    """No such share, or not one this actor may see."""


class EditionInvalid(Invalid):
    """Edits name unknown blocks, offers or pictures, or are not edits at all."""


class EditionStale(Stale):
    """The edition was saved on another device since it was read; `revision` is what it is now."""


class BlockLocked(Invalid):
    """Edits touch what HQ has locked; the errors name the block and its lock."""


class ShareInvalid(Invalid):
    """The channel is not one of the plan's, the recipient too long, or the end lies in the past."""


class PlanNotRunning(Conflict):
    """New shares are made only while the plan (`name`) runs."""


class OfferNotLive(Conflict):
    """The offer (`name`) is over, sold out, or switched off."""


class AlreadyShared(Conflict):
    """A newer share has taken this one's place, so it cannot be brought back."""


class ShareWithdrawn(Gone):
    """The guide took the share back."""


class ShareExpired(Gone):
    """The share was made for a time that has passed."""


class ContentRecalled(Gone):
    """HQ took the content back, and nothing replaces it."""


class PictureNotFound(NotFound):
    """The shared page shows no such picture."""
