"""A target made ready to serve: page cut at its nonces, addresses where the click id goes, the slots it shows now."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from contenthub.tracking.records import Shown
from contenthub.tracking.target import NONCE_MARK, OfferTarget, SlotTarget, Target

PARAMETER = "ch_click"
_SAFE = "%/:?#[]@!$&'()*+,;=~-._"


def ascii_url(url: str) -> str:
    """Return an address as a header may carry it: host in punycode, everything else percent-encoded."""
    if url.isascii():
        return url
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    netloc = f"{host}:{parts.port}" if parts.port else host
    return quote(urlunsplit(parts._replace(netloc=netloc)), safe=_SAFE)


@dataclass(frozen=True, slots=True)
class Landing:
    """An offer's address, cut where the click id goes: before any fragment, in place of one that is there."""

    offer_id: str
    plain: str
    before: str
    after: str

    @classmethod
    def of(cls, offer: OfferTarget) -> "Landing":
        """Cut the address of an offer."""
        plain = ascii_url(offer.url)
        rest, hash_mark, fragment = plain.partition("#")
        address, _mark, query = rest.partition("?")
        kept = [part for part in query.split("&") if part and part.partition("=")[0] != PARAMETER]
        before = f"{address}?{'&'.join([*kept, PARAMETER])}="
        return cls(offer.offer_id, plain, before, f"{hash_mark}{fragment}")

    def with_click(self, click_id: str) -> str:
        """Return the address with a click id."""
        return f"{self.before}{click_id}{self.after}"


def _next_edge(slots: Iterable[SlotTarget], *, after: float) -> float:
    edges = [
        edge for slot in slots for offer in slot.offers for edge in (offer.starts_at, offer.ends_at) if edge is not None
    ]
    return min((edge for edge in edges if edge > after), default=float("inf"))


class Ready:
    """What a worker serves for one code until told to forget it."""

    __slots__ = (
        "_shown",
        "_shown_since",
        "_shown_until",
        "epoch",
        "is_recent",
        "landings",
        "page",
        "size",
        "target",
        "until",
    )

    def __init__(self, target: Target) -> None:
        """Prepare `target`; the landing of each offer is cut once."""
        self.target = target
        self.page = target.page.split(NONCE_MARK)
        offers = {offer.offer_id: offer for slot in target.slots.values() for offer in slot.offers}
        self.landings = {offer_id: Landing.of(offer) for offer_id, offer in offers.items()}
        self.until = float("inf") if target.valid_until is None else target.valid_until
        self.size = len(target.page) + 2000 + 600 * len(offers)
        self.is_recent = True
        self.epoch = 0
        self._shown: list[Shown] = []
        self._shown_since, self._shown_until = 0.0, 0.0

    def shown(self, at: float) -> list[Shown]:
        """Return the slots that show an offer at a moment, and which; worked out anew when a window opens or ends."""
        if not self._shown_since <= at < self._shown_until:
            slots = self.target.slots.values()
            chosen = [(slot.key, offer.offer_id, slot.position) for slot in slots if (offer := slot.choose(at))]
            self._shown, self._shown_since, self._shown_until = chosen, at, _next_edge(slots, after=at)
        return self._shown

    def land(self, slot: SlotTarget, *, at: float) -> Landing | None:
        """Return where a slot leads at a moment, or None when it shows nothing."""
        offer = slot.choose(at)
        return self.landings[offer.offer_id] if offer else None


class Negative:
    """Codes that lead nowhere, remembered for some seconds so that a guesser does not cost a lookup each."""

    SECONDS = 5.0
    MAX = 2000

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._codes: dict[str, tuple[float, Ready]] = {}

    def find(self, code: str) -> Ready | None:
        """Return the answer for a code looked up in vain a moment ago."""
        found = self._codes.get(code)
        return found[1] if found and time.monotonic() < found[0] else None

    def add(self, code: str, ready: Ready) -> None:
        """Remember an answer; when there are too many, all are forgotten."""
        if len(self._codes) >= self.MAX:
            self._codes = {}
        self._codes[code] = (time.monotonic() + self.SECONDS, ready)

    def forget(self, code: str | None) -> None:
        """Forget one code, or with None all."""
        if code is None:
            self._codes = {}
        else:
            self._codes.pop(code, None)
