"""What a share code leads to: compiled by `distribution`, served by the front door without asking anybody."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OfferTarget:
    """Where an offer leads, and when: epoch seconds, None without limit."""

    offer_id: str
    url: str
    starts_at: float | None = None
    ends_at: float | None = None

    def is_live(self, at: float) -> bool:
        """Say whether the offer's window is open; stock and shelf were judged when the target was compiled."""
        return (self.starts_at is None or self.starts_at <= at) and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True, slots=True)
class SlotTarget:
    """A slot: its 1-based place on the page, and its offers in order of preference."""

    key: str
    position: int
    offers: tuple[OfferTarget, ...]

    def choose(self, at: float) -> OfferTarget | None:
        """Return the first offer whose window is open, or None."""
        return next((offer for offer in self.offers if offer.is_live(at)), None)


@dataclass(frozen=True, slots=True)
class Target:
    """The answer to `GET /s/<code>`.

    `status` is 200 (the page), 302 (a direct share: `slots` holds only `direct`), 404 or 410; `page` is the HTML in
    UTF-8, with `@@NONCE@@` wherever the request's own nonce goes (for a direct share: what to show when its offer has
    ended). After `valid_until` (epoch seconds) the target is compiled anew.
    """

    code: str
    status: int
    page: bytes
    slots: dict[str, SlotTarget] = field(default_factory=dict)
    is_direct: bool = False
    valid_until: float | None = None


NONCE_MARK = b"@@NONCE@@"
