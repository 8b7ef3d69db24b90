"""What shares look like in JSON."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from contenthub.api.shapes import Ident, In, ListIn, Listing, Moment, Out
from contenthub.distribution.making import Wanted
from contenthub.distribution.models import Share
from contenthub.distribution.values import IntentKind
from contenthub.edge import request as edge
from contenthub.kernel.fields import Time
from contenthub.plans.values import Channel

Recipient = Annotated[str, StringConstraints(max_length=40, strip_whitespace=True)]


class ShareIn(In):
    """Where to share, and to whom: a name for the guide's own eyes."""

    channel: Channel
    recipient: Recipient | None = None
    expires_at: Time | None = None

    @property
    def wanted(self) -> Wanted:
        """Return it as the services take it."""
        expires: datetime | None = self.expires_at
        return Wanted(self.channel, self.recipient or "", expires)


class DirectShareIn(ShareIn):
    """The same for one offer, within a plan or without one."""

    plan: Ident | None = None


class SlotLink(Out):
    """Where a slot leads."""

    key: str
    url: str


class ShareOut(Out):
    """A share; `poster_note` lists characters of the poster that no font holds."""

    code: str
    url: str
    title: str
    caption: str
    channel: Channel
    recipient: str
    slots: list[SlotLink]
    poster_url: str
    poster_note: str
    qr_url: str
    kit_url: str
    plan: str | None
    task: str | None
    edition: str | None
    offer: str | None
    guide: str
    created_at: Moment
    expires_at: Moment | None
    withdrawn_at: Moment | None


class CaptionIn(In):
    """The guide's own words for sending; empty: the suggested ones."""

    caption: str = Field(max_length=2000)


class IntentIn(In):
    """What the guide did with the kit."""

    kind: IntentKind


class IntentOut(Out):
    """What was noted."""

    code: str
    kind: IntentKind


class ViewerOut(Out):
    """One visitor, by a short mark that stays the same; `customer` when a conversion told who it is."""

    visitor: str
    customer: str | None
    first_at: Moment
    last_at: Moment
    visits: int
    seconds: int
    depth: int
    confirmed: bool
    slots: list[str]


class SumsOut(Out):
    """All visitors together."""

    viewers: int
    visits: int
    seconds: int
    clickers: int


class ViewerList(Listing[ViewerOut]):
    """Who looked, the latest first: for one's own shares. Others who may see a share get the sums alone."""

    sums: SumsOut


class ShareQuery(ListIn):
    """Which shares."""

    plan: Ident | None = None
    task: Ident | None = None
    guide: Ident | None = None


def present_share(share: Share) -> dict[str, Any]:
    """Return a share as JSON."""
    shares = edge.services().shares
    url = shares.url_of(share)
    kit = f"{edge.hub().settings.public_url}/api/v1/shares/{share.code}/kit.zip"
    names = ("code", "channel", "recipient", "poster_note", "created_at", "expires_at", "withdrawn_at")
    return {name: getattr(share, name) for name in names} | {
        "url": url,
        "title": shares.title_of(share),
        "caption": shares.caption_of(share),
        "slots": [{"key": key, "url": f"{url}/{key}"} for key in shares.slot_keys(share)],
        "poster_url": f"{url}/poster.png",
        "qr_url": f"{url}/qr.svg",
        "kit_url": kit,
        "plan": share.plan_id,
        "task": share.edition.task_id if share.edition else None,
        "edition": share.edition_id,
        "offer": share.offer_id,
        "guide": share.guide_id,
    }
