"""What `benchmarks.tracking` measures: the front door or a bare WSGI application, on the same server, set the same."""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces, RuntimeModes
from granian.log import LogLevels

from contenthub.kernel.clock import SystemClock
from contenthub.kernel.settings import Settings
from contenthub.tracking.front_door import FrontDoor
from contenthub.tracking.spool import Spool
from contenthub.tracking.target import OfferTarget, SlotTarget, Target

CODE = "Benchmark11"
PAGE = b"<!doctype html><meta name=n content=@@NONCE@@>" + b"<p>0123456789abcdef" * 1500
HOME = "CONTENTHUB_BENCH_HOME"
App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def bare() -> App:
    """Return an application that answers the same sizes and does nothing."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"].count("/") > 2:
            start("302 Found", [("Location", "https://shop.example.com/c/50?ch_click=0"), ("Content-Length", "0")])
            return []
        start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(PAGE)))])
        return [PAGE]

    return answer


def ours() -> App:
    """Return a front door over one page with two slots."""
    offer = OfferTarget("01j00000000000000000000000", "https://shop.example.com/c/50")
    slots = {key: SlotTarget(key, number, (offer,)) for number, key in enumerate(("top", "end"), start=1)}
    target = Target(CODE, 200, PAGE, slots)
    settings = Settings(home=Path(os.environ[HOME]), secret_key="x" * 40)
    return FrontDoor(
        bare(), resolve=lambda _code: target, spool=Spool(settings.spool), settings=settings, clock=SystemClock()
    )


def main() -> None:
    """Serve `bare` or `ours` on a port: one worker, one thread."""
    name, port = sys.argv[1], int(sys.argv[2])
    Granian(
        f"benchmarks.tracking_server:{name}",
        factory=True,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=1,
        runtime_mode=RuntimeModes.st,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    main()
