"""The words a guide sends with a link: content for customers in the brand's language, not words of our pages."""

from contenthub.distribution.compiler import Page
from contenthub.distribution.rules import apply_edits, summary_of
from contenthub.distribution.values import Block
from contenthub.plans.models import Offer
from contenthub.plans.values import Channel

MAX_CAPTION = 2000
SPOKEN = {Channel.ONE_TO_ONE, Channel.GROUP, Channel.SMS, Channel.OTHER}
"""Channels where the link travels in the message itself; elsewhere it is a card, a picture or a QR code."""


def caption_of_page(page: Page, *, guide_name: str, recipient: str, channel: str, url: str) -> str:
    """Return greeting, title, a line about it (the guide's own words first), link where it belongs, and a name."""
    blocks = apply_edits(page.blocks, page.edits)
    lines = [f"《{page.title}》", _about(page, blocks)]
    return _signed(lines, guide_name=guide_name, recipient=recipient, channel=channel, url=url)


def caption_of_offer(offer: Offer, *, guide_name: str, recipient: str, channel: str, url: str) -> str:
    """Return the same for an offer that travels alone."""
    return _signed([offer.name, offer.note], guide_name=guide_name, recipient=recipient, channel=channel, url=url)


def _about(page: Page, blocks: list[Block]) -> str:
    own = summary_of(block for block in blocks if block.get("by_guide"))
    return own or page.summary or summary_of(blocks)


def _signed(lines: list[str], *, guide_name: str, recipient: str, channel: str, url: str) -> str:
    greeting = f"{recipient}，您好！" if recipient else ""
    link = url if channel in SPOKEN else ""
    return "\n".join(line for line in (greeting, *lines, link, f"—— {guide_name}") if line)
