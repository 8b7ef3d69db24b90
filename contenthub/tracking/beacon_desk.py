"""`POST /e`: what pages tell, taken in."""

from typing import Any

from contenthub.kernel.clock import Clock
from contenthub.tracking import answers
from contenthub.tracking.answers import Body, StartResponse
from contenthub.tracking.beacons import MAX_BYTES, BeaconIn, read_beacon
from contenthub.tracking.callers import Caller, Callers
from contenthub.tracking.limits import Limits
from contenthub.tracking.records import Beaconed, to_micros
from contenthub.tracking.spool import Spool
from contenthub.tracking.visitors import Nonces

Environ = dict[str, Any]


class BeaconDesk:
    """Checks beacons and appends them to the spool; whether they are believed is for the drain to say."""

    def __init__(self, *, callers: Callers, nonces: Nonces, limits: Limits, spool: Spool, clock: Clock) -> None:
        """Recognise senders by `callers` and `nonces`."""
        self._callers = callers
        self._nonces = nonces
        self._limits = limits
        self._spool = spool
        self._clock = clock

    def __call__(self, environ: Environ, start: StartResponse) -> Body:
        """Keep what a page tells: 204, or 400 for what is no beacon, 429 for too many."""
        if environ["REQUEST_METHOD"] != "POST":
            return answers.bare(start, 405, ("Allow", "POST"))
        body = _body_of(environ)
        beacon = read_beacon(body, content_type=environ.get("CONTENT_TYPE", "")) if body else None
        if beacon is None:
            return answers.bare(start, 400)
        now = self._clock.now()
        caller = self._callers.recognise(environ, at=now.timestamp())
        sealed = self._nonces.open(beacon.n, share=beacon.share, at=now.timestamp()) if beacon.n else None
        visitor = sealed or caller.cookie
        if not self._is_within_limits(beacon, visitor=visitor, caller=caller):
            return answers.bare(start, 429, ("Retry-After", "60"))
        if beacon.events:
            record = Beaconed(
                to_micros(now),
                beacon.share,
                visitor,
                caller.network,
                caller.stamp,
                caller.reason,
                beacon.visit,
                beacon.seq,
                sealed is not None,
                beacon.events,
            )
            self._spool.append(record)
        return answers.bare(start, 204)

    def _is_within_limits(self, beacon: BeaconIn, *, visitor: str, caller: Caller) -> bool:
        limits = self._limits
        if not limits.addresses.add(caller.address):
            return False
        if not visitor:
            return limits.unnamed.add(caller.address)
        return limits.visits.add(f"{beacon.share}/{visitor}/{beacon.visit}")


def _body_of(environ: Environ) -> bytes:
    """Return the body, or nothing when it is longer than a beacon may be."""
    given = environ.get("CONTENT_LENGTH") or ""
    if given:
        length = int(given) if given.isascii() and given.isdigit() else 0
        return environ["wsgi.input"].read(length) if 0 < length <= MAX_BYTES else b""
    body: bytes = environ["wsgi.input"].read(MAX_BYTES + 1) if environ.get("wsgi.input_terminated") else b""
    return body if len(body) <= MAX_BYTES else b""
