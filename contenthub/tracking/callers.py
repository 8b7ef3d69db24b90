"""Who calls: address, network, visitor and first verdict of one request."""

import time
from functools import lru_cache
from typing import Any, NamedTuple

from contenthub.kernel.addresses import client_address, parse_networks
from contenthub.kernel.settings import Settings
from contenthub.tracking.verdicts import Judge, read_cookies
from contenthub.tracking.visitors import DayKeys, is_visitor, new_visitor

DAY = 86_400


class Caller(NamedTuple):
    """One request's sender; `cookie` is their own visitor cookie, empty when they have or want none."""

    address: str
    network: str
    stamp: str
    reason: str
    cookie: str
    wants_no_cookie: bool


class Callers:
    """Recognises callers; what it remembers of addresses stays in memory and ends with the day."""

    def __init__(self, settings: Settings) -> None:
        """Judge by the settings' key and networks, and keep the day's key under HOME."""
        self._judge = Judge(settings)
        self._keys = DayKeys(settings.home / "visitor-keys")
        self._trusted = parse_networks(settings.trusted_proxies)
        self._day = -1.0

    def recognise(self, environ: dict[str, Any], *, at: float) -> Caller:
        """Return who calls at a moment (epoch seconds)."""
        address = self.address(environ)
        cookie, staff = read_cookies(environ.get("HTTP_COOKIE", ""))
        agent = environ.get("HTTP_USER_AGENT", "")
        stamp, reason = self._judge.stamp(agent=agent, address=address, staff_cookie=staff)
        if at // DAY != self._day:
            self._begin_day(at)
        private = environ.get("HTTP_DNT") == "1" or environ.get("HTTP_SEC_GPC") == "1"
        kept = cookie if not private and is_visitor(cookie) else ""
        return Caller(address, self._network(address), stamp, reason, kept, private)

    def address(self, environ: dict[str, Any]) -> str:
        """Return the client's address, as far as trusted proxies tell it."""
        peer: str = environ.get("REMOTE_ADDR", "")
        if not self._trusted:
            return peer
        return client_address(peer, environ.get("HTTP_X_FORWARDED_FOR", ""), trusted=self._trusted)

    def name(self, caller: Caller, environ: dict[str, Any]) -> tuple[str, str]:
        """Return the caller's visitor id, and the value of a cookie to set (empty: none)."""
        if caller.cookie:
            return caller.cookie, ""
        if caller.wants_no_cookie:
            return self._today.hash_visitor(caller.address, environ.get("HTTP_USER_AGENT", "")), ""
        visitor = new_visitor()
        return visitor, visitor

    def _begin_day(self, at: float) -> None:
        self._today = self._keys.of(time.strftime("%Y-%m-%d", time.gmtime(at)))
        self._network = lru_cache(maxsize=20_000)(self._today.hash_network)
        self._day = at // DAY
