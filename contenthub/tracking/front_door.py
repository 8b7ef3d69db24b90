"""The front door: a WSGI callable before Flask that answers share pages, slot clicks and beacons by itself.

A cached link costs no database, no session and no shared lock; its event is in the spool before the answer leaves.
"""

import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote_plus

import structlog

from contenthub.kernel.clock import Clock
from contenthub.kernel.settings import Settings
from contenthub.tracking import answers
from contenthub.tracking.answers import Body, Headers, Sorry, StartResponse
from contenthub.tracking.beacon_desk import BeaconDesk, Environ
from contenthub.tracking.callers import Callers
from contenthub.tracking.click_ids import ClickIds
from contenthub.tracking.invalidation import Changes, Poller
from contenthub.tracking.limits import Limits
from contenthub.tracking.link_cache import LinkCache, Resolve
from contenthub.tracking.ready import Landing, Ready
from contenthub.tracking.records import Clicked, Opened, to_micros
from contenthub.tracking.spool import Spool
from contenthub.tracking.target import SlotTarget
from contenthub.tracking.visitors import COOKIE_SECONDS, Nonces

log = structlog.get_logger()
App = Callable[[Environ, StartResponse], Body]
DIRECT = "direct"
_SLOT = re.compile(r"^[a-z0-9_-]{1,32}$")
_VISIT = re.compile(r"(?:^|&)v=([^&]{1,200})")
_PRINTABLE = re.compile(r"^[!-~]{1,64}$")
NO_NONCE = "0" * 43


class FrontDoor:
    """Answers `/s/<code>`, `/s/<code>/<slot>` and `/e`; hands everything else to `app`."""

    def __init__(
        self,
        app: App,
        *,
        resolve: Resolve,
        spool: Spool,
        settings: Settings,
        clock: Clock,
        changes: Changes | None = None,
        sorry: Sorry = answers.plain_sorry,
    ) -> None:
        """Resolve misses through `resolve`, forget through `changes`, say sorry with `sorry`."""
        self._app = app
        self._spool = spool
        self._clock = clock
        self._sorry = sorry
        self._callers = Callers(settings)
        self._clicks = ClickIds(settings.secret)
        self._nonces = Nonces(settings.secret)
        self._limits = Limits()
        self._desk = BeaconDesk(
            callers=self._callers, nonces=self._nonces, limits=self._limits, spool=spool, clock=clock
        )
        secure = "; Secure" if settings.is_https else ""
        self._cookie = f"; Max-Age={COOKIE_SECONDS}; Path=/; HttpOnly; SameSite=Lax{secure}"
        self.links = LinkCache(resolve)
        self.poller = Poller(changes, forget=self.links.forget) if changes else None

    def __call__(self, environ: Environ, start: StartResponse) -> Body:
        """Answer what is ours."""
        path: str = environ["PATH_INFO"]
        if path == "/e":
            return self._desk(environ, start)
        if path.startswith("/s/"):
            code, slash, slot = path[3:].partition("/")
            if code and (_SLOT.match(slot) if slash else True):
                return self._link(environ, start, code=code, slot=slot)
            return self._file(environ, start)
        return self._app(environ, start)

    def _file(self, environ: Environ, start: StartResponse) -> Body:
        """Hand a link's picture, poster or code to `app`; who guesses there is counted as at the pages."""
        address = self._callers.address(environ)
        if self._limits.floods.is_over(address):
            return self._apology(start, 429, is_head=environ["REQUEST_METHOD"] == "HEAD")

        def counted(status: str, headers: Headers, *rest: object) -> object:
            if status.startswith("404"):
                self._limits.miss(address)
            return start(status, headers, *rest)

        return self._app(environ, counted)

    def _link(self, environ: Environ, start: StartResponse, *, code: str, slot: str) -> Body:
        method = environ["REQUEST_METHOD"]
        if method not in {"GET", "HEAD"}:
            return answers.bare(start, 405, ("Allow", "GET, HEAD"))
        is_head = method == "HEAD"
        now = self._clock.now()
        at = now.timestamp()
        ready = self.links.find(code, at=at) or self._look_up(environ, code, at=at)
        if isinstance(ready, int):
            return self._apology(start, ready, is_head=is_head)
        target = ready.target
        if target.status not in {200, 302}:
            return self._nothing(environ, start, ready, is_head=is_head)
        if slot or target.is_direct:
            return self._slot(environ, start, ready, now=now, key=slot or DIRECT, opens=not slot, is_head=is_head)
        return self._page(environ, start, ready, now=now, is_head=is_head)

    def _look_up(self, environ: Environ, code: str, *, at: float) -> Ready | int:
        """Return the link of a code that is not cached, or the status to apologise with."""
        if len(code) > 16 or not (code.isascii() and code.isalnum()):
            return self._limits.miss(self._callers.address(environ))
        if self._limits.floods.is_over(self._callers.address(environ)):
            return 429
        if self.poller:
            self.poller.start()
        try:
            return self.links.get(code, at=at)
        except Exception as error:
            log.exception("link_failed", error=type(error).__name__)
            return 503

    def _apology(self, start: StartResponse, status: int, *, is_head: bool) -> Body:
        more: Headers = [("Retry-After", "60" if status == 429 else "5")] if status in {429, 503} else []
        return answers.html(start, status, self._sorry(status), more=more, is_head=is_head)

    def _nothing(self, environ: Environ, start: StartResponse, ready: Ready, *, is_head: bool) -> Body:
        status = ready.target.status
        if status == 404 and self._limits.miss(self._callers.address(environ)) == 429:
            return self._apology(start, 429, is_head=is_head)
        return answers.html(start, status, ready.target.page or self._sorry(status), more=[], is_head=is_head)

    def _page(self, environ: Environ, start: StartResponse, ready: Ready, *, now: datetime, is_head: bool) -> Body:
        if is_head:
            return answers.html(start, 200, NO_NONCE.encode().join(ready.page), more=[], is_head=True)
        at = now.timestamp()
        caller = self._callers.recognise(environ, at=at)
        visitor, cookie = self._callers.name(caller, environ)
        code = ready.target.code
        self._spool.append(
            Opened(to_micros(now), code, visitor, caller.network, caller.stamp, caller.reason, ready.shown(at))
        )
        nonce = self._nonces.seal(share=code, visitor=visitor, at=at)
        return answers.html(start, 200, nonce.encode().join(ready.page), more=self._setting(cookie), is_head=False)

    def _slot(
        self,
        environ: Environ,
        start: StartResponse,
        ready: Ready,
        *,
        now: datetime,
        key: str,
        opens: bool,
        is_head: bool,
    ) -> Body:
        slot = ready.target.slots.get(key)
        if slot is None:
            return self._apology(start, self._limits.miss(self._callers.address(environ)), is_head=is_head)
        landing = ready.land(slot, at=now.timestamp())
        if landing is None and opens:
            return answers.html(start, 410, ready.target.page or self._sorry(410), more=[], is_head=is_head)
        if is_head:
            return answers.found(start, landing.plain if landing else f"/s/{ready.target.code}", more=[])
        return self._click(environ, start, ready, now=now, slot=slot, landing=landing, opens=opens)

    def _click(
        self,
        environ: Environ,
        start: StartResponse,
        ready: Ready,
        *,
        now: datetime,
        slot: SlotTarget,
        landing: Landing | None,
        opens: bool,
    ) -> Body:
        code, at = ready.target.code, to_micros(now)
        caller = self._callers.recognise(environ, at=now.timestamp())
        visitor, cookie = self._callers.name(caller, environ)
        network, stamp, reason = caller.network, caller.stamp, caller.reason
        offer = landing.offer_id if landing else None
        click_id = (
            self._clicks.make(share=code, slot=slot.key, position=slot.position, offer_id=offer, at=at)
            if offer
            else None
        )
        visit = _visit_of(environ)
        clicked = Clicked(
            at, code, visitor, network, stamp, reason, slot.key, slot.position, offer, click_id, visit, bool(cookie)
        )
        if opens:
            shown = ready.shown(now.timestamp())
            self._spool.append(Opened(at, code, visitor, network, stamp, reason, shown), clicked)
        else:
            self._spool.append(clicked)
        location = landing.with_click(click_id) if landing and click_id else f"/s/{code}"
        return answers.found(start, location, more=self._setting(cookie))

    def _setting(self, cookie: str) -> Headers:
        return [("Set-Cookie", f"ch_v={cookie}{self._cookie}")] if cookie else []


def _visit_of(environ: Environ) -> str | None:
    found = _VISIT.search(environ.get("QUERY_STRING", ""))
    name = unquote_plus(found[1]) if found else ""
    return name if _PRINTABLE.match(name) else None
