"""Why offers, contents and plans refuse."""

from contenthub.kernel.errors import Conflict, Invalid, NotFound, Stale


class OfferNotFound(NotFound):
    """No such offer."""


class ContentNotFound(NotFound):
    """No such content, or it is in the trash."""


class VersionNotFound(NotFound):
    """No such published version of this content."""


class PlanNotFound(NotFound):
    """No such plan, or it is for none of the actor's units."""


class OfferInvalid(Invalid):
    """Fields of an offer are wrong."""


class ContentInvalid(Invalid):
    """Fields or blocks of a content are wrong."""


class ContentNotReady(Invalid):
    """A content has problems that a customer would see; `errors` lists them."""


class RecallInvalid(Invalid):
    """A recall names a replacement that cannot stand in."""


class PlanInvalid(Invalid):
    """Fields of a plan are wrong."""


class ContentStale(Stale):
    """The draft was saved by somebody else since it was read; `revision` is what it is now."""


class ContentRecalled(Conflict):
    """A recalled content is closed for good: copy it, mend the copy, name it as the replacement."""


class ContentNotPublished(Conflict):
    """Contents without a version that can be shown; `titles` and `contents` say which."""


class ContentInPlan(Conflict):
    """The content is in plans that are under way; `plans` names them."""


class PlanStateConflict(Conflict):
    """What is asked for does not follow from the plan's `state`."""


class PlanLocked(Conflict):
    """These `fields` are fixed once the plan has been launched."""


class PlanIncomplete(Conflict):
    """A plan cannot be launched without contents, units and channels; `missing` says which."""


class PlanOver(Conflict):
    """The period of the plan has ended."""
