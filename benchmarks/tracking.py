"""The front door beside a bare WSGI application in adjacent rounds, and the drain."""

import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.house import open_house
from benchmarks.rows import Row
from benchmarks.tracking_server import CODE, HOME
from contenthub.hub import Hub
from contenthub.tracking.records import Beaconed, Clicked, Depth, Dwell, Opened, Record, Seen, View, to_micros

AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile MicroMessenger/8.0.49"
ROUNDS, SECONDS, CONNECTIONS = 7, 2, 32
TICKS = os.sysconf("SC_CLK_TCK")
VISITS = 10_000


@dataclass(frozen=True)
class Round:
    """What one round saw: requests a second, their p99, and the server's CPU for each."""

    rate: float
    p99_ms: float
    cpu_us: float


def run() -> list[Row]:
    """Measure pages and clicks against the bare application, then the drain."""
    return [*_front_door(), *_drain()]


def _front_door() -> list[Row]:
    lent = tempfile.TemporaryDirectory(prefix="contenthub-bench-")
    with lent as home, _server("bare", home=home) as bare, _server("ours", home=home) as ours:
        return [
            *_pair("slot click", f"/s/{CODE}/top", bare, ours),
            *_pair("share page 30 KB", f"/s/{CODE}", bare, ours),
            Row("tracking", "front door, peak memory", _peak_mb(ours.pid), "MB"),
        ]


@dataclass(frozen=True)
class Server:
    """A server: its port and the process that answers."""

    port: int
    pid: int


def _pair(what: str, path: str, bare: Server, ours: Server) -> list[Row]:
    _round(bare, path, seconds=1)
    _round(ours, path, seconds=1)
    pairs = [(_round(bare, path), _round(ours, path)) for _ in range(ROUNDS)]
    ratio = statistics.median(mine.rate / theirs.rate for theirs, mine in pairs)
    rate = statistics.median(mine.rate for _theirs, mine in pairs)
    cpu = statistics.median(mine.cpu_us for _theirs, mine in pairs)
    above = statistics.median(mine.cpu_us - theirs.cpu_us for theirs, mine in pairs)
    bare_p99 = statistics.median(theirs.p99_ms for theirs, _mine in pairs)
    p99 = statistics.median(mine.p99_ms for _theirs, mine in pairs)
    return [
        Row("tracking", f"{what}: ratio to the bare application", ratio, "", f"median of {ROUNDS} adjacent rounds"),
        Row("tracking", f"{what}", rate, "requests/s", f"{CONNECTIONS} connections, one worker"),
        Row("tracking", f"{what}: CPU", cpu, "µs/request", f"{above:.1f} above the bare application"),
        Row("tracking", f"{what}: p99", p99, "ms", f"bare: {bare_p99:.1f}"),
    ]


def _round(server: Server, path: str, *, seconds: int = SECONDS) -> Round:
    before = _cpu_seconds(server.pid)
    requests, p99_ms, took = (_wrk if shutil.which("wrk") else _python)(server, path, seconds=seconds)
    cpu = _cpu_seconds(server.pid) - before
    return Round(requests / took, p99_ms, cpu / max(requests, 1) * 1e6)


def _wrk(server: Server, path: str, *, seconds: int) -> tuple[int, float, float]:
    address = f"http://127.0.0.1:{server.port}{path}"
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-H", f"User-Agent: {AGENT}", address]
    told = subprocess.run([*_pinned(1), *command], check=True, capture_output=True, text=True).stdout
    requests = re.search(r"(\d+) requests in ([\d.]+)s", told)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", told)
    assert requests
    assert p99
    return int(requests[1]), float(p99[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[p99[2]], float(requests[2])


def _python(server: Server, path: str, *, seconds: int) -> tuple[int, float, float]:
    """Count what one connection of Python's own client gets; without wrk the ratio says little."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    times: list[float] = []
    started = time.perf_counter()
    while time.perf_counter() - started < seconds:
        asked = time.perf_counter()
        connection.request("GET", path, headers={"User-Agent": AGENT})
        connection.getresponse().read()
        times.append(time.perf_counter() - asked)
    connection.close()
    return len(times), sorted(times)[int(len(times) * 0.99)] * 1000, time.perf_counter() - started


def _pinned(core: int) -> list[str]:
    return ["taskset", "-c", str(core)] if shutil.which("taskset") and (os.cpu_count() or 1) > 1 else []


@contextmanager
def _server(name: str, *, home: str) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {"PATH": os.environ["PATH"], HOME: home}
    command = [*_pinned(0), sys.executable, "-m", "benchmarks.tracking_server", name, str(port)]
    process = subprocess.Popen(command, env=environ)
    try:
        _wait_for(port)
        yield Server(port, _worker_of(process.pid))
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError


def _worker_of(pid: int) -> int:
    """Return the process that answers: the server's last child."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(children[-1]) if children else pid


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _drain() -> list[Row]:
    """Count whole visits: an open, a beacon of four events, a click."""
    with open_house(index_url="memory:") as hub:
        _register(hub)
        start = to_micros(hub.clock.now()) - 3_600_000_000
        for number in range(VISITS):
            for record in _visit(number, at=start + number * 1000):
                hub.engines.spool.append(record)
        started = time.perf_counter()
        counted = hub.drain()
        took = time.perf_counter() - started
    note = f"{VISITS:,} visits of an open, a beacon of four and a click; visits, slots and hours included"
    return [Row("tracking", "drain into SQLite", counted / took, "events/s", note)]


def _register(hub: Hub) -> None:
    with hub.services() as services:
        services.links.register(
            code=CODE,
            plan_id=None,
            content_id=None,
            version_id=None,
            guide_id="guide",
            unit_id="unit",
            channel="moments",
        )


def _visit(number: int, *, at: int) -> list[Record]:
    visitor, shown = (
        f"{number:022}",
        [("top", "01j0000000000000000000000a", 1), ("end", "01j0000000000000000000000b", 2)],
    )
    acts = [Seen(), View(slot="top"), Depth(value=80), Dwell(value=12_000)]
    click_id = f"{CODE}.top.1.01j0000000000000000000000a.{at:x}.{number:016x}.{'x' * 22}"
    return [
        Opened(at, CODE, visitor, "network", "human", "", shown),
        Beaconed(at + 1, CODE, visitor, "network", "human", "", "v1", 1, True, list(acts)),
        Clicked(at + 2, CODE, visitor, "network", "human", "", "top", 1, shown[0][1], click_id, "v1", False),
    ]
